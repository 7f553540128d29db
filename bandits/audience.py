"""Audience: simulated people who arrive one by one, see a message and react late; their truth is kept apart.

Some come with their segment known (an ad set reaches them), the others with answers to the typing questions, a few of
them left out. What the engine then calls their segment may be wrong, as in life: `Truth` keeps the books of both.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bandits.counts import Evidence
from bandits.grid import Context
from bandits.publication import UpliftRow
from bandits.simulate import World
from bandits.uplift import uplift_rows
from segments.survey import MISSING, Survey


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is about to see a message; `segment` is the truth, `answers` None where it is told outright."""

    unit_id: str
    segment: str
    channel: str
    locale: str
    answers: Mapping[str, object] | None


@dataclass(frozen=True)
class Audience:
    """People drawn from a survey's respondents, whose true segments are known.

    Parameters
    ----------
    survey : answers of the pool that people are drawn from.
    segments : true segment of each respondent.
    channels, locales : drawn evenly.
    answering_share : how many come with answers instead of a segment.
    """

    survey: Survey
    segments: Sequence[str]
    channels: Sequence[str]
    locales: Sequence[str]
    answering_share: float = 0.25

    def arrive(self, number: int, rng: np.random.Generator) -> Person:
        """Draw the next person; about a tenth of the answers are left out."""
        index = int(rng.integers(self.survey.respondents))
        answers: dict[str, object] | None = None
        if rng.random() < self.answering_share:
            answers = {
                question.id: question.choices[level]
                for question, level in zip(self.survey.questions, self.survey.answers[index], strict=True)
                if level != MISSING and rng.random() > 0.1
            }
        channel, locale = str(rng.choice(self.channels)), str(rng.choice(self.locales))
        return Person(f"person-{number}", self.segments[index], channel, locale, answers)


class Truth:
    """Who really was in every cell: true contexts of the people that the engine placed in each context.

    Thread-safe: several ad servers note what they saw.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._people = np.zeros((len(world.grid.contexts), len(world.grid.contexts)))
        self._lock = threading.Lock()

    def note(self, placed: Context, true: Context) -> None:
        """Count one reporting person whom the engine placed in one context and who belongs to another."""
        with self._lock:
            self._people[self.world.grid.row(placed), self.world.grid.row(true)] += 1

    def uplift(self, evidence: Evidence, *, least: int = 1) -> tuple[UpliftRow, ...]:
        """The true uplift among the people placed in each segment, weighted as the estimate with this `least` is."""
        with self._lock:
            people = self._people + 1e-9 * np.eye(len(self._people))
        rate = (people / people.sum(axis=1, keepdims=True)) @ self.world.rate
        even = evidence.grid.eligible / evidence.grid.eligible.sum(axis=1, keepdims=True)
        return uplift_rows(rate[None], evidence, even, least=least)
