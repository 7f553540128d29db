"""Rule: what every lint rule is, what it reads, and the examples that prove it fires and passes."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from campaigns.campaign import Campaign
from campaigns.lint.finding import Finding, Severity
from campaigns.lint.lexicon import hits
from campaigns.listener import Listener, may_see
from campaigns.parts import Limit
from campaigns.template import CLAIM_CLOSES, CLAIM_OPENS, message_file
from campaigns.variant import Variant

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
        """The words as people read them; NFC, so that an accent written apart hides no word from a word list."""
        return unicodedata.normalize("NFC", _CLAIM.sub(r"\2", self.marked))

    @property
    def unclaimed(self) -> str:
        """The words without those that a claim brought in; a line break stands where a claim was."""
        return unicodedata.normalize("NFC", _CLAIM.sub("\n", self.marked))

    def without(self, claims: Collection[str]) -> str:
        """The words as people read them, but for what these claims brought in."""
        kept = _CLAIM.sub(lambda found: "\n" if found[1].lower() in claims else found[2], self.marked)
        return unicodedata.normalize("NFC", kept)

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims in this field, in reading order."""
        return tuple(found[1].lower() for found in _CLAIM.finditer(self.marked))  # a filter may have raised the id


@dataclass(frozen=True, slots=True)
class Message:
    """All fields of one variant on one channel in one locale, as one person sees them together."""

    variant: Variant
    channel: str
    locale: str
    texts: tuple[Text, ...]

    @property
    def plain(self) -> str:
        """The words of all fields as people read them, one field a line."""
        return "\n".join(text.plain for text in self.texts)

    @property
    def unclaimed(self) -> str:
        """The same without the words that a claim brought in."""
        return "\n".join(text.unclaimed for text in self.texts)

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims in any field, each once."""
        return tuple(dict.fromkeys(claim for text in self.texts for claim in text.claims))


@dataclass(frozen=True, slots=True)
class AltText:
    """The words that stand for a variant's picture, in one locale: some people read them, and so do platforms."""

    variant: Variant
    locale: str
    plain: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a rule may read.

    Parameters
    ----------
    campaign : the whole campaign; rules about settings rather than words look here.
    messages : every variant that is not retired, on each channel, in each locale, with the default facts and again
        with every other value of the facts, the longest of each together among them.
    audience : the segments; None where they are not known, and a rule takes the stricter reading.
    today : the day on which the messages would be said.
    """

    campaign: Campaign
    messages: tuple[Message, ...]
    audience: tuple[Listener, ...] | None
    today: date

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every field of every message."""
        return tuple(text for message in self.messages for text in message.texts)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that may still be shown: all that are not retired."""
        return tuple(variant for variant in self.campaign.variants if variant.state != "retired")

    @property
    def alts(self) -> tuple[AltText, ...]:
        """The alt text of every picture that may still be shown, in each of the campaign's locales that has one."""
        return tuple(
            AltText(variant, locale, unicodedata.normalize("NFC", variant.image.alt[locale]))
            for variant in self.variants
            if variant.image is not None and variant.image.alt is not None
            for locale in self.campaign.locales
            if locale in variant.image.alt
        )

    def listeners(self, variant: Variant) -> tuple[Listener, ...] | None:
        """The segments that may see a variant; None where the audience is not known."""
        if self.audience is None:
            return None
        return tuple(one for one in self.audience if may_see(variant, one))


@dataclass(frozen=True, slots=True)
class Person:
    """A segment for a rule's cases."""

    id: str = "everyone"
    role: Literal["target", "ally"] = "target"
    share: float = 1.0
    motivation: str | None = None
    reactance: float = 0.3
    distrusted_messengers: tuple[str, ...] = ()
    barriers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A small message that proves a rule: body template by locale, in a campaign with claims of each status.

    `variant` and `campaign` replace values of the tested variant and of the campaign, `channel` of its one channel.
    """

    body: Mapping[str, str]
    data_status: Literal["illustrative", "real"] = "real"
    severity: Severity = "block"
    audience: tuple[Person, ...] | None = None
    variant: Mapping[str, Any] = field(default_factory=dict)
    channel: Mapping[str, Any] = field(default_factory=dict)
    campaign: Mapping[str, Any] = field(default_factory=dict)


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

    def words(self, reading: Reading, family: str, *, heed_negation: bool = True) -> Iterator[Finding]:
        """Yield a finding for every word of a family, wherever a text holds it."""
        for text in reading.texts:
            for hit in hits(text.plain, text.locale, family, heed_negation=heed_negation):
                yield self.at(text, hit)

    def at(self, text: Text, words: str, severity: Severity = "block", **said: str) -> Finding:
        """Make a finding about one text; `why` and `mend` may be said more exactly."""
        place = (text.variant.id, text.channel, text.locale, text.field)
        return self._finding(severity, place, words, message_file(text.variant.id, text.locale), said)

    def of(self, message: Message, words: str, severity: Severity = "block", **said: str) -> Finding:
        """Make a finding about a whole message."""
        place = (message.variant.id, message.channel, message.locale, "")
        return self._finding(severity, place, words, message_file(message.variant.id, message.locale), said)

    def beside(self, alt: AltText, words: str, severity: Severity = "block") -> Finding:
        """Make a finding about the alt text of a picture, which stands in campaign.toml."""
        return self.about(alt.variant, words, severity, why=f"in the picture's alt text ({alt.locale}): {self.why}")

    def about(self, variant: Variant | None, words: str, severity: Severity = "block", **said: str) -> Finding:
        """Make a finding about a variant's table in campaign.toml, or about the campaign as a whole."""
        place = ("" if variant is None else variant.id, "", "", "")
        return self._finding(severity, place, words, "campaign.toml", said)

    def _finding(
        self, severity: Severity, place: tuple[str, str, str, str], words: str, file: str, said: Mapping[str, str]
    ) -> Finding:
        why, mend = said.get("why", self.why), said.get("mend", self.mend)
        return Finding(self.id, severity, *place, words, why, mend, self.source, file)
