"""What can go wrong, as five words that every door (command line, HTTP, dashboard) translates.

EngineError
├── InvalidInput   what came in cannot be understood; nothing was changed
├── NotFound       the thing named does not exist
├── Conflict       it contradicts what is already on record
├── NotConverged   a model did not reach the quality asked for; nothing was published
└── Unavailable    cannot be done now; try again

A message says where, what was found, what was wanted and how to mend it.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. Sorts by file and line, so that a person can work down a list.

    Examples
    --------
    >>> print(Problem("campaign.toml", 3, "id = 7; wanted text; put it in quotes"))
    campaign.toml:3: id = 7; wanted text; put it in quotes
    >>> Problem("campaign.toml", 3, "id = 7; wanted text", "put it in quotes").text
    'id = 7; wanted text; put it in quotes'
    """

    file: str
    line: int
    found: str
    mend: str = ""

    @property
    def text(self) -> str:
        """What was found and wanted, and how to mend it."""
        return f"{self.found}; {self.mend}" if self.mend else self.found

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a key of a value; a reader that knows the file makes it a Problem with its line.

    `text` is the whole sentence, key included.
    """

    key: tuple[str, ...]
    text: str


class EngineError(Exception):
    """Base of all errors that a door shows to its user as they are."""

    code = "engine_error"
    status = 500
    exit_code = 70


class InvalidInput(EngineError):
    """What came in cannot be understood; nothing was changed. `problems` lists them where a file has several."""

    code = "invalid_input"
    status = 422
    exit_code = 2

    def __init__(self, text: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(text)
        self.problems = problems


class NotFound(EngineError):
    """The thing named does not exist."""

    code = "not_found"
    status = 404
    exit_code = 3


def not_found(kind: str, name: str, known: Iterable[str]) -> NotFound:
    """Build the error for a name that nothing of its kind bears; it names those there are.

    Examples
    --------
    >>> print(not_found("metric", "x", ["landing", "click"]))
    No metric is called 'x'; there are: landing, click. Use one of these names.
    """
    return NotFound(f"No {kind} is called {name!r}; there are: {', '.join(known) or 'none'}. Use one of these names.")


class Conflict(EngineError):
    """It contradicts what is already on record."""

    code = "conflict"
    status = 409
    exit_code = 4


class NotConverged(EngineError):
    """A model did not reach the quality asked for; nothing was published."""

    code = "not_converged"
    status = 409
    exit_code = 5


class Unavailable(EngineError):
    """Cannot be done now; trying again may help."""

    code = "unavailable"
    status = 503
    exit_code = 6
