"""Persuasion (L08, L09, L10, L12): a threat needs a way out, a message an action, a giver a gift, a mind its choice."""

import re
from collections.abc import Iterable, Iterator, Sequence

from campaigns.lint.finding import Finding, Severity
from campaigns.lint.lexicon import hits, lexicon, places_of
from campaigns.lint.rule import Case, Message, Person, Reading, Rule, Text
from campaigns.lint.sentences import sentences
from campaigns.variant import Variant

_CALL = re.compile(r"(?:^|_)(?:button|cta|call_to_action)(?:_|$)")
_GIVES = ("MOT-FUN", "MOT-SOC")
_SUBSTITUTION = "8.2"
_REACTANT = 0.6


def _said(message: Message, family: str, *, heed_negation: bool = True, own_only: bool = False) -> list[str]:
    """Every hit of a family in any field, read sentence by sentence."""
    return [
        hit
        for text in message.texts
        for sentence in sentences(text.plain)
        for hit in hits(sentence, message.locale, family, heed_negation=heed_negation, own_only=own_only)
    ]


def _acts(message: Message) -> bool:
    """Whether it says something to do; a language without a list is taken to (L30 says that it is not read)."""
    verbs = lexicon(message.locale, "action_verb")
    if verbs is None:
        return True
    slogans_out = [verbs.without_allowed(one) for text in message.texts for one in sentences(text.plain)]
    return any(_orders(sentence, message.locale) for sentence in slogans_out)


def _orders(sentence: str, locale: str) -> bool:
    """Whether a sentence holds a plan, or a verb where an order or an offer has it: at its head, after "you could"."""
    if hits(sentence, locale, "action", heed_negation=False, own_only=True):
        return True
    for family in ("action_verb", "order_shape"):
        for verb in places_of(sentence, locale, family, heed_negation=False, own_only=True):
            before = sentence[: verb.start()]
            if not before.strip() or hits(before, locale, "action_lead", heed_negation=False, own_only=True):
                return True
    return False


def _may_ask(texts: Iterable[Text]) -> bool:
    """Whether some sentence has the shape of an order or an offer, though no list knows its verb."""
    return any(
        hits(verbs.without_allowed(sentence), text.locale, "may_ask", heed_negation=False, own_only=True)
        for text in texts
        if (verbs := lexicon(text.locale, "action_verb")) is not None
        for sentence in sentences(text.plain)
    )


