"""Lexicon: word lists per locale, kept as data in lexicons/<locale>.toml, and how they are looked for in a text."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from campaigns.errors import InvalidInput

_UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
_WORD = re.compile(r"[\w'’]+")


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
        masked = self.allowed.sub(lambda found: "\n" * len(found[0]), text)
        for found in self.words.finditer(masked):
            if not (heed_negation and self._is_negated(masked[: found.start()])):
                yield found[0].strip()

    def _is_negated(self, before: str) -> bool:
        clause = re.split(r"[.,;:!?。，；：！？\n]", before)[-1]
        if self.is_spaced:
            return self.negation.search(" ".join(_WORD.findall(clause)[-self.window :])) is not None
        return self.negation.search(clause, max(0, len(clause) - self.window)) is not None


@cache
def lexicon(locale: str, family: str) -> Lexicon | None:
    """Find the word list of a locale, or of its language; None when nobody has written one.

    Raises
    ------
    InvalidInput
        If a pattern in the file is no regular expression.
    """
    folder = files("campaigns.lint").joinpath("lexicons")
    language = locale.split("-", maxsplit=1)[0]
    for name in (locale, language):
        file = folder.joinpath(f"{name}.toml")
        if file.is_file():
            data = tomllib.loads(file.read_text(encoding="utf-8"))
            try:
                return _lexicon(data, family, is_spaced=language not in _UNSPACED)
            except re.error as error:
                text = f"{error.pattern!r} is no regular expression ({error.msg}); mend the pattern"
                raise InvalidInput(f"lexicons/{name}.toml: {family}: {text}") from error
    return None


def _lexicon(data: dict[str, dict[str, list[str]]], family: str, *, is_spaced: bool) -> Lexicon:
    negation = data["negation"]
    words = "|".join(negation["words"])
    return Lexicon(
        words=_pattern(data[family]["words"]),
        allowed=_pattern(data[family]["allowed"]),
        negation=re.compile(rf"\b(?:{words})\b" if is_spaced else words, re.IGNORECASE),
        window=int(str(negation["window"])),
        is_spaced=is_spaced,
    )


def _pattern(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)
