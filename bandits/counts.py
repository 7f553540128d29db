"""Counts: how many decisions, exposures, answers and benefits each cell had on each day. The engine's whole state.

Everything learnt is a pure function of Counts. They are integers, so adding events one by one, all at once or
recounting the log gives the same numbers to the last bit. Days are those of the decision, in UTC.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from bandits.events import Decision, Exposure, Outcome
from bandits.grid import Context, FloatArray, Grid, IntArray
from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.parts import Metric


@dataclass(frozen=True, slots=True, order=True)
class CountRow:
    """One row of what any SQL engine produces with one GROUP BY over the log.

    Rows with `metric` "" carry `decided` and `exposed`; the others carry `answered` (decisions with a current value
    of that metric) and `positive` (those whose value is 1).
    """

    day: date
    segment: str
    channel: str
    variant: str
    metric: str
    decided: int = 0
    exposed: int = 0
    answered: int = 0
    positive: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a posterior is fitted to: `trials` and `benefit`, shape (contexts, variants), 0 <= benefit <= trials."""

    grid: Grid
    trials: FloatArray
    benefit: FloatArray

    def __post_init__(self) -> None:
        sound = np.isfinite(self.trials) & (self.benefit >= 0) & (self.benefit <= self.trials)
        if self.trials.shape != self.grid.shape or self.benefit.shape != self.grid.shape or not sound.all():
            unsound = int((~sound).sum()) if sound.shape == self.grid.shape else "all"
            raise InvalidInput(
                f"evidence: {unsound} cells unsound; wanted finite numbers with 0 <= benefit <= trials in every cell "
                f"of {self.grid.shape}. Compare the store's count_rows with recount."
            )

    @property
    def version(self) -> str:
        """Hash of grid and numbers: fitting evidence of one version again gives the same posterior."""
        digest = hashlib.sha256(self.grid.version.encode())
        digest.update(self.trials.tobytes() + self.benefit.tobytes())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Counts:
    """Decided, exposed, answered and positive of one metric; each of shape (days, contexts, variants)."""

    grid: Grid
    days: tuple[date, ...]
    decided: IntArray
    exposed: IntArray
    answered: IntArray
    positive: IntArray

    @classmethod
    def nothing(cls, grid: Grid) -> Self:
        """No days at all."""
        return cls(grid, (), *(np.zeros((0, *grid.shape), dtype=np.int64) for _ in range(4)))

    @classmethod
    def of(cls, grid: Grid, rows: Iterable[CountRow], metric: str) -> Self:
        """Arrange a store's rows on the grid.

        Raises
        ------
        Conflict
            If a row names a segment, channel or variant that the grid does not have: counts are history, so what has
            been shown must stay in the campaign (as `state = "retired"`).
        """
        wanted = [row for row in rows if row.metric in {"", metric}]
        days = tuple(sorted({row.day for row in wanted}))
        arrays = np.zeros((4, len(days), *grid.shape), dtype=np.int64)
        at = {day: index for index, day in enumerate(days)}
        for row in wanted:
            try:
                cell = grid.row(Context(row.segment, row.channel)), grid.column(row.variant)
            except NotFound as missing:
                raise Conflict(
                    f"The log has decisions for {row.segment}/{row.channel}/{row.variant}, but: {missing} "
                    'What has been shown must stay in the campaign; set its state to "retired" instead of deleting it.'
                ) from None
            arrays[:, at[row.day], *cell] += (row.decided, row.exposed, row.answered, row.positive)
        return cls(grid, days, *arrays)

    def __add__(self, other: Self) -> Self:
        return self._combine(other, 1)

    def __sub__(self, other: Self) -> Self:
        return self._combine(other, -1)

    def _combine(self, other: Self, sign: int) -> Self:
        if self.grid != other.grid:
            raise InvalidInput(
                f"counts of two grids ({self.grid.version}, {other.grid.version}) do not add up; arrange both on one."
            )
        days = tuple(sorted({*self.days, *other.days}))
        arrays = np.zeros((4, len(days), *self.grid.shape), dtype=np.int64)
        arrays[:, [days.index(day) for day in self.days]] += self._stacked
        arrays[:, [days.index(day) for day in other.days]] += sign * other._stacked
        kept = arrays.any(axis=(0, 2, 3))
        days = tuple(day for day, keep in zip(days, kept, strict=True) if keep)
        return type(self)(self.grid, days, *arrays[:, kept])

    @property
    def _stacked(self) -> IntArray:
        return np.stack([self.decided, self.exposed, self.answered, self.positive])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts) or self.grid != other.grid:
            return False
        difference = self - other
        return not difference.days

    __hash__ = None  # type: ignore[assignment]  # arrays inside: compare, do not hash

    def evidence(self, metric: Metric, today: date) -> Evidence:
        """Turn counts into trials and benefit of the goal's metric.

        Where silence says nothing, only answers are trials. Where silence means no, a day counts once its window has
        closed for its last decision: an outcome that is not in yet is not a failure, and a yes that came at once is not
        yet a success rate. What comes later still counts.

        Notes
        -----
        Younger days could count in part if the delay of outcomes were known. Guessing it is worse than waiting: with
        the share of the window that has passed as weight, fast outcomes made 95 % intervals of nothing cover it in 70 %
        of campaigns. Set `window_days` as short as the outcome allows. Source: docs/decisions/0007-silence.md.

        Examples
        --------
        >>> from datetime import timedelta
        >>> click = Metric(id="landing", label="landed", level=3, window_days=1)
        >>> everyone = (Context("all", "sms"),)
        >>> grid = Grid(everyone, ("plain",), "plain", (), np.zeros((1, 0)), np.ones((1, 1), dtype=bool))
        >>> monday = date(2026, 3, 2)
        >>> rows = [CountRow(monday, "all", "sms", "plain", "", decided=80),
        ...         CountRow(monday, "all", "sms", "plain", "landing", answered=3, positive=3)]
        >>> counts = Counts.of(grid, rows, "landing")
        >>> [counts.evidence(click, monday + timedelta(days=days)).trials.item() for days in (0, 1, 2)]
        [0.0, 0.0, 80.0]
        """
        trials, positive = self.answered, self.positive
        if metric.silence == "no":
            closed = np.array([(today - day).days > metric.window_days for day in self.days], dtype=bool)
            trials = np.maximum(self.decided, self.answered) * closed[:, None, None]
            positive = self.positive * closed[:, None, None]
        yes, no = positive.sum(axis=0).astype(np.float64), (trials - positive).sum(axis=0).astype(np.float64)
        return Evidence(self.grid, yes + no, yes * metric.benefit(1) + no * metric.benefit(0))


