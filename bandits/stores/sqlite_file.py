"""The database file of a SqliteStore: made, brought up to date, opened for one writer and a pool of readers."""

import importlib.resources
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from bandits.stores.admission import closed
from campaigns.errors import Conflict, InvalidInput, NotFound, Unavailable

BUSY_SECONDS = 5.0  # how long to wait while another process writes
APPLICATION_ID = 1718579810  # "forb"; set by schema/001_start.sql
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the database, made if it is missing (readable by its owner alone) and migrated to the newest schema.

    Raises
    ------
    NotFound
        If the folder does not exist.
    InvalidInput
        If the file is something else than a store.
    Conflict
        If the file was written by a newer version of this program.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(
            f"This Python carries SQLite {sqlite3.sqlite_version}; the store needs 3.37 or newer. Use a newer Python."
        )
    _make_sure_of(path)
    connection = _connect(path)
    try:
        _ask_for_durability(connection)
        is_current = _is_current(connection, path)
        _close_to_others(path)
        if not is_current:
            _migrate(connection, path)
        connection.execute("PRAGMA journal_mode = WAL").close()
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):
            raise Unavailable(f"{path}: {error}. Another program may hold the database; try again.") from error
        raise InvalidInput(f"{path}: {error}; wanted a store or no file. Name another path.") from error
    except (Conflict, InvalidInput):
        connection.close()
        raise
    return connection


def _make_sure_of(path: Path) -> None:
    """Make the file if it is missing, for its owner alone; a file that is there stays as it is."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except FileNotFoundError:
        raise NotFound(f"{path}: there is no folder {path.parent}. Make it first, or name another path.") from None
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}; wanted a file that may be written. Name another path.") from None


def _close_to_others(path: Path) -> None:
    """Close a store, with the companions that opening it may have made, to everyone but its owner."""
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(FileNotFoundError, PermissionError):  # somebody else's file: its mode is theirs to choose
            file.chmod(0o600)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, autocommit=True)


def _ask_for_durability(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _steps() -> list[tuple[int, str]]:
    folder = importlib.resources.files("bandits.stores") / "schema"
    scripts = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return [(int(script.name.split("_", 1)[0]), script.read_text(encoding="utf-8")) for script in scripts]


def _number(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


def _is_current(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether nothing needs migrating; refuses files that are not ours or newer than we are."""
    version, newest = _number(connection, "PRAGMA user_version"), _steps()[-1][0]
    is_ours = _number(connection, "PRAGMA application_id") == APPLICATION_ID
    if not is_ours and (version or _number(connection, "SELECT count(*) FROM sqlite_schema")):
        raise InvalidInput(f"{path}: this is another program's database; nothing was changed. Name another path.")
    if version > newest:
        raise Conflict(
            f"{path}: schema version {version}, but this program knows versions up to {newest}; nothing was changed. "
            "Update forbear, or open the store with the version that wrote it."
        )
    return version == newest


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Take every step that is missing, all or nothing; forward only. Whoever comes second finds nothing to do."""
    connection.execute("BEGIN EXCLUSIVE")
    try:
        if not _is_current(connection, path):
            version = _number(connection, "PRAGMA user_version")
            for number, script in _steps():
                if number > version:
                    connection.executescript(f"{script}\nPRAGMA user_version = {number};")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


class ReaderPool:
    """Connections that only read; each serves one thread at a time, so readers never wait for one another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._idle: list[sqlite3.Connection] = []
        self._is_closed = False

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; Unavailable once the pool is closed or if the database cannot be read."""
        with self._lock:
            if self._is_closed:
                raise closed("The store")
            connection = self._idle.pop() if self._idle else None
        try:
            if connection is None:
                connection = _connect(self._path)
                connection.execute("PRAGMA query_only = ON")
            yield connection
        except sqlite3.Error as error:
            raise Unavailable(f"{self._path}: could not be read ({error}). Try again.") from error
        finally:
            if connection is not None:
                self._take_back(connection)

    def _take_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close what is idle now and what is lent when it comes back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
