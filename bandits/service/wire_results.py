"""Wire of results: what `GET …/results` gives, as msgspec types; numbers of few people are null in it."""

from typing import Annotated, Literal

from msgspec import Meta

from bandits.publication import TechniqueRow
from bandits.service.wire import Chance, DataStatus, Moment, Told


class Totals(Told, frozen=True, kw_only=True):
    """Decisions, and answers of the goal's metric, that figures rest on; `answered` is null below `least_people`."""

    decided: int
    answered: int | None


class Outcome(Told, frozen=True, kw_only=True):
    """What the goal's metric measures, and what may be said of a difference in it.

    `level` is its rung of ten (6 is intention, 8 and more are behaviour); `words` has to stand beside every number.
    """

    level: Annotated[int, Meta(ge=0, le=10)]
    design: Literal["randomised", "not randomised"]
    effect: str
    words: str


class ResultRow(Told, frozen=True, kw_only=True):
    """One variant in one segment, on one channel or all ("*"). Numbers of few people are null, and `hidden` says why.

    "small": fewer people than `least_people`. "complement": it would give a small one away. "control": the control has
    too few people here to compare with. Rates are probabilities of benefit, intervals hold 95 %. All but `share` is of
    `goal_metric`; `share` is of decisions and follows the goal's reward where the campaign composes one. Averages over
    several contexts are weighted by their answers in whole multiples of `least_people`.
    """

    segment: str
    channel: str
    variant: str
    share: Chance
    hidden: Literal["", "small", "complement", "control"]
    trials: float | None
    benefit: float | None
    rate: Chance | None
    rate_lower: Chance | None
    rate_upper: Chance | None
    uplift: float | None
    uplift_lower: float | None
    uplift_upper: float | None
    relative: float | None
    chance_better: Chance | None
    chance_best: Chance | None


class Results(Told, frozen=True, kw_only=True):
    """What the messages changed against the control, as of the live publication; segment or channel "*" is all.

    `techniques` lists those that rest on enough people.
    """

    campaign: str
    campaign_version: str
    data_status: DataStatus
    policy_version: str
    published_at: Moment
    goal_metric: str
    outcome: Outcome
    least_people: int
    totals: Totals
    uplift: tuple[ResultRow, ...]
    techniques: tuple[TechniqueRow, ...]
