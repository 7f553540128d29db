"""A survey as arrays: answers to the items of a typing model, and how strongly each determinant hinders each person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from campaigns.errors import InvalidInput
from segments.arrays import FloatArray, IntArray
from segments.models.base import Question
from segments.segment import Segment

MISSING = -1
UNNAMED_BARRIER = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Answers of a sample of the audience.

    Parameters
    ----------
    questions : the items, in the order of the columns of `answers`.
    answers : shape (respondents, items), level of each answer, -1 where there is none.
    determinants : names, in the order of the columns of `scores`.
    scores : shape (respondents, determinants), 0 (no barrier) to 1 (strongest), NaN where nothing was answered.
    weights : shape (respondents,), above 0, mean 1; all 1 where the survey has none.
    dropped : reason to number of rows left out.
    source : where it came from, for reports.

    Raises
    ------
    InvalidInput
        If shapes do not fit, a level is out of range, or nobody is left.
    """

    questions: tuple[Question, ...]
    answers: IntArray
    determinants: tuple[str, ...]
    scores: FloatArray
    weights: FloatArray
    dropped: Mapping[str, int] = field(default_factory=dict)
    source: str = "a survey"

    def __post_init__(self) -> None:
        people = len(self.answers)
        wanted = ((people, len(self.questions)), (people, len(self.determinants)), (people,))
        found = (self.answers.shape, self.scores.shape, self.weights.shape)
        if people == 0 or found != wanted:
            raise InvalidInput(f"{self.source}: arrays of shape {found}; wanted {wanted} and at least one respondent.")
        highest = np.array([question.level_count for question in self.questions])
        if np.any(self.answers < MISSING) or np.any(self.answers >= highest):
            raise InvalidInput(f"{self.source}: an answer is not a level of its question; wanted -1 to levels - 1.")

    @property
    def respondents(self) -> int:
        """How many people are in it."""
        return len(self.answers)

    @property
    def rows_read(self) -> int:
        """How many rows the file had, those left out included."""
        return self.respondents + sum(self.dropped.values())

    def people(self, chosen: IntArray) -> "Survey":
        """Return the survey of these respondents, by position; one may be chosen more than once."""
        return Survey(
            self.questions, self.answers[chosen], self.determinants, self.scores[chosen], self.weights[chosen],
            self.dropped, self.source,
        )  # fmt: skip


def barrier_questions(segments: Sequence[Segment]) -> tuple[Question, ...]:
    """Ask one yes-or-no question per determinant that any segment names: 1 means that it hinders."""
    names = sorted({determinant for segment in segments for determinant in segment.barriers})
    return tuple(Question.plain(name, (0, 1)) for name in names)


def generate_survey(
    segments: Sequence[Segment], questions: Sequence[Question], respondents: int, rng: np.random.Generator
) -> tuple[Survey, tuple[str, ...]]:
    """Draw a survey from the declared segments: a made-up audience whose truth is known.

    A respondent's segment is drawn by share. The chance of each step up a question's levels rises with the barrier
    that bears the question's name: logit P(step) = 8 (barrier - 0.45). A determinant that a segment does not name
    counts as 0.3. One answer in fifty is left out at random.

    Parameters
    ----------
    segments : shares are made to sum to 1.
    questions : ids are determinants; levels in the direction "hinders".
    respondents : how many, at least 1.
    rng : all randomness.

    Returns
    -------
    The survey, and the true segment id of each respondent.

    Examples
    --------
    >>> pair = [Segment("a", {"en": "A"}, 0.5, barriers={"x": 0.9}), Segment("b", {"en": "B"}, 0.5)]
    >>> survey, truth = generate_survey(pair, barrier_questions(pair), 3, np.random.default_rng(1))
    >>> survey.answers.shape, len(truth)
    ((3, 1), 3)
    """
    if respondents < 1 or not segments or not questions:
        raise InvalidInput("generate_survey: wanted at least one segment, one question and one respondent.")
    shares = np.array([segment.share for segment in segments])
    members = rng.choice(len(segments), size=respondents, p=shares / shares.sum())
    barriers = np.array(
        [[segment.barriers.get(question.id, UNNAMED_BARRIER) for question in questions] for segment in segments]
    )
    chances = 1.0 / (1.0 + np.exp(-8.0 * (barriers - 0.45)))
    steps = np.array([question.level_count - 1 for question in questions])
    answers = rng.binomial(steps, chances[members]).astype(np.int64)
    scores = answers / steps
    unanswered = rng.random(answers.shape) < 0.02
    survey = Survey(
        questions=tuple(questions),
        answers=np.where(unanswered, MISSING, answers),
        determinants=tuple(question.id for question in questions),
        scores=np.where(unanswered, np.nan, scores),
        weights=np.ones(respondents),
        source=f"a generated survey of {respondents:,}",
    )
    return survey, tuple(segments[member].id for member in members)
