"""A TOML table read strictly: every key is asked for by kind, and what is wrong is said with file, line and key."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Self

from campaigns.errors import InvalidInput, NotFound
from campaigns.problems import did_you_mean, shown
from campaigns.toml import Key, key_lines, line_of


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
        """Read a whole file; NotFound if there is none, InvalidInput if it is not TOML."""
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise NotFound(f"{path}: there is no such file. Check the path.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{path}: cannot be read as text in UTF-8: {error}.") from None
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(f"{path}: not TOML: {error}.") from None
        return cls(str(path), key_lines(text), (), values)

    def refuse(self, key: Iterable[str], text: str) -> NoReturn:
        """Raise InvalidInput for a key of this table: file:line: key text."""
        whole = (*self.at, *key)
        raise InvalidInput(f"{self.file}:{line_of(self.lines, whole)}: {'.'.join(whole) or 'the file'} {text}")

    def only(self, *known: str) -> None:
        """Refuse every key but these."""
        for key, value in self.values.items():
            if key not in known:
                self.refuse((key,), f"= {shown(value)}; unknown key; {did_you_mean(key, known)}")

    def _get(self, key: str, default: object) -> object:
        if key in self.values:
            return self.values[key]
        if default is None:
            self.refuse((key,), f"is missing; wanted it here; add {key} = ...")
        return default

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

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self._wrong((key,), value, "true or false, without quotes")
        return value

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Give a list of texts."""
        value = self._get(key, default)
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._wrong((key,), value, 'a list of texts, such as ["a", "b"]')
        for place, member in enumerate(value):
            if not isinstance(member, str):
                self._wrong((key, str(place)), member, "a text in quotes")
        return tuple(value)

    def numbers(self, key: str, default: Sequence[float] | None = None) -> tuple[float, ...]:
        """Give a list of numbers."""
        value = self._get(key, default)
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._wrong((key,), value, "a list of numbers, such as [2, 4]")
        for place, member in enumerate(value):
            if isinstance(member, bool) or not isinstance(member, int | float):
                self._wrong((key, str(place)), member, "a number without quotes")
        return tuple(float(member) for member in value)

    def table(self, key: str, *, default: bool = False) -> "Table":
        """Give the table under a key; an empty one where the key is missing and `default` is true."""
        value = self._get(key, {} if default else None)
        if not isinstance(value, Mapping):
            self._wrong((key,), value, f"a table, such as [{'.'.join((*self.at, key))}]")
        return Table(self.file, self.lines, (*self.at, key), value)

    def tables(self) -> dict[str, "Table"]:
        """Give every value as a table; refuse the first that is none."""
        return {key: self.table(key) for key in self.values}
