"""Technique terms: what each technique of a message is expected to do in a segment, by matching it to the barriers.

    effect_k = logit_per_d * field_discount * d_k
    gain_k   = 1 + tailoring_gain * (2 * match_k - 1)
    weight_k = dose_k * rank_decay^(rank_k - 1)

Barriers run from 0 (nothing holds people back) to 1. Equations and reasons: docs/explanation/theory-priors.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bandits.grid import by_number
from campaigns import theory
from campaigns.errors import InvalidInput, not_found
from campaigns.prior import Prior
from campaigns.variant import Dose
from segments.membership import Membership
from segments.segment import Segment

type Profile = Mapping[str, float]
"""Barrier of every determinant that theory knows, 0 to 1."""


@dataclass(frozen=True, slots=True)
class TechniqueTerm:
    """What one technique brings to one variant in one segment.

    Parameters
    ----------
    code, dose : the technique and how much of the message it is.
    match : how much the barriers that it moves hold the segment back, 0 to 1; None where no link is known.
    gain : factor on the effect that follows from the match; 1 where none is known.
    effect, effect_sd : of the technique at full dose, without gain, log-odds.
    rank : 1 for the strongest technique of the variant in this segment.
    weight : dose, less for those of lower rank.
    segment_sd : how far the technique differs between segments, in this cell, log-odds.
    """

    code: str
    dose: float
    match: float | None
    gain: float
    effect: float
    effect_sd: float
    rank: int
    weight: float
    segment_sd: float

    @property
    def mean(self) -> float:
        """Contribution to the cell's mean: weight * gain * effect, log-odds."""
        return self.weight * self.gain * self.effect

    @property
    def shared_sd(self) -> float:
        """What the technique's own uncertainty, the same in all cells that use it, brings to this cell."""
        return self.weight * self.gain * self.effect_sd

    @property
    def sd(self) -> float:
        """Contribution to the cell's standard deviation, log-odds."""
        return math.hypot(self.shared_sd, self.segment_sd)


def technique_effect(code: str, constants: Prior) -> tuple[float, float]:
    """Expected effect of a technique at full dose in the field, and its standard deviation, log-odds.

    effect = logit_per_d * field_discount * d; its variance adds the published standard error, `relative_sd` of the
    effect, and `technique_sd`.

    Examples
    --------
    >>> effect, sd = technique_effect("1.4", Prior())  # d = .65, se = .15
    >>> round(effect, 3), round(sd, 3)  # 1.814 * .2 * .65; sqrt((1.814 * .2 * .15)^2 + (.5 * .2358)^2 + .05^2)
    (0.236, 0.139)
    """
    published, factor = theory.effect(code), constants.logit_per_d * constants.field_discount
    effect = factor * published.d
    spread = (factor * published.d_se, constants.relative_sd * effect, constants.technique_sd)
    return effect, math.hypot(*spread)


def gain(match: float | None, constants: Prior) -> float:
    """Factor on a technique's effect: 1 + tailoring_gain * (2 * match - 1), and 1 where no link is known.

    Examples
    --------
    >>> [round(gain(match, Prior()), 3) for match in (0.0, 0.5, 0.75, None)]
    [0.55, 1.0, 1.225, 1.0]
    """
    return 1.0 if match is None else 1.0 + constants.tailoring_gain * (2.0 * match - 1.0)


def technique_terms(doses: Sequence[Dose], profile: Profile, constants: Prior) -> tuple[TechniqueTerm, ...]:
    """Work out every technique of a message, strongest first.

    Ranks go by dose * gain * effect, ties by code, so that the order in which techniques are listed changes nothing.
    """
    found = []
    for dose in doses:
        match = theory.match(dose.code, profile, constants.default_barrier)
        effect, effect_sd = technique_effect(dose.code, constants)
        found.append((dose, match, gain(match, constants), effect, effect_sd))
    # rounded: equal barriers give matches that differ in the last bit, which would break ties before the code does
    found.sort(key=lambda one: (-round(one[0].dose * one[2] * one[3], 12), by_number(one[0].code)))
    terms = []
    for rank, (dose, match, factor, effect, effect_sd) in enumerate(found, start=1):
        weight = dose.dose * constants.rank_decay ** (rank - 1)
        segment_sd = weight * constants.technique_segment_sd
        terms.append(TechniqueTerm(dose.code, dose.dose, match, factor, effect, effect_sd, rank, weight, segment_sd))
    return tuple(terms)


