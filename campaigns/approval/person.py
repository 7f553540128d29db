"""Person: a person's name the one way it is kept, and whether two names are one person's."""

import re
import unicodedata

from campaigns.errors import InvalidInput

MAX_NAME = 100

_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks of no width, whatever their category says."""
_LOOK_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")


def person(name: str) -> str:
    r"""Write a person's name the one way it is kept: NFC, single spaces.

    Raises
    ------
    InvalidInput
        If it is empty, longer than 100 characters, holds no letter or characters that cannot be seen, or mixes
        alphabets of like letters: `"Ana\u200b"`, or `"Ana"` with a Cyrillic A, would pass for somebody else.

    Examples
    --------
    >>> person("  Ana   Ruiz "), same_person("Ana Ruiz", "ana ruiz")
    ('Ana Ruiz', True)
    """
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    unseen = _BLANK.search(plain) or any(unicodedata.category(mark)[0] == "C" for mark in plain)
    if len(plain) > MAX_NAME or unseen or not likeness(plain):
        raise InvalidInput(
            f"by = {plain[:MAX_NAME]!r}; wanted the name of a person, 1 to {MAX_NAME} characters that can all be seen; "
            "write who does this, such as --by 'Ana Ruiz'"
        )
    if len(mixed := _alphabets(plain)) > 1:
        raise InvalidInput(
            f"by = {plain!a}; wanted the name of a person in one alphabet, found {' and '.join(mixed)}, whose "
            "letters look alike; write the name again, all in one of them"
        )
    return plain


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's, whatever their case, spaces, dots and way of writing accents.

    Examples
    --------
    >>> same_person("J. Ruiz", "j ruiz"), same_person("José", "Jose")
    (True, False)
    """
    return likeness(one) == likeness(other)


def likeness(name: str) -> str:
    """Give what two ways to write one person's name share: its letters, accents and digits.

    Examples
    --------
    >>> likeness("  Ana-Maria RUIZ ")
    'anamariaruiz'
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(mark for mark in plain if unicodedata.category(mark)[0] in "LMN")


def _alphabets(name: str) -> list[str]:
    """Name the alphabets of a name of which each has letters that look like another's."""
    named = {unicodedata.name(mark, "").partition(" ")[0] for mark in unicodedata.normalize("NFKC", name)}
    return [alphabet.capitalize() for alphabet in _LOOK_ALIKE if alphabet in named]
