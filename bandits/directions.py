"""Directions: combinations of cells that are independent under the prior, whatever the scales. The refit samples these.

Sampling effects one by one is slow where data only tell their sum (a technique of one variant; base and channel).
On a full grid (every segment on every channel) all Gram matrices of `model` commute, so one orthonormal basis
diagonalises them together. In it the prior of a cell is a list of independent normals with variances
sum over kinds of scale^2 * spectrum; the effects follow exactly afterwards, as Gaussians given cells and scales.
Source: posterior of the parts given their sum by correcting a prior draw (Matheron's rule, e.g. Wilson et al. 2021).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bandits.counts import Evidence
from bandits.grid import FloatArray, Grid
from bandits.model import BASE_SD, SCALE_PRIORS, Effects, effects_of
from campaigns.errors import InvalidInput

REFERENCE = 0.5  # share of the prior scales at which `hints` judges what the data say
_TOLERANCE = 1e-6

BASELINE = ("base", "segment", "channel", "context")
"""Kinds that act on the control too; all others are what treatment adds."""


@dataclass(frozen=True, slots=True)
class Directions:
    """An orthonormal basis of some cells in which the prior covariance of every kind of effect is diagonal.

    Parameters
    ----------
    effects : the kinds of effect that act on these cells; designs of shape (cells, coefficients).
    vectors : shape (cells, directions), orthonormal columns.
    spectra : shape (kinds, directions); variance along a direction that a scale of 1 would give.
    """

    effects: Sequence[Effects]
    vectors: FloatArray
    spectra: FloatArray

    @classmethod
    def of(cls, effects: Sequence[Effects]) -> Self:
        """Diagonalise the Gram matrices of several kinds of effect together.

        Raises
        ------
        InvalidInput
            If they have no common basis: some segment is not on every channel.
        """
        grams = [one.gram for one in effects]
        mixture = np.zeros_like(grams[0])
        for index, gram in enumerate(grams):  # an irrational mixture has the common eigenvectors and no others
            mixture += np.sqrt(index + 2.0) * gram / max(float(np.trace(gram)), 1e-300)
        values, vectors = np.linalg.eigh(mixture)
        vectors = vectors[:, values > 1e-9 * values.max()]
        rotated = np.stack([vectors.T @ gram @ vectors for gram in grams])
        spectra = np.einsum("kii->ki", rotated).clip(0.0)
        leftover = rotated - spectra[:, :, None] * np.eye(vectors.shape[1])
        if np.abs(leftover).max() > _TOLERANCE * max(1.0, float(spectra.max())):
            raise InvalidInput(
                "The refit wants every segment on every channel, but this grid has gaps. List all contexts and mark "
                "what may not be shown as not eligible."
            )
        return cls(tuple(effects), vectors, np.where(spectra < _TOLERANCE, 0.0, spectra))

    def variance(self, scales: Mapping[str, FloatArray | float]) -> FloatArray:
        """Prior variance along each direction, shape (..., directions), from scales of shape (...)."""
        squares = np.stack([np.square(scales[one.kind]) for one in self.effects], axis=-1)
        variance: FloatArray = squares @ self.spectra
        return variance

    def draw_effects(
        self, values: FloatArray, scales: Mapping[str, FloatArray], generator: np.random.Generator
    ) -> dict[str, FloatArray]:
        """Draw every effect given what the effects add up to: exact, one draw for each row.

        Parameters
        ----------
        values : shape (draws, cells), the sums of effects.
        scales : by kind, shape (draws,).

        Returns
        -------
        By kind, shape (draws, coefficients); summed with the designs they give `values` again.
        """
        free = {
            one.kind: scales[one.kind][:, None] * generator.standard_normal((len(values), one.design.shape[1]))
            for one in self.effects
        }
        missing = values - sum(free[one.kind] @ one.design.T for one in self.effects)
        pull = (missing @ self.vectors / self.variance(scales)) @ self.vectors.T
        return {
            one.kind: free[one.kind] + np.square(scales[one.kind])[:, None] * (pull @ one.design)
            for one in self.effects
        }


def directions_of(grid: Grid) -> tuple[Directions, Directions]:
    """Directions of the contexts' baselines (cells: contexts) and of what treatment adds (cells: contexts × treated).

    Examples
    --------
    >>> import numpy as np
    >>> from bandits.grid import Context
    >>> grid = Grid((Context("a", "sms"), Context("b", "sms")), ("plain", "peer"), "plain", ("6.1",),
    ...             np.array([[0.0], [0.5]]), np.ones((2, 2), dtype=bool))
    >>> baseline, treated = directions_of(grid)
    >>> baseline.spectra.round(2).tolist()  # kinds × (contrast of segments, mean)
    [[0.0, 2.0], [1.0, 1.0], [0.0, 2.0], [1.0, 1.0]]
    """
    column = np.indices(grid.shape)[1].ravel()
    on_control = column == grid.control_index
    baseline, treated = [], []
    for one in effects_of(grid):
        if one.kind in BASELINE:
            baseline.append(Effects(one.kind, one.design[on_control]))
        else:
            treated.append(Effects(one.kind, one.design[~on_control]))
    return Directions.of(baseline), Directions.of(treated)


def effects_given(
    log_odds: FloatArray, scales: Mapping[str, FloatArray], grid: Grid, generator: np.random.Generator
) -> dict[str, FloatArray]:
    """Draw every effect of the model given the cells and the scales, one draw for each row.

    Parameters
    ----------
    log_odds : shape (draws, contexts, variants).
    scales : by kind but "base", shape (draws,).

    Returns
    -------
    By kind, "base" too, shape (draws, coefficients) in the order of `model.effects_of`.
    """
    baseline, treated = directions_of(grid)
    known = {"base": np.full(len(log_odds), BASE_SD), **scales}
    control = log_odds[:, :, grid.control_index]
    added = np.delete(log_odds, grid.control_index, axis=2) - control[:, :, None]
    return baseline.draw_effects(control, known, generator) | treated.draw_effects(
        added.reshape(len(log_odds), -1), known, generator
    )


def hints(evidence: Evidence, baseline: Directions, treated: Directions) -> tuple[FloatArray, FloatArray]:
    """What the data say about each direction, roughly: as if it had been observed once, with normal noise.

    The refit standardises a direction not by its prior but by prior and hint together: given exact hints, what it
    samples would be independent standard normals whatever the scales. Any hint gives the same posterior; only speed
    and divergences differ. A hint is the normal approximation at REFERENCE times the prior scales, other directions
    integrated out, with the prior's part taken away.

    Returns
    -------
    Shape (2, directions) for baseline and treated: precision of the hint, and precision times what was observed.
    """
    grid = evidence.grid
    contexts, variants = grid.shape
    first = baseline.vectors.shape[1]
    others = np.delete(np.arange(variants), grid.control_index)
    design = np.zeros((contexts, variants, first + treated.vectors.shape[1]))
    design[:, :, :first] = baseline.vectors[:, None, :]
    design[:, others, first:] = treated.vectors.reshape(contexts, len(others), -1)
    pooled = (evidence.benefit.sum() + 0.5) / (evidence.trials.sum() + 1.0)
    rate = (evidence.benefit + pooled) / (evidence.trials + 1.0)
    information = evidence.trials * rate * (1.0 - rate)
    observed = information * np.log(rate / (1.0 - rate)) + evidence.benefit - evidence.trials * rate
    scales = {"base": BASE_SD, **{kind: REFERENCE * prior for kind, prior in SCALE_PRIORS.items()}}
    prior = 1.0 / np.concatenate([baseline.variance(scales), treated.variance(scales)])
    precision = np.diag(prior) + np.einsum("cvi,cv,cvj->ij", design, information, design, optimize=True)
    covariance = np.linalg.inv(precision)
    mean = covariance @ np.einsum("cvi,cv->i", design, observed)
    variance = np.diag(covariance)
    found = np.stack([np.maximum(1.0 / variance - prior, 0.0), mean / variance])
    return found[:, :first], found[:, first:]
