from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandits.counts import CountRow, Counts, Evidence, composed, tally
from bandits.events import Decision, Exposure, Outcome
from bandits.grid import Context, Grid
from campaigns.errors import Conflict, InvalidInput
from campaigns.parts import Metric
from tests.bandits.worlds import small_grid

MONDAY = date(2026, 3, 2)
CLICK = Metric(id="landing", label="landed", level=3, window_days=4)
PULSE = Metric(id="pulse", label="would not buy", level=6, silence="unknown")
GRID = small_grid()

rows = st.builds(
    CountRow,
    day=st.integers(0, 5).map(lambda days: MONDAY + timedelta(days=days)),
    segment=st.sampled_from(GRID.segments),
    channel=st.sampled_from(GRID.channels),
    variant=st.sampled_from(GRID.variants),
    metric=st.sampled_from(["", "pulse"]),
    decided=st.integers(0, 9),
    exposed=st.integers(0, 9),
    answered=st.integers(0, 9),
    positive=st.integers(0, 9),
).map(lambda row: replace(row, positive=min(row.positive, row.answered)))


def one(*count_rows: CountRow, metric: str = "pulse") -> Counts:
    return Counts.of(GRID, count_rows, metric)


@given(st.lists(rows, max_size=12))
def test_counts_one_by_one_equal_counts_all_at_once(many: list[CountRow]) -> None:
    total = Counts.nothing(GRID)
    for row in many:
        total = total + one(row)
    assert total == one(*many)
    today = MONDAY + timedelta(days=9)
    assert total.evidence(PULSE, today).version == one(*many).evidence(PULSE, today).version


@given(st.lists(rows, max_size=8), st.lists(rows, max_size=8))
def test_adding_and_taking_away_leaves_what_was_there(some: list[CountRow], others: list[CountRow]) -> None:
    assert (one(*some) + one(*others)) - one(*others) == one(*some)
    assert one(*some) + one(*others) == one(*others) + one(*some)
    assert (one(*some) - one(*some)) == Counts.nothing(GRID)


def test_counts_of_two_grids_do_not_add_up() -> None:
    with pytest.raises(InvalidInput, match="two grids"):
        _ = Counts.nothing(GRID) + Counts.nothing(small_grid(np.random.default_rng(1)))


def test_a_row_of_a_variant_that_the_campaign_lost_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="retired"):
        one(CountRow(MONDAY, "gift", "feed", "gone", "", decided=1))


def test_where_silence_is_unknown_only_answers_are_trials() -> None:
    """120 decisions, 40 answers, 31 of them yes: 40 trials with benefit 31."""
    counts = one(
        CountRow(MONDAY, "gift", "chat", "peer", "", decided=120),
        CountRow(MONDAY, "gift", "chat", "peer", "pulse", answered=40, positive=31),
    )
    evidence = counts.evidence(PULSE, MONDAY + timedelta(days=30))
    cell = GRID.row(Context("gift", "chat")), GRID.column("peer")
    assert (evidence.trials[cell], evidence.benefit[cell]) == (40.0, 31.0)
    assert evidence.trials.sum() == 40.0


def test_where_silence_means_no_a_day_counts_when_its_window_has_closed_for_its_last_decision() -> None:
    """Window 4 days: Monday's 80 decisions count from Saturday on, Tuesday's 24 from Sunday on."""
    tuesday = MONDAY + timedelta(days=1)
    counts = one(
        CountRow(MONDAY, "gift", "chat", "peer", "", decided=80),
        CountRow(tuesday, "gift", "chat", "peer", "", decided=24),
        metric="landing",
    )
    trials = [counts.evidence(CLICK, MONDAY + timedelta(days=days)).trials.sum() for days in range(3, 8)]
    assert trials == [0, 0, 80, 104, 104]


def test_a_yes_that_came_at_once_waits_for_those_who_are_still_silent() -> None:
    """10 decisions and 3 quick yes: no evidence on the day itself, 3 of 10 when the window has closed."""
    counts = one(
        CountRow(MONDAY, "gift", "chat", "peer", "", decided=10),
        CountRow(MONDAY, "gift", "chat", "peer", "landing", answered=3, positive=3),
        metric="landing",
    )
    assert counts.evidence(CLICK, MONDAY).trials.sum() == 0
    evidence = counts.evidence(CLICK, MONDAY + timedelta(days=5))
    assert (evidence.trials.sum(), evidence.benefit.sum()) == (10.0, 3.0)


def test_evidence_with_more_benefit_than_trials_is_refused() -> None:
    trials, benefit = np.full(GRID.shape, 5.0), np.full(GRID.shape, 3.0)
    benefit[2, 1] = 5.5
    with pytest.raises(InvalidInput, match="1 cells unsound"):
        Evidence(GRID, trials, benefit)
    with pytest.raises(InvalidInput, match="finite"):
        Evidence(GRID, np.full(GRID.shape, np.nan), np.zeros(GRID.shape))


