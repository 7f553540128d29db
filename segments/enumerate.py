"""How many segments a survey supports: BIC, and whether resampled surveys find the same ones."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from campaigns.errors import InvalidInput, NotConverged
from segments.arrays import Progress
from segments.em import Patterns, posteriors
from segments.fit import adjusted_rand, fit_latent_class
from segments.fitted import Candidate, Choice, Fitted, Gates
from segments.survey import Survey

RESAMPLES = 20


def measure_stability(survey: Survey, fitted: Fitted, seed: int, progress: Callable[[], None] | None = None) -> float:
    """Measure how well resampled surveys find the same classes: median adjusted Rand index over 20 bootstrap samples.

    Each sample is fitted afresh from random starts and classes all respondents of the whole survey.
    1 is the same classes every time, 0 is chance. Source: Hennig (2007), Comput Stat Data Anal 52:258-271.
    """
    rng = np.random.default_rng(seed)
    level_counts = np.array([question.level_count for question in survey.questions])
    everyone = Patterns.of(survey.answers, level_counts, survey.weights)
    agreement = []
    for _ in range(RESAMPLES):
        sample = survey.people(rng.integers(survey.respondents, size=survey.respondents))
        again = fit_latent_class(sample, fitted.classes, int(rng.integers(2**31 - 1)), starts=12)
        chances, _ = posteriors(everyone, again.shares[None], np.concatenate(again.levels, axis=1)[None])
        agreement.append(adjusted_rand(fitted.modal, chances[everyone.inverse, 0].argmax(axis=1).astype(np.int64)))
        if progress is not None:
            progress()
    return float(np.median(agreement))


def choose_classes(
    survey: Survey,
    classes: range,
    seed: int,
    starts: int = 50,
    *,
    pseudo_count: float = 1.0,
    gates: Gates | None = None,
    progress: Progress | None = None,
) -> Choice:
    """Choose how many classes a survey supports: the lowest BIC that also passes the gates.

    Every number in the range is fitted, and one class besides, which is what several must beat. In the order of BIC
    each is held against `gates` (size, replication, stability under resampling); the first to pass is chosen.

    Raises
    ------
    NotConverged
        If one class has the lowest BIC or nothing passes: the survey does not support segments.
    """
    gates = gates or Gates()
    numbers = [number for number in classes if number > 1]
    if not numbers:
        raise InvalidInput(f"classes = {classes}: wanted a range that holds 2 or more, such as 1 to 6.")
    steps = _Steps(len(numbers) + 1, progress)
    fits = []
    for number in [1, *numbers]:
        fits.append(fit_latent_class(survey, number, seed, starts, pseudo_count=pseudo_count))
        steps.done()
    candidates: list[Candidate] = []
    for fitted in sorted(fits, key=lambda fitted: fitted.bic):
        if fitted.classes == 1:
            break
        judged, failures = _judged(survey, fitted, gates, seed, steps)
        candidates.append(Candidate.of(judged, failures))
        if not failures:
            reason = _reason(judged, candidates, fits[0].bic)
            return Choice(judged, _table(fits, candidates), reason, gates.warnings(judged))
    raise NotConverged(_refusal(survey, candidates))


def _judged(survey: Survey, fitted: Fitted, gates: Gates, seed: int, steps: "_Steps") -> tuple[Fitted, tuple[str, ...]]:
    """Hold a fit against the gates; stability, which is slow, only where the others pass."""
    if failures := gates.failures(fitted):
        return fitted, failures
    steps.add(RESAMPLES)
    judged = replace(fitted, stability=measure_stability(survey, fitted, seed, steps.done))
    return judged, gates.failures(judged)


def _table(fits: list[Fitted], judged: list[Candidate]) -> tuple[Candidate, ...]:
    """Give a row per number of classes, in order, judged or not."""
    known = {candidate.classes: candidate for candidate in judged}
    return tuple(known.get(fitted.classes, Candidate.of(fitted, ())) for fitted in fits)


def _reason(chosen: Fitted, judged: list[Candidate], one_class_bic: float) -> str:
    better = judged[:-1]
    first = (
        f"{chosen.classes} segments: the lowest BIC ({chosen.bic:,.1f}; one audience {one_class_bic:,.1f})"
        if not better
        else f"{chosen.classes} segments (BIC {chosen.bic:,.1f}; one audience {one_class_bic:,.1f}): fewer or more fit "
        "better by BIC alone, but "
        + "; ".join(f"{row.classes} would not do, {' and '.join(row.failures)}" for row in better)
    )
    return (
        f"{first}; found by {chosen.replicated} of {chosen.starts} full runs, found again in resampled surveys with "
        f"agreement {chosen.stability:.2f}, smallest segment {chosen.smallest}."
    )


def _refusal(survey: Survey, judged: list[Candidate]) -> str:
    tried = (
        "; ".join(f"{row.classes} segments: {' and '.join(row.failures)}" for row in judged)
        or "no number of segments fits better than one audience (BIC)"
    )
    return (
        f"{survey.source}: this survey does not support segments; use one audience. Of {survey.respondents} "
        f"respondents and {len(survey.questions)} items, {tried}. Ask more people, or questions that divide them."
    )


class _Steps:
    """Counts steps for a progress bar; steps may be added on the way."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.count, self.total, self.progress = 0, total, progress

    def add(self, more: int) -> None:
        self.total += more

    def done(self) -> None:
        self.count += 1
        if self.progress is not None:
            self.progress(self.count, self.total)
