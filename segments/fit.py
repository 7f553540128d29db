"""Finding segments in a survey: the only file that imports scikit-learn."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.metrics import adjusted_rand_score
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from campaigns.errors import InvalidInput
from segments.arrays import FloatArray, IntArray
from segments.em import Patterns, best_solutions, posteriors
from segments.fitted import Fitted
from segments.survey import Survey


class LatentClass(DensityMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Latent class analysis as a scikit-learn estimator.

    Parameters
    ----------
    n_components : number of classes.
    n_starts : random starts; the best fifth (at least 10) run to the end.
    pseudo_count : Bayes constant in people per survey, shared by the classes; 0 is maximum likelihood.
    random_state : int, RandomState or None.

    Attributes
    ----------
    weights_ : shape (n_components,), class shares, largest first.
    levels_ : per column, shape (n_components, levels), P(level | class).
    categories_ : per column, the values that are its levels, ascending.
    log_likelihoods_ : shape (starts that ran to the end,), best first.

    Notes
    -----
    Each column is a nominal item; its levels are the values seen in `fit`. NaN is "no answer" and is left out by
    full information. Columns are taken as independent within a class. Passes scikit-learn's estimator checks but two,
    which predict continuous values that were not there in `fit`; here these are an error.

    Examples
    --------
    >>> X = np.array([[0, 0, 0]] * 20 + [[1, 1, 1]] * 10)
    >>> LatentClass(2, random_state=1).fit(X).predict(X[[0, 29]])
    array([0, 1])
    """

    def __init__(
        self,
        n_components: int = 2,
        *,
        n_starts: int = 50,
        pseudo_count: float = 1.0,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_components = n_components
        self.n_starts = n_starts
        self.pseudo_count = pseudo_count
        self.random_state = random_state

    def __sklearn_tags__(self) -> object:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803, ARG002  # scikit-learn's names
        """Fit to X, shape (respondents, items), with NaN for no answer."""
        answers = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=2)
        if not 1 <= self.n_components <= len(answers):
            raise ValueError(f"n_components={self.n_components}: wanted 1 to {len(answers)}, the number of samples")
        weights = np.ones(len(answers)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        if weights.shape != (len(answers),) or not np.all(weights >= 0.0):
            raise ValueError(f"sample_weight has shape {weights.shape}; wanted ({len(answers)},), none below 0")
        if not np.any(weights > 0.0):
            raise ValueError("sample_weight: all weights are zero; wanted at least one above 0")
        answers, weights = answers[weights > 0.0], weights[weights > 0.0]
        self.categories_ = [np.unique(column[~np.isnan(column)]) for column in answers.T]
        if empty := [place for place, values in enumerate(self.categories_) if not len(values)]:
            raise ValueError(f"column {empty[0]} has no answer at all; leave it out")
        patterns = self._patterns(answers, weights)
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        found = best_solutions(
            patterns, self.n_components, self.n_starts, self.pseudo_count, np.random.default_rng(seed)
        )
        order = np.argsort(-found.shares[0], kind="stable")
        self.weights_ = found.shares[0][order]
        self._levels = found.levels[0][order]
        self.levels_ = np.split(self._levels, patterns.first[1:], axis=1)
        self.log_likelihoods_ = found.log_likelihood
        self.objectives_ = found.objective
        return self

    def _patterns(self, answers: FloatArray, weights: FloatArray) -> Patterns:
        coded = np.full(answers.shape, -1, dtype=np.int64)
        for place, values in enumerate(self.categories_):
            column = answers[:, place]
            given = ~np.isnan(column)
            at = np.searchsorted(values, column[given]).clip(0, len(values) - 1)
            if unseen := column[given][values[at] != column[given]].tolist():
                raise ValueError(f"column {place} has the value {unseen[0]}, which was not there in fit")
            coded[given, place] = at
        return Patterns.of(coded, np.array([len(values) for values in self.categories_]), weights)

    def _posteriors(self, X: ArrayLike) -> tuple[FloatArray, FloatArray]:  # noqa: N803  # scikit-learn's name
        check_is_fitted(self)
        answers = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        patterns = self._patterns(answers, np.ones(len(answers)))
        chances, log_patterns = posteriors(patterns, self.weights_[None], self._levels[None])
        return chances[patterns.inverse, 0], log_patterns[patterns.inverse, 0]

    def predict_proba(self, X: ArrayLike) -> FloatArray:  # noqa: N803  # scikit-learn's name
        """Membership of each respondent, shape (respondents, classes)."""
        return self._posteriors(X)[0]

    def predict(self, X: ArrayLike) -> IntArray:  # noqa: N803  # scikit-learn's name
        """Most likely class of each respondent, shape (respondents,)."""
        return self.predict_proba(X).argmax(axis=1).astype(np.int64)

    def score_samples(self, X: ArrayLike) -> FloatArray:  # noqa: N803  # scikit-learn's name
        """Log-likelihood of each respondent's answers, shape (respondents,)."""
        return self._posteriors(X)[1]

    def score(self, X: ArrayLike, y: object = None) -> float:  # noqa: N803, ARG002  # scikit-learn's names
        """Mean log-likelihood per respondent."""
        return float(self.score_samples(X).mean())

    def bic(self, X: ArrayLike) -> float:  # noqa: N803  # scikit-learn's name
        """Bayesian information criterion on X; lower is better."""
        log_likelihoods = self.score_samples(X)
        free = self.n_components - 1 + self.n_components * sum(len(values) - 1 for values in self.categories_)
        return float(-2.0 * log_likelihoods.sum() + free * np.log(len(log_likelihoods)))


def fit_latent_class(survey: Survey, classes: int, seed: int, starts: int = 50, *, pseudo_count: float = 1.0) -> Fitted:
    """Fit latent classes to a survey. How many is chosen by `segments.enumerate.choose_classes`.

    Parameters
    ----------
    survey : who answered what.
    classes : how many, at least 1.
    seed : the same seed gives the same classes.
    starts : random starts.
    pseudo_count : Bayes constant; 0 reproduces textbook maximum likelihood.

    Raises
    ------
    InvalidInput
        If there are more classes than respondents, or an item was answered by nobody.

    Examples
    --------
    See `segments.fitted.Fitted`.
    """
    answers = np.where(survey.answers < 0, np.nan, survey.answers.astype(np.float64))
    model = LatentClass(classes, n_starts=starts, pseudo_count=pseudo_count, random_state=seed)
    try:
        model.fit(answers, sample_weight=survey.weights)
    except ValueError as error:
        raise InvalidInput(f"{survey.source}: cannot be fitted: {error}.") from None
    return Fitted(
        questions=survey.questions,
        shares=model.weights_,
        levels=tuple(_all_levels(model, item, question.level_count) for item, question in enumerate(survey.questions)),
        chances=model.predict_proba(answers),
        weights=survey.weights,
        log_likelihood=float(model.log_likelihoods_[0]),
        replicated=int(np.sum(model.objectives_ >= model.objectives_[0] - 0.01)),
        starts=len(model.objectives_),
    )


def _all_levels(model: LatentClass, item: int, level_count: int) -> FloatArray:
    """Give P(level | class) with a column of 0 for each level that nobody in the survey answered."""
    levels = np.zeros((len(model.weights_), level_count))
    levels[:, model.categories_[item].astype(np.int64)] = model.levels_[item]
    return levels


def adjusted_rand(first: IntArray, second: IntArray) -> float:
    """Measure how far two groupings of the same people agree: 1 is the same groups, 0 is chance, names do not matter.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    return float(adjusted_rand_score(first, second))
