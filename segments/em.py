"""Latent classes by expectation-maximisation: many random starts side by side, missing answers by full information."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segments.arrays import FloatArray, IntArray

_SMALLEST = 1e-100  # keeps log finite; far below anything that shows in a likelihood


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """A survey as its distinct answer patterns, so that equal respondents are worked out once.

    Parameters
    ----------
    indicators : shape (patterns, levels of all items side by side), 1 where that level was answered; an item
        without answer is 0 in all its levels.
    weights : shape (patterns,), respondents (or their weights) with this pattern.
    first : shape (items,), column at which each item's levels begin.
    inverse : shape (respondents,), the pattern of each.
    """

    indicators: FloatArray
    weights: FloatArray
    first: IntArray
    inverse: IntArray

    @classmethod
    def of(cls, answers: IntArray, level_counts: IntArray, weights: FloatArray) -> "Patterns":
        """Collect patterns. `answers`: shape (respondents, items), levels, below 0 where missing."""
        distinct, inverse = np.unique(answers, axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
        first = np.concatenate([[0], np.cumsum(level_counts)[:-1]]).astype(np.int64)
        indicators = np.zeros((len(distinct), int(level_counts.sum())))
        rows, items = np.nonzero(distinct >= 0)
        indicators[rows, first[items] + distinct[rows, items]] = 1.0
        counts = np.bincount(inverse, weights=weights, minlength=len(distinct))
        return cls(indicators, counts, first, inverse.astype(np.int64))

    def normalised(self, counts: FloatArray) -> FloatArray:
        """Turn counts, shape (..., levels side by side), into probabilities that sum to 1 within each item."""
        totals: FloatArray = np.add.reduceat(counts, self.first, axis=-1)
        widths = np.diff(np.append(self.first, counts.shape[-1]))
        probabilities: FloatArray = counts / np.maximum(np.repeat(totals, widths, axis=-1), _SMALLEST)
        return probabilities

    @property
    def marginals(self) -> FloatArray:
        """Probability of each level over the whole survey."""
        return self.normalised(self.weights @ self.indicators)


@dataclass(frozen=True, slots=True, eq=False)
class Solutions:
    """Parameters of several starts.

    shares: shape (starts, classes). levels: shape (starts, classes, levels side by side). objective: shape (starts,),
    log-likelihood plus log prior. log_likelihood: shape (starts,). converged: shape (starts,).
    """

    shares: FloatArray
    levels: FloatArray
    objective: FloatArray
    log_likelihood: FloatArray
    converged: NDArray[np.bool_]

    def taken(self, chosen: IntArray) -> "Solutions":
        """Return these starts only."""
        return Solutions(
            self.shares[chosen], self.levels[chosen], self.objective[chosen], self.log_likelihood[chosen],
            self.converged[chosen],
        )  # fmt: skip


def random_starts(patterns: Patterns, classes: int, starts: int, rng: np.random.Generator) -> Solutions:
    """Draw starting values: shares near even, levels half the survey's marginals and half random."""
    noise = patterns.normalised(rng.gamma(1.0, size=(starts, classes, patterns.indicators.shape[1])))
    shares = rng.dirichlet(np.full(classes, 5.0), size=starts)
    nothing = np.full(starts, -np.inf)
    return Solutions(shares, 0.5 * noise + 0.5 * patterns.marginals, nothing, nothing, np.zeros(starts, dtype=bool))


def posteriors(patterns: Patterns, shares: FloatArray, levels: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Work out class chances, shape (patterns, starts, classes), and log P(pattern), shape (patterns, starts)."""
    starts, classes, columns = levels.shape
    logs = np.log(np.maximum(levels, _SMALLEST)).reshape(starts * classes, columns)
    scores = (patterns.indicators @ logs.T).reshape(-1, starts, classes) + np.log(np.maximum(shares, _SMALLEST))
    highest = scores.max(axis=2, keepdims=True)
    weights = np.exp(scores - highest)
    totals = weights.sum(axis=2, keepdims=True)
    return weights / totals, (highest + np.log(totals))[:, :, 0]


def _step(patterns: Patterns, now: Solutions, pseudo_count: float, tolerance: float) -> Solutions:
    """Take one step: the returned objective belongs to the parameters that came in, and is checked before moving."""
    chances, log_patterns = posteriors(patterns, now.shares, now.levels)
    starts, classes, columns = now.levels.shape
    each = pseudo_count / classes
    prior = each * (
        np.log(np.maximum(now.shares, _SMALLEST)).sum(axis=1)
        + (np.log(np.maximum(now.levels, _SMALLEST)) * patterns.marginals).sum(axis=(1, 2))
    )
    log_likelihood = patterns.weights @ log_patterns
    objective = log_likelihood + prior
    weighted = chances * patterns.weights[:, None, None]
    shares = weighted.sum(axis=0) + each
    counts = (weighted.reshape(-1, starts * classes).T @ patterns.indicators).reshape(starts, classes, columns)
    return Solutions(
        shares / shares.sum(axis=1, keepdims=True),
        patterns.normalised(counts + each * patterns.marginals),
        objective,
        log_likelihood,
        objective - now.objective < tolerance,
    )


def maximise(
    patterns: Patterns, begin: Solutions, pseudo_count: float, iterations: int, tolerance: float = 1e-7
) -> Solutions:
    """Run every start until its objective rises by less than `tolerance` a step, or `iterations` are done.

    Parameters
    ----------
    pseudo_count : Bayes constant; each class is given pseudo_count / classes people who answer as the whole survey
        does. 0 is maximum likelihood.

    Notes
    -----
    Missing answers enter by full information: a respondent counts by what was answered (exact when answers are
    missing at random). Sources: Goodman (1974), Biometrika 61:215-231; Bayes constants as in Vermunt and Magidson
    (2016), Technical Guide for Latent GOLD 5.1, section 7.3.
    """
    shares, levels = begin.shares.copy(), begin.levels.copy()
    objective, log_likelihood = begin.objective.copy(), begin.log_likelihood.copy()
    converged = np.zeros(len(shares), dtype=bool)
    for _ in range(iterations):
        running = np.flatnonzero(~converged)
        if running.size == 0:
            break
        now = Solutions(
            shares[running], levels[running], objective[running], log_likelihood[running], converged[running]
        )
        after = _step(patterns, now, pseudo_count, tolerance)
        moving = running[~after.converged]
        shares[moving], levels[moving] = after.shares[~after.converged], after.levels[~after.converged]
        objective[running], log_likelihood[running] = after.objective, after.log_likelihood
        converged[running] = after.converged
    return Solutions(shares, levels, objective, log_likelihood, converged)


def best_solutions(
    patterns: Patterns, classes: int, starts: int, pseudo_count: float, rng: np.random.Generator
) -> Solutions:
    """Try many starts briefly, run the best of them to the end, and return those, best first.

    The brief run takes 30 steps; a fifth of the starts (at least 10) go on.
    """
    starts = 1 if classes == 1 else starts
    brief = maximise(patterns, random_starts(patterns, classes, starts, rng), pseudo_count, iterations=30)
    kept = np.argsort(-brief.objective, kind="stable")[: max(10, starts // 5)]
    full = maximise(patterns, brief.taken(kept), pseudo_count, iterations=5_000)
    return full.taken(np.argsort(-full.objective, kind="stable"))
