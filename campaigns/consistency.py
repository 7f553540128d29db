"""Whether the parts of a campaign agree with each other: every name points somewhere, every locale is covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaigns.campaign import Campaign, Channel

RESERVED = frozenset({
    "and", "block", "caller", "channel", "claim", "else", "endblock", "endif", "false", "if", "in", "is", "kwargs",
    "locale", "loop", "none", "not", "or", "self", "super", "true", "varargs",
})  # fmt: skip


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


def block_override(field: str, channel: str) -> str:
    """Name the block that replaces `field` on one channel only.

    Examples
    --------
    >>> block_override("body", "in-app")
    'body_in_app'
    """
    return f"{field}_{channel.replace('-', '_')}"