def composed(parts: Sequence[tuple[float, Evidence]]) -> Evidence:
    """Make evidence of a reward that is composed of several metrics.

    trials = the smallest trials of any part in the cell; benefit = trials * sum_m weight_m * benefit_m / trials_m.

    Parameters
    ----------
    parts : weight and evidence of each metric, on one grid; weights sum to 1, and those of 0 are left out.

    Raises
    ------
    InvalidInput
        If no part weighs anything, or parts are on different grids.

    Notes
    -----
    A cell where some part has no mature trial says nothing yet. The binomial likelihood of these numbers is
    conservative: a reward R in [0, 1] with mean p has variance at most p (1 - p), because R squared is at most R, and
    the smallest trials count for all parts. However the parts hang together, the sd of the weighted rate is at most
    sum_m weight_m sqrt(p_m (1 - p_m) / trials_m) <= sqrt(p (1 - p) / trials), as sqrt(x (1 - x)) is concave.
    That is about chance, not bias: where silence is unknown, p_m is the rate among those who answered, and a message
    that changes who answers changes it too.

    Examples
    --------
    >>> grid = Grid((Context("all", "sms"),), ("plain",), "plain", (), np.zeros((1, 0)), np.ones((1, 1), dtype=bool))
    >>> landed = Evidence(grid, np.array([[80.0]]), np.array([[8.0]]))
    >>> would_not_buy = Evidence(grid, np.array([[20.0]]), np.array([[15.0]]))
    >>> reward = composed([(0.25, landed), (0.75, would_not_buy)])  # 20 * (0.25 * 0.1 + 0.75 * 0.75)
    >>> reward.trials.item(), reward.benefit.item()
    (20.0, 11.75)
    """
    weighing = [(weight, evidence) for weight, evidence in parts if weight > 0.0]
    grids = {evidence.grid for _, evidence in weighing}
    if len(grids) != 1:
        raise InvalidInput(
            f"reward: {len(weighing)} metrics that weigh anything, on {len(grids)} grids; wanted at least one metric, "
            "all on one grid. Mend the weights, or arrange the counts on one grid."
        )
    trials: FloatArray = np.min(np.stack([evidence.trials for _, evidence in weighing]), axis=0)
    rate = np.zeros(trials.shape)
    for weight, evidence in weighing:
        known = evidence.trials > 0.0
        rate += weight * np.divide(evidence.benefit, evidence.trials, out=np.zeros(trials.shape), where=known)
    return Evidence(grids.pop(), trials, trials * np.clip(rate, 0.0, 1.0))


def tally(decisions: Iterable[Decision], exposures: Iterable[Exposure], outcomes: Iterable[Outcome]) -> list[CountRow]:
    """Count a log from its beginning; what every store's running counts must equal.

    Events are taken in the order in which they were recorded: the last outcome of a decision and metric is the
    current one. An exposure counts once however often it was reported.
    """
    cells: defaultdict[tuple[date, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    of: dict[str, Decision] = {}

    def cell(decision: Decision, metric: str) -> list[int]:
        return cells[decision.decided_at.date(), decision.segment, decision.channel, decision.variant, metric]

    for decision in decisions:
        of[decision.decision_id] = decision
        cell(decision, "")[0] += 1
    for decision_id in dict.fromkeys(exposure.decision_id for exposure in exposures):
        cell(of[decision_id], "")[1] += 1
    current = {(outcome.decision_id, outcome.metric): outcome.value for outcome in outcomes}
    for (decision_id, metric), value in current.items():
        counted = cell(of[decision_id], metric)
        counted[2] += 1
        counted[3] += value
    return sorted(CountRow(*key, *numbers) for key, numbers in cells.items() if any(numbers))
