"""Disclosure (L23, L24, L29): who speaks, how people say no to being chosen for, and that nobody is a child."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from campaigns.conduct import ADULT_AGE
from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import hits
from campaigns.lint.rule import Case, Reading, Rule


def _check_labels(rule: Rule, reading: Reading) -> Iterator[Finding]:
    disclosure = reading.campaign.disclosure
    if disclosure.ad_label is None:
        yield rule.about(None, "disclosure.ad_label")
    if disclosure.ai_label is None:
        for variant in reading.variants:
            if variant.ai_assisted:
                why = "written or drawn with AI, and nothing tells people so"
                mend = "add ai_label for every locale under [disclosure]"
                yield rule.about(variant, "disclosure.ai_label", why=why, mend=mend)


def _check_choice(rule: Rule, reading: Reading) -> Iterator[Finding]:
    disclosure = reading.campaign.disclosure
    missing = [name for name in ("privacy_url", "opt_out") if getattr(disclosure, name) is None]
    for channel in reading.campaign.channels:
        if channel.personalised and missing:
            names = " and ".join(missing)
            why = f"personalised, but [disclosure] has no {names}: people must be able to read why and to say no"
            yield rule.about(None, channel.id, why=why, mend=f"add {names} under [disclosure], or do not personalise")


def _check_minors(rule: Rule, reading: Reading) -> Iterator[Finding]:
    targeting = reading.campaign.targeting
    if targeting.min_age < ADULT_AGE:
        why = f"min_age is {targeting.min_age}; children would be reached (gate H08)"
        yield rule.about(
            None, "targeting.min_age", why=why, mend=f"set min_age = {ADULT_AGE} or more under [targeting]"
        )
    for key in ("interests", "content", "places"):
        for entry in getattr(targeting, key):
            if any(hits(entry, locale, "minors") for locale in reading.campaign.locales):
                yield rule.about(None, entry, mend=f"delete it from targeting.{key}")


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_AI = {"ai_assisted": True}
_TEXT = {"en": "Choose wood.", "zh-CN": "选木雕吧。", "vi": "Hãy chọn đồ gỗ."}
_AD = {"ad_label": {"en": "Ad", "zh-CN": "广告", "vi": "Quảng cáo"}}
_URL = {"privacy_url": "https://example.org/privacy"}
_NO = {"opt_out": {"en": "Not for me", "zh-CN": "不用了", "vi": "Không, cảm ơn"}}


def _reaching(**targeting: object) -> Case:
    return Case(_TEXT, campaign={"targeting": targeting})


def _telling(
    disclosure: Mapping[str, Any], *, variant: Mapping[str, Any] = _NOTHING, channel: Mapping[str, Any] = _NOTHING
) -> Case:
    return Case(_TEXT, campaign={"disclosure": disclosure}, variant=variant, channel=channel)


RULES = (
    Rule(
        id="L23",
        title="It says that it is an ad, and where AI helped",
        why="nothing tells people that this is an ad and who pays for it",
        mend="add ad_label for every locale under [disclosure]",
        source="DSA Art. 26; China's labelling measures for AI content 2025 (from memory, verify)",
        check=_check_labels,
        fires=(_telling({}), _telling(_URL | _NO), _telling(_AD, variant=_AI)),
        passes=(_telling(_AD), _telling(_AD, variant={"ai_assisted": False}), Case(_TEXT, variant=_AI)),
    ),
    Rule(
        id="L24",
        title="Who is chosen for can say no",
        why="personalised without privacy notice or opt-out",
        mend="add privacy_url and opt_out under [disclosure]",
        source="PIPL Art. 24; GDPR Art. 21(2)-(3)",
        check=_check_choice,
        fires=(
            _telling(_AD, channel={"personalised": True}),
            _telling(_AD | _URL, channel={"personalised": True}),
            _telling(_AD | _NO, channel={"personalised": True}),
        ),
        passes=(_telling(_AD), _telling(_AD | _URL | _NO, channel={"personalised": True})),
    ),
    Rule(
        id="L29",
        title="No minors",
        why="children would be reached (gate H08)",
        mend="reach adults only",
        source="DSA Art. 28(2); PIPL Art. 31 (under 14 is sensitive)",
        check=_check_minors,
        fires=(
            _reaching(min_age=17),
            _reaching(min_age=0),
            _reaching(interests=["teen fashion"]),
            _reaching(content=["back-to-school shopping"]),
            _reaching(content=["cartoons for children"]),
            _reaching(places=["school gates"]),
            _reaching(interests=["青少年漫画"]),
            _reaching(content=["中小学生作文"]),
            _reaching(interests=["học sinh trung học"]),
            _reaching(content=["phim hoạt hình cho trẻ em"]),
        ),
        passes=(
            _reaching(min_age=18, interests=["outbound travel", "souvenirs"]),
            _reaching(min_age=25, content=["business school news", "old-school watches"]),
            _reaching(content=["gifts for parents of young children"]),
            _reaching(interests=["大学生旅行", "儿童家长"]),
            _reaching(interests=["phụ huynh học sinh", "lớp học nấu ăn"]),
        ),
    ),
)
