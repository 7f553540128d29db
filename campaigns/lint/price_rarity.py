"""Price and rarity (L01, L02): words that tell people the product is worth having."""

from collections.abc import Iterator

from campaigns.lint.finding import Finding, Severity
from campaigns.lint.lexicon import hits
from campaigns.lint.rule import Case, Person, Reading, Rule, Text

_FUELLED = ("MOT-FIN", "MOT-EXP", "MOT-SOC")
_ILL = Person("ill", motivation="MOT-FUN")
_DEAR_PICTURE = {"brief": "a bangle", "alt": {"en": "A bangle worth $3,000", "zh-CN": "一只手镯"}}


def _check_price(rule: Rule, reading: Reading) -> Iterator[Finding]:
    yield from rule.words(reading, "price")
    for alt in reading.alts:
        for hit in hits(alt.plain, alt.locale, "price"):
            yield rule.beside(alt, hit)


def _check_rarity(rule: Rule, reading: Reading) -> Iterator[Finding]:
    laws = {
        claim.id for claim in reading.campaign.claims if claim.kind == "legal"
    }  # a statute calls species endangered
    for text in reading.texts:
        for hit in hits(text.without(laws), text.locale, "rarity"):
            yield rule.at(text, hit, _rarity_severity(text, reading))


def _rarity_severity(text: Text, reading: Reading) -> Severity:
    """Block where a segment that sees it buys for money, experience or others' eyes; motivations unknown: block."""
    listeners = reading.listeners(text.variant)
    if listeners is None:
        return "block"
    return "block" if any(listener.motivation in _FUELLED for listener in listeners) else "warn"


RULES = (
    Rule(
        id="L01",
        title="No price and no value",
        why="a price or value makes the product more desired",
        mend="say what to do instead, or what it means to people; leave money out",
        source="Courchamp et al. 2006 doi:10.1371/journal.pbio.0040415; Angulo & Courchamp 2009",
        check=_check_price,
        fires=(
            Case({"en": "One small piece is worth $3,000."}),
            Case({"en": "A luxury many people dream of."}),
            Case({"en": "A gift of great value."}),
            Case({"zh-CN": "一小件价值两万元。"}),
            Case({"zh-CN": "名贵的雕件会升值。"}),
            Case({"zh-CN": "一小件：luxury，3000฿。"}),
            Case({"th": "ราคา $300"}),
            Case({"vi": "Chỉ 3.000.000 ₫, giá rẻ"}),
            Case({"vi": "Chỉ 3.000.000 VND thôi"}),
            Case({"vi": "Chiếc vòng đắt tiền, đáng giá cả gia tài."}),
            Case({"vi": "Món đồ giá 5 triệu, giá trị ngày càng tăng."}),
            Case({"en": "It costs more than gold.", "zh-CN": "比黄金还贵。", "vi": "Bán được năm mươi triệu một ký."}),
            Case({"en": "Choose wood.", "zh-CN": "选木。"}, variant={"image": _DEAR_PICTURE}),
        ),
        passes=(
            Case({"en": "Meet the makers: it is worth a visit.", "zh-CN": "认识匠人，分享我们的价值观。"}),
            Case({"en": "A kind gift, never expensive.", "zh-CN": "心意不昂贵。"}),
            Case({"vi": "Khách đánh giá cao món quà trên giá sách, một giá trị sống."}),
            Case({"vi": "Hai đồng nghiệp đồng ý: quà đẹp không cần đắt tiền."}),
        ),
    ),
    Rule(
        id="L02",
        title="No scarcity",
        why="rarity makes the product more desired",
        mend="name the wanted behaviour, not how few animals or pieces are left",
        source="Angulo & Courchamp 2009 doi:10.1371/journal.pone.0005215; Moorhouse et al. 2021 for the warning",
        check=_check_rarity,
        fires=(
            Case({"en": "The last herds are walking."}),
            Case({"en": "These carvings are now so rare."}),
            Case({"zh-CN": "最后的象群在远方。"}),
            Case({"zh-CN": "这些雕件十分稀有。"}),
            Case({"zh-CN": "非常稀有，特别珍贵，不仅罕见。"}),
            Case({"en": "It is not only rare but well made."}),
            Case({"en": "Don't miss these rare pieces."}),
            Case({"en": "Only 400 elephants are left."}),
            Case({"zh-CN": "绝无仅有，越来越少。"}),
            Case({"zh-CN": "这些雕件rare极了。"}),
            Case({"vi": "Món quà limited edition."}),
            Case({"vi": "Những đàn voi cuối cùng đang dần biến mất."}),
            Case({"vi": "Hàng quý hiếm, chỉ còn vài chiếc."}),
            Case({"vi": "Loài này sắp tuyệt chủng, còn lại ít lắm."}),
            Case({"en": "A rare remedy."}, severity="warn", audience=(_ILL, Person("faithful", motivation="MOT-SPI"))),
            Case({"en": "A rare carving."}, severity="block", audience=(_ILL, Person("gift", motivation="MOT-SOC"))),
        ),
        passes=(
            Case({"en": "More people chose wood last year.", "zh-CN": "去年更多人选了木雕。"}),
            Case({"en": "Say it once on the last day of your trip; it will last.", "zh-CN": "最后一天再想一遍。"}),
            Case({"en": "Many travellers leave ivory behind.", "zh-CN": "许多旅行者把象牙留在身后。"}),
            Case({"en": "A good story is not rare.", "zh-CN": "好故事不稀有。"}),
            Case(
                {"zh-CN": "{{ claim('law') }}，可以换一件漆器。"},
                campaign={
                    "claims": (
                        {
                            "id": "law",
                            "kind": "legal",
                            "statement": "Trade in protected animals",
                            "status": "published",
                            "value": {"zh-CN": "买卖珍贵、濒危野生动物违法"},
                        },
                    )
                },
            ),
            Case({"en": "Last chance of the day for a rare steak.", "vi": "Chuyến xe cuối cùng trong ngày."}),
            Case({"zh-CN": "它 not rare。", "vi": "Một món quà từ trái tim."}),
            Case({"vi": "Năm ngoái, ngày càng ít người mua ngà. Lần cuối cùng tôi nhận là năm trước."}),
            Case({"vi": "Cuối cùng, hãy kiểm tra hành lý vào ngày cuối cùng; tôi hiếm khi quên."}),
        ),
    ),
)
