"""Store: the few verbs that the engine needs from whatever keeps its record.

What every store promises, and tests/checks prove for each:
- A call that adds events returns only after they are durable: nothing acknowledged is ever lost.
- Ids make repeating harmless: the same event twice counts once; the same id with other content changes nothing.
- `count_rows` equals `recount` (the log counted from its beginning) at any moment.
- Any number of threads may call; stores that say so may be opened by several processes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bandits.counts import CountRow
from bandits.events import Decision, Exposure, Outcome, Receipt
from bandits.publication import Publication


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a refit hands to the fast posterior: joint draws of every kind's scale (standard deviation, log-odds)."""

    campaign: str
    scales: Mapping[str, tuple[float, ...]]
    fitted_at: datetime
    decided: int  # decisions that the refit had seen


class Store(Protocol):
    """Keeps decisions, exposures, outcomes, their counts, publications and anchors of any number of campaigns."""

    def add_decisions(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Record decisions; returns what is on record for each id: the given one, or the earlier one with that id."""
        ...

    def add_exposures(self, exposures: Sequence[Exposure]) -> list[Receipt]:
        """Record that decided messages were shown; a second exposure of a decision is a duplicate."""
        ...

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> list[Receipt]:
        """Record outcomes in their order; a new id for the same decision and metric corrects the earlier value."""
        ...

    def decision(self, decision_id: str) -> Decision | None:
        """Look up one decision; None where there is none."""
        ...

    def count_rows(self, campaign: str) -> list[CountRow]:
        """The running counts, sorted; as cheap as the number of cells, whatever the length of the log."""
        ...

    def recount(self, campaign: str) -> list[CountRow]:
        """The same from the log itself: for audits and tests."""
        ...

    def publish(self, publication: Publication) -> None:
        """Make an allocation the current one, keeping the earlier ones."""
        ...

    def current(self, campaign: str) -> Publication | None:
        """The publication that is live, whole; None before the first."""
        ...

    def history(self, campaign: str, limit: int = 200) -> list[Publication]:
        """The newest publications, oldest first, without their uplift and technique rows."""
        ...

    def pin_variants(self, campaign: str, digests: Mapping[str, str]) -> None:
        """Remember the text digest of every variant that was ever served.

        Raises
        ------
        Conflict
            If a variant with decisions on record has another digest now: an edited live message is a new variant and
            needs a new id, or its numbers would mix two texts. A variant without decisions may change.
        """
        ...

    def save_anchor(self, anchor: Anchor) -> None:
        """Keep the newest refit's scales of a campaign."""
        ...

    def anchor(self, campaign: str) -> Anchor | None:
        """The newest refit's scales; None before the first refit."""
        ...

    def key(self) -> bytes:
        """The secret (32 bytes, made on first use) of draws and pseudonyms: hold it in memory, never log or tell it."""
        ...

    def close(self) -> None:
        """Finish what was accepted and let go of files and threads; later calls raise Unavailable."""
        ...
