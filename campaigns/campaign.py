"""Campaign: what should change, which messages may be said for it, on which channels, and what counts as success."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Literal, Protocol, Self

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints, model_validator

from campaigns.claim import Claim
from campaigns.conduct import Disclosure, Targeting, forbidden_entries
from campaigns.errors import Fault, not_found
from campaigns.parts import (
    COUNTRY,
    ByLocale,
    Channel,
    FactByLocale,
    Goal,
    Identifier,
    Limit,
    Locale,
    Metric,
    Policy,
    Sentence,
    Value,
    Word,
    block_override,
    freeze,
    thaw,
)
from campaigns.platforms import platforms
from campaigns.prior import Prior
from campaigns.variant import Variant

SEGMENTS_FILE = "segments.toml"
RESERVED = frozenset({
    "and", "block", "caller", "channel", "claim", "else", "endblock", "endif", "false", "if", "in", "is", "kwargs",
    "locale", "loop", "none", "not", "or", "self", "super", "true", "varargs",
})  # fmt: skip


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _find[N: _Named](values: Iterable[N], wanted: str, kind: str) -> N:
    values = tuple(values)
    for value in values:
        if value.id == wanted:
            return value
    raise not_found(kind, wanted, [value.id for value in values])


class Contradictory(ValueError):
    """Parts of a campaign disagree; `faults` says which keys."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.text for fault in faults))
        self.faults = faults


