"""Lexicon: word lists per locale, kept as data in lexicons/<language>/*.toml, and how they are looked for in a text."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from campaigns.errors import InvalidInput

_UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
_WORD = re.compile(r"[\w'’]+")
_NOT_LATIN = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
EVERYWHERE = "en"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one family in one locale, what looks like them but is allowed, and what negates them."""

    words: re.Pattern[str]
    allowed: re.Pattern[str]
    negation: re.Pattern[str]
    window: int
    is_spaced: bool

    def hits(self, text: str, *, heed_negation: bool = True) -> Iterator[str]:
        """Yield every hit that is neither allowed nor negated within the window before it.

        Examples
        --------
        >>> list(lexicon("en", "rarity").hits("Not rare last year, but the last herds are vanishing."))
        ['the last', 'vanishing']
        """
        for found in self.found(text, heed_negation=heed_negation):
            yield found[0].strip()

    def found(self, text: str, *, heed_negation: bool = True) -> Iterator[re.Match[str]]:
        """Yield every hit with its place."""
        masked = self.allowed.sub(lambda found: "\n" * len(found[0]), text)
        for found in self.words.finditer(masked):
            if not (heed_negation and self._is_negated(masked[: found.start()])):
                yield found

    def _is_negated(self, before: str) -> bool:
        clause = re.split(r"[.,;:!?。，；：！？\n]", before)[-1]
        if self.is_spaced:
            return self.negation.search(" ".join(_WORD.findall(clause)[-self.window :])) is not None
        return self.negation.search(clause, max(0, len(clause) - self.window)) is not None


def hits(text: str, locale: str, family: str, *, heed_negation: bool = True, own_only: bool = False) -> list[str]:
    """Find the words of a family by the locale's own list, and then by the English one.

    English words and currency signs turn up in every language. A locale without a list is read by the English one only;
    `unread` says so. `own_only` leaves the English list out for other languages, where words shall be there rather than
    not be there: an English call to action is none for who reads Chinese.

    Examples
    --------
    >>> hits("这件很稀有，very rare，$300", "zh-CN", "price"), hits("giá $300", "th", "price")
    (['$300'], ['$300'])
    """
    places = places_of(text, locale, family, heed_negation=heed_negation, own_only=own_only)
    return [hit[0].strip() for hit in places]


def places_of(
    text: str, locale: str, family: str, *, heed_negation: bool = True, own_only: bool = False
) -> list[re.Match[str]]:
    """Find the same words with their places, in the order of the text."""
    own, everywhere = lexicon(locale, family), lexicon(EVERYWHERE, family)
    found = [] if own is None else list(own.found(text, heed_negation=heed_negation))
    if everywhere is not None and everywhere is not own and not own_only:
        latin = _NOT_LATIN.sub(" ", text)  # so that an English word between Chinese ones has its edges
        found = _longest(found + list(everywhere.found(latin, heed_negation=heed_negation)))
    return found


def _longest(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Of hits that overlap keep the longest; in the order of the text."""
    kept: list[re.Match[str]] = []
    for hit in sorted(found, key=lambda hit: len(hit[0].strip()), reverse=True):
        if all(hit.end() <= other.start() or other.end() <= hit.start() for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start())


@cache
def lexicon(locale: str, family: str) -> Lexicon | None:
    """Find the word list of a locale, or of its language; None when nobody has written one.

    Raises
    ------
    InvalidInput
        If a pattern in the file is no regular expression.
    """
    language = locale.split("-", maxsplit=1)[0]
    for name in (locale, language):
        if (data := _words_of(name)) and family in data:
            try:
                return _lexicon(data, family, is_spaced=language not in _UNSPACED)
            except re.error as error:
                text = f"{error.pattern!r} is no regular expression ({error.msg}); mend the pattern"
                raise InvalidInput(f"lexicons/{name}: {family}: {text}") from error
    return None


@cache
def _words_of(name: str) -> dict[str, dict[str, list[str]]]:
    """All families of one folder, whichever file they stand in."""
    folder = files("campaigns.lint").joinpath("lexicons", name)
    data: dict[str, dict[str, list[str]]] = {}
    if folder.is_dir():
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                data |= tomllib.loads(file.read_text(encoding="utf-8"))
    return data


def _lexicon(data: dict[str, dict[str, list[str]]], family: str, *, is_spaced: bool) -> Lexicon:
    negation = data["negation"]
    words = "|".join(negation["words"])
    return Lexicon(
        words=_pattern(data[family]["words"]),
        allowed=_pattern(data[family].get("allowed", [])),
        negation=re.compile(rf"\b(?:{words})\b" if is_spaced else words, re.IGNORECASE),
        window=int(str(negation["window"])),
        is_spaced=is_spaced,
    )


def _pattern(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)
