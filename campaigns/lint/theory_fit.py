"""Theory fit (L25, L27): a messenger whom the listener believes, and a text that does what its tags say it does."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import hits, lexicon
from campaigns.lint.rule import Case, Person, Reading, Rule

NEEDED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "1.4": ("says_if_then", "a plan that says if or when, and then what"),
    "1.9": ("says_i", "a sentence in which the reader says I"),
    "5.5": ("says_regret", "how one may feel about it later"),
    "6.3": ("says_approval", "what others approve or disapprove of"),
    "8.2": ("says_alternative", "what to choose instead"),
    "9.1": ("says_who", "who says so, by name"),
})  # fmt: skip
"""Techniques that show in the words: their word list, and what a text needs to use them."""


def _check_messenger(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for variant in reading.variants:
        messenger = variant.messenger
        if messenger is None:
            continue
        doubting = [one.id for one in reading.listeners(variant) or () if messenger in one.distrusted_messengers]
        if doubting:
            who = ", ".join(doubting)
            mend = f"let somebody else say it, or keep it from {who} with segments = [...] in [variants.{variant.id}]"
            yield rule.about(variant, messenger, "warn", why=f"not believed by {who}", mend=mend)


def _check_tags(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for message in reading.messages:
        for dose in message.variant.techniques:
            family, wanted = NEEDED.get(dose.code, ("", ""))
            if not family or lexicon(message.locale, family) is None:
                continue
            if not hits(message.plain, message.locale, family, heed_negation=False, own_only=True):
                why = f"tagged {dose.code}, but the words lack {wanted}: theory would expect what it does not do"
                mend = f'write it in, or delete "{dose.code}" from techniques'
                yield rule.of(message, f"technique {dose.code}", "warn", why=why, mend=mend)


_DOUBTER = Person("collector", distrusted_messengers=("celebrity", "customs_or_government"))
_OPEN = Person("gift_giver")
_FRIEND = Person("friend", role="ally", distrusted_messengers=("celebrity",))


def _spoken(messenger: str, *audience: Person, **variant: object) -> Case:
    return Case({"en": "Choose wood."}, "real", "warn", audience, variant={"messenger": messenger, **variant})


def _tagged(code: str, body: Mapping[str, str]) -> Case:
    return Case(body, severity="warn", variant={"techniques": ({"code": code},)})


RULES = (
    Rule(
        id="L25",
        title="The listener believes the messenger",
        why="a segment that sees it does not believe the messenger",
        mend="let somebody else say it",
        source="Dang Vu et al. 2021 (W09); messengers of the segments file",
        check=_check_messenger,
        fires=(
            _spoken("celebrity", _DOUBTER, _OPEN),
            _spoken("customs_or_government", _OPEN, _DOUBTER),
            _spoken("celebrity", _OPEN, _FRIEND, allies=("friend",)),
        ),
        passes=(
            _spoken("celebrity", _OPEN),
            _spoken("peer_experienced", _DOUBTER),
            _spoken("celebrity", _OPEN, _DOUBTER, segments=("gift_giver",)),
            _spoken("celebrity", _OPEN, _FRIEND),
            Case({"en": "Choose wood."}, variant={"messenger": "celebrity"}),
        ),
    ),
    Rule(
        id="L27",
        title="The text does what its tags say",
        why="a technique is tagged that the words do not use",
        mend="write it in, or delete the tag",
        source="keeps the expectations from theory honest; BCT taxonomy v1, Michie et al. 2013",
        check=_check_tags,
        fires=(
            _tagged("1.4", {"en": "Wood is a good gift.", "zh-CN": "木雕是好礼物。", "vi": "Đồ gỗ là món quà đẹp."}),
            _tagged("1.9", {"en": "Travel light.", "zh-CN": "轻装出行，我们提醒你。", "vi": "Đi thật nhẹ nhàng."}),
            _tagged("5.5", {"en": "Wood is a good gift.", "zh-CN": "木雕是好礼物。", "vi": "Đồ gỗ là món quà đẹp."}),
            _tagged("6.3", {"en": "Wood is light.", "zh-CN": "木雕很轻。", "vi": "Đồ gỗ rất nhẹ."}),
            _tagged("8.2", {"en": "Leave tusk behind.", "zh-CN": "把象牙留下。", "vi": "Hãy để ngà voi lại."}),
            _tagged("9.1", {"en": "I said no, thanks.", "zh-CN": "我说：不用了。", "vi": "Tôi nói: không, cảm ơn."}),
            _tagged(
                "9.1", {"en": "“Wood is light,” they all know.", "zh-CN": "据说木雕很轻。", "vi": "Mang theo quà nhẹ."}
            ),
        ),
        passes=(
            _tagged("1.4", {"en": "If a seller offers tusk, then I smile.", "zh-CN": "如果有人推荐，我就走开。"}),
            _tagged("1.4", {"en": "When the tray comes, walk on.", "vi": "Nếu ai mời, thì tôi mỉm cười rồi đi tiếp."}),
            _tagged("1.9", {"en": "I choose wood.", "zh-CN": "我承诺选木雕。", "vi": "Tôi cam kết chọn đồ gỗ."}),
            _tagged(
                "1.9",
                {"en": "My list: no tusk.", "zh-CN": "我的清单：没有象牙。", "vi": "Danh sách của tôi: không ngà voi."},
            ),
            _tagged(
                "5.5", {"en": "You may regret it.", "zh-CN": "日后也许会后悔。", "vi": "Sau này bạn có thể hối tiếc."}
            ),
            _tagged(
                "5.5",
                {"en": "How would you feel next week?", "zh-CN": "回头想想，心里会不安。", "vi": "Bạn sẽ thấy áy náy."},
            ),
            _tagged("6.3", {"en": "Families approve.", "zh-CN": "家人也赞成。", "vi": "Gia đình đồng tình."}),
            _tagged(
                "6.3", {"en": "They would rather not.", "zh-CN": "对方不愿收到。", "vi": "Khách không muốn món này."}
            ),
            _tagged(
                "8.2", {"en": "Pick bamboo instead.", "zh-CN": "挑一件竹雕吧。", "vi": "Hãy chọn đồ tre thay cho ngà."}
            ),
            _tagged(
                "9.1",
                {"en": "“Not for me.” Ms Lin, teacher", "zh-CN": "“不适合我。”——林女士", "vi": "“Không.” – Chị Lan"},
            ),
            _tagged(
                "9.1",
                {
                    "en": "Dr Tran says wood is light.",
                    "zh-CN": "王医生说：选木雕。",
                    "vi": "Bác sĩ Hoa khuyên chọn gỗ.",
                },
            ),
            _tagged("5.3", {"en": "Wood is light."}),
            _tagged("8.2", {"th": "สวัสดี"}),
        ),
    ),
)
