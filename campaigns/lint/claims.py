"""Claims (L05): a number, a percent or a majority needs a claim, and the claim needs evidence."""

from collections.abc import Iterator

from campaigns.claim import Claim
from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import hits
from campaigns.lint.rule import Case, Reading, Rule, Text


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    is_real = reading.campaign.data_status == "real"
    for text in reading.texts:
        yield from _bare_numbers(rule, text)
        for name in dict.fromkeys(text.claims):
            yield from _evidence(rule, text, reading.campaign.claim(name), is_real=is_real)


def _bare_numbers(rule: Rule, text: Text) -> Iterator[Finding]:
    for hit in hits(text.unclaimed, text.locale, "number", heed_negation=False):
        yield rule.at(text, hit)


def _evidence(rule: Rule, text: Text, claim: Claim, *, is_real: bool) -> Iterator[Finding]:
    words = claim.value[text.locale]
    if claim.status == "to_be_collected":
        why, mend = f"claim {claim.id!r} has no evidence yet", f"collect it: {claim.statement}"
        yield rule.at(text, words, why=why, mend=mend)
    elif claim.status == "illustrative":
        why = f"claim {claim.id!r} is illustrative, not measured"
        mend = "bring evidence with source and date before a real launch"
        yield rule.at(text, words, "block" if is_real else "warn", why=why, mend=mend)
    elif claim.source is None or claim.as_of is None:
        why = f"claim {claim.id!r} is published but names no {'source' if claim.source is None else 'date'}"
        yield rule.at(text, words, why=why, mend=f"add source and as_of to [claims.{claim.id}]")


RULES = (
    Rule(
        id="L05",
        title="A number needs a claim",
        why="a number or majority without evidence",
        mend='put it into [claims] with source and date and write {{ claim("id") }}, or leave it out',
        source="CITES Res. Conf. 17.4 (evidence-based); truthfulness in advertising",
        check=_check,
        fires=(
            Case({"en": "7 out of 10 agree."}),
            Case({"en": "Millions of people agree."}),
            Case({"en": "Nine out of ten agree."}),
            Case({"en": "Most travellers agree."}),
            Case({"en": "Seventy percent agree."}),
            Case({"zh-CN": "数百万人赞成。"}),
            Case({"zh-CN": "百分之七十的人赞成。"}),
            Case({"zh-CN": "七成的人赞成，三分之二也是。"}),
            Case({"zh-CN": "７成受访者赞成。"}),
            Case({"zh-CN": "大多数游客赞成。"}),
            Case({"th": "๗๐ คน"}),
            Case({"zh-CN": "most people赞成。"}),
            Case({"en": "{{ claim('collected_later') }} agree."}, data_status="illustrative"),
            Case({"en": "{{ claim('illustrative') }} agree."}),
            Case({"en": "{{ claim('illustrative') }} agree."}, data_status="illustrative", severity="warn"),
            Case({"en": "{{ claim('unsourced') }} agree."}),
            Case({"en": "{{ claim('published') }} of 10 agree."}),
        ),
        passes=(
            Case({"en": "{{ claim('published') }} agree.", "zh-CN": "{{ claim('published') }}赞成。"}),
            Case({"en": "One good meal, one good photo, once more.", "zh-CN": "一顿好饭，一张好照片，只提醒一次。"}),
            Case({"en": "Many travellers leave ivory behind.", "zh-CN": "许多旅行者把象牙留在身后。"}),
            Case({"en": "Make a ten-second plan.", "zh-CN": "花十秒做个计划，千万别忘，以防万一。"}),
        ),
    ),
)
