"""A fitted set of latent classes: its numbers, how good they are, and the typing model made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from campaigns.errors import InvalidInput
from campaigns.harm.small_cells import PEOPLE
from segments.arrays import FloatArray, IntArray
from segments.models.base import Question
from segments.models.latent_class import LatentClassModel

LEAST_CHANCE = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Latent classes of one survey, largest class first.

    Parameters
    ----------
    questions : the items.
    shares : shape (classes,), estimated share of each class.
    levels : per item, shape (classes, levels), P(level | class).
    chances : shape (respondents, classes), each respondent's membership; rows sum to 1.
    weights : shape (respondents,).
    log_likelihood : of the survey, without the pseudo-counts.
    replicated : starts that ended within 0.01 of the best.
    starts : starts tried.
    stability : adjusted Rand index between these classes and those of bootstrap samples (median); None: not measured.

    Examples
    --------
    >>> from segments.fit import fit_latent_class
    >>> from segments.survey import Survey
    >>> answers = np.array([[0, 0, 0]] * 20 + [[1, 1, 1]] * 10)
    >>> yes_no = tuple(Question.plain(name, (0, 1)) for name in "abc")
    >>> survey = Survey(yes_no, answers, (), np.zeros((30, 0)), np.ones(30))
    >>> fit_latent_class(survey, 2, seed=1, starts=5, pseudo_count=0).shares.round(3)
    array([0.667, 0.333])
    """

    questions: tuple[Question, ...]
    shares: FloatArray
    levels: tuple[FloatArray, ...]
    chances: FloatArray
    weights: FloatArray
    log_likelihood: float
    replicated: int
    starts: int
    stability: float | None = None

    @property
    def classes(self) -> int:
        """How many classes."""
        return len(self.shares)

    @property
    def respondents(self) -> float:
        """How many people, by weight."""
        return float(self.weights.sum())

    @property
    def parameters(self) -> int:
        """Free parameters: classes - 1, and per class and item levels - 1."""
        return self.classes - 1 + self.classes * sum(question.level_count - 1 for question in self.questions)

    @property
    def smallest_share(self) -> float | None:
        """Share of the smallest class; None where it would tell of too few people (gate H10)."""
        share = float(self.shares.min())
        return share if round(share * self.respondents) >= PEOPLE else None

    @property
    def smallest(self) -> str:
        """Size of the smallest class in words."""
        share = self.smallest_share
        return f"fewer than {PEOPLE} people" if share is None else f"{share:.1%} of people"

    @property
    def bic(self) -> float:
        """Bayesian information criterion: -2 log-likelihood + parameters × log(respondents). Lower is better."""
        return -2.0 * self.log_likelihood + self.parameters * float(np.log(self.respondents))

    @property
    def modal(self) -> IntArray:
        """Most likely class of each respondent, shape (respondents,)."""
        return self.chances.argmax(axis=1).astype(np.int64)

    @property
    def expected_accuracy(self) -> float:
        """Chance, by the model, that a respondent's most likely class is the true one."""
        return float(np.average(self.chances.max(axis=1), weights=self.weights))

    @property
    def entropy_r2(self) -> float:
        """1 - mean entropy of the memberships / log(classes): 1 is certainty, 0 is guessing; 1 for one class."""
        if self.classes == 1:
            return 1.0
        entropy = -(self.chances * np.log(np.maximum(self.chances, 1e-300))).sum(axis=1)
        return 1.0 - float(np.average(entropy, weights=self.weights)) / float(np.log(self.classes))

    def typing_model(self, names: Sequence[str] | None = None) -> LatentClassModel:
        """Make the typing model, with every chance at least .001, so that no single answer decides for ever.

        Parameters
        ----------
        names : one segment id per class; `class_1`, `class_2`, … if not given.
        """
        segments = tuple(names) if names is not None else tuple(f"class_{k}" for k in range(1, self.classes + 1))
        if len(segments) != self.classes:
            raise InvalidInput(f"typing_model: {len(segments)} names for {self.classes} classes; wanted one each.")
        raised = [np.maximum(levels, LEAST_CHANCE) for levels in self.levels]
        return LatentClassModel(
            segments,
            self.questions,
            self.shares / self.shares.sum(),
            tuple(levels / levels.sum(axis=1, keepdims=True) for levels in raised),
        )


@dataclass(frozen=True, slots=True)
class Gates:
    """What a set of classes must reach. `must` values refuse it; `should` values only warn.

    The defaults follow forbear's simulations of 12 items and 4 classes (500 to 2,000 respondents).
    """

    must_share: float = 0.05
    must_replicate: int = 3
    must_stability: float = 0.60
    should_people: int = PEOPLE
    should_stability: float = 0.80
    should_entropy_r2: float = 0.80
    should_accuracy: float = 0.85

    def failures(self, fitted: Fitted) -> tuple[str, ...]:
        """Say in words why these classes cannot be used; empty if they can."""
        reasons = []
        smallest = float(fitted.shares.min())
        if smallest < self.must_share:
            reasons.append(f"its smallest segment is {fitted.smallest}, wanted {self.must_share:.0%} of all or more")
        if fitted.replicated < min(self.must_replicate, fitted.starts):
            reasons.append(
                f"only {fitted.replicated} of {fitted.starts} starts found it, wanted {self.must_replicate} or more"
            )
        if fitted.stability is not None and fitted.stability < self.must_stability:
            reasons.append(
                f"it is not found again in resampled surveys (agreement {fitted.stability:.2f}, "
                f"wanted {self.must_stability:.2f} or more)"
            )
        return tuple(reasons)

    def warnings(self, fitted: Fitted) -> tuple[str, ...]:
        """Say in words what is weak about classes that can be used."""
        reasons = []
        people = float(fitted.shares.min()) * fitted.respondents
        if people < self.should_people:
            reasons.append(f"The smallest segment rests on fewer than {self.should_people} people: read it as a hint.")
        if fitted.stability is not None and self.must_stability <= fitted.stability < self.should_stability:
            reasons.append(
                f"Resampled surveys agree with these segments only in part (adjusted Rand index "
                f"{fitted.stability:.2f}, wanted {self.should_stability:.2f}): more respondents would settle them."
            )
        if fitted.entropy_r2 < self.should_entropy_r2 and fitted.expected_accuracy < self.should_accuracy:
            reasons.append(
                f"People cannot be told apart with confidence (entropy R2 {fitted.entropy_r2:.2f}, about "
                f"{fitted.expected_accuracy:.0%} of people in the right segment; wanted {self.should_entropy_r2:.2f} "
                f"or {self.should_accuracy:.0%}): keep membership soft."
            )
        return tuple(reasons)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One number of classes that was tried, and what became of it."""

    classes: int
    log_likelihood: float
    parameters: int
    bic: float
    smallest_share: float | None
    replicated: int
    entropy_r2: float
    stability: float | None
    failures: tuple[str, ...]

    @classmethod
    def of(cls, fitted: Fitted, failures: tuple[str, ...]) -> Self:
        """Sum up a fit."""
        return cls(
            classes=fitted.classes,
            log_likelihood=fitted.log_likelihood,
            parameters=fitted.parameters,
            bic=fitted.bic,
            smallest_share=fitted.smallest_share,
            replicated=fitted.replicated,
            entropy_r2=fitted.entropy_r2,
            stability=fitted.stability,
            failures=failures,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The classes chosen among several numbers of them, with the reason in a sentence."""

    fitted: Fitted
    candidates: tuple[Candidate, ...]
    reason: str
    warnings: tuple[str, ...]
