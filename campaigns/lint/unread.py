"""Unread (L30): a language that has no word list is said to be unchecked, once, and never passed in silence."""

from collections.abc import Iterator

from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import lexicon
from campaigns.lint.rule import Case, Reading, Rule


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for locale in reading.campaign.locales:
        if lexicon(locale, "price") is None:
            mend = f"{rule.mend}, or write campaigns/lint/lexicons/{locale.split('-', maxsplit=1)[0]}/"
            yield Finding(rule.id, "warn", "", "", locale, "", locale, rule.why, mend, rule.source, "campaign.toml")


RULES = (
    Rule(
        id="L30",
        title="Every language is read",
        why="no word list for this language: its texts were not checked for prices, scarcity and numbers in words, "
        "only for figures, currency signs and English words",
        mend="have a native reader check them",
        source="project rule",
        check=_check,
        fires=(Case({"th": "สวัสดี"}, severity="warn"), Case({"en": "Hello", "vi": "Xin chào"}, severity="warn")),
        passes=(Case({"en": "Hello"}), Case({"zh-CN": "你好", "en": "Hello"})),
    ),
)
