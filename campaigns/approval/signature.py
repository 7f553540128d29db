"""Signature: who does something, when and why, and what everybody who signs has to keep to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from campaigns.approval.ledger import Act, Entry, Role, reason
from campaigns.approval.person import person, same_person
from campaigns.approval.standing import Standing
from campaigns.errors import Conflict, InvalidInput

type Verdict = Literal["approve", "return"]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who does something, when, and why.

    Raises
    ------
    InvalidInput
        If `who` is no name of a person (`campaigns.approval.person.person`), `why` no reason
        (`campaigns.approval.ledger.reason`), or `at` says no time zone.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> Signature("  Ana  Ruiz", datetime(2026, 3, 2, 9, tzinfo=UTC), "first version").who
    'Ana Ruiz'
    """

    who: str
    at: datetime
    why: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", person(self.who))
        object.__setattr__(self, "why", reason(self.why))
        if self.at.tzinfo is None:
            raise InvalidInput(f"at = {self.at}: says no time zone; wanted an aware time, such as datetime.now(UTC)")

    @property
    def today(self) -> date:
        """The day (UTC) on which it is signed."""
        return self.at.astimezone(UTC).date()

    def entry(self, act: Act, stands: Standing, role: Role | None = None, locales: Sequence[str] = ()) -> Entry:
        """Make the entry that records an act on the present text."""
        return Entry(at=self.at, who=self.who, act=act, subject=stands.subject, digest=stands.digest,
                     role=role, locales=tuple(locales), why=self.why)  # fmt: skip

    def need_reason(self, act: str) -> None:
        """Refuse an act that has to be explained and is not."""
        if not self.why:
            raise InvalidInput(f"{act}: no reason given; wanted one, because others will read it; add --why '...'")

    def need_other(self, stands: Standing, act: str) -> None:
        """Refuse the author, and whoever handed in this very text before another did."""
        if any(same_person(author, self.who) for author in stands.authors):
            raise Conflict(
                f"{stands.subject}: {self.who} is its author; nobody may {act} their own text. Ask somebody else to "
                f"{act} it."
            )


def not_so(stands: Standing, wanted: str) -> Conflict:
    """Build the error for a step that comes too early, too late or after an edit."""
    note = f", because {stands.note}" if stands.note else ""
    missing = f"; missing: {', '.join(stands.missing)}" if stands.missing else ""
    return Conflict(
        f"{stands.subject}: is {stands.state}{note}; wanted it {wanted}{missing}. See forbear approval status."
    )
