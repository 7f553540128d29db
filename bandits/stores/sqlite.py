"""SqliteStore: the record in one SQLite file (WAL, synchronous FULL), which several processes may open."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bandits.counts import CountRow
from bandits.events import Decision, Exposure, Outcome, Receipt
from bandits.publication import Publication
from bandits.stores.admission import (
    admit_anchor,
    admit_decision,
    admit_exposure,
    admit_limit,
    admit_outcome,
    admit_publication,
)
from bandits.stores.base import Anchor
from bandits.stores.codec import (
    Row,
    from_anchor_row,
    from_count_row,
    from_decision_row,
    from_publication_row,
    to_anchor_row,
    to_publication_row,
)
from bandits.stores.sqlite_file import ReaderPool, open_for_writing
from bandits.stores.sqlite_record import (
    FIND_DECISION,
    make_key,
    record_anchor,
    record_decisions,
    record_digests,
    record_exposures,
    record_outcomes,
    record_publication,
)
from bandits.stores.sqlite_writer import GroupCommit
from campaigns.errors import Unavailable

_COUNTS = (
    "SELECT day, segment, channel, variant, metric, decided, exposed, answered, positive FROM counts "
    "WHERE campaign = ? ORDER BY day, segment, channel, variant, metric"
)
_RECOUNT = """
SELECT substr(decided_at, 1, 10) AS day, segment, channel, variant, '' AS metric,
       count(*), count(exposures.decision), 0, 0
FROM decisions LEFT JOIN exposures ON exposures.decision = decisions.seq
WHERE campaign = :campaign GROUP BY 1, 2, 3, 4
UNION ALL
SELECT substr(decided_at, 1, 10), segment, channel, variant, last.metric, 0, 0, count(*), sum(last.value)
FROM decisions
JOIN (SELECT decision, metric, value, max(seq) FROM outcomes GROUP BY decision, metric) AS last
  ON last.decision = decisions.seq
WHERE campaign = :campaign GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
"""
_CURRENT = """
SELECT campaign, campaign_version, published_at, rule, source, decided, answered, allocation, report, made_from
FROM publications WHERE campaign = ? ORDER BY seq DESC LIMIT 1
"""
_NEWEST_FIRST = """
SELECT campaign, campaign_version, published_at, rule, source, decided, answered, allocation, NULL, made_from
FROM publications WHERE campaign = ? ORDER BY seq DESC LIMIT ?
"""


class SqliteStore:
    """Keeps everything in one file; a call returns when its events are on disk.

    All writing goes through one thread per process (`GroupCommit`); readers have connections of their own and see
    everything that was acknowledged. After a fork, open the store again in the child.

    Parameters
    ----------
    path : the file; made with permissions 0600 if it is missing. It holds the secret key.

    Raises
    ------
    NotFound, InvalidInput, Conflict
        If the path has no folder, is no store or was written by a newer version.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = SqliteStore(Path(folder) / "forbear.db")
    ...     key = store.key()
    ...     store.close()
    ...     again = SqliteStore(Path(folder) / "forbear.db")
    ...     print(again.key() == key, again.count_rows("a_campaign"))
    ...     again.close()
    True []
    """

    def __init__(self, path: Path) -> None:
        self._process = os.getpid()
        self._writer = GroupCommit(open_for_writing(path))
        self._readers = ReaderPool(path)
        self._key: bytes | None = None

    def add_decisions(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Record decisions; returns what is on record for each id: the given one, or the earlier one with that id."""
        admitted = [admit_decision(decision) for decision in decisions]
        return self._write(partial(record_decisions, decisions=admitted))

    def add_exposures(self, exposures: Sequence[Exposure]) -> list[Receipt]:
        """Record that decided messages were shown; a second exposure of a decision is a duplicate."""
        admitted = [admit_exposure(exposure) for exposure in exposures]
        return self._write(partial(record_exposures, exposures=admitted))

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> list[Receipt]:
        """Record outcomes in their order; a new id for the same decision and metric corrects the earlier value."""
        admitted = [admit_outcome(outcome) for outcome in outcomes]
        return self._write(partial(record_outcomes, outcomes=admitted))

    def decision(self, decision_id: str) -> Decision | None:
        """Look up one decision; None where there is none."""
        row = self._first(FIND_DECISION, decision_id)
        return None if row is None else from_decision_row(row)

    def count_rows(self, campaign: str) -> list[CountRow]:
        """The running counts, sorted; the cost goes with the number of cells, not with the length of the log."""
        with self._reading() as reader:
            return [from_count_row(row) for row in reader.execute(_COUNTS, (campaign,))]

    def recount(self, campaign: str) -> list[CountRow]:
        """The same from the log itself, by SQL that shares nothing with the running counts."""
        with self._reading() as reader:
            return [from_count_row(row) for row in reader.execute(_RECOUNT, {"campaign": campaign})]

    def publish(self, publication: Publication) -> None:
        """Make an allocation the current one; reports are kept for the newest and for the last of each day."""
        row = to_publication_row(admit_publication(publication))
        self._write(partial(record_publication, row=row))

    def current(self, campaign: str) -> Publication | None:
        """The publication that is live, whole; None before the first."""
        row = self._first(_CURRENT, campaign)
        return None if row is None else from_publication_row(row)

    def history(self, campaign: str, limit: int = 200) -> list[Publication]:
        """The newest publications, oldest first, without their uplift and technique rows."""
        with self._reading() as reader:
            rows = reader.execute(_NEWEST_FIRST, (campaign, admit_limit(limit))).fetchall()
        return [from_publication_row(row) for row in reversed(rows)]

    def pin_variants(self, campaign: str, digests: Mapping[str, str]) -> None:
        """Remember every variant's text digest; Conflict if one with decisions on record has another digest now."""
        self._write(partial(record_digests, campaign=campaign, digests=dict(digests)))

    def save_anchor(self, anchor: Anchor) -> None:
        """Keep a refit's scales, unless those of a later refit are kept already."""
        row = to_anchor_row(admit_anchor(anchor))
        self._write(partial(record_anchor, row=row))

    def anchor(self, campaign: str) -> Anchor | None:
        """The newest refit's scales; None before the first refit."""
        row = self._first("SELECT campaign, scales, fitted_at, decided FROM anchors WHERE campaign = ?", campaign)
        return None if row is None else from_anchor_row(row)

    def key(self) -> bytes:
        """The secret of draws and pseudonyms, 32 bytes; the same in every process that opens the file."""
        if self._key is None:
            self._key = self._write(make_key)
        with self._reading():  # a closed store answers nothing, not even what it remembers
            return self._key

    def close(self) -> None:
        """Finish what was accepted and let go of files and threads; later calls raise Unavailable."""
        if os.getpid() == self._process:
            self._writer.close()
            self._readers.close()

    def _write[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._refuse_after_fork()
        return self._writer.run(work)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._refuse_after_fork()
        with self._readers.reader() as reader:
            yield reader

    def _first(self, question: str, word: str) -> Row | None:
        with self._reading() as reader:
            row: Row | None = reader.execute(question, (word,)).fetchone()
        return row

    def _refuse_after_fork(self) -> None:
        if os.getpid() != self._process:
            raise Unavailable("The store was opened before this process was forked. Open it again in this process.")
