"""Tables behind the charts: shares add up, weights are the audience's, small cells stay closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bandits.allocation import Allocation
from bandits.disclosure import PublicRow
from bandits.grid import Context
from bandits.publication import TechniqueRow
from dashboards.frames import (
    MAX_MOMENTS,
    OTHERS,
    allocation_history,
    allocation_now,
    common_limit,
    decisions_per_minute,
    leading_share,
    segment_shares,
    stacking,
    technique_frame,
    uplift_frame,
)
from dashboards.labels import Labels
from tests.dashboards.published import LABELS, NOT_BUYING, START, hidden, history, publication, row

ANSWERED = (
    row("plain", trials=30, channel="feed"),
    row("peer", trials=30, channel="feed", best=0.9),
    row("plain", trials=20, channel="chat", best=0.6),
    row("plain", trials=20, channel="chat", segment="luck"),
)


WEIGHTS = {Context("gifts", "feed"): 0.6, Context("gifts", "chat"): 0.2, Context("luck", "feed"): 0.2,
           Context("luck", "chat"): 0.0}  # fmt: skip


def test_shares_of_a_segment_weigh_its_channels() -> None:
    """Of gifts' 0.8 of the audience 0.6 are on the feed: peer 0.75 * 0.5 + 0.25 * 0.9 = 0.6."""
    allocation = publication().allocation
    assert segment_shares(allocation, WEIGHTS, "gifts")["peer"] == pytest.approx(0.6)
    assert sum(segment_shares(allocation, WEIGHTS, "*").values()) == pytest.approx(1.0)


def test_contexts_weigh_the_same_where_no_weight_is_known() -> None:
    assert segment_shares(publication().allocation, {}, "gifts")["norm"] == pytest.approx(0.15)


def test_shares_over_time_sum_to_a_hundred_at_every_moment_and_reach_until_now() -> None:
    until = START + timedelta(seconds=60)
    frame = allocation_history(history(3), {}, "gifts", LABELS, until)
    assert frame.groupby("time")["share"].sum().round(9).tolist() == [100.0] * 4
    assert frame["time"].max() == until


def test_a_moment_is_marked_only_where_the_shares_changed() -> None:
    """The opening is no change; the second publication repeats the first, the third differs, the fourth repeats it."""
    same, changed = history(4), publication(10.0, shares=(0.1, 0.6, 0.3))
    made = [*same[:2], changed, replace(changed, published_at=same[3].published_at)]
    frame = allocation_history(made, {}, "gifts", LABELS, START + timedelta(seconds=60))
    assert frame["changed_at"].dropna().tolist() == [changed.published_at]
    assert frame["because"].dropna().tolist() == ["new answers"]
    unchanged = allocation_history(same, {}, "gifts", LABELS, START + timedelta(seconds=60))
    assert unchanged["changed_at"].isna().all()


def test_a_long_history_is_thinned_and_keeps_its_newest_publication() -> None:
    made = history(401)
    frame = allocation_history(made, {}, "*", LABELS, made[-1].published_at)
    assert frame["time"].nunique() <= MAX_MOMENTS
    assert frame["time"].max() == made[-1].published_at


def test_an_empty_history_gives_an_empty_table_of_the_same_columns() -> None:
    empty, full = (allocation_history(history(n) if n else [], {}, "*", LABELS, START) for n in (0, 2))
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)


def test_of_fifty_messages_those_beyond_the_colours_are_one() -> None:
    names = ("plain", *(f"m{i}" for i in range(49)))
    labels = Labels({"all": "All"}, {n: n.upper() for n in names}, {}, dict.fromkeys(names, "none"), "plain")
    table = ((0.02, *([0.98 / 49] * 49)),)
    many = replace(publication(), allocation=Allocation((Context("all", "sms"),), names, table))
    frame = allocation_history([many], {}, "*", labels, START)
    assert frame["share"].sum() == pytest.approx(100.0)
    assert stacking(segment_shares(many.allocation, {}, "*"), labels)[-2:] == (OTHERS, "PLAIN")
    assert frame["message"].nunique() == 12


def test_the_cells_of_a_message_that_a_segment_never_sees_are_left_empty() -> None:
    frame = allocation_now(publication(), {}, LABELS)
    assert list(frame.loc[frame["segment"] == "Luck seeker", "message"]) == [
        "Packing note",
        "Peer script",
        "What others do",
    ]
    only_plain = replace(publication(), allocation=Allocation((Context("luck", "chat"),), ("plain", "peer"), ((1, 0),)))
    assert list(allocation_now(only_plain, {}, LABELS)["label"]) == ["100"]


