"""Laplace: the fast posterior. Cells are jointly Gaussian given the scales; the scales are integrated over points.

`cells` finds the Gaussian for given scales, `scales` the points and their weights; here both become draws.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from scipy.linalg import LinAlgError, cholesky, solve_triangular
from scipy.special import ndtr
from threadpoolctl import ThreadpoolController

from bandits.cells import LOOK, Cells
from bandits.counts import Evidence
from bandits.grid import FloatArray
from bandits.points import normal_points
from bandits.posterior import Posterior
from bandits.scales import Point, explore_scales
from campaigns.errors import NotConverged

DRAWS = 4096
JITTER = 1e-8  # variance, log-odds squared: cells that are sums of the same effects make the covariance singular


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
    try:
        with _blas().limit(limits=1, user_api="blas"):
            return _fit(evidence, anchor)
    except LinAlgError as failure:
        raise NotConverged(f"The fast posterior met a singular matrix ({failure}); {LOOK}") from failure


@cache
def _blas() -> ThreadpoolController:
    """Find the linear algebra libraries: more than one thread makes matrices of this size up to 300 times slower."""
    return ThreadpoolController()


def _fit(evidence: Evidence, anchor: Mapping[str, Sequence[float]] | None) -> Posterior:
    given = Cells(evidence)
    points = explore_scales(given) if anchor is None else _anchored(given, anchor)
    technique = next(effects for effects in given.kinds if effects.kind == "technique").design
    cells, techniques = technique.shape
    normal = normal_points(DRAWS, cells + techniques + 1)
    reached = np.cumsum([point.weight for point in points])
    component = np.searchsorted(reached[:-1], ndtr(normal[:, 0]), side="right")
    draws = np.empty((DRAWS, cells + techniques))
    for index in np.unique(component):
        chosen = component == index
        mean, root = _gaussian(given, points[index], technique)
        draws[chosen] = mean + normal[chosen, 1:] @ root.T
    scales = np.average([point.scales for point in points], axis=0, weights=[point.weight for point in points])
    return Posterior(
        evidence,
        draws[:, :cells].reshape(DRAWS, *evidence.grid.shape),
        draws[:, cells:],
        {effects.kind: float(scale) for effects, scale in zip(given.kinds, scales, strict=True)},
        "fast",
    )


def _anchored(given: Cells, anchor: Mapping[str, Sequence[float]]) -> list[Point]:
    draws = np.column_stack([anchor[effects.kind] for effects in given.kinds])
    return [Point(scales, 1.0 / len(draws), given.mode(given.covariance(scales))) for scales in draws]


def _gaussian(given: Cells, point: Point, technique: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and square root of the covariance of (cells, techniques) together, given the scales."""
    covariance = given.covariance(point.scales)
    kind = [effects.kind for effects in given.kinds].index("technique")
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
