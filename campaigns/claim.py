"""Claim: a checkable fact that a message may lean on, with its evidence. Only a claim brings a fact into a message."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from campaigns.parts import ByLocale, Identifier, Sentence, Value

VALID_MONTHS = 24
"""How long a claim without `valid_until` may be said after its date. Project rule; lint rule L05."""


class Claim(Value):
    """A checkable fact that a message may lean on: what is said, and what it rests on.

    Examples
    --------
    >>> fined = Claim(id="fine", kind="legal", statement="A fine", value={"en": "a fine"}, status="published",
    ...               source="Example Act", as_of=date(2026, 1, 31), place="VN", statute="Example Act, article 7")
    >>> fined.last_day, fined.missing
    (datetime.date(2028, 1, 31), ())
    """

    id: Identifier
    kind: Literal["statistic", "legal", "health", "testimonial", "conservation"] = "statistic"
    statement: Sentence
    value: ByLocale
    status: Literal["published", "illustrative", "to_be_collected"]
    source: Sentence | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://[^\s\x00-\x1f\x7f-\x9f\"'<>]{3,500}$")] | None = None
    as_of: date | None = None
    valid_until: date | None = None
    place: Sentence | None = None
    population: Sentence | None = None
    sample_size: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    statute: Sentence | None = None

    @property
    def is_unfilled(self) -> bool:
        """Whether its evidence is still a placeholder: such a claim may be rehearsed, never launched."""
        return self.status != "published"

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that its kind of claim needs and does not have, in the order of the file."""
        wanted = ["source", "as_of", "place"]
        if self.kind == "statistic":
            wanted += ["population", "sample_size"]
        if self.kind == "legal":
            wanted.append("statute")
        return tuple(name for name in wanted if getattr(self, name) is None)

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be said; None while it has no date."""
        if self.valid_until is not None or self.as_of is None:
            return self.valid_until
        years, month = divmod(self.as_of.month - 1 + VALID_MONTHS, 12)
        for day in (self.as_of.day, 28):  # the 29th, 30th and 31st are not in every month
            try:
                return date(self.as_of.year + years, month + 1, day)
            except ValueError:
                continue
        raise AssertionError(self.as_of)
