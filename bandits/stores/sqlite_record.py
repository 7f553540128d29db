"""What a transaction of a SqliteStore does: record events and move their counts, publish, pin texts, make the key."""

import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bandits.events import Decision, Exposure, Outcome, Receipt
from bandits.stores.admission import edited_variants, refuse_edited
from bandits.stores.codec import (
    Row,
    from_decision_row,
    from_outcome_row,
    to_decision_row,
    to_time,
)

type Cell = tuple[str, str, str, str, str, str]  # campaign, day, segment, channel, variant, metric

FIND_DECISION = """
SELECT decision_id, campaign, unit, segment, segment_chance, segment_source, channel, locale, variant, propensity,
       allocation, decided_at
FROM decisions WHERE decision_id = ?
"""
_ADD_DECISION = "INSERT INTO decisions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_FIND_CELL = """
SELECT seq, campaign, substr(decided_at, 1, 10), segment, channel, variant FROM decisions WHERE decision_id = ?
"""
_ADD_EXPOSURE = "INSERT INTO exposures VALUES (?, ?) ON CONFLICT DO NOTHING"
_ADD_OUTCOME = "INSERT INTO outcomes VALUES (NULL, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_FIND_OUTCOME = (
    "SELECT outcome_id, decision_id, metric, value, occurred_at, source "
    "FROM outcomes JOIN decisions ON decisions.seq = outcomes.decision WHERE outcome_id = ?"
)
_FIND_VALUE = "SELECT value FROM current_outcomes WHERE decision = ? AND metric = ?"
_SET_VALUE = (
    "INSERT INTO current_outcomes VALUES (?, ?, ?, ?) ON CONFLICT (decision, metric) "
    "DO UPDATE SET outcome = excluded.outcome, value = excluded.value"
)
_MOVE_COUNTS = (
    "INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (campaign, day, segment, channel, variant, metric) DO UPDATE SET "
    "decided = decided + excluded.decided, exposed = exposed + excluded.exposed, "
    "answered = answered + excluded.answered, positive = positive + excluded.positive"
)
_PUBLISH = "INSERT INTO publications VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FORGET_REPORTS = (
    "UPDATE publications SET report = NULL WHERE campaign = ? AND report IS NOT NULL "
    "AND substr(published_at, 1, 10) = substr(?, 1, 10)"
)
_SAVE_ANCHOR = (
    "INSERT INTO anchors VALUES (?, ?, ?, ?) ON CONFLICT (campaign) DO UPDATE SET scales = excluded.scales, "
    "fitted_at = excluded.fitted_at, decided = excluded.decided WHERE excluded.fitted_at >= fitted_at"
)
_PIN = "INSERT INTO variants VALUES (?, ?, ?) ON CONFLICT (campaign, variant) DO UPDATE SET digest = excluded.digest"


class _Steps:
    """How far each cell's counts move in one transaction: what is written depends on cells touched, not on events."""

    def __init__(self) -> None:
        self._cells: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0, 0])

    def move(self, cell: Cell, decided: int = 0, exposed: int = 0, answered: int = 0, positive: int = 0) -> None:
        steps = self._cells[cell]
        steps[0] += decided
        steps[1] += exposed
        steps[2] += answered
        steps[3] += positive

    def write(self, connection: sqlite3.Connection) -> None:
        connection.executemany(_MOVE_COUNTS, [(*cell, *steps) for cell, steps in self._cells.items()])


def record_decisions(connection: sqlite3.Connection, decisions: Sequence[Decision]) -> list[Decision]:
    """Record decisions; returns what is on record for each id."""
    steps = _Steps()
    answers = []
    for decision in decisions:
        row = to_decision_row(decision)
        if connection.execute(_ADD_DECISION, row).rowcount:
            day = row[-1][:10]
            steps.move(
                (decision.campaign, day, decision.segment, decision.channel, decision.variant, ""),
                decided=1,
            )
            answers.append(decision)
        else:
            answers.append(from_decision_row(connection.execute(FIND_DECISION, (decision.decision_id,)).fetchone()))
    steps.write(connection)
    return answers


