"""Sentences: a text cut where a reader pauses for good, and how far apart two of its words stand."""

import re
from collections.abc import Iterator

from campaigns.lint.lexicon import lexicon

_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’)]*(?=\s|$)|[。！？…]+[”’」』）]*|\n")
_WORD = re.compile(r"[\w'’-]+")


def sentences(text: str) -> Iterator[str]:
    r"""Yield the sentences of a text in any language; a point within a number ends none.

    Examples
    --------
    >>> list(sentences("About 3.5 million do. Choose wood!\n选木雕。好"))
    ['About 3.5 million do.', 'Choose wood!', '选木雕。', '好']
    """
    start = 0
    for end in _END.finditer(text):
        if sentence := text[start : end.end()].strip():
            yield sentence
        start = end.end()
    if sentence := text[start:].strip():
        yield sentence


def distance(between: str, locale: str) -> int:
    """Count what stands between two words: words, or characters in languages that do not space them.

    Examples
    --------
    >>> distance(" of greedy tourists ", "en"), distance("贪婪的游客", "zh-CN")
    (3, 5)
    """
    words = lexicon(locale, "majority")
    is_spaced = words is None or words.is_spaced
    return len(_WORD.findall(between)) if is_spaced else len(re.sub(r"\s", "", between))
