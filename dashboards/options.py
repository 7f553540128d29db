"""Options that several commands share, and how they print."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STORE = ".forbear/forbear.db"
_EMBEDDED = "the embedded example"


def add_campaign(parser: argparse.ArgumentParser) -> None:
    """Take a campaign folder; the embedded example where none is given."""
    parser.add_argument(
        "campaign", nargs="?", type=_folder, default=_EMBEDDED, help=f"campaign folder (default: {_EMBEDDED})"
    )


def _folder(text: str) -> Path:
    """Read the folder; argparse asks this of its default too, but only for the command that is called."""
    if text is not _EMBEDDED:
        return Path(text)
    from campaigns.files import example  # noqa: PLC0415  # loads the whole room of campaigns

    return example()


def add_store(parser: argparse.ArgumentParser) -> None:
    """Take the place where the record is kept."""
    parser.add_argument("--store", default=STORE, metavar="FILE", help=f"SQLite file of the record (default: {STORE})")


def port(text: str) -> int:
    """Read a port number, 1 to 65535."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"found {text!r}; wanted a port from 1 to 65535")
    return int(text)


def add_json(parser: argparse.ArgumentParser) -> None:
    """Take --json."""
    parser.add_argument("--json", action="store_true", help="print JSON for a script instead of text for a person")


def print_json(value: object) -> None:
    """Print a value as indented JSON, characters of every language as they are."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Draw a progress bar on standard error; the callback takes (done, total)."""
    from rich.console import Console  # noqa: PLC0415  # `forbear --help` draws no bar
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415  # as above

    columns = (
        TextColumn(label),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=1)
        yield lambda done, total: progress.update(task, completed=done, total=total)
