"""What is wrong in a file, in plain sentences: file, line, key, found, wanted, how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from campaigns.errors import InvalidInput, Problem

_TABLE = ("a table", "write [the.key] with keys below it")
_WHOLE = ("a whole number", "write it without quotes and decimals")
_DATE = ("a date", "write it like 2026-01-31, without quotes")
_WANTED: Mapping[str, tuple[str, str]] = {
    "string_type": ("text", "put it in quotes"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": ("a number", "write it without quotes"),
    "bool_type": ("true or false", "write it without quotes"),
    "date_type": _DATE,
    "date_from_datetime_inexact": _DATE,
    "tuple_type": ("a list", "write it in [ ]"),
    "dict_type": _TABLE,
    "mapping_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "finite_number": ("a finite number", "write one"),
    "string_too_short": ("some text", "write it, or delete the key if it may be left out"),
    "too_short": ("at least {min_length}", "add what is missing"),
    "string_too_long": ("at most {max_length} characters", "shorten it"),
    "greater_than_equal": ("{ge} or more", "raise it"),
    "greater_than": ("more than {gt}", "raise it"),
    "less_than_equal": ("{le} or less", "lower it"),
    "less_than": ("less than {lt}", "lower it"),
    "literal_error": ("{expected}", "choose one of these"),
}
_FORMS: Mapping[str, str] = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "a short name of lower-case letters, digits, _ and -",
    r"^[a-z][a-z0-9_]{0,63}$": "a short word of lower-case letters, digits and _, beginning with a letter",
    r"^[a-z]{2,3}(-[A-Z][a-zA-Z]{1,3})?$": "a locale such as en or zh-CN",
    r"^\d{1,2}\.\d{1,2}$": "a technique code such as 6.1",
    r"^[A-Z]{2}$": "a country code of two capital letters such as CN",
}


def refuse(problems: Iterable[Problem]) -> None:
    """Raise one InvalidInput that lists every problem on its own line; do nothing when there is none.

    Raises
    ------
    InvalidInput
        If there is any problem.
    """
    if found := tuple(sorted(set(problems))):
        raise InvalidInput("\n".join(str(problem) for problem in found), found)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Suggest the nearest known name, or list them all.

    Examples
    --------
    >>> did_you_mean("lable", ["label", "level"])
    'did you mean label?'
    >>> did_you_mean("x", ["label", "level"])
    'known: label, level'
    """
    known = list(known)
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"


def shown(value: object) -> str:
    """Show a value as a TOML author wrote it, cut to one short piece.

    Examples
    --------
    >>> shown("14"), shown(True), shown({}), shown((1, 2))
    ('"14"', 'true', 'a table', 'a list of 2')
    """
    match value:
        case str():
            text = '"' + value.replace("\n", "\\n") + '"'
        case bool():
            text = "true" if value else "false"
        case date() | datetime() | time():
            text = value.isoformat()
        case Mapping():
            text = "a table"
        case Sequence():
            text = f"a list of {len(value)}"
        case _:
            text = repr(value)
    return text if len(text) <= 80 else text[:76] + ' ..."'


def sentence(error: ErrorDetails, key: str, known: Iterable[str]) -> str:
    """Turn one of pydantic's errors into `key = found; wanted ...; how to mend`.

    Parameters
    ----------
    error : one entry of `ValidationError.errors()`.
    key : dotted key as the author wrote it.
    known : keys that the table around it may hold, for suggestions.
    """
    kind, context = error["type"], _context(error)
    name = key.rsplit(".", 1)[-1]
    if kind == "extra_forbidden":
        return f"{key} = {shown(error['input'])}; unknown key; {did_you_mean(name, known)}"
    if kind == "missing":
        return f"{key} is missing; wanted it here; add {name} = ..."
    if kind == "string_pattern_mismatch":
        form = _FORMS.get(str(context["pattern"]), f"text of the form {context['pattern']}")
        return f"{key} = {shown(error['input'])}; wanted {form}; rename it"
    wanted, mend = _WANTED.get(kind, (error["msg"].removeprefix("Input should be "), "change it"))
    return f"{key} = {shown(error['input'])}; wanted {wanted.format(**context)}; {mend}"


def _context(error: ErrorDetails) -> dict[str, Any]:
    return error.get("ctx", {})
