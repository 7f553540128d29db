"""Processes that write to a store until they are done or killed, and tell on standard output what was acknowledged.

Each line read, "<path> <prefix> <decisions or forever>", is worked off by a process of its own, forked after the slow
imports and before any thread or database. It says "pid <number>" first; "ended" is said when it is gone, killed or not.
"""

import itertools
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bandits.events import Decision, Exposure, Outcome
from bandits.stores.sqlite import SqliteStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def decision(name: str, number: int) -> Decision:
    moment = NOON + timedelta(hours=number % 50)
    variant = ("plain", "peer", "facts")[number % 3]
    return Decision(name, "carvings", "9f2c", "gift", 1.0, "given", "sms", "en", variant, 0.25, "a0", moment)


def acknowledge(*ids: str) -> None:
    """One write, so that a kill leaves whole lines only."""
    os.write(1, "".join(f"{name}\n" for name in ids).encode())


def write(store: SqliteStore, prefix: str, end: int | None) -> None:
    """Three decisions, an exposure, an outcome and its correction at a time."""
    for number in itertools.count(0, 3) if end is None else range(0, end, 3):
        names = [f"{prefix}-{number + offset}" for offset in range(3)]
        store.add_decisions([decision(name, number + offset) for offset, name in enumerate(names)])
        acknowledge(*names)
        store.add_exposures([Exposure(names[0], NOON)])
        first = Outcome(f"o-{names[1]}", names[1], "landing", number % 2, NOON)
        store.add_outcomes([first])
        acknowledge(first.outcome_id)
        second = Outcome(f"c-{names[1]}", names[1], "landing", 1 - number % 2, NOON)
        store.add_outcomes([second, first])
        acknowledge(second.outcome_id)


def work(path: str, prefix: str, end: str) -> None:
    acknowledge(f"pid {os.getpid()}")
    store = SqliteStore(Path(path))
    if end == "forever":
        with ThreadPoolExecutor(3) as threads:
            for part in threads.map(lambda thread: write(store, f"{prefix}-{thread}", None), range(3)):
                print(part)
    write(store, prefix, int(end))
    write(store, "same", int(end))
    acknowledge(f"key {store.key().hex()}")
    store.close()


def main() -> None:
    while line := sys.stdin.readline():
        pid = os.fork()
        if not pid:
            work(*line.split())
            return
        os.waitpid(pid, 0)
        acknowledge("ended")


if __name__ == "__main__":
    main()
