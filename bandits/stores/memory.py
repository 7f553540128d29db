"""MemoryStore: the record in plain dictionaries, for tests, demos and what-ifs; the reference for every other store."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

from bandits.counts import CountRow, tally
from bandits.events import Decision, Exposure, Outcome, Receipt
from bandits.publication import Publication
from bandits.stores.admission import (
    admit_anchor,
    admit_decision,
    admit_exposure,
    admit_limit,
    admit_outcome,
    admit_publication,
    closed,
    edited_variants,
    refuse_edited,
)
from bandits.stores.base import Anchor

type Cell = tuple[date, str, str, str, str]  # day, segment, channel, variant, metric


class MemoryStore:
    """Keeps everything until the process ends: "durable" means here that it outlives the call, not the process.

    One lock guards all of it, so each call is seen whole or not at all.

    Examples
    --------
    >>> store = MemoryStore()
    >>> store.decision("d-1") is None
    True
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_closed = False
        self._decisions: dict[str, Decision] = {}
        self._exposures: dict[str, Exposure] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._current: dict[tuple[str, str], Outcome] = {}
        self._counts: defaultdict[str, dict[Cell, tuple[int, int, int, int]]] = defaultdict(dict)
        self._publications: defaultdict[str, list[Publication]] = defaultdict(list)
        self._anchors: dict[str, Anchor] = {}
        self._digests: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._key = secrets.token_bytes(32)

    def add_decisions(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Record decisions; returns what is on record for each id."""
        admitted = [admit_decision(decision) for decision in decisions]
        with self._lock:
            self._refuse_when_closed()
            return [self._add_decision(decision) for decision in admitted]

    def _add_decision(self, decision: Decision) -> Decision:
        recorded = self._decisions.get(decision.decision_id)
        if recorded is not None:
            return recorded
        self._decisions[decision.decision_id] = decision
        self._move(decision, "", (1, 0, 0, 0))
        return decision

    def add_exposures(self, exposures: Sequence[Exposure]) -> list[Receipt]:
        """Record that decided messages were shown."""
        admitted = [admit_exposure(exposure) for exposure in exposures]
        with self._lock:
            self._refuse_when_closed()
            return [self._add_exposure(exposure) for exposure in admitted]

    def _add_exposure(self, exposure: Exposure) -> Receipt:
        decision = self._decisions.get(exposure.decision_id)
        if decision is None:
            return Receipt.UNKNOWN_DECISION
        if exposure.decision_id in self._exposures:
            return Receipt.DUPLICATE
        self._exposures[exposure.decision_id] = exposure
        self._move(decision, "", (0, 1, 0, 0))
        return Receipt.ACCEPTED

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> list[Receipt]:
        """Record outcomes in their order."""
        admitted = [admit_outcome(outcome) for outcome in outcomes]
        with self._lock:
            self._refuse_when_closed()
            return [self._add_outcome(outcome) for outcome in admitted]

    def _add_outcome(self, outcome: Outcome) -> Receipt:
        recorded = self._outcomes.get(outcome.outcome_id)
        if recorded is not None:
            return Receipt.DUPLICATE if recorded == outcome else Receipt.CONFLICT
        decision = self._decisions.get(outcome.decision_id)
        if decision is None:
            return Receipt.UNKNOWN_DECISION
        earlier = self._current.get((outcome.decision_id, outcome.metric))
        self._outcomes[outcome.outcome_id] = outcome
        self._current[outcome.decision_id, outcome.metric] = outcome
        if earlier is None:
            self._move(decision, outcome.metric, (0, 0, 1, outcome.value))
            return Receipt.ACCEPTED
        self._move(decision, outcome.metric, (0, 0, 0, outcome.value - earlier.value))
        return Receipt.CORRECTED

    def _move(self, decision: Decision, metric: str, steps: tuple[int, int, int, int]) -> None:
        cell = (decision.decided_at.date(), decision.segment, decision.channel, decision.variant, metric)
        cells = self._counts[decision.campaign]
        decided, exposed, answered, positive = cells.get(cell, (0, 0, 0, 0))
        cells[cell] = (decided + steps[0], exposed + steps[1], answered + steps[2], positive + steps[3])

    def decision(self, decision_id: str) -> Decision | None:
        """Look up one decision; None where there is none."""
        with self._lock:
            self._refuse_when_closed()
            return self._decisions.get(decision_id)

    def count_rows(self, campaign: str) -> list[CountRow]:
        """The running counts, sorted."""
        with self._lock:
            self._refuse_when_closed()
            cells = self._counts.get(campaign, {})
            return sorted(CountRow(*cell, *numbers) for cell, numbers in cells.items())

    def recount(self, campaign: str) -> list[CountRow]:
        """The same from the log itself."""
        with self._lock:
            self._refuse_when_closed()
            decisions = {key: decision for key, decision in self._decisions.items() if decision.campaign == campaign}
            exposures = [exposure for exposure in self._exposures.values() if exposure.decision_id in decisions]
            outcomes = [outcome for outcome in self._outcomes.values() if outcome.decision_id in decisions]
        return tally(decisions.values(), exposures, outcomes)

    def publish(self, publication: Publication) -> None:
        """Make an allocation the current one; reports are kept for the newest and for the last of each day."""
        newest = admit_publication(publication)
        with self._lock:
            self._refuse_when_closed()
            earlier = self._publications[newest.campaign]
            for index, other in enumerate(earlier):
                if (other.uplift or other.techniques) and other.published_at.date() == newest.published_at.date():
                    earlier[index] = replace(other, uplift=(), techniques=())
            earlier.append(newest)

    def current(self, campaign: str) -> Publication | None:
        """The publication that is live, whole; None before the first."""
        with self._lock:
            self._refuse_when_closed()
            published = self._publications.get(campaign)
            return published[-1] if published else None

    def history(self, campaign: str, limit: int = 200) -> list[Publication]:
        """The newest publications, oldest first, without their uplift and technique rows."""
        start = admit_limit(limit)
        with self._lock:
            self._refuse_when_closed()
            published = self._publications.get(campaign, [])
            newest = published[max(0, len(published) - start) :]
        return [replace(publication, uplift=(), techniques=()) for publication in newest]

    def pin_variants(self, campaign: str, digests: Mapping[str, str]) -> None:
        """Remember every variant's text digest; Conflict if one with decisions has another digest now."""
        with self._lock:
            self._refuse_when_closed()
            served = {variant for _, _, _, variant, _ in self._counts.get(campaign, {})}
            moved, edited = edited_variants(digests, self._digests[campaign], served)
            refuse_edited(campaign, edited)
            self._digests[campaign].update(moved)

    def save_anchor(self, anchor: Anchor) -> None:
        """Keep a refit's scales, unless those of a later refit are kept already."""
        admitted = admit_anchor(anchor)
        with self._lock:
            self._refuse_when_closed()
            kept = self._anchors.get(anchor.campaign)
            if kept is None or kept.fitted_at <= admitted.fitted_at:
                self._anchors[anchor.campaign] = admitted

    def anchor(self, campaign: str) -> Anchor | None:
        """The newest refit's scales; None before the first refit."""
        with self._lock:
            self._refuse_when_closed()
            return self._anchors.get(campaign)

    def key(self) -> bytes:
        """The secret of draws and pseudonyms, 32 bytes."""
        with self._lock:
            self._refuse_when_closed()
            return self._key

    def close(self) -> None:
        """Let go of everything; later calls raise Unavailable."""
        with self._lock:
            self._is_closed = True

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise closed("The memory store")
