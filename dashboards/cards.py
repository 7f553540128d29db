"""Cards: a message as people would read it, with the room each field has left. Pure; the pages only draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.campaign import Campaign
from campaigns.lint.finding import Finding
from campaigns.lint.lengths import length
from campaigns.lint.rule import Text
from campaigns.render import plain_fields


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a rendered message, and how its length compares with the channel's limits (characters)."""

    name: str
    text: str
    characters: int
    soft: int
    hard: int

    @property
    def told(self) -> str:
        """The length in words.

        Examples
        --------
        >>> Field("headline", "Packing", 7, 30, 40).told
        'Headline: 7 of 30 characters'
        """
        words = f"{self.name.capitalize()}: {self.characters} of {self.soft} characters"
        if self.characters > self.hard:
            return f"{words}, over the limit of {self.hard}"
        return f"{words}, longer than most people see" if self.characters > self.soft else words

    @property
    def fits(self) -> bool:
        """Whether people see all of it."""
        return self.characters <= self.soft


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
    for limit in campaign.channel(channel).fields:
        if limit.field in marked:
            text = Text(campaign.variant(variant), channel, locale, limit, marked[limit.field]).plain
            fields.append(Field(limit.field, text, length(text), limit.soft[locale], limit.hard[locale]))
    return tuple(fields)


def findings_of(findings: Sequence[Finding], variant: str, channel: str, locales: Sequence[str]) -> list[Finding]:
    """The lint findings that concern a message on one channel, in the given locales."""
    return [
        finding
        for finding in findings
        if finding.variant in {"", variant} and finding.channel in {"", channel} and finding.locale in {"", *locales}
    ]
