"""Measure two callables in turn, A B A B …, and compare medians: drift of a shared machine falls on both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """Median seconds per item of ours and of a reference."""

    what: str
    ours: float
    reference: float
    reference_is: str

    def __str__(self) -> str:
        ratio = self.ours / self.reference
        return f"{self.what:<46}{_time(self.ours):>12}{_time(self.reference):>12}{ratio:>8.2f}  {self.reference_is}"


def compare(
    what: str,
    ours: Callable[[], object],
    reference_is: str,
    reference: Callable[[], object],
    *,
    items: int,
    rounds: int = 7,
) -> Comparison:
    """Call both `rounds` times in turn after one warm-up each; `items` are handled by one call."""
    ours(), reference()
    times = [(_seconds(ours), _seconds(reference)) for _ in range(rounds)]
    mine, theirs = (statistics.median(column) / items for column in zip(*times, strict=True))
    return Comparison(what, mine, theirs, reference_is)


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-9:.0f} ns"
