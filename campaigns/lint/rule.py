"""Rule: what every lint rule is, what it reads, and the examples that prove it fires and passes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from campaigns.campaign import Campaign
from campaigns.lint.finding import Finding, Severity
from campaigns.parts import Limit, Variant
from campaigns.template import CLAIM_CLOSES, CLAIM_OPENS, message_file

_CLAIM = re.compile(f"{CLAIM_OPENS}([^\\n]*)\\n([^{CLAIM_CLOSES}]*){CLAIM_CLOSES}")


@dataclass(frozen=True, slots=True)
class Text:
    """One rendered field as people read it: of one variant, on one channel, in one locale."""

    variant: Variant
    channel: str
    locale: str
    limit: Limit
    marked: str

    @property
    def field(self) -> str:
        """Which field of the channel this is."""
        return self.limit.field

    @property
    def plain(self) -> str:
        """The words as people read them."""
        return _CLAIM.sub(r"\2", self.marked)

    @property
    def unclaimed(self) -> str:
        """The words without those that a claim brought in; a line break stands where a claim was."""
        return _CLAIM.sub("\n", self.marked)

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims in this field, in reading order."""
        return tuple(found[1] for found in _CLAIM.finditer(self.marked))


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a rule may read: the campaign, its rendered texts, and the motivation of each segment where known."""

    campaign: Campaign
    texts: tuple[Text, ...]
    motivations: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A small message that proves a rule: body template by locale, in a campaign with claims of each status."""

    body: Mapping[str, str]
    data_status: Literal["illustrative", "real"] = "real"
    severity: Severity = "block"
    motivations: Mapping[str, str | None] | None = None


@dataclass(frozen=True)
class Rule:
    """One rule of the lint. `check` yields findings; `fires` and `passes` are its must-fire and must-not-fire cases."""

    id: str
    title: str
    why: str
    mend: str
    source: str
    check: Callable[["Rule", Reading], Iterator[Finding]]
    fires: tuple[Case, ...] = field(default=(), repr=False)
    passes: tuple[Case, ...] = field(default=(), repr=False)

    def at(self, text: Text, words: str, severity: Severity = "block", **said: str) -> Finding:
        """Make a finding about one text; `why` and `mend` may be said more exactly."""
        why, mend = said.get("why", self.why), said.get("mend", self.mend)
        place = (text.variant.id, text.channel, text.locale, text.field)
        file = message_file(text.variant.id, text.locale)
        return Finding(self.id, severity, *place, words, why, mend, self.source, file)