class Campaign(Value):
    """All that people decided before the first message is shown; see `campaigns.files` for its form on disk."""

    schema_version: Literal[1] = 1
    id: Identifier
    title: ByLocale
    sponsor: Sentence
    data_status: Literal["illustrative", "real"] = "real"
    product: Sentence
    country_of_audience: Annotated[str, StringConstraints(pattern=COUNTRY)]
    locales: Annotated[tuple[Locale, ...], Field(min_length=1)]
    segments_file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$")] = SEGMENTS_FILE
    goal: Goal
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    claims: tuple[Claim, ...] = ()
    facts: Annotated[Mapping[Word, FactByLocale], AfterValidator(freeze), PlainSerializer(thaw)] = Field(
        default_factory=lambda: MappingProxyType({})
    )
    policy: Policy = Policy()
    prior: Prior = Prior()
    targeting: Targeting = Targeting()
    disclosure: Disclosure = Disclosure()
    variants: Annotated[tuple[Variant, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if faults := tuple(contradictions(self)):
            raise Contradictory(faults)
        return self

    @property
    def goal_metric(self) -> Metric:
        """The metric that the campaign is judged by."""
        return self.metric(self.goal.metric)

    @property
    def is_illustrative(self) -> bool:
        """Whether its numbers and people are made up: it can be rehearsed, never launched, and says so everywhere."""
        return self.data_status == "illustrative"

    @property
    def control(self) -> Variant:
        """The plain message that uplift is measured against."""
        return next(variant for variant in self.variants if variant.role == "control")

    @property
    def live(self) -> tuple[Variant, ...]:
        """The variants that may be shown now, in the campaign's order."""
        return tuple(variant for variant in self.variants if variant.state == "live")

    def metric(self, name: str) -> Metric:
        """Find a metric by id; NotFound names the ones there are."""
        return _find(self.metrics, name, "metric")

    def channel(self, name: str) -> Channel:
        """Find a channel by id; NotFound names the ones there are."""
        return _find(self.channels, name, "channel")

    def variant(self, name: str) -> Variant:
        """Find a variant by id; NotFound names the ones there are."""
        return _find(self.variants, name, "variant")

    def claim(self, name: str) -> Claim:
        """Find a claim by id; NotFound names the ones there are."""
        return _find(self.claims, name, "claim")

    def fact_values(self, name: str, locale: str) -> tuple[str, ...]:
        """All that a fact is known to be in a locale, its default first; `is_open` says whether it may be more."""
        value = self.facts[name][locale]
        return (value,) if isinstance(value, str) else value

    def is_open(self, name: str, locale: str) -> bool:
        """Whether a request may bring any words for a fact: it may where no list, be it of one, says what they are."""
        return isinstance(self.facts[name][locale], str)

    @cached_property
    def version(self) -> str:
        """Hash of the whole content, templates included: two campaigns with one version say the same."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def contradictions(campaign: Campaign) -> Iterator[Fault]:
    """Yield every disagreement as `key: what was found; what was wanted; how to mend it`, in the file's order.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> list(contradictions(load_campaign(example())))
    []
    """
    yield from chain(_twice(campaign), _goal(campaign), _roles(campaign), _uncovered_locales(campaign))
    yield from chain(_references(campaign), _channels(campaign), _facts(campaign), _targeting(campaign))


def _twice(campaign: Campaign) -> Iterator[Fault]:
    lists = {
        "locales": campaign.locales,
        "metrics": [metric.id for metric in campaign.metrics],
        "channels": [channel.id for channel in campaign.channels],
        "claims": [claim.id for claim in campaign.claims],
        "variants": [variant.id for variant in campaign.variants],
    }
    for channel in campaign.channels:
        lists[f"channels.{channel.id}.fields"] = [limit.field for limit in channel.fields]
    for variant in campaign.variants:
        lists[f"variants.{variant.id}.channels"] = variant.channels
        lists[f"variants.{variant.id}.techniques"] = [dose.code for dose in variant.techniques]
        lists[f"variants.{variant.id}.allies"] = variant.allies
        lists[f"variants.{variant.id}.segments"] = variant.segments or ()
    for key, names in lists.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield _fault(key, f"{name!r} is given {count} times; wanted once; delete the others")


CLICKS_AT_MOST = 0.05
"""Weight that metrics below level 3 may have in a reward together: gate H11."""


def _goal(campaign: Campaign) -> Iterator[Fault]:
    yield from _reward(campaign)
    name = campaign.goal.metric
    metric = next((metric for metric in campaign.metrics if metric.id == name), None)
    if metric is None:
        words = f"{name!r} is no metric here; wanted one of them; add [metrics.{name}] or name another"
        yield _fault("goal.metric", words)
    elif metric.level < 3:
        words = "wanted 3 or more, because clicks and shares reward curiosity, not change; choose a later outcome"
        yield _fault("goal.metric", f"{name!r} has level {metric.level}; {words}")


def _reward(campaign: Campaign) -> Iterator[Fault]:
    reward, levels = campaign.goal.reward, {metric.id: metric.level for metric in campaign.metrics}
    for name in reward:
        if name not in levels:
            words = (
                f"{name!r} is no metric here; wanted one of {', '.join(levels)}; mend the name or add [metrics.{name}]"
            )
            yield _fault(f"goal.reward.{name}", words)
    if not reward or not reward.keys() <= levels.keys():
        return
    if abs((total := sum(reward.values())) - 1.0) > 1e-6:
        yield _fault("goal.reward", f"weights sum to {total:g}; wanted 1; mend the weights")
    clicks = [name for name in reward if levels[name] < 3]
    weight = sum(reward[name] for name in clicks)
    if weight > CLICKS_AT_MOST + 1e-9:
        words = f"{' and '.join(clicks)} (below level 3) weigh {weight:g}; wanted at most {CLICKS_AT_MOST:g}"
        mend = "because clicks and shares reward curiosity, not change (gate H11); move the weight to later outcomes"
        yield _fault("goal.reward", f"{words}, {mend}")


def _roles(campaign: Campaign) -> Iterator[Fault]:
    controls = [variant for variant in campaign.variants if variant.role == "control"]
    if len(controls) != 1:
        found = ", ".join(variant.id for variant in controls) or "none"
        words = "wanted exactly one, because uplift is measured against it; change the roles"
        yield _fault("variants", f'{len(controls)} have role = "control" ({found}); {words}')
    for control in controls:
        if control.techniques:
            words = f"the control uses {len(control.techniques)}; wanted none, it is the plain message; delete the key"
            yield _fault(f"variants.{control.id}.techniques", words)


def _uncovered_locales(campaign: Campaign) -> Iterator[Fault]:
    texts: dict[str, Collection[str]] = {"title": campaign.title}
    texts |= {f"claims.{claim.id}.value": claim.value for claim in campaign.claims}
    texts |= {f"facts.{name}": value for name, value in campaign.facts.items()}
    labels = {name: getattr(campaign.disclosure, name) for name in ("ad_label", "ai_label", "opt_out")}
    texts |= {f"disclosure.{name}": value for name, value in labels.items() if value is not None}
    for variant in campaign.variants:
        if variant.image is not None and variant.image.alt is not None:
            texts[f"variants.{variant.id}.image.alt"] = variant.image.alt
    for key, values in texts.items():
        for locale in campaign.locales:
            if locale not in values:
                yield _fault(key, f"has no text for {locale}; wanted one for every locale; add {locale} = ...")
    for channel in campaign.channels:
        for limit in channel.fields:
            yield from _limit(f"channels.{channel.id}.fields.{limit.field}", limit, campaign.locales)


def _limit(key: str, limit: Limit, locales: tuple[str, ...]) -> Iterator[Fault]:
    for name, values in (("soft", limit.soft), ("hard", limit.hard)):
        for locale in locales:
            if locale not in values:
                words = f"has no limit for {locale}; wanted one for every locale; add {locale} = ..."
                yield _fault(f"{key}.{name}", words)
    for locale in limit.soft.keys() & limit.hard.keys():
        if limit.soft[locale] > limit.hard[locale]:
            words = f"{limit.soft[locale]} is over the hard limit {limit.hard[locale]}; wanted soft <= hard"
            yield _fault(f"{key}.soft.{locale}", f"{words}; lower the one or raise the other")


def _references(campaign: Campaign) -> Iterator[Fault]:
    known = [channel.id for channel in campaign.channels]
    for variant in campaign.variants:
        for channel in variant.channels:
            if channel not in known:
                words = f"{channel!r} is not a channel here; wanted one of {', '.join(known)}"
                mend = f"mend the name or add [channels.{channel}]"
                yield _fault(f"variants.{variant.id}.channels", f"{words}; {mend}")


def _channels(campaign: Campaign) -> Iterator[Fault]:
    fields = {limit.field for channel in campaign.channels for limit in channel.fields}
    for channel in campaign.channels:
        if channel.platform is not None and channel.platform not in platforms():
            mend = "name one of these, or delete the key and give the channel's limits in characters"
            words = f'"{channel.platform}"; wanted one of {", ".join(platforms())}; {mend}'
            yield Fault(("channels", channel.id, "platform"), f"channels.{channel.id}.platform = {words}")
        for field in sorted(fields):
            if (name := block_override(field, channel.id)) in fields:
                words = f"block {name!r} could mean field {name!r} or field {field!r} on {channel.id!r}"
                mend = "wanted one meaning; rename the field or the channel"
                yield _fault(f"channels.{channel.id}", f"{words}; {mend}")


def _facts(campaign: Campaign) -> Iterator[Fault]:
    for name in campaign.facts:
        if name in RESERVED:
            yield _fault(f"facts.{name}", "templates already use this word; wanted another name; rename the fact")


def _targeting(campaign: Campaign) -> Iterator[Fault]:
    for key, words in forbidden_entries(campaign.targeting):
        yield _fault(f"targeting.{key}", words)


def _fault(key: str, words: str) -> Fault:
    """Identifiers, fields, facts and locales hold no dot, so the dotted key has one reading."""
    return Fault(tuple(key.split(".")), f"{key}: {words}")
