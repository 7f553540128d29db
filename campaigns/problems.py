"""What is wrong in a file, in plain sentences: file, line, key, found, wanted, how to mend it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from campaigns.errors import InvalidInput, Problem
from campaigns.parts import COUNTRY, IDENTIFIER, LOCALE, READABLE, TECHNIQUE_CODE, WORD

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
    IDENTIFIER: "a short name of lower-case letters, digits, _ and -",
    WORD: "a short word of lower-case letters, digits and _, beginning with a letter",
    LOCALE: "a locale such as en or zh-CN",
    TECHNIQUE_CODE: "a technique code such as 6.1",
    COUNTRY: "a country code of two capital letters such as CN",
    READABLE: "text without control characters, which would steer the screen that shows it",
}
_TABLES = ("dict_type", "mapping_type", "model_type", "model_attributes_type")
_BY_LOCALE = ("title", "soft", "hard", "value")
_SAMPLES: Mapping[str, str] = {
    "as_of": "2026-01-15",
    "channels": '["feed"]',
    "country_of_audience": '"VN"',
    "desired_behaviour": '"host a dinner without wild meat"',
    "hard": "{ en = 220 }",
    "id": '"good-table"',
    "label": '"read the page"',
    "level": "3",
    "locales": '["en"]',
    "metric": '"read_menu"',
    "name": '"Plain note"',
    "segments.label": '{ en = "Gift givers" }',
    "product": '"dishes of wild animals"',
    "share": "0.5",
    "soft": "{ en = 160 }",
    "source": '"the platform\'s rules"',
    "sponsor": '"Example sponsor"',
    "statement": '"Share of guests who agree"',
    "status": '"illustrative"',
    "undesired_behaviour": '"order wild meat for guests"',
    "value": '{ en = "7 out of 10" }',
}
_HEADERS: Mapping[str, str] = {
    "channels": "a table such as [channels.feed]",
    "fields": "a table such as [channels.feed.fields.body]",
    "goal": "a table [goal]",
    "metrics": "a table such as [metrics.read_menu]",
    "segments": "a table such as [segments.hosts]",
    "title": 'a table [title] with en = "A good table"',
    "variants": "a table such as [variants.plain]",
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
    r"""Show a value as a TOML author wrote it, cut to one short piece, without anything that would steer a screen.

    Examples
    --------
    >>> shown("14"), shown(True), shown({}), shown((1, 2))
    ('"14"', 'true', 'a table', 'a list of 2')
    >>> "\x1b" in shown("red \x1b[31m")
    False
    """
    match value:
        case str():
            plain = (one if one.isprintable() else one.encode("unicode_escape").decode() for one in value)
            text = f'"{"".join(plain)}"'
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
        return missing(key)
    if kind in _TABLES and (written := _per_locale(key, error["input"])) is not None:
        return f"{key} = {shown(error['input'])}; wanted one value for each locale; write {written}"
    if kind == "string_pattern_mismatch":
        form = _FORMS.get(str(context["pattern"]), f"text of the form {context['pattern']}")
        return f"{key} = {shown(error['input'])}; wanted {form}; write it like that"
    wanted, mend = _WANTED.get(kind, (error["msg"].removeprefix("Input should be "), "change it"))
    return f"{key} = {shown(error['input'])}; wanted {wanted.format(**context)}; {mend}"


def missing(key: str) -> str:
    """Say that a key is missing, with an example of it.

    Examples
    --------
    >>> missing("metrics.landing.level"), missing("odd")
    ('metrics.landing.level is missing; wanted it here; add level = 3', 'odd is missing; wanted it here; add odd = ...')
    """
    name = key.rsplit(".", 1)[-1]
    written = _SAMPLES.get(f"{key.split('.', 1)[0]}.{name}", _SAMPLES.get(name, "..."))
    is_table = key in _HEADERS or name == "fields"
    add = _HEADERS[name] if is_table else f"{name} = {written}"
    return f"{key} is missing; wanted it here; add {add}"


def _per_locale(key: str, value: object) -> str | None:
    """Write a lone value as one for English, where the key wants one for each locale."""
    name = key.rsplit(".", 1)[-1]
    wants = name in _BY_LOCALE or re.fullmatch(r"facts\.[^.]+", key)
    return f"{name} = {{ en = {shown(value)} }}" if wants and isinstance(value, str | int) else None


def _context(error: ErrorDetails) -> dict[str, Any]:
    return error.get("ctx", {})
