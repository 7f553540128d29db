"""What a SqliteStore promises beyond the checks of every store: its file, its history, a full disk."""

import importlib.resources
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bandits.events import Receipt
from bandits.stores.sqlite import SqliteStore
from campaigns.errors import Conflict, InvalidInput, NotFound, Unavailable
from tests.checks.store_values import NOON, decided, observed, published


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as opened:
        yield opened


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def test_everything_is_there_after_opening_again(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        store.add_decisions([decided("d1"), decided("d2")])
        store.add_outcomes([observed("o1", "d1")])
        store.publish(published(NOON))
        key, rows = store.key(), store.count_rows("carvings")
    with closing(SqliteStore(path)) as store:
        assert (store.key(), store.count_rows("carvings")) == (key, rows)
        assert store.current("carvings") == published(NOON)
        assert store.add_outcomes([observed("o1", "d1")]) == [Receipt.DUPLICATE]


def test_the_file_and_its_companions_are_for_the_owner_alone(store: SqliteStore, path: Path) -> None:
    store.add_decisions([decided("d1")])
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    SqliteStore(path).close()
    path.chmod(0o644)
    SqliteStore(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_store_keeps_its_mode(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE songs (title)")
    (tmp_path / "notes.txt").write_text("not a database, and long enough to have a header of its own" * 20)
    for name in ("other.db", "notes.txt"):
        (tmp_path / name).chmod(0o644)
        with pytest.raises(InvalidInput):
            SqliteStore(tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o644


def test_the_companions_of_a_file_that_others_could_read_are_closed_to_them_too(path: Path) -> None:
    SqliteStore(path).close()
    path.chmod(0o644)
    with closing(SqliteStore(path)) as store:
        store.add_decisions([decided("d1")])
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_a_store_of_the_first_schema_is_brought_up_to_date_with_all_it_holds(path: Path) -> None:
    first = importlib.resources.files("bandits.stores") / "schema" / "001_start.sql"
    table = '{"contexts": [["gift", "sms"]], "variants": ["plain", "peer"], "table": [[0.25, 0.75]]}'
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{first.read_text(encoding='utf-8')} PRAGMA user_version = 1;")
        row = ("carvings", "v1", "2026-03-02T12:00:00.000000+00:00", "tempered", "start", 0, 0, table)
        connection.execute("INSERT INTO publications VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)
        connection.commit()
    with closing(SqliteStore(path)) as store:
        kept = store.current("carvings")
        assert kept is not None
        assert (kept.published_at, kept.allocation.table, kept.made_from) == (NOON, ((0.25, 0.75),), "")
        store.publish(published(NOON + timedelta(days=1)))
        assert [one.made_from for one in store.history("carvings")] == ["", "5d1f"]


def test_a_newer_schema_is_a_conflict_and_stays_untouched(path: Path) -> None:
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(Conflict, match="schema version 999, but this program knows versions up to"):
        SqliteStore(path)
    assert ask(path, "PRAGMA user_version") == [(999,)]


def test_what_is_no_store_is_refused_by_name(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE songs (title)")
    (tmp_path / "notes.txt").write_text("not a database, and long enough to have a header of its own" * 20)
    for name, found in [("other.db", "another program"), ("notes.txt", "not a database"), (".", "directory")]:
        with pytest.raises(InvalidInput, match=found):
            SqliteStore(tmp_path / name)
    with pytest.raises(NotFound, match="no folder"):
        SqliteStore(tmp_path / "missing" / "store.db")
    assert ask(tmp_path / "other.db", "SELECT name FROM sqlite_schema") == [("songs",)]


def test_reports_are_kept_for_the_newest_and_for_the_last_of_each_day(store: SqliteStore, path: Path) -> None:
    """Seven hours apart from noon of day 0: days 0 0 1 1 1 1 2. The last of them are numbers 2, 6 and 7."""
    for step in range(7):
        store.publish(published(NOON + timedelta(hours=7 * step)))
    assert ask(path, "SELECT seq FROM publications WHERE report IS NOT NULL") == [(2,), (6,), (7,)]
    assert len(store.history("carvings")) == 7


def test_counts_touch_cells_not_events(store: SqliteStore, path: Path) -> None:
    store.add_decisions([decided(f"d{number}") for number in range(500)])
    assert ask(path, "SELECT decided FROM counts") == [(500,)]


def test_a_store_opened_before_a_fork_says_so(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "getpid", lambda: -1)
        with pytest.raises(Unavailable, match="forked"):
            store.add_decisions([decided("d1")])
        with pytest.raises(Unavailable, match="forked"):
            store.count_rows("carvings")


def test_a_full_disk_loses_its_group_only_and_is_not_acknowledged(store: SqliteStore) -> None:
    store.add_decisions([decided("before")])
    store._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchall())
    with pytest.raises(Unavailable, match="full"):
        store.add_decisions([decided(f"during-{number}", unit="x" * 1000) for number in range(200)])
    store._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1000000").fetchall())
    assert store.add_decisions([decided("after")]) == [decided("after")]
    assert [row.decided for row in store.count_rows("carvings")] == [2]
    assert store.count_rows("carvings") == store.recount("carvings")


def test_every_commit_is_flushed_to_disk_before_it_is_acknowledged(store: SqliteStore) -> None:
    """2 is FULL: what was acknowledged survives a power cut, which no test can make."""
    modes = [store._writer.run(pragma(word)) for word in ("synchronous", "journal_mode")]
    assert modes == [2, "wal"]


def pragma(word: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute(f"PRAGMA {word}").fetchone()[0]