def record_exposures(connection: sqlite3.Connection, exposures: Sequence[Exposure]) -> list[Receipt]:
    """Record exposures, each decision once."""
    steps = _Steps()
    receipts = []
    for exposure in exposures:
        found = connection.execute(_FIND_CELL, (exposure.decision_id,)).fetchone()
        if found is None:
            receipts.append(Receipt.UNKNOWN_DECISION)
        elif connection.execute(_ADD_EXPOSURE, (found[0], to_time(exposure.exposed_at))).rowcount:
            steps.move((*found[1:], ""), exposed=1)
            receipts.append(Receipt.ACCEPTED)
        else:
            receipts.append(Receipt.DUPLICATE)
    steps.write(connection)
    return receipts


def record_outcomes(connection: sqlite3.Connection, outcomes: Sequence[Outcome]) -> list[Receipt]:
    """Record outcomes in their order; the last of a decision and metric is the current one."""
    steps = _Steps()
    receipts = [_record_outcome(connection, outcome, steps) for outcome in outcomes]
    steps.write(connection)
    return receipts


def _record_outcome(connection: sqlite3.Connection, outcome: Outcome, steps: _Steps) -> Receipt:
    found: Row | None = connection.execute(_FIND_CELL, (outcome.decision_id,)).fetchone()
    if found is None:
        return _compare(connection, outcome) or Receipt.UNKNOWN_DECISION
    decision, *cell = found
    row = (
        outcome.outcome_id,
        decision,
        outcome.metric,
        int(outcome.value),
        to_time(outcome.occurred_at),
        outcome.source,
    )
    added = connection.execute(_ADD_OUTCOME, row)
    if not added.rowcount:
        return _compare(connection, outcome) or Receipt.CONFLICT
    earlier = connection.execute(_FIND_VALUE, (decision, outcome.metric)).fetchone()
    connection.execute(_SET_VALUE, (decision, outcome.metric, added.lastrowid, int(outcome.value)))
    campaign, day, segment, channel, variant = cell
    place = (campaign, day, segment, channel, variant, outcome.metric)
    if earlier is None:
        steps.move(place, answered=1, positive=outcome.value)
        return Receipt.ACCEPTED
    steps.move(place, positive=outcome.value - earlier[0])
    return Receipt.CORRECTED


def _compare(connection: sqlite3.Connection, outcome: Outcome) -> Receipt | None:
    """Say how an outcome relates to the recorded one of its id; None where there is none."""
    recorded = connection.execute(_FIND_OUTCOME, (outcome.outcome_id,)).fetchone()
    if recorded is None:
        return None
    return Receipt.DUPLICATE if from_outcome_row(recorded) == outcome else Receipt.CONFLICT


def record_publication(connection: sqlite3.Connection, row: Row) -> None:
    """Publish; earlier publications of the same day keep their table and lose their report."""
    campaign, _, published_at, *_ = row
    connection.execute(_FORGET_REPORTS, (campaign, published_at))
    connection.execute(_PUBLISH, row)


def record_anchor(connection: sqlite3.Connection, row: Row) -> None:
    """Keep an anchor, unless that of a later refit is kept already."""
    connection.execute(_SAVE_ANCHOR, row)


def record_digests(connection: sqlite3.Connection, campaign: str, digests: Mapping[str, str]) -> None:
    """Pin texts to variants; Conflict, and nothing changed, if one was served with another text."""
    pinned = dict(connection.execute("SELECT variant, digest FROM variants WHERE campaign = ?", (campaign,)).fetchall())
    served = connection.execute("SELECT DISTINCT variant FROM counts WHERE campaign = ?", (campaign,)).fetchall()
    moved, edited = edited_variants(digests, pinned, {variant for (variant,) in served})
    refuse_edited(campaign, edited)
    connection.executemany(_PIN, [(campaign, variant, digest) for variant, digest in moved.items()])


def make_key(connection: sqlite3.Connection) -> bytes:
    """Make the store's secret unless another process was faster; returns the one that holds."""
    fresh = secrets.token_bytes(32).hex()
    connection.execute("INSERT INTO meta VALUES ('key', ?) ON CONFLICT DO NOTHING", (fresh,))
    return bytes.fromhex(connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0])
