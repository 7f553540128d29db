"""What the pages say in words: never from one threshold, never of single people, with the right sign and number."""

import pytest

from bandits.disclosure import PublicRow
from campaigns.harm.wording import check_words
from dashboards.advice import advice, by_channel, verdicts
from dashboards.labels import Success
from dashboards.sentences import difference, estimate, span, sure, verdict
from tests.dashboards.published import LABELS, NOT_BUYING, hidden, row

PLAIN = row("plain", best=0.05)
COMPLAINTS = Success("Share without complaint", "complained", "fewer", ("person", "people"))


def test_a_message_leads_when_its_interval_is_above_zero_and_it_is_probably_the_best() -> None:
    said = verdict([PLAIN, row("peer", (0.07, 0.02, 0.12), best=0.94)], LABELS, NOT_BUYING)
    assert (said.kind, said.leader) == ("leads", "peer")
    assert said.text == (
        "“Peer script” leads; 7 more in 100 would not buy than with the plain message "
        "(95 % interval 2 to 12; 94 % sure it is the best)."
    )


def test_a_likely_best_message_whose_interval_holds_zero_does_not_lead() -> None:
    said = verdict([PLAIN, row("peer", (0.02, -0.03, 0.06), best=0.94)], LABELS, NOT_BUYING)
    assert said.kind == "open"
    assert said.text.endswith(
        "nothing surely beats the plain message yet; in front is “Peer script”: 2 more in 100 would not buy than with "
        "the plain message (95 % interval 3 fewer to 6 more; 94 % sure it is the best)."
    )


def test_a_message_that_surely_helps_but_has_a_rival_is_only_ahead() -> None:
    rows = [PLAIN, row("peer", (0.07, 0.02, 0.12), best=0.55), row("norm", (0.05, -0.02, 0.13), best=0.38)]
    said = verdict(rows, LABELS, NOT_BUYING)
    assert said.kind == "ahead"
    assert said.text == (
        "no single winner yet; in front are “Peer script”: 7 more in 100 would not buy than with the plain message "
        "(95 % interval 2 to 12; 55 % sure it is the best) and “What others do”: 5 more in 100 "
        "(95 % interval 2 fewer to 13 more; 38 % sure it is the best)."
    )


def test_the_two_in_front_keep_their_order_when_their_chances_change_places() -> None:
    def named(peer: float) -> tuple[int, int]:
        rows = [PLAIN, row("peer", (0.07, 0.02, 0.12), best=peer), row("norm", (0.07, 0.02, 0.12), best=0.9 - peer)]
        text = verdict(rows, LABELS, NOT_BUYING).text
        return text.index("Peer script"), text.index("What others do")

    assert named(0.44)[0] < named(0.44)[1]
    assert named(0.46)[0] < named(0.46)[1]


@pytest.mark.parametrize(("best", "kind"), [(0.7951, "leads"), (0.7949, "ahead")])
def test_a_limit_is_held_against_the_number_that_is_shown(best: float, kind: str) -> None:
    """0.7951 is shown as 80 %, the limit; 0.7949 as 79 %."""
    said = verdict([PLAIN, row("peer", (0.07, 0.02, 0.12), best=best)], LABELS, NOT_BUYING)
    assert said.kind == kind
    assert ("80 % sure" in said.text) == (kind == "leads")


def test_a_brief_verdict_keeps_the_middle_the_interval_and_the_chance() -> None:
    rows = [PLAIN, row("peer", (0.07, 0.02, 0.12), best=0.94), row("norm", (-0.06, -0.11, -0.01), best=0.0)]
    assert verdict(rows, LABELS, NOT_BUYING, brief=True).text == (
        "leading: “Peer script” (7 more in 100, from 2 to 12; 94 % sure)."
    )
    rows = [PLAIN, row("peer", (0.07, -0.02, 0.12), best=0.6), row("norm", (0.04, -0.03, 0.11), best=0.3)]
    assert verdict(rows, LABELS, NOT_BUYING, brief=True).text == (
        "nothing surely better yet: “Peer script” (7 more in 100, from 2 fewer to 12 more; 60 % sure) or "
        "“What others do” (4 more in 100, from 3 fewer to 11 more; 30 % sure)."
    )


def test_a_wide_interval_does_not_hide_a_proven_message_that_is_less_likely_the_best() -> None:
    rows = [PLAIN, row("peer", (0.04, 0.01, 0.07), best=0.30), row("norm", (0.06, -0.10, 0.20), best=0.60)]
    said = verdict(rows, LABELS, NOT_BUYING)
    assert (said.kind, said.leader) == ("ahead", "peer")