@given(st.lists(rows, max_size=12), st.integers(0, 9))
def test_lower_is_better_mirrors_the_benefit(many: list[CountRow], days: int) -> None:
    fair = [row for row in many if row.positive <= row.answered <= row.decided]
    today = MONDAY + timedelta(days=days)
    for silence in ("no", "unknown"):
        up = Metric(id="pulse", label="x", level=6, silence=silence, better="higher")
        down = up.model_copy(update={"better": "lower"})
        high, low = one(*fair).evidence(up, today), one(*fair).evidence(down, today)
        np.testing.assert_allclose(high.benefit + low.benefit, high.trials, atol=1e-12)


def test_tally_takes_the_last_outcome_and_counts_an_exposure_once() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    base = Decision("d1", "c", "u", "gift", 1.0, "given", "chat", "en", "peer", 0.4, "a", noon)
    other = Decision("d2", "c", "u", "gift", 1.0, "given", "chat", "en", "peer", 0.4, "a", noon)
    outcomes = [
        Outcome("o1", "d1", "pulse", 1, noon),
        Outcome("o2", "d2", "pulse", 1, noon),
        Outcome("o3", "d1", "pulse", 0, noon),
    ]
    found = tally([base, other], [Exposure("d2", noon), Exposure("d2", noon)], outcomes)
    assert found == [
        CountRow(MONDAY, "gift", "chat", "peer", "", decided=2, exposed=1),
        CountRow(MONDAY, "gift", "chat", "peer", "pulse", answered=2, positive=1),
    ]


def test_the_grid_of_one_cell_counts_too() -> None:
    grid = Grid((Context("all", "sms"),), ("plain",), "plain", (), np.zeros((1, 0)), np.ones((1, 1), dtype=bool))
    assert Counts.of(grid, [CountRow(MONDAY, "all", "sms", "plain", "", decided=2)], "pulse").decided.sum() == 2


def cells(trials: list[float], benefit: list[float]) -> Evidence:
    """Evidence of one context; the first variant is the control."""
    names = ("plain", "peer", "plan")[: len(trials)]
    eligible = np.ones((1, len(trials)), dtype=bool)
    grid = Grid((Context("all", "sms"),), names, "plain", (), np.zeros((len(trials), 0)), eligible)
    return Evidence(grid, np.array([trials]), np.array([benefit]))


def test_a_reward_has_the_smallest_trials_of_its_metrics_and_their_weighted_rate() -> None:
    """Control: min(200, 50) = 50 trials, rate .3 * 20/200 + .7 * 30/50 = .03 + .42 = .45, benefit 22.5.

    Peer: min(40, 60) = 40, rate .3 * 10/40 + .7 * 45/60 = .075 + .525 = .6, benefit 24. Plan: nobody answered yet.
    """
    landed, pulse = cells([200, 40, 90], [20, 10, 9]), cells([50, 60, 0], [30, 45, 0])
    reward = composed([(0.3, landed), (0.7, pulse)])
    np.testing.assert_allclose(reward.trials, [[50, 40, 0]])
    np.testing.assert_allclose(reward.benefit, [[22.5, 24.0, 0.0]])


def test_a_metric_of_weight_nothing_takes_no_trials_away() -> None:
    reward = composed([(1.0, cells([200, 40], [20, 10])), (0.0, cells([3, 0], [1, 0]))])
    np.testing.assert_allclose(reward.trials, [[200, 40]])
    np.testing.assert_allclose(reward.benefit, [[20, 10]])


def test_a_reward_of_one_metric_is_that_metric() -> None:
    alone = cells([7, 3, 49], [7, 1, 13])
    reward = composed([(1.0, alone)])
    np.testing.assert_allclose([reward.trials, reward.benefit], [alone.trials, alone.benefit])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.floats(0.01, 1)), min_size=1, max_size=5))
def test_a_reward_never_has_more_benefit_than_trials(parts: list[tuple[int, int, float]]) -> None:
    total = sum(weight for *_, weight in parts)
    reward = composed([(weight / total, cells([trials], [min(trials, yes)])) for trials, yes, weight in parts])
    assert 0 <= reward.benefit.item() <= reward.trials.item() == min(trials for trials, *_ in parts)


def test_a_reward_of_nothing_or_of_two_grids_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least one metric"):
        composed([(0.0, cells([3], [1]))])
    with pytest.raises(InvalidInput, match="2 grids"):
        composed([(0.5, cells([3], [1])), (0.5, cells([3, 4], [1, 2]))])
