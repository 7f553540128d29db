"""Options that several commands share, and how they print."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from campaigns.files import example

STORE = ".forbear/forbear.db"


def add_campaign(parser: argparse.ArgumentParser) -> None:
    """Take a campaign folder; the embedded example where none is given."""
    parser.add_argument(
        "campaign", nargs="?", type=Path, default=example(), help="campaign folder (default: the embedded example)"
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    """Take the place where the record is kept."""
    parser.add_argument("--store", default=STORE, metavar="FILE", help=f"SQLite file of the record (default: {STORE})")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Take --json."""
    parser.add_argument("--json", action="store_true", help="print JSON for a script instead of text for a person")


def print_json(value: object) -> None:
    """Print a value as indented JSON, characters of every language as they are."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Draw a progress bar on standard error; the callback takes (done, total)."""
    columns = (
        TextColumn(label),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=1)
        yield lambda done, total: progress.update(task, completed=done, total=total)
