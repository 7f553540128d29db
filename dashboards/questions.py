"""Questions: asking a person at the terminal, one answer at a time, with a default and a second chance."""

import re
from collections.abc import Callable, Sequence

from campaigns.errors import EngineError, InvalidInput
from campaigns.parts import COUNTRY, LOCALE


def ask[Answer](question: str, default: str, read: Callable[[str], Answer]) -> Answer:
    """Ask until the answer can be read; an empty answer is the default.

    Parameters
    ----------
    read : turns the text into the answer, or raises an EngineError that says what was wanted.

    Raises
    ------
    InvalidInput
        If there is nobody to answer any more (end of input).
    """
    while True:
        try:
            text = input(f"{question} [{default}]: ").strip() or default
        except EOFError:
            raise InvalidInput(
                f"The questions ended at {question!r}; wanted an answer. Run it in a terminal, or give the answers as "
                "options (see --help)."
            ) from None
        try:
            return read(text)
        except EngineError as error:
            print(f"  {error}")


def text_of(least: int, most: int) -> Callable[[str], str]:
    """Make a reader of texts of some length.

    Examples
    --------
    >>> text_of(1, 5)("hello")
    'hello'
    """

    def read(text: str) -> str:
        if not least <= len(text) <= most:
            raise InvalidInput(f"found {len(text)} characters; wanted {least} to {most}; answer again")
        return text

    return read


def country_of(text: str) -> str:
    """Read a country code.

    Raises
    ------
    InvalidInput
        If it is none.

    Examples
    --------
    >>> country_of(" vn ")
    'VN'
    """
    code = text.strip().upper()
    if not re.fullmatch(COUNTRY, code):
        raise InvalidInput(f"found {text!r}; wanted a country as two letters, such as VN for Viet Nam; answer again")
    return code


def locales_of(text: str) -> tuple[str, ...]:
    """Read the codes of languages, separated by commas.

    Raises
    ------
    InvalidInput
        If one of them is none, or there is none.

    Examples
    --------
    >>> locales_of("en, vi,en")
    ('en', 'vi')
    """
    codes = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    wrong = next((code for code in codes if not re.fullmatch(LOCALE, code)), None if codes else text)
    if wrong is not None:
        raise InvalidInput(
            f"found {wrong!r}; wanted codes of languages, separated by commas, such as en, vi or zh-CN; answer again"
        )
    return codes


def several_of(known: Sequence[str], most: int) -> Callable[[str], tuple[str, ...]]:
    """Make a reader of names or numbers, separated by commas, from a list that was shown with numbers from 1.

    Examples
    --------
    >>> several_of(["norm", "habit", "law"], 2)("3, norm")
    ('law', 'norm')
    """

    def read(text: str) -> tuple[str, ...]:
        chosen = []
        for part in (part.strip() for part in text.split(",") if part.strip()):
            name = known[int(part) - 1] if part.isdigit() and 1 <= int(part) <= len(known) else part
            if name not in known:
                raise InvalidInput(f"found {part!r}; wanted numbers from 1 to {len(known)} or names; answer again")
            chosen.append(name)
        if not 1 <= len(set(chosen)) <= most:
            raise InvalidInput(f"found {len(set(chosen))} of them; wanted 1 to {most}; answer again")
        return tuple(dict.fromkeys(chosen))

    return read
