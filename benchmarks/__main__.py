"""Run every benchmark of this folder, or those named, and print ratios: `make bench`, `make bench ARGS=decision`."""

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.measure import Comparison


def main(names: list[str]) -> None:
    """Print one line per comparison; a ratio below 1 means that forbear takes less time than the reference."""
    found = sorted(
        entry.name for entry in pkgutil.iter_modules(benchmarks.__path__) if entry.name not in {"__main__", "measure"}
    )
    print(f"{'what':<46}{'forbear':>12}{'reference':>12}{'ratio':>8}  reference is")
    for name in names or found:
        comparison: Comparison
        for comparison in importlib.import_module(f"benchmarks.{name}").run():
            print(comparison)


if __name__ == "__main__":
    main(sys.argv[1:])
