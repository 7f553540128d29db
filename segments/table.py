"""A TOML table read strictly: every key is asked for by kind, and what is wrong is said with file, line and key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn, Self

from campaigns.errors import InvalidInput, Problem
from campaigns.problems import did_you_mean, missing, refuse, shown
from campaigns.toml import Key, line_of, read_toml


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a TOML file.

    `text`, `number`, … give a value of the kind asked for, or raise InvalidInput with file, line, key, what was
    found and what was wanted. A default of None means: the key must be there.

    Examples
    --------
    >>> table = Table("a.toml", {("x",): 1}, (), {"x": 3, "ids": ["a"]})
    >>> table.number("x"), table.texts("ids"), table.text("y", "none")
    (3.0, ('a',), 'none')
    """

    file: str
    lines: Mapping[Key, int]
    at: Key
    values: Mapping[str, object]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a whole file; NotFound if there is none, InvalidInput if it is not TOML (`campaigns.toml.read_toml`)."""
        document = read_toml(path)
        return cls(document.file, document.lines, (), document.values)

    def problem(self, key: Iterable[str], text: str) -> Problem:
        """Make a problem of a key of this table: file, line, key and the text."""
        whole = (*self.at, *key)
        return Problem(self.file, line_of(self.lines, whole), f"{'.'.join(whole) or 'the file'} {text}")

    def refuse(self, key: Iterable[str], text: str) -> NoReturn:
        """Raise InvalidInput for a key of this table: file:line: key text."""
        problem = self.problem(key, text)
        raise InvalidInput(str(problem), (problem,))

    def only(self, *known: str) -> None:
        """Refuse every key but these, all that are wrong at once."""
        refuse(
            self.problem((key,), f"= {shown(value)}; unknown key; {did_you_mean(key, known)}")
            for key, value in self.values.items()
            if key not in known
        )

    def _get(self, key: str, default: object) -> object:
        if key in self.values:
            return self.values[key]
        if default is None:
            whole = ".".join((*self.at, key))
            self.refuse((key,), missing(whole).removeprefix(whole).lstrip())
        return default

    def _fault(self, key: Iterable[str], value: object, wanted: str) -> Problem:
        return self.problem(key, f"= {shown(value)}; wanted {wanted}")

    def _wrong(self, key: Iterable[str], value: object, wanted: str) -> NoReturn:
        self.refuse(key, f"= {shown(value)}; wanted {wanted}")

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text that is not empty."""
        value = self._get(key, default)
        if not isinstance(value, str) or not value.strip():
            self._wrong((key,), value, 'a text in quotes, such as "gift"')
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Give a number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong((key,), value, "a number without quotes")
        return float(value)

    def whole(self, key: str, default: int | None = None) -> int:
        """Give a whole number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong((key,), value, "a whole number without quotes")
        return value

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Give a list of texts."""
        value = self._get(key, default)
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._wrong((key,), value, 'a list of texts, such as ["a", "b"]')
        refuse(
            self._fault((key, str(place)), member, "a text in quotes")
            for place, member in enumerate(value)
            if not isinstance(member, str)
        )
        return tuple(value)

    def numbers(self, key: str, default: Sequence[float] | None = None) -> tuple[float, ...]:
        """Give a list of numbers."""
        value = self._get(key, default)
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._wrong((key,), value, "a list of numbers, such as [2, 4]")
        refuse(
            self._fault((key, str(place)), member, "a number without quotes")
            for place, member in enumerate(value)
            if isinstance(member, bool) or not isinstance(member, int | float)
        )
        return tuple(float(member) for member in value)

    def table(self, key: str, *, default: bool = False) -> "Table":
        """Give the table under a key; an empty one where the key is missing and `default` is true."""
        value = self._get(key, {} if default else None)
        if not isinstance(value, Mapping):
            header = f"[{'.'.join((*self.at, key))}]"
            self._wrong(
                (key,), value, f"a table, such as {f'{{ en = {shown(value)} }}' if isinstance(value, str) else header}"
            )
        return Table(self.file, self.lines, (*self.at, key), value)

    def tables(self) -> dict[str, "Table"]:
        """Give every value as a table; refuse those that are none."""
        return dict(zip(self.values, gathered(partial(self.table, key) for key in self.values), strict=True))


def gathered[Made](reads: Iterable[Callable[[], Made]]) -> list[Made]:
    """Do every read, then refuse at once all that any of them refused.

    Examples
    --------
    >>> table = Table("a.toml", {("x",): 1, ("y",): 2}, (), {"x": 3, "y": "4"})
    >>> gathered([partial(table.number, "x"), partial(table.text, "y")])
    [3.0, '4']
    >>> gathered([partial(table.text, "x"), partial(table.number, "y")])
    Traceback (most recent call last):
    campaigns.errors.InvalidInput: a.toml:1: x = 3; wanted a text in quotes, such as "gift"
    a.toml:2: y = "4"; wanted a number without quotes
    """
    made: list[Made] = []
    problems: list[Problem] = []
    for read in reads:
        try:
            made.append(read())
        except InvalidInput as error:
            if not error.problems:
                raise
            problems.extend(error.problems)
    refuse(problems)
    return made
