"""Posterior: what is believed about every cell's log-odds, as draws. Fast and full layer both end in this type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bandits.chance_best import draws_chance_best
from bandits.counts import Evidence
from bandits.grid import FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """Mean and equal-tailed interval of some quantity; arrays of one shape."""

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray


def interval(draws: FloatArray, probability: float = 0.95) -> Interval:
    """Mean and equal-tailed interval over the first axis of draws.

    Examples
    --------
    >>> import numpy as np
    >>> summary = interval(np.linspace(0.0, 1.0, 1001)[:, None], probability=0.9)
    >>> print(summary.mean.round(3), summary.lower.round(3), summary.upper.round(3))
    [0.5] [0.05] [0.95]
    """
    tail = (1.0 - probability) / 2.0
    lower, upper = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    return Interval(draws.mean(axis=0), lower, upper)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws from the posterior of one campaign, all of equal weight.

    Parameters
    ----------
    evidence : what it was fitted to, with the grid that names the axes.
    log_odds : shape (draws, contexts, variants), log-odds of benefit of every cell, eligible or not.
    techniques : shape (draws, techniques), log-odds that a technique adds at full dose.
    scales : posterior mean of every kind's scale, log-odds.
    source : which layer made it.
    """

    evidence: Evidence
    log_odds: FloatArray
    techniques: FloatArray
    scales: Mapping[str, float]
    source: Literal["fast", "refit"]

    @property
    def rate(self) -> FloatArray:
        """Draws of the probability of benefit, shape (draws, contexts, variants)."""
        return 1.0 / (1.0 + np.exp(-self.log_odds))

    def chance_best(self) -> FloatArray:
        """P(variant is the best of its context), shape (contexts, variants); 0 where not eligible."""
        return draws_chance_best(self.log_odds, self.evidence.grid.eligible)
