"""Cards: a message as people would read it, with the room each field has left. Pure; the pages only draw it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from campaigns.campaign import Campaign
from campaigns.counting import COUNTINGS, Counting
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Text
from campaigns.platforms import room
from campaigns.render import plain_fields


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a rendered message, and how its length compares with the limits, counted as the platform counts."""

    name: str
    text: str
    length: int
    soft: int
    hard: int
    counting: Counting = COUNTINGS["characters"]

    @property
    def told(self) -> str:
        """The length in words.

        Examples
        --------
        >>> Field("headline", "Packing", 7, 30, 40).told
        'Headline: 7 of 30 characters'
        >>> Field("body", "Packing", 1, 1, 2, COUNTINGS["sms_parts"]).told
        'Body: 1 of 1 message parts'
        """
        words = f"{self.name.capitalize().replace('_', ' ')}: {self.length} of {self.soft} {self.counting.units}"
        if self.length > self.hard:
            return f"{words}, over the limit of {self.hard}"
        if self.fits:
            return words
        return (
            f"{words}, more than planned"
            if self.counting.id == "sms_parts"
            else f"{words}, longer than most people see"
        )

    @property
    def fits(self) -> bool:
        """Whether people see all of it."""
        return self.length <= self.soft


def card(campaign: Campaign, variant: str, channel: str, locale: str) -> tuple[Field, ...]:
    """Render a message as it is read, not escaped, field by field in the channel's order.

    Raises
    ------
    NotFound, InvalidInput
        As `campaigns.render.render`.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> [field.told for field in card(load_campaign(example()), "plain", "feed", "en")][0]
    'Headline: 24 of 30 characters'
    """
    fields = []
    marked = plain_fields(campaign, variant, channel, locale)
    shown = campaign.channel(channel)
    for limit in shown.fields:
        if limit.field in marked:
            text = Text(campaign.variant(variant), channel, locale, limit, marked[limit.field]).plain
            has = room(shown, limit, locale)
            fields.append(Field(limit.field, text, has.counting.count(text), has.soft, has.hard, has.counting))
    return tuple(fields)


def findings_of(findings: Sequence[Finding], variant: str, channel: str, locales: Sequence[str]) -> list[Finding]:
    """The lint findings that concern a message on one channel, in the given locales."""
    return [
        finding
        for finding in findings
        if finding.variant in {"", variant} and finding.channel in {"", channel} and finding.locale in {"", *locales}
    ]


def told_once(findings: Sequence[Finding]) -> list[tuple[Finding, tuple[str, ...]]]:
    """Each finding once, with the channels it is on; none where it is about no channel in particular.

    Examples
    --------
    >>> said = ("en", "body", "$9", "fuels desire", "leave it out", "W19", "messages/v.en.j2")
    >>> found = [Finding("L01", "block", "v", channel, *said) for channel in ("feed", "chat")]
    >>> [(one.rule, where) for one, where in told_once(found)]
    [('L01', ('feed', 'chat'))]
    """
    channels: dict[Finding, list[str]] = {}
    for one in findings:
        where = channels.setdefault(replace(one, channel="", file=""), [])
        if one.channel and one.channel not in where:
            where.append(one.channel)
    return [(one, tuple(where)) for one, where in channels.items()]
