"""Scales: how far each kind of effect spreads, explored by weighted points around the mode of its posterior.

Plugging in one value of the scales makes intervals too narrow; a few dozen points, weighted by the evidence, do not.
On a logarithmic axis a scale that the data have found is nearly normal; on the axis in which the prior is standard
normal, one that they say little about is. The first is tried, the second where the first fits badly.
Source: Rue, Martino & Chopin 2009 (integrating hyperparameters over points, each side of each direction stretched).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr, ndtri

from bandits.cells import Cells, Mode
from bandits.grid import FloatArray
from bandits.points import normal_points

SCALE_POINTS = 64
ENOUGH = 24.0  # effective points with which the first axis is kept
REACH = 1.5  # standard deviations from the mode at which the density decides how far a side is stretched


@dataclass(frozen=True, slots=True)
class Point:
    """One vector of scales with its share of the posterior and the Gaussian of the cells that belongs to it."""

    scales: FloatArray
    weight: float
    mode: Mode


def effective(points: list[Point]) -> float:
    """How many equally weighted points they are worth: 1 / sum of squared weights."""
    return 1.0 / sum(point.weight**2 for point in points)


class _Axis(Protocol):
    """Coordinates of the scales. `prior` gives log density and gradient, `stretch` d scale / d coordinate."""

    priors: FloatArray
    bounds: tuple[float, float]
    flattest: float  # curvature that is believed at least

    def start(self) -> FloatArray: ...
    def scales(self, at: FloatArray) -> FloatArray: ...
    def stretch(self, at: FloatArray) -> FloatArray: ...
    def prior(self, at: FloatArray) -> tuple[float, FloatArray]: ...


class _Logarithmic:
    """The logarithm of each scale; the half-normal prior with its Jacobian."""

    bounds = (float(np.log(1e-3)), float(np.log(5.0)))
    flattest = 0.25

    def __init__(self, priors: FloatArray) -> None:
        self.priors = priors

    def start(self) -> FloatArray:
        return np.log(self.priors)

    def scales(self, at: FloatArray) -> FloatArray:
        return np.exp(at)

    def stretch(self, at: FloatArray) -> FloatArray:
        return np.exp(at)

    def prior(self, at: FloatArray) -> tuple[float, FloatArray]:
        squares = (np.exp(at) / self.priors) ** 2
        return float((at - 0.5 * squares).sum()), 1.0 - squares


class _Standard:
    """The number whose normal probability is the scale's prior probability: the half-normal prior becomes N(0, 1)."""

    bounds = (-5.0, 7.0)
    flattest = 0.5

    def __init__(self, priors: FloatArray) -> None:
        self.priors = priors

    def start(self) -> FloatArray:
        return np.zeros(len(self.priors))

    def scales(self, at: FloatArray) -> FloatArray:
        scales: FloatArray = -self.priors * ndtri(0.5 * ndtr(-at))
        return scales

    def stretch(self, at: FloatArray) -> FloatArray:
        stretch: FloatArray = 0.5 * self.priors * np.exp(0.5 * ((self.scales(at) / self.priors) ** 2 - at**2))
        return stretch

    def prior(self, at: FloatArray) -> tuple[float, FloatArray]:
        return -0.5 * float(at @ at), -at


def explore_scales(cells: Cells) -> list[Point]:
    """Choose SCALE_POINTS points on the scales' posterior; their weights sum to 1.

    Raises
    ------
    NotConverged
        If the mode of the cells is not found for some scales.
    """
    first = _explore(cells, _Logarithmic(cells.priors))
    if effective(first) >= ENOUGH:
        return first
    second = _explore(cells, _Standard(cells.priors))
    return max(first, second, key=effective)


def climb(cells: Cells, axis: _Axis, at: FloatArray) -> tuple[float, FloatArray, Mode]:
    """Log posterior density in an axis' coordinates (up to a constant), its gradient, and the cells' mode."""
    scales = axis.scales(at)
    mode = cells.mode(cells.covariance(scales))
    prior, slope = axis.prior(at)
    return mode.log_evidence + prior, cells.slope(scales, mode) * axis.stretch(at) + slope, mode


def _root(downhill: Callable[[FloatArray], tuple[float, FloatArray]], best: FloatArray, flattest: float) -> FloatArray:
    """Square root of the inverse curvature at the mode, by differences of the gradient; columns are directions."""
    width = 0.05
    curvature = np.array(
        [(downhill(best + width * e)[1] - downhill(best - width * e)[1]) / (2 * width) for e in np.eye(len(best))]
    )
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2.0)
    root: FloatArray = vectors / np.sqrt(np.clip(values, flattest, None))
    return root


def _explore(cells: Cells, axis: _Axis) -> list[Point]:
    """Draw from a normal around the mode, each side of each direction of curvature stretched to the density there."""

    def downhill(at: FloatArray) -> tuple[float, FloatArray]:
        value, gradient, _ = climb(cells, axis, at)
        return -value, -gradient

    def density(at: FloatArray) -> tuple[float, Mode]:
        mode = cells.mode(cells.covariance(axis.scales(at)))
        return mode.log_evidence + axis.prior(at)[0], mode

    start = axis.start()
    found = minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=[axis.bounds] * len(start))
    best, root = found.x, _root(downhill, found.x, axis.flattest)
    top = density(best)[0]
    drops = [[top - density(best + side * REACH * column)[0] for column in root.T] for side in (-1, 1)]
    sides = np.clip(REACH / np.sqrt(2.0 * np.maximum(drops, 0.05)), 0.4, 3.0)
    normal = normal_points(SCALE_POINTS, len(best))
    stretches = np.where(normal < 0, sides[0], sides[1])
    points = best + (normal * stretches) @ root.T
    seen = [density(point) for point in points]
    log_weights = np.array([value for value, _ in seen]) + (0.5 * normal**2 + np.log(stretches)).sum(axis=1)
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return [Point(axis.scales(points[i]), float(weights[i]), mode) for i, (_, mode) in enumerate(seen)]
