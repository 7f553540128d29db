"""Laplace: the fast posterior. Cells are jointly Gaussian given the scales; the scales are integrated over points.

The effects of `model` make the cells' log-odds a Gaussian vector whose prior covariance is
K(scales) = sum over kinds of scale^2 * gram. Given the scales, damped Newton finds the mode of the binomial posterior
and its curvature gives a Gaussian around it. The scales' own posterior is explored around its mode by quasi-random
points that are weighted by the Laplace evidence: plugging in one value makes intervals too narrow.
All work depends on the number of cells, never on the number of people.
Source: Rasmussen & Williams 2006, algorithms 3.1 and 5.1; Rue, Martino & Chopin 2009 for integrating the scales.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.special import expit, ndtr, ndtri
from scipy.stats import qmc
from threadpoolctl import ThreadpoolController

from bandits.counts import Evidence
from bandits.grid import FloatArray
from bandits.model import BASE_SD, SCALE_PRIORS, Effects, effects_of
from bandits.posterior import Posterior
from campaigns.errors import NotConverged

DRAWS = 4096
SCALE_POINTS = 64
REACH = 1.5  # standard deviations from the mode at which the density decides how far a side is stretched
MAX_STEP = 2.0  # log-odds: an undamped Newton step can run into saturation, where the curvature vanishes
TOLERANCE = 1e-6  # log-odds; Newton squares the error, so what is left is far smaller
ROUNDING = 1e-3  # log-odds; with 100 million trials a cell, steps below this can be nothing but rounding
JITTER = 1e-8  # variance, log-odds squared: cells that are sums of the same effects make the covariance singular


@dataclass(frozen=True, slots=True)
class _Mode:
    """The Gaussian around the mode, for one vector of log-scales."""

    log_odds: FloatArray  # (cells,)
    weights: FloatArray  # (cells,), K^-1 times the log-odds
    root_curvature: FloatArray  # (cells,), square root of n p (1 - p)
    factor: FloatArray  # (cells, cells), lower Cholesky factor of I + root K root
    log_evidence: float


class _Problem:
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

    def covariance(self, log_scales: FloatArray) -> FloatArray:
        covariance: FloatArray = self.base + np.tensordot(np.exp(2.0 * log_scales), self.grams, axes=1)
        return covariance

    def log_likelihood(self, log_odds: FloatArray) -> float:
        return float(self.benefit @ log_odds - self.trials @ np.logaddexp(0.0, log_odds))

    def mode(self, covariance: FloatArray, weights: FloatArray | None = None) -> _Mode:
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
                return _Mode(log_odds, weights, root, factor, float(height - np.log(np.diag(factor)).sum()))
        raise NotConverged(
            "The fast posterior did not settle in 200 damped Newton steps; nothing was published. Check the counts for "
            "impossible values (forbear uplift --json shows trials per cell) and run forbear refit."
        )

    def log_density(self, log_scales: FloatArray, mode: _Mode) -> float:
        """Log posterior density of the log-scales (up to a constant), the effects integrated out."""
        return mode.log_evidence + float((log_scales - 0.5 * (np.exp(log_scales) / self.priors) ** 2).sum())

    def climb(self, log_scales: FloatArray) -> tuple[float, FloatArray]:
        """Evaluate the log density of the log-scales and its gradient."""
        covariance = self.covariance(log_scales)
        mode = self.mode(covariance)
        rate = expit(mode.log_odds)
        third = -self.trials * rate * (1.0 - rate) * (1.0 - 2.0 * rate)
        half = solve_triangular(mode.factor, np.diag(mode.root_curvature), lower=True, check_finite=False)
        inverse = half.T @ half  # (W^-1 + K)^-1
        spread = np.diag(covariance) - ((half @ covariance) ** 2).sum(axis=0)  # posterior variances
        slope = self.benefit - self.trials * rate
        gradient = 1.0 - (np.exp(log_scales) / self.priors) ** 2
        for index, gram in enumerate(self.grams):
            change = 2.0 * np.exp(2.0 * log_scales[index]) * gram
            pushed = change @ slope
            gradient[index] += 0.5 * mode.weights @ change @ mode.weights - 0.5 * float((inverse * change).sum())
            gradient[index] += 0.5 * (spread * third) @ (pushed - covariance @ (inverse @ pushed))
        return self.log_density(log_scales, mode), gradient


def _factor(covariance: FloatArray, root: FloatArray) -> FloatArray:
    factor: FloatArray = cholesky(np.eye(len(root)) + root[:, None] * covariance * root, lower=True, check_finite=False)
    return factor


def _solve(factor: FloatArray, right: FloatArray) -> FloatArray:
    solved: FloatArray = cho_solve((factor, True), right, check_finite=False)
    return solved


@lru_cache(maxsize=8)
def _normal_points(count: int, dimensions: int) -> FloatArray:
    """Scrambled Sobol points turned normal, shape (count, dimensions); the same ones every time."""
    points = qmc.Sobol(dimensions, seed=20260301).random(count)
    normal: FloatArray = ndtri(np.clip(points, 1e-12, 1.0 - 1e-12))
    normal.setflags(write=False)
    return normal


@dataclass(frozen=True, slots=True)
class _Point:
    """One vector of scales with its share of the posterior and the Gaussian of the cells that belongs to it."""

    scales: FloatArray
    weight: float
    mode: _Mode


def _explore_scales(problem: _Problem) -> list[_Point]:
    """Choose points on the log-scales' posterior and weigh them by their density over that of the proposal.

    The proposal is a normal around the mode, in the directions of its curvature, each side of each direction stretched
    to the density found there: a scale that may be 0 has a long tail to the left.
    """

    def downhill(log_scales: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = problem.climb(log_scales)
        return -value, -gradient

    def at(log_scales: FloatArray) -> tuple[float, _Mode]:
        mode = problem.mode(problem.covariance(log_scales))
        return problem.log_density(log_scales, mode), mode

    start = np.log(problem.priors)
    bounds = [(np.log(1e-3), np.log(5.0))] * len(start)
    best = minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 100}).x
    width = 0.05
    curvature = np.array(
        [(downhill(best + width * e)[1] - downhill(best - width * e)[1]) / (2 * width) for e in np.eye(len(best))]
    )
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2.0)
    root = vectors / np.sqrt(np.clip(values, 0.25, None))
    top = at(best)[0]
    drops = [[top - at(best + side * REACH * column)[0] for column in root.T] for side in (-1, 1)]
    stretch = np.clip(REACH / np.sqrt(2.0 * np.maximum(drops, 0.05)), 0.4, 3.0)
    normal = _normal_points(SCALE_POINTS, len(best))
    stretches = np.where(normal < 0, stretch[0], stretch[1])
    points = best + (normal * stretches) @ root.T
    found = [at(point) for point in points]
    log_weights = np.array([density for density, _ in found])
    log_weights += (0.5 * normal**2 + np.log(stretches)).sum(axis=1)
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    scales = np.exp(points)
    return [_Point(scales[i], float(weights[i]), mode) for i, (_, mode) in enumerate(found)]


def fit_laplace(evidence: Evidence, anchor: Mapping[str, Sequence[float]] | None = None) -> Posterior:
    """Fit the fast posterior: a pure function of the evidence (and of the anchor, if a refit has left one).

    Parameters
    ----------
    evidence : trials and benefit, shape (contexts, variants).
    anchor : draws of every kind's scale from a refit, equally many per kind; they replace the exploration of scales.

    Returns
    -------
    Posterior with DRAWS quasi-random draws.

    Raises
    ------
    NotConverged
        If Newton does not settle.

    Notes
    -----
    Gaussian given the scales: with a handful of benefits in all, tails are thinner than the full posterior's.
    `forbear refit` is the check.
    """
    with _blas().limit(limits=1, user_api="blas"):
        return _fit(evidence, anchor)


@cache
def _blas() -> ThreadpoolController:
    """Find the linear algebra libraries: more than one thread makes matrices of this size up to 300 times slower."""
    return ThreadpoolController()


def _fit(evidence: Evidence, anchor: Mapping[str, Sequence[float]] | None) -> Posterior:
    problem = _Problem(evidence)
    points = _explore_scales(problem) if anchor is None else _anchored(problem, anchor)
    technique = next(effects for effects in problem.kinds if effects.kind == "technique").design
    cells, techniques = technique.shape
    normal = _normal_points(DRAWS, cells + techniques + 1)
    reached = np.cumsum([point.weight for point in points])
    component = np.searchsorted(reached[:-1], ndtr(normal[:, 0]), side="right")
    draws = np.empty((DRAWS, cells + techniques))
    for index in np.unique(component):
        chosen = component == index
        mean, root = _gaussian(problem, points[index], technique)
        draws[chosen] = mean + normal[chosen, 1:] @ root.T
    scales = np.average([point.scales for point in points], axis=0, weights=[point.weight for point in points])
    return Posterior(
        evidence,
        draws[:, :cells].reshape(DRAWS, *evidence.grid.shape),
        draws[:, cells:],
        {effects.kind: float(scale) for effects, scale in zip(problem.kinds, scales, strict=True)},
        "fast",
    )


def _anchored(problem: _Problem, anchor: Mapping[str, Sequence[float]]) -> list[_Point]:
    draws = np.column_stack([anchor[effects.kind] for effects in problem.kinds])
    return [_Point(scales, 1.0 / len(draws), problem.mode(problem.covariance(np.log(scales)))) for scales in draws]


def _gaussian(problem: _Problem, point: _Point, technique: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and square root of the covariance of (cells, techniques) together, given the scales."""
    covariance = problem.covariance(np.log(point.scales))
    kind = [effects.kind for effects in problem.kinds].index("technique")
    variance = point.scales[kind] ** 2
    cross = np.vstack([covariance, variance * technique.T])  # covariance of everything with the cells
    prior = np.block(
        [[covariance, variance * technique], [cross[len(covariance) :], variance * np.eye(technique.shape[1])]]
    )
    whitened = solve_triangular(point.mode.factor, point.mode.root_curvature[:, None] * cross.T, lower=True)
    left = prior - whitened.T @ whitened
    left[np.diag_indices_from(left)] += JITTER
    root: FloatArray = cholesky(left, lower=True, check_finite=False)
    return cross @ point.mode.weights, root
