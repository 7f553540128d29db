"""What is on record: a Decision was taken, an Exposure happened, an Outcome was observed. Frozen; times are UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from campaigns.errors import InvalidInput


def utc(moment: datetime, where: str) -> datetime:
    """Turn an aware time into UTC; a time without a zone is refused, since guessing one would shift days."""
    if moment.tzinfo is None:
        raise InvalidInput(
            f"{where} = {moment.isoformat()} has no time zone; wanted e.g. {moment.isoformat()}Z. Add the offset."
        )
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to "what shall this unit see now?", with the exact chance it had.

    `unit` is a pseudonym (keyed hash), never what the caller sent. `segment_chance` is the unit's membership in
    `segment`, 1 where the caller named the segment. `propensity` is the allocation's table entry.
    """

    decision_id: str
    campaign: str
    unit: str
    segment: str
    segment_chance: float
    segment_source: Literal["given", "answers"]
    channel: str
    locale: str
    variant: str
    propensity: float
    allocation: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Exposure:
    """The decided message was really shown."""

    decision_id: str
    exposed_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """A metric observed for a decision: 0 or 1.

    `outcome_id` makes repeating harmless; a new id for the same decision and metric corrects what was reported before.
    """

    outcome_id: str
    decision_id: str
    metric: str
    value: int
    occurred_at: datetime
    source: str = ""


class Receipt(StrEnum):
    """What a store did with an event."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"  # accepted, and it supersedes an earlier outcome of the same decision and metric
    DUPLICATE = "duplicate"  # the same id with the same content is on record already
    CONFLICT = "conflict"  # the same id is on record with other content; nothing was changed
    UNKNOWN_DECISION = "unknown_decision"  # no such decision; nothing was changed
