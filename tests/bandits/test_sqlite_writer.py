"""One thread writes for everybody: failures stay with their job, and nothing is acknowledged that was not committed."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from bandits.stores.sqlite_writer import GroupCommit
from campaigns.errors import Conflict, Unavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


type Job = Callable[[sqlite3.Connection], object]


class Gate:
    """Holds a writer inside a job, so that the jobs behind it form one group."""

    def __init__(self, writer: GroupCommit, threads: ThreadPoolExecutor) -> None:
        self._writer, self._threads = writer, threads
        self._entered, self._opened = Event(), Event()
        self.held = threads.submit(writer.run, self._wait)
        assert self._entered.wait(10)

    def _wait(self, _: sqlite3.Connection) -> None:
        self._entered.set()
        assert self._opened.wait(10)

    def queue(self, *jobs: Job) -> list[Future[object]]:
        """Send jobs from a thread each, one after the other."""
        answers: list[Future[object]] = []
        for job in jobs:
            waiting = len(self._writer._waiting)
            answers.append(self._threads.submit(self._writer.run, job))
            until(partial(self._holds_more_than, waiting))
        return answers

    def _holds_more_than(self, jobs: int) -> bool:
        return len(self._writer._waiting) > jobs

    def open(self) -> None:
        self._opened.set()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def writer(path: Path) -> Iterator[GroupCommit]:
    connection = sqlite3.connect(path, autocommit=True, check_same_thread=False, timeout=0.01)
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT")
    with closing(GroupCommit(connection, most_waiting=4, patience_seconds=0.05)) as opened:
        yield opened


def insert(number: int) -> Job:
    return lambda connection: connection.execute("INSERT INTO t VALUES (?)", (number,)).lastrowid


def insert_and_raise(error: BaseException) -> Job:
    def job(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO t VALUES (100)")
        raise error

    return job


def test_a_job_that_fails_is_undone_alone(writer: GroupCommit, threads: ThreadPoolExecutor, path: Path) -> None:
    gate = Gate(writer, threads)
    good, conflict, broken, last = gate.queue(insert(1), insert_and_raise(Conflict("mine")), insert(1), insert(2))
    gate.open()
    assert (good.result(10), last.result(10)) == (1, 2)
    with pytest.raises(Conflict, match="mine"):
        conflict.result(10)
    with pytest.raises(Unavailable, match="UNIQUE"):
        broken.result(10)
    assert ask(path, "SELECT a FROM t") == [(1,), (2,)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_dies_acknowledges_nothing_more(
    writer: GroupCommit, threads: ThreadPoolExecutor, path: Path
) -> None:
    gate = Gate(writer, threads)
    answers = gate.queue(insert(1), insert_and_raise(SystemExit()), insert(2))
    gate.open()
    for answer in answers:
        with pytest.raises(Unavailable, match="writer has stopped"):
            answer.result(10)
    with pytest.raises(Unavailable, match="writer has stopped"):
        writer.run(insert(3))
    assert ask(path, "SELECT a FROM t") == []


def test_a_full_queue_holds_callers_back_and_then_says_how_far_behind_it_is(
    writer: GroupCommit, threads: ThreadPoolExecutor
) -> None:
    gate = Gate(writer, threads)
    answers = gate.queue(*(insert(number) for number in range(4)))
    with pytest.raises(Unavailable, match="4 writes behind"):
        writer.run(insert(9))
    gate.open()
    assert [answer.result(10) for answer in answers] == [0, 1, 2, 3]


def test_close_finishes_what_was_accepted(writer: GroupCommit, threads: ThreadPoolExecutor, path: Path) -> None:
    gate = Gate(writer, threads)
    answers = gate.queue(insert(1), insert(2))
    closing_down = threads.submit(writer.close)
    until(lambda: writer._is_closing)
    gate.open()
    closing_down.result(10)
    assert [answer.result(10) for answer in answers] == [1, 2]  # their threads may still be waking up
    assert ask(path, "SELECT a FROM t") == [(1,), (2,)]


def test_while_another_program_holds_the_file_callers_are_told_and_afterwards_it_works(
    writer: GroupCommit, path: Path
) -> None:
    with closing(sqlite3.connect(path, autocommit=True)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            writer.run(insert(1))
        other.execute("ROLLBACK")
    assert writer.run(insert(1)) == 1
