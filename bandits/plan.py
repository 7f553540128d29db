"""Plan: per segment, what theory would try first, what no message can address, what to write, how many people it takes.

Pure: a plan is made from a campaign and its segments and changes nothing. It is for triage, sample size and
explanation before there are data; ranks by prior mean are weak, and data decide. docs/explanation/theory-priors.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from bandits.grid import by_number
from bandits.priors import CellPrior, Priors, priors_of
from bandits.sample_size import SampleSize, check_rate, prior_weight
from bandits.technique_terms import Profile, barrier_profiles, gain, technique_effect
from campaigns import theory
from campaigns.campaign import Campaign
from campaigns.errors import not_found
from campaigns.listener import may_see
from campaigns.parts import Metric
from campaigns.prior import Prior
from campaigns.variant import Variant
from segments.segment import Segment

EFFECT = 0.12
"""Effect to be seen where none is stated, log-odds: the middle of what the prior expects of the embedded example."""
ANSWERED_RATE, REPORTED_RATE = 0.62, 0.015
"""Base rates where none is given: of answers to a question, of reports where silence means no. Illustrative."""
NOTABLE_BARRIER = 0.5
SUGGESTED_DOSE = 0.5
"""Dose of goals, plans and self-talk (groups 1 and 15) that a text only suggests and nobody acts out."""
_SELF_REGULATION = ("1", "15")
_TAKES_MORE_THAN_WORDS = frozenset({"IF-COE", "IF-INC"})
WORTH_WRITING = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One message in one segment, as theory sees it; `weight` is in people: see `prior_weight`."""

    variant: str
    name: str
    state: str
    prior: CellPrior
    weight: float


@dataclass(frozen=True, slots=True)
class Barrier:
    """One notable barrier of a segment; `is_known` says whether theory has the determinant at all."""

    determinant: str
    strength: float
    is_known: bool
    is_addressable: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A technique that no message for the segment uses; `effect` is what it would add alone, log-odds."""

    code: str
    name: str
    match: float
    effect: float
    serves: tuple[str, ...]  # notable barriers that it reaches and messages can address, most surely reached first


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """What theory says about one segment.

    Parameters
    ----------
    base_rate, is_placeholder : rate of benefit of the control, and whether nobody gave one.
    choices : messages meant for it, the largest expected effect first.
    chance_first : P(the first message is better than the second); None where there are not two.
    barriers : notable ones, strongest first.
    to_write : techniques worth a message of their own.
    weight : people that weigh as much as the prior of its typical message; None where there is no message.
    size : to see the stated effect; None where there is no message.
    people : how many of the audience are in it; None where the audience's size is not known.
    """

    segment: Segment
    base_rate: float
    choices: tuple[Choice, ...]
    chance_first: float | None
    barriers: tuple[Barrier, ...]
    weight: float | None
    size: SampleSize | None
    people: float | None
    to_write: tuple[Suggestion, ...] = ()
    is_placeholder: bool = False

    @property
    def not_addressable(self) -> tuple[Barrier, ...]:
        """Notable barriers that words alone cannot address: policy, place or price must change."""
        return tuple(barrier for barrier in self.barriers if barrier.is_known and not barrier.is_addressable)

    @property
    def needs_more_than_messages(self) -> bool:
        """Whether the strongest barrier of all is one that no message can address."""
        return any(barrier.strength == self.barriers[0].strength for barrier in self.not_addressable)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plans of all segments, and what they were made for."""

    campaign: Campaign
    metric: Metric
    effect: float
    priors: Priors
    segments: tuple[SegmentPlan, ...]


def default_base_rate(metric: Metric) -> float:
    """Rate of benefit taken for the control where nobody gave one: a placeholder, to be replaced by a measured one.

    Examples
    --------
    >>> default_base_rate(Metric(id="landing", label="landed", level=3))
    0.015
    >>> default_base_rate(Metric(id="complaint", label="complained", level=2, better="lower"))
    0.985
    """
    if metric.silence == "unknown":
        return ANSWERED_RATE
    return REPORTED_RATE if metric.better == "higher" else 1.0 - REPORTED_RATE


