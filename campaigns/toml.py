"""TOML both ways: a file read with the line of each key (the standard reader does not say), and values written back."""

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from campaigns.errors import InvalidInput, NotFound, Problem
from campaigns.text_files import read_text
from campaigns.toml_hints import toml_hint

type Key = tuple[str, ...]
type Plain = str | bool | int | float | date | Sequence[Plain] | Mapping[str, Plain]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r"""
    "{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5}   # over several lines
    | "(?:\\.|[^"\\\n])*" | '[^'\n]*'
    """,
    re.DOTALL | re.VERBOSE,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_LONG_KEY = re.compile(
    r"""(?<![\w-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')){32}"""
)
"""The standard reader's time grows with the square of the parts of a key."""


class _Scan:
    """Walks a text that the standard reader has accepted, so it may be lenient."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Key, int] = {}
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def blank(self) -> str:
        self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]  # matches the empty text too
        return self.text[self.at : self.at + 1]

    def note(self, key: Key) -> None:
        line = bisect_left(self._ends, self.at) + 1
        for length in range(1, len(key) + 1):
            self.lines.setdefault(key[:length], line)

    def key(self) -> Key:
        parts: list[str] = []
        while True:
            mark = self.blank()
            found = (_STRING if mark in {'"', "'"} else _BARE).match(self.text, self.at)
            if found is None:
                return tuple(parts)
            self.at = found.end()
            parts.append(_unquoted(found.group()))
            if self.blank() != ".":
                return tuple(parts)
            self.at += 1

    def document(self) -> None:
        table: Key = ()
        while mark := self.blank():
            start = self.at
            if mark == "[":
                self.at += 2 if self.text.startswith("[[", self.at) else 1
                table = self.key()
                end, self.at = self.text.find("\n", self.at), start
                self.note(table)
                self.at = len(self.text) if end < 0 else end
            else:
                self.pair(table)

    def pair(self, table: Key) -> None:
        self.blank()
        start = self.at
        key = table + self.key()
        end, self.at = self.at, start
        self.note(key)
        self.at = end + 1  # the equals sign
        self.value(key)

    def value(self, key: Key) -> None:
        mark = self.blank()
        if mark in {"[", "{"}:
            self.at += 1
            position = 0
            while (inner := self.blank()) not in {"]", "}", ""}:
                if inner == ",":
                    self.at += 1
                elif mark == "{":
                    self.pair(key)
                else:
                    self.note((*key, str(position)))
                    self.value((*key, str(position)))
                    position += 1
            self.at += 1
        else:
            pattern = _STRING if mark in {'"', "'"} else _SCALAR
            found = pattern.match(self.text, self.at)
            self.at = found.end() if found and found.end() > self.at else self.at + 1


def _unquoted(part: str) -> str:
    if part.startswith('"'):
        try:
            return str(json.loads(part))
        except ValueError:  # \U00000041 is TOML and not JSON; the raw text still says which key it is
            return part[1:-1]
    return part.strip("'")


@dataclass(frozen=True)
class Document:
    """A TOML file that could be read: what it says, and on which line.

    Parameters
    ----------
    file : what its reader knows it by, for errors.
    text : as written.
    values : as parsed.
    """

    file: str
    text: str
    values: dict[str, Any]

    @cached_property
    def lines(self) -> Mapping[Key, int]:
        """The line of every key."""
        return key_lines(self.text)

    def problem(self, key: Key, found: str, mend: str = "") -> Problem:
        """Make a problem that stands at a key."""
        return Problem(self.file, line_of(self.lines, key), found, mend)


def read_toml(path: Path, name: str | None = None) -> Document:
    r"""Read a TOML file.

    Parameters
    ----------
    path : where it is.
    name : what its reader knows it by, for errors; the path by default.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it is not plain UTF-8, too long, nested too deep or no TOML; with file, line and how to mend it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.toml").write_text("a = 1\n[b]\nc = 2")
    ...     document = read_toml(Path(folder, "a.toml"), "a.toml")
    >>> document.values, str(document.problem(("b", "c"), "c = 2; wanted 3"))
    ({'a': 1, 'b': {'c': 2}}, 'a.toml:3: c = 2; wanted 3')
    """
    name = str(path) if name is None else name
    if not path.exists():
        raise NotFound(f"{name}: there is no such file. Check the path.")
    text = read_text(path, name)
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problem = Problem(name, line, "a key of more than 32 parts; wanted tables of plain values", "simplify")
        raise InvalidInput(str(problem), (problem,))
    try:
        return Document(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        problem = _syntax(name, text, str(error))
        raise InvalidInput(str(problem), (problem,)) from error
    except RecursionError as error:
        problem = Problem(name, 1, "nested too deep; wanted tables of plain values", "simplify")
        raise InvalidInput(str(problem), (problem,)) from error


def _syntax(name: str, text: str, said: str) -> Problem:
    """Turn the standard reader's words into a Problem that shows the line and how to mend it."""
    place = re.search(r" \(at line (\d+), column (\d+)\)", said)
    line = int(place[1]) if place else text.count("\n") + 1
    said = said.replace(place[0], f" in column {place[2]}") if place else said
    written = "".join(mark for mark in text.split("\n")[line - 1].strip() if mark.isprintable())
    shown = f"; the line is `{written[:80]}`" if written else ""
    return Problem(name, line, f"{said}{shown}; wanted TOML 1.0", toml_hint(written, said))


def key_lines(text: str) -> dict[Key, int]:
    r"""Find the line of every table header, key and list entry of a valid TOML text.

    Returns
    -------
    1-based line by key path; entries of lists have their position as last part.

    Examples
    --------
    >>> key_lines("a = 1\n[b.c]\nd = {e = [2,\n3]}")[("b", "c", "d", "e", "1")]
    4
    """
    scan = _Scan(text)
    scan.document()
    return scan.lines


def line_of(lines: Mapping[Key, int], key: Key) -> int:
    """Give the line of a key, or of the nearest table around it when the key is not there; 1 for the whole file."""
    for length in range(len(key), 0, -1):
        if key[:length] in lines:
            return lines[key[:length]]
    return 1


def toml_value(value: Plain) -> str:
    r"""Write one value on one line.

    Examples
    --------
    >>> print(toml_value({"en": 'a "word"', "6.1": [1, True]}))
    { en = "a \"word\"", "6.1" = [1, true] }
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case Mapping():
            inside = ", ".join(f"{toml_key((name,))} = {toml_value(item)}" for name, item in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            return f"[{', '.join(toml_value(item) for item in value)}]"


def toml_key(key: Key) -> str:
    """Write a dotted key; parts that are not bare words are quoted.

    Examples
    --------
    >>> toml_key(("title", "zh-CN")), toml_key(("techniques", "6.1"))
    ('title.zh-CN', 'techniques."6.1"')
    """
    return ".".join(part if _BARE.fullmatch(part) else _quoted(part) for part in key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
