"""Fitted classes under the names of the campaign's segments, so that ids stay when a typing model is fitted."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from campaigns.errors import InvalidInput
from segments.arrays import FloatArray
from segments.fit import fit_latent_class
from segments.fitted import Fitted
from segments.segment import Segment, Segmentation
from segments.survey import UNNAMED_BARRIER, Survey


def match_segments(fitted: Fitted, segments: Sequence[Segment]) -> Segmentation:
    """Name each fitted class after the segment whose barriers it is most like.

    Questions whose id is a determinant are compared: a class's mean level, as a part of the highest, with the
    segment's barrier, each centred and scaled over the classes; the assignment with the least sum of squares wins.

    Parameters
    ----------
    fitted : as many classes as there are segments.
    segments : the campaign's; their declared shares and profiles are kept.

    Raises
    ------
    InvalidInput
        If the numbers differ, or no question is named after a determinant of the segments.
    """
    if fitted.classes != len(segments):
        raise InvalidInput(
            f"match_segments: {fitted.classes} classes were fitted, but the campaign has {len(segments)} segments; "
            f"fit {len(segments)}."
        )
    named = {determinant for segment in segments for determinant in segment.barriers}
    items = [item for item, question in enumerate(fitted.questions) if question.id in named]
    if not items:
        raise InvalidInput(
            "match_segments: no question is called as a determinant of the segments, so classes cannot be told apart; "
            f"the segments name {', '.join(sorted(named)) or 'none'}."
        )
    found = np.column_stack([_mean_level(fitted.levels[item]) for item in items])
    wanted = np.array(
        [[segment.barriers.get(fitted.questions[item].id, UNNAMED_BARRIER) for item in items] for segment in segments]
    )
    distance = ((_scaled(found)[:, None, :] - _scaled(wanted)[None, :, :]) ** 2).sum(axis=2)
    _, names = linear_sum_assignment(distance)
    model = fitted.typing_model([segments[int(place)].id for place in names])
    return Segmentation(tuple(segments), model.reordered(tuple(segment.id for segment in segments)))


def _mean_level(levels: FloatArray) -> FloatArray:
    means: FloatArray = levels @ np.linspace(0.0, 1.0, levels.shape[1])
    return means


def _scaled(profiles: FloatArray) -> FloatArray:
    """Centre and scale each column; a column that is the same for all says nothing and becomes 0."""
    spread = profiles.std(axis=0)
    return (profiles - profiles.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)


def fit_typing_model(segments: Sequence[Segment], survey: Survey, seed: int, starts: int = 50) -> Segmentation:
    """Fit as many classes as the campaign has segments and name them after these: the campaign's typing model.

    Raises
    ------
    InvalidInput
        As in `match_segments`.

    Examples
    --------
    >>> from segments.survey import barrier_questions, generate_survey
    >>> pair = [
    ...     Segment("gifts", {"en": "Gifts"}, 0.6, barriers={"norm": 0.9, "pride": 0.8, "habit": 0.1}),
    ...     Segment("habits", {"en": "Habits"}, 0.4, barriers={"norm": 0.1, "pride": 0.2, "habit": 0.9}),
    ... ]
    >>> survey, truth = generate_survey(pair, barrier_questions(pair), 300, np.random.default_rng(7))
    >>> typed = fit_typing_model(pair, survey, seed=7, starts=5)
    >>> typed.membership({"norm": 1, "habit": 0}).most_likely
    'gifts'
    """
    return match_segments(fit_latent_class(survey, len(segments), seed, starts), segments)
