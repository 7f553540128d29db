"""Cells: all cells' log-odds as one Gaussian vector, given the scales: covariance, mode, evidence and its gradient.

The prior covariance is K(scales) = sum over kinds of effect of scale^2 * gram. Damped Newton finds the mode of the
binomial posterior; its curvature gives a Gaussian around it. Work depends on the number of cells, never of people.
Source: Rasmussen & Williams 2006, algorithms 3.1 and 5.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.special import expit

from bandits.counts import Evidence
from bandits.grid import FloatArray
from bandits.model import BASE_SD, SCALE_PRIORS, Effects, effects_of
from campaigns.errors import NotConverged

MAX_STEP = 2.0  # log-odds: an undamped Newton step can run into saturation, where the curvature vanishes
TOLERANCE = 1e-6  # log-odds; Newton squares the error, so what is left is far smaller
ROUNDING = 1e-3  # log-odds; with 100 million trials a cell, steps below this can be nothing but rounding

LOOK = (
    "nothing was published. Look for counts that cannot be right (forbear uplift --json shows trials per cell), "
    "and run forbear refit."
)


@dataclass(frozen=True, slots=True)
class Mode:
    """The Gaussian around the mode, for one vector of scales."""

    log_odds: FloatArray  # (cells,)
    weights: FloatArray  # (cells,), K^-1 times the log-odds
    root_curvature: FloatArray  # (cells,), square root of n p (1 - p)
    factor: FloatArray  # (cells, cells), lower Cholesky factor of I + root K root
    log_evidence: float


class Cells:
    """Evidence and Gram matrices of one grid: everything that does not change while scales are tried."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.trials = evidence.trials.ravel()
        self.benefit = evidence.benefit.ravel()
        base, *kinds = effects_of(evidence.grid)
        self.base = BASE_SD**2 * base.gram
        self.kinds: Sequence[Effects] = kinds
        self.grams = np.stack([effects.gram for effects in kinds])
        self.priors = np.array([SCALE_PRIORS[effects.kind] for effects in kinds])

    def covariance(self, scales: FloatArray) -> FloatArray:
        """Prior covariance between cells, shape (cells, cells), for one scale per kind."""
        covariance: FloatArray = self.base + np.tensordot(scales**2, self.grams, axes=1)
        return covariance

    def log_likelihood(self, log_odds: FloatArray) -> float:
        """Binomial log-likelihood up to a constant; trials may be fractions."""
        return float(self.benefit @ log_odds - self.trials @ np.logaddexp(0.0, log_odds))

    def mode(self, covariance: FloatArray, weights: FloatArray | None = None) -> Mode:
        """Climb to the posterior mode by damped Newton steps, from the prior mean or from a neighbour's weights."""
        weights = np.zeros(len(self.trials)) if weights is None else weights
        log_odds = covariance @ weights
        height = self.log_likelihood(log_odds) - 0.5 * weights @ log_odds
        for _ in range(200):
            rate = expit(log_odds)
            root = np.sqrt(self.trials * rate * (1.0 - rate))
            factor = _factor(covariance, root)
            target = root**2 * log_odds + self.benefit - self.trials * rate
            wanted = target - root * _solve(factor, root * (covariance @ target))
            step, moved = wanted - weights, covariance @ wanted - log_odds
            size = min(1.0, MAX_STEP / max(float(np.abs(moved).max()), 1e-300))
            while True:
                new_weights, new_log_odds = weights + size * step, log_odds + size * moved
                new_height = self.log_likelihood(new_log_odds) - 0.5 * new_weights @ new_log_odds
                if new_height >= height - 1e-10 * (1.0 + abs(height)) or size < 1e-8:
                    break
                size *= 0.5
            gained = new_height - height
            weights, log_odds, height = new_weights, new_log_odds, new_height
            largest = size * float(np.abs(moved).max())
            if largest < TOLERANCE or (largest < ROUNDING and gained <= 1e-12 * abs(height)):
                rate = expit(log_odds)
                root = np.sqrt(self.trials * rate * (1.0 - rate))
                factor = _factor(covariance, root)
                return Mode(log_odds, weights, root, factor, float(height - np.log(np.diag(factor)).sum()))
        raise NotConverged(f"The fast posterior did not settle in 200 damped Newton steps; {LOOK}")

    def slope(self, scales: FloatArray, mode: Mode) -> FloatArray:
        """Gradient of the log evidence in the scales; Rasmussen & Williams, algorithm 5.1."""
        covariance = self.covariance(scales)
        rate = expit(mode.log_odds)
        third = -self.trials * rate * (1.0 - rate) * (1.0 - 2.0 * rate)
        half = solve_triangular(mode.factor, np.diag(mode.root_curvature), lower=True, check_finite=False)
        inverse = half.T @ half  # (W^-1 + K)^-1
        spread = np.diag(covariance) - ((half @ covariance) ** 2).sum(axis=0)  # posterior variances
        residual = self.benefit - self.trials * rate
        gradient = np.empty(len(scales))
        for index, gram in enumerate(self.grams):
            change = 2.0 * scales[index] * gram
            pushed = change @ residual
            gradient[index] = 0.5 * mode.weights @ change @ mode.weights - 0.5 * float((inverse * change).sum())
            gradient[index] += 0.5 * (spread * third) @ (pushed - covariance @ (inverse @ pushed))
        return gradient


def _factor(covariance: FloatArray, root: FloatArray) -> FloatArray:
    factor: FloatArray = cholesky(np.eye(len(root)) + root[:, None] * covariance * root, lower=True, check_finite=False)
    return factor


def _solve(factor: FloatArray, right: FloatArray) -> FloatArray:
    solved: FloatArray = cho_solve((factor, True), right, check_finite=False)
    return solved
