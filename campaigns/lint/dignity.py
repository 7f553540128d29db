"""Dignity (L13, L14, L19): nobody is shamed, no people, medicine or faith is put down, nobody is told what they are."""

import re
from collections.abc import Iterator

from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import hits, places_of
from campaigns.lint.rule import AltText, Case, Reading, Rule, Text

_REACH = 48  # UTF-8 bytes between a group and its blame: about eight English words or sixteen Chinese characters
_BREAK = re.compile(r"[.!?;:。！？；：\n]")
_SHAMING_PICTURE = {"brief": "a hand with a bangle", "alt": {"en": "A heartless buyer", "vi": "Một chiếc vòng"}}


def _check_blame(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        for words in _shame_and_blame(text):
            yield rule.at(text, words)
    for alt in reading.alts:
        for words in _shame_and_blame(alt):
            yield rule.beside(alt, words)


def _shame_and_blame(text: Text | AltText) -> list[str]:
    return [*hits(text.plain, text.locale, "shame"), *_blamed(text.plain, text.locale)]


def _blamed(text: str, locale: str) -> list[str]:
    """Find a group with what it is blamed for, in one clause: "Chinese tourists destroy", "because of the Chinese"."""
    groups = places_of(text, locale, "group", heed_negation=False)
    if not groups:
        return []
    traits = [hit.span() for hit in places_of(text, locale, "blame")]
    causes = [hit.span() for hit in places_of(text, locale, "blame_on")]
    pairs = [(group.span(), trait) for group in groups for trait in traits]
    pairs += [(cause, group.span()) for cause in causes for group in groups]
    return [text[first[0] : second[1]] for first, second in pairs if _is_near(text, first, second)]


def _is_near(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether the second follows the first, or ends after it: "Asian demand" and "demand is killing" share a word."""
    between = text[first[1] : second[0]]
    follows = first[0] < second[0] and first[1] < second[1]
    return follows and len(between.encode()) <= _REACH and _BREAK.search(between) is None


def _check_ridicule(rule: Rule, reading: Reading) -> Iterator[Finding]:
    yield from rule.words(reading, "ridicule")


def _check_attribute(rule: Rule, reading: Reading) -> Iterator[Finding]:
    yield from rule.words(reading, "attribute")


RULES = (
    Rule(
        id="L13",
        title="Nobody is shamed, no group is blamed",
        why="shame or blame of a people, nation or faith hurts, and turns those away whom the message is for",
        mend="leave out who people are; say what the reader can do",
        source="Margulies, Wong & Duffy 2019 (Geoforum), on stereotypes of consumers",
        check=_check_blame,
        fires=(
            Case({"en": "Greedy tourists, leave it behind."}),
            Case({"en": "Chinese tourists destroy the herds."}),
            Case({"en": "Vietnamese people do not care about rhinos."}),
            Case({"en": "Elephants die because of Asian buyers."}),
            Case({"en": "Demand from consumers in Vietnam drives rhino poaching."}),
            Case({"zh-CN": "贪婪的游客，请住手。"}),
            Case({"zh-CN": "广东人什么都吃。"}),
            Case({"zh-CN": "中国游客爱买象牙，助长了盗猎。"}),
            Case({"vi": "Chỉ kẻ tham lam mới mua."}),
            Case({"vi": "Người Việt Nam không quan tâm đến tê giác."}),
            Case({"en": "Choose wood.", "vi": "Chọn gỗ."}, variant={"image": _SHAMING_PICTURE}),
        ),
        passes=(
            Case({"en": "Vietnamese families approve.", "zh-CN": "中国家庭都赞成。", "vi": "Gia đình Việt ủng hộ."}),
            Case({"en": "Chinese travellers no longer buy ivory.", "zh-CN": "中国游客不再购买象牙。"}),
            Case({"en": "African elephants destroy a fence. There is no shame in a no.", "zh-CN": "说不，并不丢脸。"}),
            Case({"en": "Thai families know that ivory kills.", "vi": "Phật tử yêu thương muôn loài."}),
            Case({"vi": "Người kinh doanh nói không với ngà voi. Người Việt từ chối mua sừng."}),
        ),
    ),
    Rule(
        id="L14",
        title="No ridicule of medicine or faith",
        why="absolutes about a tradition are heard as contempt and may backfire",
        mend="say what a practitioner or a study says, calmly, or offer another remedy or ritual",
        source="Dang Vu & Nielsen 2020 (one-sided, paternalistic claims may backfire)",
        check=_check_ridicule,
        fires=(
            Case({"en": "The charm is a silly superstition."}),
            Case({"en": "It is fake medicine with no effect at all."}),
            Case({"en": "Rhino horn is not medicine at all."}),
            Case({"en": "You might as well chew your nails."}),
            Case({"zh-CN": "别迷信，犀角毫无用处。"}),
            Case({"zh-CN": "都是骗人的，根本不是药。"}),
            Case({"vi": "Đừng mê tín: sừng vô dụng."}),
            Case({"vi": "Mật gấu không có tác dụng gì."}),
            Case({"zh-CN": "这简直是个笑话。", "vi": "Mật gấu là thuốc dởm cho người cả tin."}),
        ),
        passes=(
            Case({"en": "Doctors suggest other remedies.", "zh-CN": "医生建议选用其他药材。"}),
            Case({"en": "A wish for luck is not superstition.", "zh-CN": "祈福不是迷信，更安心。"}),
            Case({"en": "This page is not medical advice.", "zh-CN": "请到药店咨询药师。"}),
            Case({"vi": "Thầy thuốc khuyên dùng cây thuốc khác. Cầu may không phải là mê tín."}),
            Case({"en": "An ancient tradition, kept with kindness.", "vi": "Một nét đẹp lâu đời."}),
            Case({"zh-CN": "爸爸报了太极班，腿脚好了，笑话也多了。"}),
        ),
    ),
    Rule(
        id="L19",
        title="No personal attribute is asserted",
        why="it tells readers their faith, illness, origin or purchases, which are theirs to tell",
        mend="speak of what is offered, not of who reads: 'a blessing without harm', not 'your faith'",
        source="Meta personal-attributes policy; GDPR Art. 9; PIPL Art. 28",
        check=_check_attribute,
        fires=(
            Case({"en": "Your faith asks for kindness."}),
            Case({"en": "As a Buddhist, you could choose beads."}),
            Case({"en": "You see this because you bought ivory."}),
            Case({"en": "We know you own a carving."}),
            Case({"en": "Are you Muslim? Choose wood."}),
            Case({"zh-CN": "您的病可以有别的办法。"}),
            Case({"zh-CN": "作为佛教徒，请选木珠。因为您买过象牙。"}),
            Case({"vi": "Bệnh của bạn có cách khác."}),
            Case({"vi": "Là người theo đạo, bạn hãy chọn gỗ."}),
            Case({"zh-CN": "因为你去年买过象牙。", "vi": "Vì năm ngoái bạn đã mua ngà."}),
        ),
        passes=(
            Case({"en": "Whatever your faith, choose kindness.", "zh-CN": "无论您的信仰如何，善待生命。"}),
            Case({"en": "As a Buddhist, I choose wooden beads.", "zh-CN": "作为佛教徒，我选择木珠。"}),
            Case({"en": "Lay out what you bought.", "zh-CN": "把您买的东西摆开。", "vi": "Xếp đồ bạn mua ra."}),
            Case({"en": "If you are ill, ask a practitioner.", "vi": "Nếu bạn bị bệnh, hãy hỏi thầy thuốc."}),
            Case({"vi": "Là Phật tử, tôi chọn chuỗi hạt gỗ. Sức khỏe của bạn là niềm vui."}),
        ),
    ),
)
