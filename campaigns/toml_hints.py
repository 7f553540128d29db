"""Hints: what a line that is no TOML most likely meant, and how to write it."""

import re
from collections.abc import Callable

_DAY_FIRST = re.compile(r"(?<![\d/.])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/.])")
_YEAR_FIRST = re.compile(r"(?<![\d/.])(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?![\d/.])")
_NO_QUOTES = re.compile(r"^\s*([\w.-]+)\s*=\s*([^\W\d_][^\"'#\[\]{},]*)", re.UNICODE)


def toml_hint(line: str, said: str = "") -> str:
    """Say how to mend a line that the reader refused.

    Parameters
    ----------
    line : as written.
    said : the reader's own words about it.

    Examples
    --------
    >>> toml_hint("as_of = 15/01/2026")
    'write 2026-01-15: year-month-day, without quotes'
    >>> toml_hint("name = “Plain”")
    'use straight quotes: " and not “ ”'
    >>> toml_hint("floor = = 1")
    'mend the line'
    """
    if "Cannot overwrite" in said or "Cannot declare" in said or "twice" in said:
        return "it is there already; delete one of the two"
    return next((hint for find in _HINTS if (hint := find(line)) is not None), "mend the line")


def _curly(line: str) -> str | None:
    """Curly quotes where a value begins; inside straight quotes they are fine."""
    outside = re.sub(r'"[^"]*("|$)', "", line.split("#", maxsplit=1)[0])
    return 'use straight quotes: " and not “ ”' if re.search("[“”„‟‘’«»]", outside) else None


def _date(line: str) -> str | None:
    value = line.partition("=")[2].strip()
    if found := _YEAR_FIRST.match(value):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.match(value):
        day, month, year = (int(part) for part in found.groups())
        if day <= 12 and month <= 12 and day != month:
            return "write the date as year-month-day, such as 2026-01-15, without quotes"
        day, month = (month, day) if month > 12 else (day, month)
    else:
        return None
    return f"write {year}-{month:02}-{day:02}: year-month-day, without quotes"


def _odd_quote(line: str) -> str | None:
    return 'a quote is missing: text stands between two "' if line.replace('\\"', "").count('"') % 2 else None


def _bare_word(line: str) -> str | None:
    if (found := _NO_QUOTES.match(line)) is None:
        return None
    name, value = found[1], found[2].strip()
    if value.lower() in {"true", "false", "yes", "no"}:
        return "write true or false, in small letters"
    return f'put the text in quotes: {name} = "{value}"'


def _decimal_comma(line: str) -> str | None:
    found = re.match(r"^\s*[\w.-]+\s*=\s*(\d+),(\d+)\s*(?:#|$)", line)
    return f"write {found[1]}.{found[2]}, with a point" if found else None


def _percent(line: str) -> str | None:
    found = re.match(r"^\s*[\w.-]+\s*=\s*(\d+(?:[.,]\d+)?)\s*%", line)
    return f"write {float(found[1].replace(',', '.')) / 100:g} for {found[1]} %" if found else None


def _colon(line: str) -> str | None:
    found = re.match(r"^\s*([\w.-]+)\s*:", line)
    return f"write {found[1]} = ..., with = and not :" if found else None


_HINTS: tuple[Callable[[str], str | None], ...] = (
    _curly, _date, _odd_quote, _bare_word, _decimal_comma, _percent, _colon
)  # fmt: skip