def barrier_profiles(
    segments: Sequence[Segment], constants: Prior, reliability: Mapping[str, Profile] | None = None
) -> dict[str, Profile]:
    """Complete every segment's barriers: measured ones, shrunk where reliability is given, else the role's default.

    barrier = r * measured + (1 - r) * average; the average is over the segments where it was measured, by their share.

    Parameters
    ----------
    reliability : segment to determinant to r, 0 to 1; see `reliability_of`.

    Raises
    ------
    InvalidInput
        If reliability is given, but not for every measured barrier.
    """
    totals: dict[str, tuple[float, float]] = {}
    for segment in segments:
        for name, strength in segment.barriers.items():
            weighted, share = totals.get(name, (0.0, 0.0))
            totals[name] = weighted + segment.share * strength, share + segment.share
    profiles: dict[str, Profile] = {}
    for segment in segments:
        default = constants.ally_default_barrier if segment.role == "ally" else constants.default_barrier
        profile = dict.fromkeys(theory.determinants(), default) | dict(segment.barriers)
        if reliability is not None:
            for name, strength in segment.barriers.items():
                believed, (weighted, share) = _believed(reliability, segment.id, name), totals[name]
                average = weighted / share if share > 0.0 else strength
                profile[name] = believed * strength + (1.0 - believed) * average
        profiles[segment.id] = MappingProxyType(profile)
    return profiles


def _believed(reliability: Mapping[str, Profile], segment: str, determinant: str) -> float:
    try:
        return reliability[segment][determinant]
    except KeyError:
        raise InvalidInput(
            f"reliability: none for {determinant} of {segment}, where a barrier was measured; wanted one for every "
            "measured barrier. Give its alpha and the segment's respondents, or no reliability at all."
        ) from None


def reliability_of(
    alpha: Mapping[str, float], people: Mapping[str, float], constants: Prior
) -> dict[str, dict[str, float]]:
    """How much of each measured barrier to believe: r = alpha * people / (people + reliability_people).

    Parameters
    ----------
    alpha : determinant to Cronbach's alpha of its questions, 0 to 1.
    people : segment to its respondents.

    Raises
    ------
    InvalidInput
        If an alpha is not between 0 and 1, or a number of people is negative.

    Examples
    --------
    >>> reliability_of({"emotion": 0.8}, {"gifts": 150, "luck": 50}, Prior())  # .8 * 150 / 200, .8 * 50 / 100
    {'gifts': {'emotion': 0.6...}, 'luck': {'emotion': 0.4}}
    """
    wrong = [name for name, value in alpha.items() if not 0.0 <= value <= 1.0]
    wrong += [name for name, number in people.items() if not 0.0 <= number < math.inf]
    if wrong:
        raise InvalidInput(
            f"reliability of {', '.join(wrong)}: wanted an alpha from 0 to 1 and people of 0 or more. A negative alpha "
            "says that the questions do not belong together: turn the reversed ones, or leave the determinant out."
        )
    half = constants.reliability_people
    size = {name: number / (number + half) if number > 0.0 else 0.0 for name, number in people.items()}
    return {name: {determinant: value * size[name] for determinant, value in alpha.items()} for name in people}


def mixed_profile(profiles: Mapping[str, Profile], membership: Membership) -> Profile:
    """Barriers of people who belong to several segments, each with a probability: the mixture of the segments'.

    Raises
    ------
    NotFound
        If the membership names a segment that has no profile.

    Examples
    --------
    >>> both = Membership(("gifts", "luck"), (0.75, 0.25))
    >>> dict(mixed_profile({"gifts": {"emotion": 0.4}, "luck": {"emotion": 0.8}}, both))
    {'emotion': 0.5}
    """
    parts = list(zip(membership.segments, membership.probabilities, strict=True))
    for segment in membership.segments:
        if segment not in profiles:
            raise not_found("segment", segment, profiles)
    names = dict.fromkeys(name for segment, _ in parts for name in profiles[segment])
    return MappingProxyType({name: math.fsum(p * profiles[segment][name] for segment, p in parts) for name in names})
