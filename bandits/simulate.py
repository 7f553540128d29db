"""World: an audience whose true rates and delays are known, to hold what the engine learns against the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from bandits.counts import Evidence
from bandits.grid import FloatArray, Grid, IntArray
from campaigns.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Spread:
    """How much true effects differ: standard deviations in log-odds, and a mean for techniques."""

    technique_mean: float = 0.10
    technique: float = 0.25
    variant: float = 0.10
    segment_technique: float = 0.20
    channel: float = 0.10
    cell: float = 0.05


@dataclass(frozen=True, slots=True)
class Response:
    """What one person does after a message: the benefit, how long it takes to be known, and whether it ever is."""

    benefit: int
    delay_seconds: float
    is_reported: bool


@dataclass(frozen=True)
class World:
    """True chances of benefit, shape (contexts, variants), and how outcomes come in.

    Delays are log-normal with median `delay_median` seconds and shape `delay_shape`; a person reports at all with
    chance `report_share`, whatever they saw and did.

    Examples
    --------
    >>> from bandits.grid import Context
    >>> everyone = (Context("all", "sms"),)
    >>> grid = Grid(everyone, ("plain", "peer"), "plain", (), np.zeros((2, 0)), np.ones((1, 2), dtype=bool))
    >>> world = World(grid, np.array([[0.2, 0.3]]))
    >>> world.uplift.round(2)
    array([[0. , 0.1]])
    """

    grid: Grid
    rate: FloatArray
    delay_median: float = 3600.0
    delay_shape: float = 0.8
    report_share: float = 1.0

    def __post_init__(self) -> None:
        if self.rate.shape != self.grid.shape or not ((self.rate > 0) & (self.rate < 1)).all():
            raise InvalidInput(
                f"world: rate has shape {self.rate.shape} and runs from {self.rate.min()} to {self.rate.max()}; "
                f"wanted shape {self.grid.shape} and chances strictly between 0 and 1."
            )

    @classmethod
    def draw(
        cls,
        grid: Grid,
        control_rate: Mapping[str, float],
        rng: np.random.Generator,
        spread: Spread | None = None,
    ) -> Self:
        """Draw a world: the control's rate per segment is given, the effects of techniques and variants are drawn."""
        spread = spread or Spread()
        contexts, variants = grid.shape
        treated = np.arange(variants) != grid.control_index
        base = np.array([control_rate[segment] for segment in grid.segments])
        log_odds = (
            np.log(base / (1 - base))[grid.segment_of]
            + rng.normal(0, spread.channel, len(grid.channels))[grid.channel_of]
        )
        technique = rng.normal(spread.technique_mean, spread.technique, len(grid.techniques))
        by_segment = rng.normal(0, spread.segment_technique, (len(grid.segments), len(grid.techniques)))
        effect = grid.dose @ technique + rng.normal(0, spread.variant, variants)
        effect = effect + (by_segment @ grid.dose.T)[grid.segment_of] + rng.normal(0, spread.cell, (contexts, variants))
        return cls(grid, 1.0 / (1.0 + np.exp(-(log_odds[:, None] + np.where(treated, effect, 0.0)))))

    @property
    def uplift(self) -> FloatArray:
        """True difference to the control's rate, shape (contexts, variants)."""
        return self.rate - self.rate[:, [self.grid.control_index]]

    @property
    def best(self) -> IntArray:
        """Column of the truly best eligible variant of every context, shape (contexts,)."""
        return np.where(self.grid.eligible, self.rate, -np.inf).argmax(axis=1)

    def respond(self, row: int, column: int, rng: np.random.Generator) -> Response:
        """Let one person of a context react to a variant."""
        delay = self.delay_median * float(np.exp(rng.normal(0.0, self.delay_shape)))
        return Response(int(rng.random() < self.rate[row, column]), delay, bool(rng.random() < self.report_share))

    def observe(self, trials: IntArray, rng: np.random.Generator) -> Evidence:
        """Let many people react at once: trials of shape (contexts, variants), everyone reporting at once."""
        return Evidence(self.grid, trials.astype(np.float64), rng.binomial(trials, self.rate).astype(np.float64))