@pytest.mark.parametrize(
    "rows",
    [
        [hidden("plain"), hidden("peer")],
        [hidden("plain"), hidden("peer", "control")],
        [row("plain"), hidden("peer"), hidden("norm", "complement")],
        [row("plain"), hidden("norm"), row("peer", (0.3, 0.1, 0.5), share=0.0)],
    ],
)
def test_where_the_plain_message_or_all_others_are_hidden_it_is_too_early(rows: list[PublicRow]) -> None:
    said = verdict(rows, LABELS, NOT_BUYING)
    assert said.kind == "early"
    assert said.text == (
        "too early to say: numbers are shown once nobody can be singled out, from at least 50 answers to the plain "
        "message and to another."
    )


def test_a_hidden_message_is_no_candidate_beside_a_shown_one() -> None:
    said = verdict([PLAIN, row("peer", (0.07, 0.02, 0.12), best=0.94), hidden("norm")], LABELS, NOT_BUYING)
    assert (said.kind, said.leader) == ("leads", "peer")


def test_where_all_do_worse_than_the_plain_message_it_says_so() -> None:
    said = verdict([PLAIN, row("peer", (-0.05, -0.08, -0.02), best=0.01)], LABELS, NOT_BUYING)
    assert said.kind == "worse"
    assert said.text.endswith("“Peer script”, does worse (5 fewer in 100, 95 % interval 8 to 2).")


def test_a_message_that_does_harm_is_named_even_where_another_leads() -> None:
    rows = [PLAIN, row("peer", (0.07, 0.02, 0.12), best=0.94), row("norm", (-0.06, -0.11, -0.01), best=0.0),
            row("law", (-0.04, -0.07, -0.01), best=0.0)]  # fmt: skip
    text = verdict(rows, LABELS, NOT_BUYING).text
    assert text.endswith(
        "“What others do” does worse than the plain message (6 fewer in 100, 95 % interval 11 to 1) and so does 1 more."
    )


def test_a_paused_message_is_no_candidate() -> None:
    rows = [PLAIN, row("peer", (0.07, 0.02, 0.12), best=0.94, share=0.0), row("norm", (0.0, -0.02, 0.03))]
    assert verdict(rows, LABELS, NOT_BUYING).leader == "norm"


def test_a_gain_in_a_metric_that_should_fall_is_said_as_fewer() -> None:
    """Benefit +0.07 is 7 fewer complaints; an interval from -0.03 to 0.06 runs from 3 more to 6 fewer."""
    assert difference(row("peer", (0.07, 0.02, 0.12)), COMPLAINTS) == "7 fewer in 100"
    unclear = row("peer", (0.01, -0.03, 0.06))
    assert estimate(unclear, COMPLAINTS) == "1 fewer in 100 complained (95 % interval 3 more to 6 fewer)"


def test_small_effects_are_counted_among_more_people_so_that_their_sign_stays_seen() -> None:
    """0.003 of 100 people is 0.3: said as 3 in 1,000."""
    small = row("peer", (0.004, 0.003, 0.005))
    assert (difference(small, NOT_BUYING), span(small, NOT_BUYING)) == ("4 more in 1,000", "3 to 5")


def test_no_chance_is_said_to_be_certain() -> None:
    assert [sure(chance) for chance in (1.0, 0.9941, 0.94, 0.0)] == [
        "more than 99 %", "more than 99 %", "94 %", "less than 1 %",
    ]  # fmt: skip


def gains() -> list[tuple[float, float, float]]:
    """Differences of every size and sign, sure and unsure."""
    return [
        (middle, middle - half, middle + half) for middle in (-0.3, -0.01, 0.0, 0.004, 0.2) for half in (0.002, 0.1)
    ]


@pytest.mark.parametrize("level", [3, 6])
@pytest.mark.parametrize("success", [NOT_BUYING, COMPLAINTS], ids=["answers", "people"])
def test_no_sentence_claims_more_than_its_level_of_outcome_shows(level: int, success: Success) -> None:
    said: list[str] = []
    for gain in gains():
        for other in gains():
            rows = [PLAIN, row("peer", gain, best=0.9), row("norm", other, best=0.08)]
            singles = [
                row(name, gain, best=0.5, channel=channel) for channel in LABELS.channels for name in ("plain", "law")
            ]
            channels = by_channel(singles, "gifts")
            told = verdicts(rows, channels, LABELS, success)
            said += [one.text for one in told.values()]
            said.append(advice(told, rows, channels, LABELS, success))
            said.append(verdict(rows, LABELS, success, brief=True).text)
            said.append(estimate(rows[1], success))
    assert len(set(said)) > 50
    assert [claim for text in said for claim in check_words(text, level, is_randomised=True)] == []
