"""What the pages advise: channel by channel where messages differ, and never a number that the data do not give."""

from collections.abc import Sequence

from bandits.disclosure import PublicRow
from bandits.publication import UpliftRow
from dashboards.advice import advice, by_channel, overall, verdicts
from tests.dashboards.published import LABELS, NOT_BUYING, hidden, row

PLAIN = row("plain", best=0.05)
LEADER = (0.07, 0.02, 0.12)


def on(channel: str, *treatments: UpliftRow) -> list[UpliftRow]:
    rows = [row("plain", best=0.02), *treatments]
    return [
        row(one.variant, (one.uplift, one.uplift_lower, one.uplift_upper), best=one.chance_best, channel=channel,
            trials=one.trials) for one in rows
    ]  # fmt: skip


def told(pooled: Sequence[PublicRow], singles: Sequence[PublicRow]) -> tuple[list[str], str, str]:
    """Texts of the verdicts, the mark, and the advice."""
    channels = by_channel(singles, "gifts")
    said = verdicts(pooled, channels, LABELS, NOT_BUYING)
    texts = [f"{place}: {one.text}" for place, one in said.items()]
    return texts, overall(said), advice(said, pooled, channels, LABELS, NOT_BUYING)


def test_where_channels_show_other_messages_each_has_its_own_winner() -> None:
    """Over all channels nothing is sure, though on each the winner is: the two never compete."""
    pooled = [PLAIN, row("peer", LEADER, best=0.55), row("norm", LEADER, best=0.40)]
    singles = [*on("feed", row("peer", LEADER, best=0.97)), *on("chat", row("norm", LEADER, best=0.96))]
    texts, mark, advised = told(pooled, singles)
    assert [text.split(" (")[0] for text in texts] == [
        "feed: leading: “Peer script”", "chat: leading: “What others do”",
    ]  # fmt: skip
    assert mark == "leads"
    assert advised == "Ready to stop: on every channel one message is at least 95 % sure to be the best."


def test_where_channels_show_the_same_messages_one_sentence_holds_for_all() -> None:
    pooled = [PLAIN, row("peer", LEADER, best=0.9)]
    singles = [*on("feed", row("peer", LEADER, best=0.9)), *on("chat", row("peer", (0.01, -0.1, 0.1), best=0.5))]
    texts, mark, advised = told(pooled, singles)
    assert [text.split(":")[0] for text in texts] == ["*"]
    assert (mark, advised.split(":")[0]) == ("leads", "Nothing to do")


def test_a_message_that_is_surely_worse_may_be_paused() -> None:
    pooled = [PLAIN, row("peer", LEADER, best=0.6), row("norm", (-0.06, -0.11, -0.01), best=0.0)]
    assert told(pooled, [])[2] == "Consider pausing “What others do”: surely worse than the plain message."


def test_how_many_answers_are_missing_is_said_where_the_interval_gives_it() -> None:
    """400 answers leave 0.08 on both sides of 0.04; a half needs four times as many: 1,200 more, to one digit 1,000."""
    open_ = [row("plain", trials=200), row("peer", (0.04, -0.04, 0.12), best=0.6, trials=200)]
    assert "about 1,000 more answers from this segment show whether “Peer script” beats" in told(open_, [])[2]


def test_no_number_of_answers_is_said_for_a_difference_lost_in_its_interval() -> None:
    for gain in ((0.01, -0.09, 0.11), (-0.01, -0.05, 0.03)):
        advised = told([PLAIN, row("peer", gain, best=0.6)], [])[2]
        assert advised == "Nothing to do yet: differences are too small to say how many answers it takes."


def test_while_the_plain_message_is_hidden_there_is_nothing_to_do() -> None:
    texts, mark, advised = told([hidden("plain"), hidden("peer", "control")], [])
    assert (len(texts), mark) == (1, "early")
    assert advised == "Nothing to do yet: the plain message and another need at least 50 answers each."


def test_hidden_rows_are_neither_counted_nor_told() -> None:
    """400 shown answers as without the hidden row: still about 1,000 more."""
    known = [row("plain", trials=200), row("peer", (0.04, -0.04, 0.12), best=0.6, trials=200)]
    assert "about 1,000 more answers" in told([*known, hidden("norm")], [])[2]


def test_while_every_channel_is_hidden_what_all_together_show_is_said_but_nothing_is_ready_to_stop() -> None:
    """The messages differ by channel, so 97 % sure over all of them is not one best message on each."""
    pooled = [PLAIN, row("peer", LEADER, best=0.97), row("norm", (0.0, -0.1, 0.1), best=0.01)]
    singles = [hidden(name, channel=channel) for channel, name in (("feed", "peer"), ("chat", "norm"))]
    texts, mark, advised = told(pooled, singles)
    assert len(texts) == 1
    assert texts[0].startswith("*: “Peer script” leads")
    assert texts[0].endswith("All channels are counted together: each by itself has too few to be shown yet.")
    assert mark == "leads"
    assert advised == "Nothing to do: one message leads, the others are still checked."


def test_a_hidden_channel_beside_a_shown_one_is_told_in_few_words() -> None:
    pooled = [PLAIN, row("peer", LEADER, best=0.9)]
    singles: list[PublicRow] = [
        *on("feed", row("peer", LEADER, best=0.9)),
        hidden("plain", channel="chat"),
        hidden("norm", channel="chat"),
    ]
    texts = told(pooled, singles)[0]
    assert texts[1] == "chat: too early to say."
