"""Lengths (L21): over the soft limit of a channel's field warns, over the hard limit blocks."""

import unicodedata
from collections.abc import Iterator

from campaigns.lint.finding import Finding
from campaigns.lint.rule import Case, Reading, Rule


def length(text: str) -> int:
    r"""Count characters as limits do: Unicode code points after NFC, each Chinese character one.

    Examples
    --------
    >>> length("e\u0301t\u00e9"), length("象牙")
    (3, 2)
    """
    return len(unicodedata.normalize("NFC", text))


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        soft, hard = text.limit.soft[text.locale], text.limit.hard[text.locale]
        if (found := length(text.plain)) > soft:
            too_long = found > hard
            words = text.plain[: hard if too_long else soft][-24:].replace("\n", " ")
            why = f"{found} characters; {'the channel takes' if too_long else 'people see'} at most "
            why += str(hard if too_long else soft)
            yield rule.at(text, f"…{words}", "block" if too_long else "warn", why=why)


RULES = (
    Rule(
        id="L21",
        title="A field fits its channel",
        why="too long for the channel",
        mend="shorten the text, or raise the limit in the channel if its source allows",
        source="platform formats; each channel in campaign.toml names its source and date",
        check=_check,
        fires=(
            Case({"en": "a" * 201}),
            Case({"zh-CN": "行" * 101}),
            Case({"en": "a" * 101}, severity="warn"),
            Case({"zh-CN": "行" * 51}, severity="warn"),
        ),
        passes=(Case({"en": "a" * 100, "zh-CN": "行" * 50}), Case({"en": "{{ long_word }}" + "e\u0301" * 60})),
    ),
)
