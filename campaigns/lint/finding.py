"""Finding: one thing that the lint has to say about a message, and how to mend it."""

from dataclasses import dataclass
from typing import Literal

type Severity = Literal["block", "warn"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found in one place.

    `block` keeps a message from being shown; `warn` is for a person to weigh. Empty strings in `variant`,
    `channel`, `locale` and `field` mean all of them. `words` are the ones found, `source` is what the rule rests on,
    `file` is the message file to mend.

    Examples
    --------
    >>> place = ("rare", "feed", "en", "body")
    >>> said = ("$3,000", "a price fuels desire", "leave it out", "W19", "messages/rare.en.j2")
    >>> print(Finding("L01", "block", *place, *said))
    rare, feed, en, body: L01 block: "$3,000": a price fuels desire; leave it out
    """

    rule: str
    severity: Severity
    variant: str
    channel: str
    locale: str
    field: str
    words: str
    why: str
    mend: str
    source: str
    file: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.variant, self.channel, self.locale, self.field) if part)
        place = place or "the whole campaign"
        return f'{place}: {self.rule} {self.severity}: "{self.words}": {self.why}; {self.mend}'
