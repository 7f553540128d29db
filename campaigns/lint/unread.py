"""Unread (L30): a language that has no word list is said to be unchecked, once, and never passed in silence."""

from collections.abc import Iterator

from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import lexicon
from campaigns.lint.rule import Case, Reading, Rule

_OTHER_SCRIPT = ("zh-TW", "zh-HK", "zh-MO", "zh-Hant")
"""Locales whose language has a list, but written in another script: only some of its words are found."""

_HALF_READ = "only a list in another script: words that are written otherwise in this one were not found"


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for locale in reading.campaign.locales:
        if lexicon(locale, "price") is None or locale in _OTHER_SCRIPT:
            folder = locale if locale in _OTHER_SCRIPT else locale.split("-", maxsplit=1)[0]
            why = _HALF_READ if locale in _OTHER_SCRIPT else rule.why
            mend = f"{rule.mend}, or write campaigns/lint/lexicons/{folder}/"
            yield Finding(rule.id, "warn", "", "", locale, "", locale, why, mend, rule.source, "campaign.toml")


RULES = (
    Rule(
        id="L30",
        title="Every language is read",
        why="no word list for this language: its texts were not checked for prices, scarcity and numbers in words, "
        "only for figures, currency signs and English words",
        mend="have a native reader check them",
        source="project rule",
        check=_check,
        fires=(
            Case({"th": "สวัสดี"}, severity="warn"),
            Case({"en": "Hello", "lo": "ສະບາຍດີ"}, severity="warn"),
            Case({"zh-TW": "你好"}, severity="warn"),
        ),
        passes=(Case({"en": "Hello"}), Case({"zh-CN": "你好", "en": "Hello"})),
    ),
)
