"""Several processes and one store: they share it, and kill -9 takes nothing back that was acknowledged."""

import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bandits.stores.sqlite import SqliteStore

CHILD = Path(__file__).parent.parent / "checks" / "store_child.py"
KILLS = 50


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def start_child() -> subprocess.Popen[str]:
    root = CHILD.parent.parent.parent
    return subprocess.Popen(
        [sys.executable, CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.slow
def test_three_processes_that_make_the_file_together_all_count_and_share_one_key(path: Path) -> None:
    """Each adds 60 of its own and the same 60: 3 * 60 + 60 = 240 decisions, 80 of them answered."""
    children = [start_child() for _ in range(3)]
    for number, child in enumerate(children):
        order(child, f"{path} p{number} 60")
    said = [child.communicate(timeout=60)[0].splitlines() for child in children]
    with closing(SqliteStore(path)) as store:
        rows = store.count_rows("carvings")
        assert sum(row.decided for row in rows) == 240
        assert sum(row.answered for row in rows) == 80
        assert rows == store.recount("carvings")
        assert {lines[-2] for lines in said} == {f"key {store.key().hex()}"}


@pytest.mark.slow
def test_kill_minus_nine_loses_nothing_that_was_acknowledged(path: Path) -> None:
    """One file, 50 kills at random moments of three threads' writing."""
    moments = random.Random(2)  # noqa: S311  no secret
    acknowledged: set[str] = set()
    with start_child() as child:
        for number in range(KILLS):
            order(child, f"{path} r{number} forever")
            new = acknowledged_before_kill(child, moments.uniform(0.0, 0.15))
            assert new
            assert not new & acknowledged
            acknowledged |= new
            with closing(SqliteStore(path)) as store:
                assert store.count_rows("carvings") == store.recount("carvings") != []
            found = ask(path, "SELECT decision_id FROM decisions UNION ALL SELECT outcome_id FROM outcomes")
            assert acknowledged <= {str(name) for (name,) in found}
            assert ask(path, "PRAGMA integrity_check") == [("ok",)]
            assert ask(path, "PRAGMA foreign_key_check") == []


def order(child: subprocess.Popen[str], line: str) -> None:
    assert child.stdin is not None
    child.stdin.write(f"{line}\n")
    child.stdin.flush()


def acknowledged_before_kill(child: subprocess.Popen[str], seconds: float) -> set[str]:
    """Let a process write for some time after its first acknowledgement, kill it, and return all that it had said."""
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    said = b""
    while said.count(b"\n") < 2:
        said += more_from(pipe)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            said += more_from(pipe)
    os.kill(int(said.split()[1]), signal.SIGKILL)
    while not said.endswith(b"\nended\n"):
        said += more_from(pipe)
    _, *acknowledged, _ = said.decode().splitlines()
    return set(acknowledged)


def more_from(pipe: int) -> bytes:
    more = os.read(pipe, 1 << 16)
    assert more, "the child has gone"
    return more
