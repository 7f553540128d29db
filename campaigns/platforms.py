"""Platforms: where messages are shown, how each counts a text, how long its fields may be, and what it refuses.

The facts are rows of `tables/channel_formats.csv` (limits) and `tables/channel_rules.csv` (all else), each with source,
date and status. Weibo is not among them: no limit of its advertisements could be cited.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from campaigns.counting import COUNTINGS, Counting
from campaigns.errors import not_found
from campaigns.parts import Channel, Identifier, Limit, Sentence, Word
from campaigns.theory.rows import Row, Words
from campaigns.theory.tables import table

ANY_FIELD = "*"
_NUMBER = re.compile(r"_\d{1,2}$")

type Ban = Literal[
    "no_emoji", "no_url", "no_phone", "no_characters", "variables_at_most", "no_variable_at_edge",
    "no_adjacent_variables", "no_duplicate", "no_product_words",
]  # fmt: skip


class ChannelFormat(Row):
    """How long a field of a platform may be: `shown` before it is cut (where known), `accepted` at all."""

    FILE: ClassVar[str] = "channel_formats.csv"
    KEY: ClassVar[tuple[str, ...]] = ("platform", "field")
    platform: Identifier
    field: Word
    also: Words = ()
    shown: Annotated[int, Field(ge=1)] | None = None
    accepted: Annotated[int, Field(ge=1)]
    counting: Literal["characters", "double_width", "sms_parts", "x_weighted"]
    source_url: str = ""
    as_of: date


class ChannelRule(Row):
    """What a platform refuses in a field ("*": in any): the kind of rule, what it needs to know, and why in words."""

    FILE: ClassVar[str] = "channel_rules.csv"
    KEY: ClassVar[tuple[str, ...]] = ("platform", "field", "rule")
    platform: Identifier
    field: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*|\*)$")]
    rule: Ban
    argument: str = ""
    why: Sentence
    source_url: str = ""
    as_of: date


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform with its formats by field and its rules."""

    id: str
    formats: Mapping[str, ChannelFormat]
    rules: tuple[ChannelRule, ...]
    counting: Counting

    def kind(self, field: str) -> str:
        """Name the platform's field that a channel's field is: numbers and other names for it taken away.

        Examples
        --------
        >>> platform("google_rsa").kind("headline_2"), platform("tiktok").kind("body")
        ('headline', 'description')
        """
        plain = _NUMBER.sub("", field)
        return next((one.field for one in self.formats.values() if plain == one.field or plain in one.also), plain)

    def format(self, field: str) -> ChannelFormat | None:
        """Find the limit of a channel's field; None where the platform has none of that name."""
        return self.formats.get(self.kind(field))

    def rules_of(self, field: str) -> tuple[ChannelRule, ...]:
        """List the rules that hold for a channel's field."""
        return tuple(rule for rule in self.rules if rule.field in {ANY_FIELD, self.kind(field)})


@dataclass(frozen=True, slots=True)
class Room:
    """What a field may hold: the channel's own limits and the platform's, whichever is tighter, and how to count.

    `shown_by` and `taken_by` say whose limit it is.
    """

    counting: Counting
    soft: int
    hard: int
    shown_by: str
    taken_by: str


@cache
def platforms() -> Mapping[str, Platform]:
    """Give every platform by its id, in the tables' order.

    Examples
    --------
    >>> list(platforms())
    ['sms', 'whatsapp', 'google_rsa', 'meta_feed', 'tiktok', 'x', 'wechat_moments']
    """
    found: dict[str, dict[str, ChannelFormat]] = {}
    for row in table(ChannelFormat):
        found.setdefault(row.platform, {})[row.field] = row
    return MappingProxyType(
        {
            name: Platform(
                name,
                MappingProxyType(formats),
                tuple(rule for rule in table(ChannelRule) if rule.platform == name),
                COUNTINGS[next(iter(formats.values())).counting],
            )
            for name, formats in found.items()
        }
    )


def platform(name: str) -> Platform:
    """Find a platform by id.

    Raises
    ------
    NotFound
        If there is none of that name; it lists those there are.

    Examples
    --------
    >>> platform("sms").counting.units
    'message parts'
    >>> platform("fb")
    Traceback (most recent call last):
    campaigns.errors.NotFound: ...
    """
    if name not in platforms():
        raise not_found("platform", name, platforms())
    return platforms()[name]


def room(channel: Channel, limit: Limit, locale: str) -> Room:
    """Say what a field of a channel may hold in a locale, and in what it is counted.

    Parameters
    ----------
    channel : its own limits are counted as its platform counts; in characters where it names none.
    limit : one of the channel's fields.
    locale : one of the campaign's.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> feed = load_campaign(example()).channel("feed").model_copy(update={"platform": "meta_feed"})
    >>> headline = room(feed, feed.fields[0], "en")
    >>> headline.soft, headline.shown_by, headline.hard, headline.taken_by
    (27, 'meta_feed', 40, 'the channel')
    """
    soft, hard = limit.soft[locale], limit.hard[locale]
    shown_by = taken_by = "the channel"
    if channel.platform is None:
        return Room(COUNTINGS["characters"], soft, hard, shown_by, taken_by)
    where = platform(channel.platform)
    if (own := where.format(limit.field)) is not None:
        if own.accepted < hard:
            hard, taken_by = own.accepted, where.id
        if (seen := min(own.shown or own.accepted, hard)) < soft:
            soft, shown_by = seen, where.id
    return Room(where.counting, soft, hard, shown_by, taken_by)