def _check_threat(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for message in reading.messages:
        threats = _said(message, "threat")
        if threats and not _acts(message) and not _said(message, "efficacy", own_only=True):
            yield rule.of(message, threats[0], "warn" if _may_ask(message.texts) else "block")


def _check_action(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for message in reading.messages:
        if message.variant.role == "control":
            continue  # what the rest is measured against need not ask for anything
        calls = [text for text in message.texts if _CALL.search(text.field)]
        if not _acts(message) and not _may_ask(calls):  # a call is an order already: a verb that no list knows will do
            longest = max((text.plain for text in message.texts), key=len, default="")
            severity: Severity = "warn" if _calls(calls) or _may_ask(message.texts) else "block"
            yield rule.of(message, " ".join(longest.split())[:60] or message.channel, severity)
        for limit in reading.campaign.channel(message.channel).fields:
            filled = any(text.field == limit.field and text.plain.strip() for text in message.texts)
            if _CALL.search(limit.field) and not filled:
                why = f"{message.channel} has a field for the call to action, and it is empty"
                yield rule.of(message, limit.field, why=why, mend="fill it with the next step, in two to four words")


def _calls(calls: Sequence[Text]) -> bool:
    """Whether a call to action is filled with more than an order to stop: then the words may ask in a way not listed.

    On first reading, the lists took about one good sentence in four for one that asks for nothing. With a call beside
    it a person shall judge, not the list.
    """
    return any(text.plain.strip() and not hits(text.plain, text.locale, "command") for text in calls)


def _check_alternative(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.variants:
        if variant.role == "control" or any(dose.code == _SUBSTITUTION for dose in variant.techniques):
            continue
        givers = [one.id for one in reading.listeners(variant) or () if one.motivation in _GIVES]
        bare = _without_alternative(variant, reading) if givers else []
        if bare:
            yield rule.about(variant, f"{', '.join(bare)}: none for {', '.join(givers)}", "warn")


def _without_alternative(variant: Variant, reading: Reading) -> list[str]:
    """The locales in which some message of a variant names nothing to have, give or do instead."""
    bare = dict.fromkeys(
        message.locale
        for message in reading.messages
        if message.variant.id == variant.id
        and lexicon(message.locale, "alternative") is not None
        and not _said(message, "alternative", own_only=True)
    )
    return list(bare)


def _check_freedom(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for message in reading.messages:
        commands = _said(message, "command")
        is_free = lexicon(message.locale, "choice") is None or bool(_said(message, "choice", own_only=True))
        if len(commands) > 1 or (commands and not is_free):
            yield rule.of(message, "; ".join(dict.fromkeys(commands)), _freedom_severity(message.variant, reading))


def _freedom_severity(variant: Variant, reading: Reading) -> Severity:
    """Block where a segment that sees it resists being pushed; resistance unknown: block."""
    listeners = reading.listeners(variant)
    if listeners is None:
        return "block"
    return "block" if any(listener.reactance > _REACTANT for listener in listeners) else "warn"


_BUTTON = {
    "fields": tuple(
        {"field": field, "required": field == "body", "soft": {"en": 100}, "hard": {"en": 200}}
        for field in ("body", "button")
    )
}
_GIFT, _HEALTH, _COLLECTOR = (
    Person("gift", motivation="MOT-SOC"),
    Person("ill", motivation="MOT-FUN"),
    Person("collector", motivation="MOT-EXP", reactance=0.7),
)

RULES = (
    Rule(
        id="L08",
        title="A threat comes with a way out",
        why="fear without a way out is met by looking away",
        mend="add what to do, and that it is easy and works",
        source="Tannenbaum et al. 2015; Peters, Ruiter & Kok 2013",
        check=_check_threat,
        fires=(
            Case({"en": "Carrying ivory can mean a fine and jail."}),
            Case({"en": "Wild meat spreads disease. Stop eating it."}),
            Case({"en": "It can easily infect your family."}),
            Case({"zh-CN": "携带象牙回国会被罚款甚至坐牢。"}),
            Case({"zh-CN": "野味容易传染疾病。"}),
            Case({"vi": "Mua sừng tê giác có thể bị phạt tù."}),
            Case({"vi": "Ăn thịt rừng dễ bị nhiễm ký sinh trùng."}),
            Case({"zh-CN": "那瓶酒可能把你送进医院。"}),
            Case({"vi": "Chai rượu đó có thể đưa bạn vào bệnh viện."}),
            Case({"en": "It can make you ill. Simmer ginger."}, severity="warn"),
        ),
        passes=(
            Case({"en": "Fine carving for a fine friend. Her smile is infectious.", "zh-CN": "善意会传染。"}),
            Case({"en": "Wild meat can spread disease. Choose fish.", "zh-CN": "野味可能带有病毒，下次点一份河鱼。"}),
            Case({"en": "A fine is easy to avoid.", "zh-CN": "罚款可以避免。", "vi": "Bị phạt? Chỉ cần nói: cảm ơn."}),
            Case({"en": "No fine, no queue.", "vi": "Nụ cười dễ lây lan.", "th": "jail"}),
        ),
    ),
    Rule(
        id="L09",
        title="It says what to do",
        why="no word here tells people what they could do",
        mend="add one concrete step (“ask for the wooden ones”) or a plan (“if ..., then I ...”)",
        source="TRAFFIC & BIT 2019",
        check=_check_action,
        fires=(
            Case({"en": "These carvings are now so rare."}),
            Case({"en": "You must stop. You must never touch it."}),
            Case({"en": "Say no to ivory. Act now and make a difference."}),
            Case({"en": "Thoughtful travellers choose gifts with a story."}),
            Case({"en": "Bring ivory home and you could be jailed."}),
            Case({"zh-CN": "你必须停止，绝不许碰。"}),
            Case({"zh-CN": "向象牙说不！行动起来，用爱守护。"}),
            Case({"zh-CN": "choose wood"}),
            Case({"vi": "Hãy nói không với sừng tê giác!"}),
            Case({"vi": "Mua ngà voi có thể bị phạt."}),
            Case({"zh-CN": "笼子里的熊，一关就是很多年。", "vi": "Gấu trong lồng chịu đau đớn nhiều năm."}),
            Case({"en": "Simmer ginger for her fever."}, severity="warn"),
            Case({"zh-CN": "今晚就做这样的主人。"}, severity="warn"),
            Case({"vi": "Hâm bát cháo gừng."}, severity="warn"),
            Case({"en": "Choose wood."}, channel=_BUTTON),
            Case(
                {"en": "{% block body %}Honey tonight.{% endblock %}{% block button %}See more{% endblock %}"},
                channel=_BUTTON,
                severity="warn",
            ),
            Case(
                {"en": "{% block body %}You must stop.{% endblock %}{% block button %}Stop now{% endblock %}"},
                channel=_BUTTON,
            ),
        ),
        passes=(
            Case({"en": "Choose wood.", "zh-CN": "选一件木雕。", "vi": "Chọn quà bằng gỗ.", "th": "ไม้"}),
            Case({"en": "If I am offered it, then I smile.", "zh-CN": "如果有人推荐，我就微笑。"}),
            Case(
                {"en": "Stop by our stall for tea.", "zh-CN": "这周和爸妈聊聊。", "vi": "Bật đèn nhỏ và nghe tiếng cú."}
            ),
            Case({"en": "You could ask for fish.", "zh-CN": "也可以点河鱼。", "vi": "Bạn có thể gọi món cá."}),
            Case({"en": "Take ivory off your list.", "zh-CN": "请把象牙留在柜台上。", "vi": "Để ngà voi lại quầy."}),
            Case(
                {"en": "{% block body %}Choose wood.{% endblock %}{% block button %}Ask{% endblock %}"}, channel=_BUTTON
            ),
            Case(
                {"en": "{% block body %}Morning.{% endblock %}{% block button %}Hike with us{% endblock %}"},
                channel=_BUTTON,
            ),
        ),
    ),
    Rule(
        id="L10",
        title="Something else is offered",
        why="who buys for use or for others needs something in its place",
        mend="name what to give, use or serve instead, or keep it from these segments",
        source="TRAFFIC & BIT 2019; Dang Vu et al. 2025: alternatives did not help with tiger glue, so this warns only",
        check=_check_alternative,
        fires=(
            Case({"en": "Leave ivory behind."}, severity="warn", audience=(_GIFT,)),
            Case({"zh-CN": "请把象牙留在柜台上。"}, severity="warn", audience=(_COLLECTOR, _HEALTH)),
            Case({"vi": "Để ngà voi lại quầy."}, severity="warn", audience=(_HEALTH,)),
        ),
        passes=(
            Case({"en": "Choose wood.", "zh-CN": "选一件木雕。", "vi": "Chọn quà bằng gỗ."}, audience=(_GIFT, _HEALTH)),
            Case({"en": "Leave ivory behind."}, audience=(_COLLECTOR,)),
            Case({"en": "Leave ivory behind."}, audience=(_GIFT,), variant={"techniques": ({"code": "8.2"},)}),
            Case({"en": "Leave ivory behind."}, audience=(_GIFT, _COLLECTOR), variant={"segments": ("collector",)}),
            Case({"en": "Leave ivory behind.", "th": "ไม้"}),
        ),
    ),
    Rule(
        id="L12",
        title="No orders",
        why="people who feel ordered about do the opposite",
        mend="offer a choice (“you could ...”), let somebody speak for themselves, or make it a plan",
        source="meta-analysis of reactance 2025 (r = .20); Rains 2013; TRAFFIC & BIT 2019",
        check=_check_freedom,
        fires=(
            Case({"en": "You must stop. You must never touch it."}),
            Case({"en": "Never buy ivory."}, audience=(_COLLECTOR, _GIFT)),
            Case({"en": "Never buy ivory."}, severity="warn", audience=(_GIFT,)),
            Case({"en": "Stop now"}, severity="warn", audience=(_GIFT, _COLLECTOR), variant={"segments": ("gift",)}),
            Case({"en": "You must leave it, never touch it; you could choose wood."}),
            Case({"zh-CN": "你必须停止，绝不许碰。"}),
            Case({"zh-CN": "严禁携带象牙。"}),
            Case({"vi": "Bạn phải dừng lại. Tuyệt đối không được mua."}),
            Case({"vi": "Cấm mua bán ngà voi."}, severity="warn", audience=(_GIFT,)),
            Case({"th": "Stop! Never buy it."}),
        ),
        passes=(
            Case({"en": "I never buy ivory.", "zh-CN": "我绝不买象牙。", "vi": "Tôi không bao giờ mua ngà voi."}),
            Case({"en": "If I see it, then I must walk on.", "zh-CN": "如果有人推荐象牙，我必须走开。"}),
            Case({"en": "“Never again,” she said.", "zh-CN": "她说：“必须停止。”", "vi": "“Cấm mua”, chị nói."}),
            Case({"en": "A gift is never expensive; stop by the must-see workshop.", "zh-CN": "舍不得放下的礼物。"}),
            Case({"en": "It is forbidden, so you could choose wood.", "zh-CN": "国家禁止携带，你可以选木雕。"}),
            Case({"vi": "Bạn không phải giải thích. Đẹp phải không?", "th": "Never mind."}),
        ),
    ),
)
