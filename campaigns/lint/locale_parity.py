"""Locale parity (L22): every locale says the same with the same blocks, facts and claims, and can be rendered."""

from collections.abc import Iterator

from campaigns.campaign import Campaign
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Case, Reading, Rule
from campaigns.render import unrenderable
from campaigns.template import Template, message_file, read_template
from campaigns.variant import Variant

_A_SENTENCE = 12  # characters; shorter texts may be names, and the same in every language


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.campaign.variants:
        if variant.state != "retired":
            yield from _unreadable(rule, reading.campaign, variant)
            yield from _missing(rule, reading.campaign, variant)
            yield from _unlike(rule, reading.campaign, variant)
    yield from _untranslated(rule, reading)


def _found(rule: Rule, variant: Variant, locale: str, words: str, why: str, mend: str) -> Finding:
    file = message_file(variant.id, locale)
    return Finding(rule.id, "block", variant.id, "", locale, "", words, why, mend, rule.source, file)


def _unreadable(rule: Rule, campaign: Campaign, variant: Variant) -> Iterator[Finding]:
    locales = {message_file(variant.id, locale): locale for locale in variant.messages}
    for problem in unrenderable(campaign, (variant,)):
        place = f"{problem.file}:{problem.line}"
        yield _found(rule, variant, locales[problem.file], place, problem.found, problem.mend)


def _missing(rule: Rule, campaign: Campaign, variant: Variant) -> Iterator[Finding]:
    for locale in campaign.locales:
        if locale not in variant.messages:
            yield _found(
                rule, variant, locale, locale, "this locale has no text", "write it; campaign.toml promises it"
            )


def _unlike(rule: Rule, campaign: Campaign, variant: Variant) -> Iterator[Finding]:
    read = {
        locale: template
        for locale in campaign.locales
        if locale in variant.messages
        and isinstance(template := read_template(message_file(variant.id, locale), variant.messages[locale]), Template)
    }
    for kind in ("blocks", "names", "claims"):
        said = {locale: set(getattr(template, kind)) for locale, template in read.items()}
        everything = set().union(*said.values())
        for locale, names in said.items():
            for name in sorted(everything - names):
                others = ", ".join(other for other in said if name in said[other])
                noun = {"blocks": "block", "names": "fact", "claims": "claim"}[kind]
                yield _found(rule, variant, locale, name, f"{noun} used in {others} but not here", rule.mend)


def _untranslated(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Warn where two languages say the same words, as drafts do that nobody has translated yet."""
    first: dict[tuple[str, str, str], str] = {}
    for message in reading.messages:
        words = " ".join(message.plain.split())
        place = (message.variant.id, message.channel, words)
        other = first.setdefault(place, message.locale)
        if other.partition("-")[0] != message.locale.partition("-")[0] and len(words) >= _A_SENTENCE:
            why = f"the same words as in {other}"
            yield rule.of(message, words[:60], "warn", why=why, mend="translate it, and have a native reader check it")


RULES = (
    Rule(
        id="L22",
        title="Every locale says the same",
        why="locales differ",
        mend="use it in every locale or in none",
        source="project rule",
        check=_check,
        fires=(
            Case({"en": "Come to {{ place }}", "zh-CN": "欢迎"}),
            Case({"en": "{{ claim('published') }} agree", "zh-CN": "大家都赞成"}),
            Case({"en": "Come to {{ nowhere }}", "zh-CN": "{{ nowhere }}"}),
            Case({"en": "Come to {{ place", "zh-CN": "{{ place }}"}),
            Case({"en": "Choose a wooden bowl.", "vi": "Choose a wooden bowl."}, severity="warn"),
        ),
        passes=(
            Case({"en": "Come to {{ place }}", "zh-CN": "欢迎来{{ place }}"}),
            Case({"en": "{{ claim('published') }} agree", "zh-CN": "{{ claim('published') }}赞成"}),
        ),
    ),
)
