"""Ledger: who did what with which exact text, when and why: approvals.jsonl in the campaign folder, only ever added to.

One JSON object a line. A line is written whole or not at all, under a lock of the operating system, and is on disk
before the caller goes on; so two people at once lose nothing. Names are taken on trust: who may write into the folder
can write any name. Keep the folder under version control, so that a changed line shows.
"""

import csv
import fcntl
import io
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, StringConstraints, ValidationError, model_validator

from campaigns.approval.person import person
from campaigns.errors import Conflict, EngineError, InvalidInput, Problem, Unavailable
from campaigns.parts import Locale, Value
from campaigns.problems import refuse, sentence

LEDGER_FILE = "approvals.jsonl"
MAX_BYTES = 20_000_000
MAX_LINE_BYTES = 20_000
MAX_WHY = 2_000
COLUMNS = ("at", "who", "act", "subject", "digest", "role", "locales", "why")

type Act = Literal["submit", "review", "return", "approve", "launch", "pause", "resume", "retire"]
type Role = Literal["theory", "local", "legal", "health", "faith", "ethics"]
ROLES: tuple[Role, ...] = ("theory", "local", "legal", "health", "faith", "ethics")
REVIEWS: tuple[Act, ...] = ("review", "return")

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def reason(words: str) -> str:
    r"""Take a reason as it is kept: no space around it, and nothing in it but text and line ends.

    Raises
    ------
    InvalidInput
        If it is longer than 2,000 characters, or holds characters that would steer the screen of whoever reads it.

    Examples
    --------
    >>> reason("  reads well\n")
    'reads well'
    """
    plain = words.strip()
    if len(plain) > MAX_WHY:
        raise InvalidInput(f"why has {len(plain)} characters; wanted at most {MAX_WHY}; shorten it")
    if found := _CONTROLS.search(plain):
        raise InvalidInput(
            f"why holds {found[0]!a}, which would steer the screen that shows it; wanted text; delete it"
        )
    return plain


def _as_value(check: Callable[[str], str]) -> Callable[[str], str]:
    def checked(words: str) -> str:
        try:
            return check(words)
        except InvalidInput as error:
            raise ValueError(str(error)) from None

    return checked


class Entry(Value):
    """One act of one person on one exact text or claim; `digest` says which, see `campaigns.approval.standing`.

    Examples
    --------
    >>> entry = Entry(at=datetime(2026, 3, 2, 9, tzinfo=UTC), who="Ana", act="review", subject="variant:plain",
    ...               digest="0" * 64, role="local", locales=("en",), why="reads well aloud")
    >>> entry.kind, entry.name, entry.day
    ('variant', 'plain', '2026-03-02')
    """

    at: Annotated[AwareDatetime, AfterValidator(_utc)]
    who: Annotated[str, AfterValidator(_as_value(person))]
    act: Act
    subject: Annotated[str, StringConstraints(pattern=r"^(variant|claim):[a-z0-9][a-z0-9_-]{0,63}$")]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    role: Role | None = None
    locales: Annotated[tuple[Locale, ...], AfterValidator(lambda locales: tuple(sorted(set(locales))))] = ()
    why: Annotated[str, AfterValidator(_as_value(reason))] = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.role is not None) != (self.act in REVIEWS):
            raise ValueError(f"act {self.act!r} has role {self.role!r}; a review or a return has one, others none")
        if self.locales and self.role != "local":
            raise ValueError(f"role {self.role!r} names locales; only a local review does")
        return self

    @property
    def kind(self) -> str:
        """Whether it is about a variant or a claim."""
        return self.subject.partition(":")[0]

    @property
    def name(self) -> str:
        """Id of the variant or claim."""
        return self.subject.partition(":")[2]

    @property
    def day(self) -> str:
        """The day (UTC) as text."""
        return self.at.date().isoformat()


