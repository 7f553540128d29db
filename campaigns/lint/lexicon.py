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
_LONG_NUMBER = re.compile(r"([\d.,/–一二三四五六七八九十百千万亿-]{40})[\d.,/–一二三四五六七八九十百千万亿-]+")
_WINDOW, _STEP = 1000, 800
_LETTERS = 24  # of a long word and what parts it from the next
_NEAR = 200
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
        masked = self.without_allowed(text)
        for found in _all(self.words, masked):
            if not (heed_negation and self._is_negated(masked[max(0, found.start() - _NEAR) : found.start()])):
                yield found

    def without_allowed(self, text: str) -> str:
        """Take out what is allowed, and what follows the first 40 signs of a number; all else keeps its place."""
        text = _LONG_NUMBER.sub(lambda found: found[1] + "\n" * (len(found[0]) - len(found[1])), text)
        pieces, end = [], 0
        for found in _all(self.allowed, text):
            pieces += [text[end : found.start()], "\n" * len(found[0])]
            end = found.end()
        return "".join([*pieces, text[end:]])

    def _is_negated(self, before: str) -> bool:
        clause = re.split(r"[.,;:!?。，；：！？\n]", before)[-1]
        if self.is_spaced:
            near = clause[-_LETTERS * self.window :]
            words = _WORD.findall(near)[len(near) < len(clause) :]  # the first may be the rest of a longer word
            return self.negation.search(" ".join(words[-self.window :])) is not None
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
        rest = text if own is None else own.without_allowed(text)  # what a language allows, English does not forbid
        latin = _NOT_LATIN.sub(" ", rest)  # so that an English word between Chinese ones has its edges
        found = _longest(found + list(everywhere.found(latin, heed_negation=heed_negation)))
    return found


def _longest(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Of hits that overlap keep the longest; in the order of the text."""
    kept: list[re.Match[str]] = []
    taken = bytearray(max((hit.end() for hit in found), default=0))
    for hit in sorted(found, key=lambda hit: len(hit[0].strip()), reverse=True):
        if not any(taken[hit.start() : hit.end()]):
            kept.append(hit)
            taken[hit.start() : hit.end()] = b"\1" * len(hit[0])
    return sorted(kept, key=lambda hit: hit.start())


def _all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Find every match, looking through a window at a time.

    A pattern with an open end takes time by the square of what it looks at: a text of 20,000 digits would take seconds,
    in windows it takes a tenth of one. In a text that fits one window, as every message does, nothing changes.
    """
    start = 0
    while start < len(text):
        end, after = start + _WINDOW, start + _STEP
        for found in pattern.finditer(text, start, end):
            if found.start() >= start + _STEP and end < len(text):
                break  # the next window sees more of it
            yield found
            after = max(after, found.end())
        start = after if end < len(text) else len(text)


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
