"""Norms (L03, L04): what a message says that others do; saying that many do wrong makes more do it."""

import re
from collections.abc import Iterator
from re import Match
from types import MappingProxyType

from campaigns.campaign import Campaign
from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import hits, lexicon, places_of
from campaigns.lint.rule import Case, Message, Reading, Rule, Text
from campaigns.lint.sentences import distance, sentences
from campaigns.variant import Variant

_REACH = MappingProxyType({"en": 8, "zh": 14, "vi": 12})  # a Vietnamese word is often two syllables
_OTHER_REACH = 8
_MAJORITY = "70%"  # stands in for what a claim says in words that no list holds
_APPROVAL_OF_OTHERS, _SOCIAL_COMPARISON = "6.3", "6.2"


def _check_prevalence(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        counted = _counted(text, reading.campaign)
        for sentence in sentences(counted):
            words = _doing(sentence, text.locale, counted) or _popular(sentence, text.locale)
            if words:
                yield rule.at(text, words)


def _counted(text: Text, campaign: Campaign) -> str:
    """The text, with a share of people where a claim brings in a number that no word list knows."""
    words, majority = text.plain, lexicon(text.locale, "majority")
    for name in text.claims:
        claim = next((one for one in campaign.claims if one.id == name and one.kind == "statistic"), None)
        value = None if claim is None else claim.value.get(text.locale)
        is_known = value is not None and (
            places_of(value, text.locale, "majority") or (majority is not None and majority.allowed.search(value))
        )
        if value is not None and not is_known:
            words = re.sub(re.escape(value), _MAJORITY, words, flags=re.IGNORECASE)  # a filter may have raised it
    return words


def _doing(sentence: str, locale: str, text: str) -> str:
    """Find many people, and within reach what they do with the product; "" where there is none."""
    reach = _REACH.get(locale.split("-", maxsplit=1)[0], _OTHER_REACH)
    crowds = places_of(sentence, locale, "majority")
    strong = places_of(sentence, locale, "acquiring") if crowds else []
    weak = places_of(sentence, locale, "handling") if crowds else []
    for crowd in crowds:
        for verb in sorted(strong + weak, key=lambda hit: hit.start()):
            between = sentence[crowd.end() : verb.start()]
            if verb.start() < crowd.end() or distance(between, locale) > reach:
                continue
            if hits(between, locale, "declining", heed_negation=False):
                break
            named = verb in strong or _is_named(sentence, verb, locale, text)
            if named and _is_meant(sentence, verb, locale, text) and not _is_blamed(between, sentence, verb, locale):
                return sentence[crowd.start() : verb.end()].strip()
    return ""


def _is_named(sentence: str, verb: Match[str], locale: str, text: str) -> bool:
    """Whether a verb that is said of many things is said of the product: by its name, or by "it" beside its name."""
    if hits(sentence, locale, "wildlife"):
        return True
    is_pointed_at = bool(hits(sentence[verb.end() :], locale, "pronoun"))
    return is_pointed_at and bool(hits(text, locale, "wildlife", heed_negation=False))


def _is_meant(sentence: str, verb: Match[str], locale: str, text: str) -> bool:
    """Whether the verb is about the product and not about what is offered instead of it: the first of them after it."""
    for where in (sentence[verb.end() :], sentence[: verb.start()], text):
        wild = places_of(where, locale, "wildlife", heed_negation=False)
        instead = places_of(where, locale, "alternative", heed_negation=False)
        if wild and not hits(where, locale, "wildlife"):
            return False  # "a gift without ivory"
        if wild or instead:
            return not instead or bool(wild and wild[0].start() < instead[0].start())
    return True


def _is_blamed(between: str, sentence: str, verb: Match[str], locale: str) -> bool:
    """Whether people are said to think it wrong, rather than to do it."""
    if not hits(between, locale, "opinion", heed_negation=False):
        return False
    return bool(hits(sentence[verb.end() :], locale, "disapproving", heed_negation=False))


def _popular(sentence: str, locale: str) -> str:
    """Find a phrase that says by itself that many want the product."""
    wild = places_of(sentence, locale, "wildlife", heed_negation=False)
    if not wild or hits(sentence, locale, "alternative") or hits(sentence, locale, "declining"):
        return ""
    return next(iter(hits(sentence, locale, "popular")), "")


def _check_direction(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.variants:
        codes = {dose.code for dose in variant.techniques}
        norm = variant.norm
        if norm is None:
            if _SOCIAL_COMPARISON in codes:
                why = "it compares with others (6.2), and no norm says with whom and in which direction"
                yield rule.about(variant, "6.2 without norm", "warn", why=why, mend=_DECLARE)
        elif norm.direction == "toward_undesired":
            yield rule.about(variant, f"norm.direction = {norm.direction}")
        elif norm.type != "injunctive" and _APPROVAL_OF_OTHERS not in codes:
            yield from _unpaired(rule, variant, reading)


def _unpaired(rule: Rule, variant: Variant, reading: Reading) -> Iterator[Finding]:
    for message in reading.messages:
        if message.variant.id == variant.id and not _approves(message):
            why = "what others do works better beside what they approve of, and no word here says so"
            yield rule.of(message, f"{variant.norm.type if variant.norm else ''} norm", why=why, mend=_PAIR)


def _approves(message: Message) -> bool:
    if lexicon(message.locale, "approval") is None:
        return True  # nobody has written the words; L30 says that this language is not read
    return bool(hits(message.plain, message.locale, "approval", heed_negation=False, own_only=True))


_DECLARE = 'add norm = { type = "descriptive", direction = "toward_desired", reference_group = "..." }, or drop 6.2'
_PAIR = "say who approves (“families approve”) in every language, and tag it 6.3"
_SHARED = {"type": "descriptive", "direction": "toward_desired", "reference_group": "travellers"}

RULES = (
    Rule(
        id="L03",
        title="Nobody is told that many do it",
        why="saying that many do it makes it look normal, and more people do it",
        mend="say what many do instead, or how many say no",
        source="Schultz et al. 2007; Cialdini 2003",
        check=_check_prevalence,
        fires=(
            Case({"en": "Millions of tourists buy ivory every year."}),
            Case({"en": "{{ claim('published') }} of people buy it."}),
            Case({"en": "Ivory? Almost everyone wears it."}),
            Case({"en": "Many tourists buy ivory, and that is wrong."}),
            Case({"en": "Bear bile is used by most families here."}),
            Case({"en": "Not only tourists: most hosts serve wild meat."}),
            Case({"zh-CN": "每年有数百万游客购买象牙。"}),
            Case({"zh-CN": "大家都在吃野味。"}),
            Case({"zh-CN": "象牙深受游客喜爱。"}),
            Case({"vi": "Hầu hết doanh nhân đãi khách món thịt rừng."}),
            Case({"vi": "Ai cũng mua sừng tê giác làm quà.", "th": "70% buy ivory"}),
        ),
        passes=(
            Case({"en": "Many travellers leave ivory behind.", "zh-CN": "许多旅行者把象牙留在身后。"}),
            Case({"en": "{{ claim('published') }} would rather not own ivory.", "zh-CN": "很多人不买象牙。"}),
            Case({"en": "Many travellers buy wood instead of ivory.", "zh-CN": "很多游客买木雕，而不是象牙。"}),
            Case({"en": "Only 3% of travellers buy ivory.", "zh-CN": "只有3%的人买象牙。"}),
            Case({"en": "Most people say buying ivory is wrong.", "zh-CN": "很多人认为买象牙是不对的。"}),
            Case({"en": "Many people used to buy ivory.", "vi": "Nhiều người trước đây mua ngà voi."}),
            Case(
                {"en": "Most of us give gifts; everyone can use this list.", "vi": "Nhiều du khách không mua ngà voi."}
            ),
            Case({"en": "Millions come to see wild elephants.", "vi": "Chỉ 3% người dân mua sừng tê giác."}),
        ),
    ),
    Rule(
        id="L04",
        title="A norm points the right way, with approval beside it",
        why="a norm towards the unwanted behaviour spreads it",
        mend="name a norm towards the wanted behaviour, or drop it",
        source="Schultz et al. 2007: what others do with what they approve of; Cialdini 2003",
        check=_check_direction,
        fires=(
            Case({"en": "Choose wood."}, variant={"norm": _SHARED | {"direction": "toward_undesired"}}),
            Case(
                {"en": "People approve."},
                variant={"norm": _SHARED | {"type": "injunctive", "direction": "toward_undesired"}},
            ),
            Case({"en": "More travellers choose wood."}, variant={"norm": _SHARED}),
            Case({"zh-CN": "越来越多旅行者选木雕。"}, variant={"norm": _SHARED | {"type": "dynamic"}}),
            Case({"vi": "Ngày càng nhiều du khách chọn đồ gỗ."}, variant={"norm": _SHARED | {"type": "dynamic"}}),
            Case(
                {"en": "More choose wood, and families approve.", "zh-CN": "更多人选木雕。"},
                variant={"norm": _SHARED},
            ),
            Case({"en": "Others choose wood."}, severity="warn", variant={"techniques": ({"code": "6.2"},)}),
        ),
        passes=(
            Case({"en": "Choose wood."}),
            Case(
                {"en": "More choose wood, and families approve.", "zh-CN": "更多人选木雕，家人也赞成。"},
                variant={"norm": _SHARED},
            ),
            Case({"vi": "Nhiều du khách chọn đồ gỗ, gia đình ủng hộ."}, variant={"norm": _SHARED}),
            Case({"en": "More choose wood."}, variant={"norm": _SHARED, "techniques": ({"code": "6.3"},)}),
            Case({"en": "Hosts prefer fish."}, variant={"norm": _SHARED | {"type": "injunctive"}}),
            Case({"th": "ไม้"}, variant={"norm": _SHARED}),
        ),
    ),
)
