"""Campaign: what should change, which messages may be said for it, on which channels, and what counts as success."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Literal, Protocol, Self

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints, model_validator

from campaigns.errors import NotFound
from campaigns.parts import (
    ByLocale,
    Channel,
    Claim,
    Goal,
    Identifier,
    Locale,
    Metric,
    Policy,
    Sentence,
    Value,
    Variant,
    Word,
    block_override,
    freeze,
    thaw,
)

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
    known = ", ".join(value.id for value in values)
    raise NotFound(f"No {kind} is called {wanted!r}; there are: {known}. Use one of these names.")


class Campaign(Value):
    """All that people decided before the first message is shown; see `campaigns.files` for its form on disk."""

    schema_version: Literal[1] = 1
    id: Identifier
    title: ByLocale
    sponsor: Sentence
    data_status: Literal["illustrative", "real"] = "real"
    product: Sentence
    country_of_audience: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    locales: Annotated[tuple[Locale, ...], Field(min_length=1)]
    segments_file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$")] = "segments.toml"
    goal: Goal
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    claims: tuple[Claim, ...] = ()
    facts: Annotated[Mapping[Word, ByLocale], AfterValidator(freeze), PlainSerializer(thaw)] = Field(
        default_factory=lambda: MappingProxyType({})
    )
    policy: Policy = Policy()
    variants: Annotated[tuple[Variant, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if problems := tuple(contradictions(self)):
            raise ValueError("\n".join(problems))
        return self

    @property
    def goal_metric(self) -> Metric:
        """The metric that the campaign is judged by."""
        return self.metric(self.goal.metric)

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

    @cached_property
    def version(self) -> str:
        """Hash of the whole content, templates included: two campaigns with one version say the same."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def contradictions(campaign: Campaign) -> Iterator[str]:
    """Yield every disagreement as `key: what was found; what was wanted; how to mend it`, in the file's order.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> list(contradictions(load_campaign(example())))
    []
    """
    yield from chain(_twice(campaign), _goal(campaign), _roles(campaign), _uncovered_locales(campaign))
    yield from chain(_references(campaign), _channels(campaign), _facts(campaign))


def _twice(campaign: Campaign) -> Iterator[str]:
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
                yield f"{key}: {name!r} is given {count} times; wanted once; delete the others"


def _goal(campaign: Campaign) -> Iterator[str]:
    name = campaign.goal.metric
    metric = next((metric for metric in campaign.metrics if metric.id == name), None)
    if metric is None:
        yield f"goal.metric: {name!r} is no metric here; wanted one of them; add [metrics.{name}] or name another"
    elif metric.level < 3:
        yield (
            f"goal.metric: {name!r} has level {metric.level}; wanted 3 or more, because clicks and shares reward "
            "curiosity, not change; choose a later outcome"
        )


def _roles(campaign: Campaign) -> Iterator[str]:
    controls = [variant for variant in campaign.variants if variant.role == "control"]
    if len(controls) != 1:
        found = ", ".join(variant.id for variant in controls) or "none"
        yield (
            f'variants: {len(controls)} have role = "control" ({found}); wanted exactly one, because uplift is '
            "measured against it; change the roles"
        )
    for control in controls:
        if control.techniques:
            yield (
                f"variants.{control.id}.techniques: the control uses {len(control.techniques)}; wanted none, it is the "
                "plain message; delete the key"
            )


def _uncovered_locales(campaign: Campaign) -> Iterator[str]:
    texts = {"title": campaign.title}
    texts |= {f"claims.{claim.id}.value": claim.value for claim in campaign.claims}
    texts |= {f"facts.{name}": value for name, value in campaign.facts.items()}
    for key, values in texts.items():
        for locale in campaign.locales:
            if locale not in values:
                yield f"{key}: has no text for {locale}; wanted one for every locale; add {locale} = ..."
    for channel in campaign.channels:
        for limit in channel.fields:
            yield from _limit(channel, limit.field, campaign.locales)


def _limit(channel: Channel, field: str, locales: tuple[str, ...]) -> Iterator[str]:
    limit = next(limit for limit in channel.fields if limit.field == field)
    key = f"channels.{channel.id}.fields.{field}"
    for name, values in (("soft", limit.soft), ("hard", limit.hard)):
        for locale in locales:
            if locale not in values:
                yield f"{key}.{name}: has no limit for {locale}; wanted one for every locale; add {locale} = ..."
    for locale in limit.soft.keys() & limit.hard.keys():
        if limit.soft[locale] > limit.hard[locale]:
            yield (
                f"{key}.soft.{locale}: {limit.soft[locale]} is over the hard limit {limit.hard[locale]}; wanted soft "
                "<= hard; lower the one or raise the other"
            )


def _references(campaign: Campaign) -> Iterator[str]:
    known = [channel.id for channel in campaign.channels]
    for variant in campaign.variants:
        for channel in variant.channels:
            if channel not in known:
                yield (
                    f"variants.{variant.id}.channels: {channel!r} is not a channel here; wanted one of "
                    f"{', '.join(known)}; mend the name or add [channels.{channel}]"
                )


def _channels(campaign: Campaign) -> Iterator[str]:
    fields = {limit.field for channel in campaign.channels for limit in channel.fields}
    for channel in campaign.channels:
        for field in sorted(fields):
            if (name := block_override(field, channel.id)) in fields:
                yield (
                    f"channels.{channel.id}: block {name!r} could mean field {name!r} or field {field!r} on "
                    f"{channel.id!r}; wanted one meaning; rename the field or the channel"
                )


def _facts(campaign: Campaign) -> Iterator[str]:
    for name in campaign.facts:
        if name in RESERVED:
            yield f"facts.{name}: templates already use this word; wanted another name; rename the fact"
