"""Recording decisions durably, against a bare loop of INSERTs with the same SQLite settings."""

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from bandits.events import Decision
from bandits.stores import open_store
from benchmarks.measure import Comparison, compare

BATCH = 1000
NUMBER = count()
ONE = Decision("", "c", "unit", "gift", 1.0, "given", "feed", "en", "peer", 0.25, "v", datetime(2026, 3, 2, tzinfo=UTC))


def run() -> Iterator[Comparison]:
    """Batches of 1,000 decisions and single ones, each durable when the call returns."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "ours.db"))
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        bare.execute("CREATE TABLE log (id TEXT PRIMARY KEY, a, b, c, d, e, f, g, h, i, j)")

        def record(many: int) -> None:
            store.add_decisions([replace(ONE, decision_id=str(next(NUMBER))) for _ in range(many)])

        def insert(many: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            rows = (
                (str(next(NUMBER)), "c", "unit", "gift", 1.0, "given", "feed", "en", "peer", 0.25, "v")
                for _ in range(many)
            )
            bare.executemany("INSERT INTO log VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
            bare.execute("COMMIT")

        for many in (BATCH, 1):
            yield compare(
                f"a decision recorded, {many:,} at a time",
                partial(record, many),
                "bare SQLite INSERT, same settings, no counts",
                partial(insert, many),
                items=many,
                rounds=15,
            )
        store.close()
        bare.close()
