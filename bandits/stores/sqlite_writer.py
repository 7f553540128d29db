"""GroupCommit: one thread that writes for everybody, so that many callers share one flush to disk.

A flush takes a millisecond whether it carries one event or two hundred. The thread takes every job that waits, runs
them in one transaction, each in its own savepoint, commits, and only then answers. A job that fails is undone alone.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from typing import Any

from bandits.stores.admission import closed
from campaigns.errors import Unavailable

MOST_TOGETHER = 256  # jobs in one transaction
MOST_WAITING = 2048  # jobs; beyond them callers are held back
PATIENCE_SECONDS = 30.0  # how long a caller is held back before it is told to try later


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    answer: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: Exception | None = None

    def attempt(self, connection: sqlite3.Connection) -> None:
        """Do the work; undo it alone if it fails. Raises only if the whole transaction is lost."""
        connection.execute("SAVEPOINT job")
        try:
            self.result = self.work(connection)
        except Exception as error:  # whatever it is, it belongs to this caller alone
            if not connection.in_transaction:  # a full disk, say, makes SQLite undo the group by itself
                raise sqlite3.OperationalError(str(error)) from error
            connection.execute("ROLLBACK TO job")
            self.error = _not_recorded(error) if isinstance(error, sqlite3.Error) else error
        connection.execute("RELEASE job")

    def reply(self) -> None:
        """Tell the caller, after the commit."""
        if self.error is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.error)


class GroupCommit:
    """Runs jobs on one connection in one thread; owns that connection and closes it.

    A caller waits until its job is committed. At most `most_waiting` jobs wait; whoever comes then is held back.
    If the thread dies, everyone who waits and everyone who comes later gets Unavailable.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        most_waiting: int = MOST_WAITING,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._connection = connection
        self._most_waiting = most_waiting
        self._patience_seconds = patience_seconds
        lock = Lock()
        self._arrived = Condition(lock)
        self._has_room = Condition(lock)
        self._waiting: deque[_Job] = deque()
        self._in_hand: list[_Job] = []
        self._is_closing = False
        self._is_dead = False
        self._thread = Thread(target=self._serve, name="forbear-store-writer", daemon=True)
        self._thread.start()

    def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work inside a transaction; returns its result once that is durable.

        Raises
        ------
        Unavailable
            If the store is closed, too busy or cannot write. What was asked for is then not acknowledged; events may
            be sent again without harm.
        """
        job = _Job(work)
        with self._arrived:
            has_room = self._has_room.wait_for(self._may_enter, timeout=self._patience_seconds)
            if self._is_closing or self._is_dead:
                raise self._gone()
            if not has_room:
                raise Unavailable(
                    f"The store is {len(self._waiting)} writes behind and has not caught up for "
                    f"{self._patience_seconds:g} seconds; nothing was recorded. Send it again later."
                )
            self._waiting.append(job)
            self._arrived.notify()
        result: T = job.answer.result()
        return result

    def close(self) -> None:
        """Finish what waits, then end the thread and close the connection; may be called again."""
        with self._arrived:
            self._is_closing = True
            self._arrived.notify_all()
            self._has_room.notify_all()
        self._thread.join()

    def _may_enter(self) -> bool:
        return len(self._waiting) < self._most_waiting or self._is_closing or self._is_dead

    def _gone(self) -> Unavailable:
        if self._is_dead and not self._is_closing:
            return Unavailable("The store's writer has stopped; nothing was recorded. Open the store again.")
        return closed("The store")

    def _serve(self) -> None:
        try:
            while self._take():
                self._commit()
        finally:  # after an orderly end nobody is left; after any other, nobody may be left waiting
            with self._arrived:
                self._is_dead = True
                left = [job for job in (*self._in_hand, *self._waiting) if not job.answer.done()]
                self._waiting.clear()
                self._has_room.notify_all()
            for job in left:
                job.answer.set_exception(self._gone())
            self._connection.close()

    def _take(self) -> bool:
        with self._arrived:
            self._arrived.wait_for(lambda: self._waiting or self._is_closing)
            self._in_hand = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
            self._has_room.notify(len(self._in_hand))
            return bool(self._in_hand)

    def _commit(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in self._in_hand:
                job.attempt(self._connection)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            for job in self._in_hand:
                job.error = _not_recorded(error)
        for job in self._in_hand:
            job.reply()
        self._in_hand = []


def _not_recorded(error: BaseException) -> Unavailable:
    return Unavailable(
        f"The store could not write ({error}); nothing is acknowledged. Check that the disk has room and that no other "
        "program holds the database, then send it again: what was recorded already counts once."
    )
