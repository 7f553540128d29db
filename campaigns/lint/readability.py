"""Readability (L20): sentences that are hard to take in, by the measure that each language has."""

import re
from collections.abc import Callable, Iterator, Mapping

from campaigns.lint.finding import Finding
from campaigns.lint.rule import Case, Reading, Rule, Text
from campaigns.lint.sentences import sentences

MIN_WORDS = 20
"""Fewest English words of a field that a grade is told of: fewer say nothing about it."""
MAX_GRADE = 8.0
MAX_CHARACTERS_ZH = 60
MAX_WORDS = 25

_ENGLISH_WORD = re.compile(r"[a-z][a-z'’]*", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*")
_VOWELS = re.compile(r"[aeiouy]+")
_APOSTROPHE = re.compile(r"['’](?:s|d|ll|re|ve|m)?$")
_SILENT_ENDS = re.compile(r"(?<![tde])(?<![^aeiouyl]l)ed$|(?<![szxgc])(?<![cs]h)(?<![^aeiouyl]l)es$")
_SILENT_E = re.compile(
    r"(?<![aeiouy]e)(?<![^aeiouy]l)(?<=[^e])e$|(?<=^ev)e(?=ry|ning)"
    r"|(?<=[^aeiouy])e(?=(?:ly|ful|fully|ness|ment|less|one|thing|where|body|time|coming)$)"
)
_TWO_HEARD = re.compile(
    r"(?<![ct])ia|io(?![un])|[rv]iou|eo(?!pl|u)|(?<![gq])ua|iet|scie|^lion|creat(?!u)|yon$|ea$|eing$"
)
_THAI_MARKS = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_THAI_LETTERS_OF_A_WORD = 4


def syllables(word: str) -> int:
    """Count the syllables of an English word: groups of vowels, without a silent e at the end or before "-ly" and such.

    "-ed" is heard after t and d, "-es" after s, z, x, c, g, ch and sh, "-le" after a consonant; two vowels are heard in
    "idea", "social" has one. Names and loan words may be one off: it is a measure, not a dictionary.

    Examples
    --------
    >>> [syllables(word) for word in ("gift", "travellers", "someone", "stopped", "wanted", "table", "idea")]
    [1, 3, 2, 1, 2, 2, 3]
    """
    plain = _APOSTROPHE.sub("", word.lower())
    plain = _SILENT_ENDS.sub("", plain) if len(plain) > 3 else plain
    plain = _SILENT_E.sub("", plain)
    return max(1, len(_VOWELS.findall(plain)) + len(_TWO_HEARD.findall(plain)))


def grade(text: str) -> float:
    """Give the Flesch-Kincaid grade of an English text: years of school that reading it takes.

    0.39 * words / sentences + 11.8 * syllables / words - 15.59; a number is a word of one syllable.

    Examples
    --------
    >>> round(grade("Choose wood. Meet the makers."), 2)
    -0.45
    """
    words = _ENGLISH_WORD.findall(text)
    numbers = len(_NUMBER.findall(text))
    count = len(words) + numbers
    if not count:
        return 0.0
    heard = sum(syllables(word) for word in words) + numbers
    return 0.39 * count / len(_sentences(text)) + 11.8 * heard / count - 15.59


def _sentences(text: str) -> list[str]:
    return [part for part in sentences(text) if any(one.isalnum() for one in part)]


def _letters_zh(sentence: str) -> int:
    return sum(one.isalnum() for one in sentence)


def _words_vi(sentence: str) -> int:
    return len(re.findall(r"\w+", sentence))


def _words_th(sentence: str) -> int:
    """Estimate: Thai leaves no space between words; about four letters, without marks above and below, are one."""
    letters = sum(one.isalnum() for one in _THAI_MARKS.sub("", sentence))
    return -(-letters // _THAI_LETTERS_OF_A_WORD)


_MEASURES: Mapping[str, tuple[Callable[[str], int], int, str]] = {
    "zh": (_letters_zh, MAX_CHARACTERS_ZH, "characters"),
    "vi": (_words_vi, MAX_WORDS, "words"),
    "th": (_words_th, MAX_WORDS, "words, by its letters"),
}


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Tell the hardest sentence of a field only, whatever stands for its facts."""
    hardest: dict[tuple[str, str, str, str], tuple[float, Text, str, str]] = {}
    for text in reading.texts:
        place = (text.variant.id, text.channel, text.locale, text.field)
        for found in _hard(text):
            if place not in hardest or found[0] > hardest[place][0]:
                hardest[place] = (found[0], text, *found[1:])
    for _, text, words, why in hardest.values():
        yield rule.at(text, words, "warn", why=why)


def _hard(text: Text) -> Iterator[tuple[float, str, str]]:
    """Yield how hard, the words and why, of what is too hard."""
    language, found_in = text.locale.split("-", maxsplit=1)[0], _sentences(text.plain)
    if language in _MEASURES:
        count, most, unit = _MEASURES[language]
        for sentence in found_in:
            if (found := count(sentence)) > most:
                yield found, _begins(sentence), f"a sentence of {found} {unit}; at most {most}"
    elif language == "en":
        words = len(_ENGLISH_WORD.findall(text.plain)) + len(_NUMBER.findall(text.plain))
        if words >= MIN_WORDS and (years := grade(text.plain)) > MAX_GRADE:
            yield years, _begins(max(found_in, key=len)), f"grade {years:.1f} of school to read; at most {MAX_GRADE:g}"


def _begins(sentence: str) -> str:
    words = sentence.strip().replace("\n", " ")
    return words if len(words) <= 40 else f"{words[:40]}…"


_HARD = (
    "The acquisition of products that are derived from protected animals contributes substantially to international "
    "criminal organisations, which consequently undermines sustainable development opportunities for communities."
)
_LONG_VI = "Nếu bạn muốn chọn một món quà cho cha mẹ thì hãy ghé chợ làng và hỏi người thợ mộc về món đồ "

RULES = (
    Rule(
        id="L20",
        title="Easy to read",
        why="hard to read",
        mend="say it in shorter sentences and everyday words",
        source="Flesch-Kincaid grade 8; TRAFFIC and BIT on clarity, EAST; 60 characters and 25 words are project rules",
        check=_check,
        fires=(
            Case({"en": _HARD}, severity="warn"),
            Case({"en": "Before you leave for the airport on the last day, " * 3 + "ask."}, severity="warn"),
            Case({"zh-CN": "如果你在旅途中看到有人向你推荐用野生动物做的纪念品，请你先想一想家里人会怎么看这件东西，"
                           "再想一想自己当初出发时答应过孩子的事，然后微笑着说不用了谢谢"}, severity="warn"),
            Case({"vi": _LONG_VI + "bằng gỗ ở đó."}, severity="warn"),
            Case({"th": "เลือกของฝากที่ทำจากไม้" * 6}, severity="warn"),
        ),
        passes=(
            Case({"en": "International conservation organisations"}),
            Case({"en": "Going home soon? Ask a maker to show you how a bowl is cut. Choose the one you like best. It "
                        "is light, it is legal everywhere, and it has a story that you can tell."}),
            Case({"en": "Pick wood.\nPick stone.\n" * 15}),
            Case({"zh-CN": "木雕很轻。" * 20, "vi": "Chọn quà gỗ. " * 20}),
            Case({"vi": "Ghé chợ làng nhé! " + _LONG_VI}, channel={}),
            Case({"fr": "Le bois est un cadeau " * 8}),
        ),
    ),
)  # fmt: skip