class Ledger:
    """The record while it is open for adding: nobody else can write until it is closed."""

    def __init__(self, descriptor: int, entries: tuple[Entry, ...]) -> None:
        self._descriptor = descriptor
        self.entries = entries

    def append(self, entry: Entry) -> None:
        """Write one entry and wait until it is on disk; where that fails, nothing of it stays.

        Raises
        ------
        Conflict
            If the record would grow over its size.
        Unavailable
            If the disk does not take it.
        """
        line = (entry.model_dump_json() + "\n").encode("utf-8")
        size = os.lseek(self._descriptor, 0, os.SEEK_END)
        if size + len(line) > MAX_BYTES:
            raise Conflict(
                f"{LEDGER_FILE}: has {size} bytes; wanted at most {MAX_BYTES} with this entry. Move the file to an "
                "archive and begin a campaign of a new id."
            )
        try:
            if os.write(self._descriptor, line) != len(line):
                raise OSError("written only in part")  # noqa: TRY301  # one way out for all that can fail here
            os.fsync(self._descriptor)
        except OSError as error:
            os.ftruncate(self._descriptor, size)
            raise Unavailable(
                f"{LEDGER_FILE}: cannot be written ({error.strerror or error}). Free the disk."
            ) from error
        self.entries = (*self.entries, entry)


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open the record of a campaign folder for adding; others wait until the end of the `with`.

    Raises
    ------
    InvalidInput
        If a line is no entry, or the file is no plain file that may be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_ledger(Path(folder)) as ledger:
    ...         ledger.append(Entry(at=datetime(2026, 3, 2, tzinfo=UTC), who="Ana", act="submit",
    ...                             subject="variant:plain", digest="0" * 64))
    ...     [entry.who for entry in read_ledger(Path(folder))]
    ['Ana']
    """
    path = Path(folder) / LEDGER_FILE
    descriptor = _opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Ledger(descriptor, _entries(descriptor))
    finally:
        os.close(descriptor)  # which also ends the lock


def read_ledger(folder: Path) -> tuple[Entry, ...]:
    """Read the record of a campaign folder, oldest first; empty where nobody has done anything yet.

    Raises
    ------
    InvalidInput
        With file and line of each line that is no entry.
    """
    path = Path(folder) / LEDGER_FILE
    if not path.exists() and not path.is_symlink():
        return ()
    descriptor = _opened(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return _entries(descriptor)
    finally:
        os.close(descriptor)


def _opened(path: Path, flags: int) -> int:
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
    except OSError as error:
        raise _not_a_record(path, str(error.strerror or error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_a_record(path, "no plain file")
    return descriptor


def _not_a_record(path: Path, why: str) -> InvalidInput:
    return InvalidInput(
        f"{path}: cannot be opened ({why}); wanted a plain file in the campaign folder that you may write. Mend its "
        "place or its permissions."
    )


def _entries(descriptor: int) -> tuple[Entry, ...]:
    size = os.fstat(descriptor).st_size
    if size > MAX_BYTES:
        refuse([Problem(LEDGER_FILE, 0, f"has {size} bytes; wanted at most {MAX_BYTES}", "archive it")])
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        lines = file.read().split(b"\n")
    mend = "restore the file from version control; lines are only ever added by `forbear approval`"
    problems, entries = [], []
    if lines.pop():
        problems.append(Problem(LEDGER_FILE, len(lines) + 1, "has no end of line; wanted a whole entry", mend))
    for number, line in enumerate(lines, start=1):
        try:
            entries.append(_entry(line))
        except (EngineError, ValueError) as error:
            problems.append(Problem(LEDGER_FILE, number, _told(error), mend))
    refuse(problems)
    return tuple(entries)


def _entry(line: bytes) -> Entry:
    if len(line) > MAX_LINE_BYTES:
        raise InvalidInput(f"has {len(line)} bytes; wanted at most {MAX_LINE_BYTES}")
    return Entry.model_validate_json(line, strict=True)


def _told(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return "cannot be read; wanted one whole entry, as `forbear approval` wrote it"
    return sentence(first, ".".join(str(part) for part in first["loc"]) or "entry", COLUMNS)


def ledger_csv(entries: Iterable[Entry]) -> str:
    r"""Write entries as CSV for a spreadsheet, which would run a cell that begins like a formula: it gets a quote.

    Examples
    --------
    >>> entry = Entry(at=datetime(2026, 3, 2, tzinfo=UTC), who="Ana", act="pause", subject="variant:plain",
    ...               digest="0" * 64, why="=HYPERLINK(1)")
    >>> print(ledger_csv([entry]).splitlines()[1])
    2026-03-02T00:00:00+00:00,Ana,pause,variant:plain,0000...,,,'=HYPERLINK(1)
    """
    text = io.StringIO()
    writer = csv.writer(text)  # ends lines with \r\n: Python 3.12 quotes a lone \r only where it ends lines
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = [entry.at.isoformat(), *(getattr(entry, name) or "" for name in COLUMNS[1:])]
        cells[COLUMNS.index("locales")] = " ".join(entry.locales)
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    return text.getvalue()
