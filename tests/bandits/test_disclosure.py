"""Disclosure: a publication's rows as they may be shown; few people cannot be read off them, nor worked out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandits.disclosure import Disclosed, HiddenRow, disclose, row_fields
from bandits.grid import Context
from bandits.publication import EVERYONE, TechniqueRow, UpliftRow
from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign
from campaigns.harm.small_cells import Sum, given_away
from tests.bandits.counted import Counts, rows_of

CAMPAIGN = load_campaign(example())
BOTH = (TechniqueRow("6.1", 0.2, 0.1, 0.3, 0.99, ("peer",)), TechniqueRow("5.3", 0.1, -0.1, 0.3, 0.8, ("law",)))


def shown(counts: Counts, campaign: Campaign = CAMPAIGN, techniques: tuple[TechniqueRow, ...] = ()) -> Disclosed:
    return disclose(rows_of(counts), techniques, sum(counts.values()), campaign)


def why(disclosed: Disclosed) -> dict[tuple[str, str, str], str]:
    """The reason of every hidden row."""
    hidden = (row for row in disclosed.rows if isinstance(row, HiddenRow))
    return {(row.segment, row.channel, row.variant): row.why for row in hidden}


def test_where_all_have_enough_answers_every_number_is_shown() -> None:
    counts = {("gifts", "feed", "plain"): 100, ("gifts", "chat", "plain"): 100, ("gifts", "feed", "peer"): 50,
              ("gifts", "chat", "peer"): 150}  # fmt: skip
    disclosed = shown(counts)
    assert why(disclosed) == {}
    assert disclosed.answered == 400
    assert all(
        astuple(row)[3:5] == astuple(given)[3:5] for row, given in zip(disclosed.rows, rows_of(counts), strict=True)
    )


def test_a_small_cell_takes_the_next_smallest_channel_with_it() -> None:
    """Of peer's 20 + 90 + 200 in the segment, 310 - 200 tells of 110 people, not of 20."""
    counts = {("gifts", channel, "plain"): 400 for channel in ("feed", "chat", "moment")}
    counts |= {("gifts", "feed", "peer"): 20, ("gifts", "chat", "peer"): 200, ("gifts", "moment", "peer"): 90}
    assert why(shown(counts)) == {("gifts", "feed", "peer"): "small", ("gifts", "moment", "peer"): "complement"}


def test_a_small_segment_cannot_be_had_from_the_total_over_segments() -> None:
    """peer: 30 in luck on one channel, 310 in all; law and plain are large everywhere."""
    counts = {(segment, "feed", variant): 500 for segment in ("gifts", "luck", "law") for variant in ("plain", "law")}
    counts |= {("gifts", "feed", "peer"): 180, ("luck", "feed", "peer"): 30, ("law", "feed", "peer"): 100}
    assert why(shown(counts)) == {
        ("luck", "*", "peer"): "small", ("luck", "feed", "peer"): "small",
        ("law", "*", "peer"): "complement", ("law", "feed", "peer"): "complement",
    }  # fmt: skip


def test_a_small_message_cannot_be_had_from_the_answers_in_all() -> None:
    """12 + 900 + 300 = 1,212 answers are told, so a message is hidden too: rather a large one than the control."""
    counts = {("gifts", "feed", "peer"): 12, ("gifts", "feed", "law"): 900, ("gifts", "feed", "plain"): 300}
    disclosed = shown(counts)
    assert disclosed.answered == 1212
    assert why(disclosed)["*", "*", "law"] == "complement"
    assert ("*", "*", "plain") not in why(disclosed)


def test_where_only_the_control_is_left_to_protect_a_small_message_nothing_is_compared() -> None:
    """400 answers in all and the control's 388 would tell of 12."""
    hidden = why(shown({("gifts", "feed", "peer"): 12, ("gifts", "feed", "plain"): 388}))
    assert hidden["*", "*", "plain"] == "complement"


def test_answers_in_all_below_the_least_are_not_told() -> None:
    assert shown({("gifts", "feed", "plain"): 20, ("gifts", "feed", "peer"): 29}).answered is None


def test_no_row_is_compared_with_a_control_of_few_people() -> None:
    counts = {("gifts", "feed", "plain"): 30, ("gifts", "chat", "plain"): 70, ("gifts", "feed", "peer"): 800,
              ("gifts", "chat", "peer"): 900}  # fmt: skip
    hidden = why(shown(counts))
    assert hidden["gifts", "feed", "peer"] == "control"
    assert hidden["gifts", "feed", "plain"] == "small"
    assert ("gifts", "*", "peer") not in hidden


def test_a_message_on_one_channel_is_not_compared_with_few_people_there_through_the_whole_segment() -> None:
    """law runs on the feed alone: its row over all channels compares with the control's 30 on the feed."""
    counts = {("gifts", "feed", "plain"): 30, ("gifts", "chat", "plain"): 500, ("gifts", "feed", "law"): 800,
              ("gifts", "chat", "peer"): 900, ("gifts", "feed", "peer"): 900}  # fmt: skip
    hidden = why(shown(counts))
    assert hidden["gifts", "*", "law"] == hidden["*", "*", "law"] == "control"
    assert ("gifts", "*", "peer") not in hidden