def test_a_hidden_row_shows_no_number_and_says_why() -> None:
    rows: list[PublicRow] = [hidden("peer"), row("norm", (-0.1, -0.2, 0.0)), hidden("law", "complement"), row("plain")]
    frame = uplift_frame(rows, "gifts", LABELS, NOT_BUYING).set_index("message")
    assert list(frame.index) == ["What others do", "Peer script", "The rule"]
    assert frame[["uplift", "lower", "upper"]].isna().all(axis=1).tolist() == [False, True, True]
    assert frame["counted"].tolist() == ["120 of 200", "under 50", "not shown"]
    assert frame["note"].tolist() == ["", "too few answers", "hidden, as it would tell of too few answers"]
    assert frame.loc["What others do", "uplift"] == pytest.approx(-10.0)


def test_without_enough_answers_to_the_plain_message_no_difference_is_shown() -> None:
    rows = [hidden("plain"), hidden("peer", "control"), hidden("norm")]
    frame = uplift_frame(rows, "gifts", LABELS, NOT_BUYING).set_index("message")
    assert frame[["uplift", "lower", "upper"]].isna().all().all()
    assert frame["note"].to_dict() == {
        "Peer script": "too few answers to the plain message",
        "What others do": "too few answers",
    }


def test_a_difference_is_told_with_its_raw_count() -> None:
    frame = uplift_frame([row("plain"), row("peer", (0.07, 0.02, 0.12), trials=50)], "gifts", LABELS, NOT_BUYING)
    assert frame["counted"].tolist() == ["30 of 50"]
    assert frame["told"].tolist() == ["7 more in 100 would not buy (95 % interval 2 to 12)"]


def test_a_technique_is_told_as_people_more_from_the_plain_rate() -> None:
    """From 0.6, log-odds 0.5 give 1 / (1 + exp(-(0.405 + 0.5))) = 0.712: 11 more in 100."""
    rows = (TechniqueRow("6.1", 0.5, 0.1, 0.9, 0.99, ("peer",)), TechniqueRow("9.1", 0.8, -0.2, 1.8, 0.9, ("norm",)))
    frame = technique_frame([row("plain", segment="*")], rows, LABELS, NOT_BUYING).set_index("message")
    assert list(frame["certainty"]) == ["Not clear yet", "Better"]
    demonstration = frame.loc["Demonstration of the behaviour (6.1)"]
    assert demonstration["uplift"] == pytest.approx(11.2, abs=0.1)
    assert demonstration["told"] == "11 more in 100 would not buy (95 % interval 2 to 19)"
    assert demonstration["users"] == "Peer script"
    assert technique_frame([hidden("plain", segment="*")], rows, LABELS, NOT_BUYING).empty


def test_the_largest_uplift_stands_first() -> None:
    rows = [row("plain"), row("norm", (0.01, -0.02, 0.04)), row("peer", (0.07, 0.02, 0.12)),
            row("law", (-0.09, -0.2, -0.01))]  # fmt: skip
    frame = uplift_frame(rows, "gifts", LABELS, NOT_BUYING)
    assert list(frame["message"]) == ["Peer script", "What others do", "The rule"]
    assert list(frame["certainty"]) == ["Better", "Not clear yet", "Worse"]
    assert common_limit([frame]) == 20.0
    assert common_limit([frame.head(0)]) == 10.0


def test_the_leading_message_is_that_of_each_context() -> None:
    """Weights 0.6, 0.2, 0.2, 0; leaders peer (0.5), plain (0.1) and plain (0.4): 0.3 + 0.02 + 0.08 = 0.4."""
    live = replace(publication(answered=100), uplift=(
        *ANSWERED[:3], row("plain", trials=20, channel="feed", segment="luck"),
    ))  # fmt: skip
    leading = leading_share(live, WEIGHTS)
    assert leading is not None
    assert leading[0] == pytest.approx(0.4)
    assert leading[1] == pytest.approx(0.6 / 3 + 0.2 / 2 + 0.2 / 3)
    assert leading_share(publication(), WEIGHTS) is None


def test_decisions_per_minute_are_those_of_the_last_minute() -> None:
    """40 decisions every 5 s are 480 a minute; 60 s after the last one there are none."""
    made = history(30)
    assert decisions_per_minute(made, made[-1].published_at) == pytest.approx(480.0)
    assert decisions_per_minute(made, made[-1].published_at + timedelta(seconds=61)) == 0.0
    assert decisions_per_minute(made[:1], START) is None