def make_plan(
    campaign: Campaign,
    segments: Sequence[Segment],
    *,
    effect: float = EFFECT,
    base_rates: Mapping[str, float] | None = None,
) -> Plan:
    """Plan a campaign: rank its messages per segment, find what they cannot do, and size the test of an effect.

    Parameters
    ----------
    effect : to be seen, log-odds of benefit against the control.
    base_rates : segment to the control's rate of benefit; `default_base_rate` of the metric where not given.

    Raises
    ------
    InvalidInput
        If the effect is too small to be seen, or a base rate is not strictly between 0 and 1.
    NotFound
        If a base rate is for a segment that is not here, or a variant names what theory does not have.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from segments.files import load_segmentation
    >>> campaign = load_campaign(example())
    >>> impulse = make_plan(campaign, load_segmentation(example()).segments).segments[1]
    >>> impulse.segment.id, impulse.choices[0].variant, impulse.needs_more_than_messages
    ('impulse_souvenir', 'peer_script', True)
    """
    rates = _base_rates(campaign.goal_metric, segments, base_rates or {})
    priors, profiles = priors_of(campaign, segments), barrier_profiles(segments, campaign.prior)
    planned = tuple(
        replace(
            _segment_plan(campaign, segment, priors, rates[segment.id], effect),
            to_write=_to_write(_meant(campaign, segment), segment, profiles[segment.id], campaign.prior),
            is_placeholder=segment.id not in (base_rates or {}),
        )
        for segment in segments
    )
    return Plan(campaign, campaign.goal_metric, effect, priors, planned)


def _meant(campaign: Campaign, segment: Segment) -> list[Variant]:
    return [
        variant
        for variant in campaign.variants
        if variant.role == "treatment" and variant.state != "retired" and may_see(variant, segment)
    ]


def _segment_plan(campaign: Campaign, segment: Segment, priors: Priors, rate: float, effect: float) -> SegmentPlan:
    choices = _choices(_meant(campaign, segment), segment, priors, rate)
    audience, share = campaign.targeting.audience_size, campaign.policy.control_share
    typical = fmean(choice.prior.sd**2 for choice in choices) ** 0.5 if choices else 0.0
    return SegmentPlan(
        segment=segment,
        base_rate=rate,
        choices=choices,
        chance_first=_chance_first(choices, priors, segment.id),
        barriers=_barriers(segment),
        weight=prior_weight(typical, rate) if choices else None,
        size=SampleSize.of(rate, effect, len(choices), share) if choices else None,
        people=None if audience is None else segment.share * audience,
    )


def _base_rates(metric: Metric, segments: Sequence[Segment], given: Mapping[str, float]) -> dict[str, float]:
    rates = {segment.id: default_base_rate(metric) for segment in segments}
    for name, rate in given.items():
        if name not in rates:
            raise not_found("segment", name, rates)
        rates[name] = rate
    for name, rate in rates.items():
        check_rate(rate, f"base rate of {name}")
    return rates


def _choices(meant: Sequence[Variant], segment: Segment, priors: Priors, rate: float) -> tuple[Choice, ...]:
    found = []
    for variant in meant:
        cell = priors.cell(variant.id, segment.id)
        found.append(Choice(variant.id, variant.name, variant.state, cell, prior_weight(cell.sd, rate)))
    return tuple(sorted(found, key=lambda choice: (-choice.prior.mean, choice.variant)))


def _chance_first(choices: Sequence[Choice], priors: Priors, segment: str) -> float | None:
    if len(choices) < 2:
        return None
    return priors.chance_better(choices[0].variant, choices[1].variant, segment)


def _barriers(segment: Segment) -> tuple[Barrier, ...]:
    known = theory.determinants()
    notable = [(name, strength) for name, strength in segment.barriers.items() if strength >= NOTABLE_BARRIER]
    return tuple(
        Barrier(name, strength, name in known, name in known and theory.is_addressable(name))
        for name, strength in sorted(notable, key=lambda one: (-one[1], one[0]))
    )


def _to_write(meant: Sequence[Variant], segment: Segment, profile: Profile, constants: Prior) -> tuple[Suggestion, ...]:
    used = {dose.code for variant in meant for dose in variant.techniques}
    open_barriers = {barrier.determinant for barrier in _barriers(segment) if barrier.is_addressable}
    found = []
    for code in theory.techniques():
        reached = theory.determinant_links(code)
        match = theory.match(code, profile, constants.default_barrier)
        if match is None or code in used or not _is_writable(code):
            continue
        dose = SUGGESTED_DOSE if code.split(".")[0] in _SELF_REGULATION else 1.0
        effect = dose * gain(match, constants) * technique_effect(code, constants)[0]
        serves = [name for _, name in sorted((-reached[name], name) for name in reached if name in open_barriers)]
        if serves:
            found.append(Suggestion(code, theory.technique_name(code), match, effect, tuple(serves)))
    return tuple(sorted(found, key=lambda one: (-one.effect, by_number(one.code)))[:WORTH_WRITING])


def _is_writable(code: str) -> bool:
    """Words alone deliver it, and it is not only a threat or a reward, which would have to be real."""
    functions = {function.id for function in theory.functions() if code in _codes(function.id)}
    return theory.technique(code).deliverable == "yes" and not (functions and functions <= _TAKES_MORE_THAN_WORDS)


def _codes(function: str) -> set[str]:
    return {row.technique for row in theory.techniques_of(function)}