def test_a_channel_that_nobody_answered_on_hides_no_other_and_one_answer_does() -> None:
    """60 - 60 = 0 tells of nobody; 61 - 60 = 1 would tell of one."""
    counts = {("gifts", "feed", "plain"): 60, ("gifts", "chat", "plain"): 0, ("gifts", "feed", "peer"): 70,
              ("gifts", "chat", "peer"): 0}  # fmt: skip
    assert why(shown(counts)) == {("gifts", "chat", "plain"): "small", ("gifts", "chat", "peer"): "small"}
    hidden = why(shown(counts | {("gifts", "chat", "peer"): 1}))
    assert hidden["gifts", "feed", "peer"] == hidden["gifts", "feed", "plain"] == "complement"


def test_clicks_need_ten_people() -> None:
    clicks = next(metric for metric in CAMPAIGN.metrics if metric.id != CAMPAIGN.goal.metric)
    told = CAMPAIGN.model_copy(update={"metrics": (CAMPAIGN.goal_metric.model_copy(update={"level": 3}), clicks)})
    counts = {("gifts", "feed", "plain"): 30, ("gifts", "feed", "peer"): 45}
    assert shown(counts, told).least == 50
    assert set(why(shown(counts, told)).values()) == {"small"}
    unchecked = CAMPAIGN.goal_metric.model_copy(update={"level": 2})
    clicked = CAMPAIGN.model_construct(**(dict(CAMPAIGN) | {"metrics": (unchecked,)}))  # H11 refuses such a goal
    assert (shown(counts, clicked).least, why(shown(counts, clicked))) == (10, {})


def test_a_technique_is_told_if_a_message_that_uses_it_and_the_control_are() -> None:
    counts = {("gifts", "feed", "plain"): 300, ("gifts", "feed", "peer"): 900, ("gifts", "feed", "law"): 20,
              ("gifts", "feed", "norm"): 60}  # fmt: skip
    assert [row.technique for row in shown(counts, techniques=BOTH).techniques] == ["6.1"]
    counts["gifts", "feed", "plain"] = 20
    assert shown(counts, techniques=BOTH).techniques == ()


def test_shares_over_contexts_do_not_tell_how_many_answered_in_each() -> None:
    """104 and 3 answers weigh 2 and 0 times fifty, as 120 and 20 do: the pooled share is the feed's."""
    for feed, chat in ((104, 3), (120, 20)):
        counts = {("gifts", "feed", "plain"): feed, ("gifts", "chat", "plain"): chat}
        rows = [replace(row, share={"feed": 0.9, "chat": 0.2}.get(row.channel, 0.8)) for row in rows_of(counts)]
        disclosed = disclose(rows, (), feed + chat, CAMPAIGN)
        assert dict(disclosed.weights) == {Context("gifts", "feed"): 1.0, Context("gifts", "chat"): 0.0}
        assert [row.share for row in disclosed.rows] == [0.9, 0.9, 0.9, 0.2]


def test_shares_weigh_contexts_the_same_before_the_first_answers() -> None:
    counts = {("gifts", "feed", "plain"): 0, ("gifts", "chat", "plain"): 0}
    rows = [replace(row, share={"feed": 0.9, "chat": 0.2}.get(row.channel, 0.8)) for row in rows_of(counts)]
    assert disclose(rows, (), 0, CAMPAIGN).rows[0].share == pytest.approx(0.55)


def test_a_hidden_row_keeps_its_names_and_share_and_no_number_of_people() -> None:
    (row,) = (row for row in shown({("gifts", "feed", "plain"): 3}).rows if row.segment == EVERYONE)
    told = row_fields(row)
    assert {name: value for name, value in told.items() if value is not None} == {
        "segment": "*", "channel": "*", "variant": "plain", "share": 0.25, "hidden": "small",
    }  # fmt: skip
    full = rows_of({("gifts", "feed", "plain"): 99})[0]
    assert row_fields(full).keys() == told.keys()
    assert row_fields(full)["hidden"] == ""


counts_of_a_campaign = st.dictionaries(
    st.tuples(st.sampled_from(("gifts", "luck", "law")), st.sampled_from(("feed", "chat")),
              st.sampled_from(("plain", "peer", "norm"))),
    st.one_of(st.integers(0, 60), st.integers(0, 500)), min_size=1,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(counts_of_a_campaign)
def test_no_small_count_follows_from_the_rows_that_are_shown(counts: Counts) -> None:
    disclosed = shown(counts)
    assert [row.trials for row in disclosed.rows if isinstance(row, UpliftRow) and row.trials < 50] == []
    assert {(row.segment, row.channel, row.variant) for row in rows_of(counts) if row.trials < 50} <= why(
        disclosed
    ).keys()
    met = [row for row in rows_of(counts) if any(
        count for (segment, channel, _), count in counts.items()
        if row.segment in {EVERYONE, segment} and row.channel in {EVERYONE, channel}
    )]  # fmt: skip
    small = {(row.segment, row.channel, row.variant) for row in met if row.trials < 50}
    unknown = {*why(disclosed), *([] if disclosed.answered else [(EVERYONE,) * 3])}
    assert given_away(unknown, _relations(met)).isdisjoint(small)


def _relations(rows: Sequence[UpliftRow]) -> list[Sum[tuple[str, str, str]]]:
    """What anybody who knows the product knows to add up."""
    cells = {(row.segment, row.channel, row.variant) for row in rows}
    parts: defaultdict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for segment, channel, variant in cells:
        if channel != EVERYONE:
            parts[segment, EVERYONE, variant].append((segment, channel, variant))
        elif segment != EVERYONE:
            parts[EVERYONE, EVERYONE, variant].append((segment, channel, variant))
        else:
            parts[EVERYONE, EVERYONE, EVERYONE].append((segment, channel, variant))
    return [Sum(total, tuple(cells)) for total, cells in parts.items()]
