"""Claims (L05, L15, L17): numbers, health and law need a claim of the right kind, and one that may be said today."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from campaigns.claim import Claim
from campaigns.lint.finding import Finding, Severity
from campaigns.lint.lexicon import hits, lexicon, places_of
from campaigns.lint.rule import Case, Message, Reading, Rule, Text

SOON_DAYS = 60
"""From so many days before a claim's last day on, it is said that it grows old. Project rule."""


def _check_numbers(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        for words in _bare_numbers(text):
            yield rule.at(text, words)
        for claim in _claims_in(text, reading):
            yield from _evidence(rule, text, claim, reading)
            yield from _age(rule, text, claim, reading.today)


def _claims_in(text: Text, reading: Reading) -> list[Claim]:
    return [reading.campaign.claim(name) for name in dict.fromkeys(text.claims)]


def _bare_numbers(text: Text) -> Iterator[str]:
    """Yield the numbers outside any claim; one that is part of a price is L01's business."""
    prices = places_of(text.unclaimed, text.locale, "price")
    priced = {place for price in prices for place in range(*price.span())}
    for number in places_of(text.unclaimed, text.locale, "number", heed_negation=False):
        if priced.isdisjoint(range(*number.span())):
            yield number[0].strip()


def _evidence(rule: Rule, text: Text, claim: Claim, reading: Reading) -> Iterator[Finding]:
    words = claim.value[text.locale]
    if claim.is_unfilled:  # it can be rehearsed; the launch gate refuses it whatever the lint says
        state = "is illustrative, not measured" if claim.status == "illustrative" else "has no evidence yet"
        severity: Severity = "block" if reading.campaign.data_status == "real" else "warn"
        mend = f"collect the evidence before a launch: {claim.statement}"
        yield rule.at(text, words, severity, why=f"claim {claim.id!r} {state}", mend=mend)
    elif claim.missing:
        names = ", ".join(claim.missing)
        why = f"claim {claim.id!r} is published, but lacks {names}"
        mend = f'add {names} to [claims.{claim.id}], or set status = "to_be_collected"'
        yield rule.at(text, words, why=why, mend=mend)


def _age(rule: Rule, text: Text, claim: Claim, today: date) -> Iterator[Finding]:
    if claim.is_unfilled or claim.last_day is None:
        return
    words, days_left = claim.value[text.locale], (claim.last_day - today).days
    mend = f"look for newer evidence and set as_of in [claims.{claim.id}], or leave it out"
    if days_left < 0:
        yield rule.at(text, words, why=f"claim {claim.id!r} could be said until {claim.last_day}", mend=mend)
    elif days_left <= SOON_DAYS:
        why = f"claim {claim.id!r} can be said until {claim.last_day}, {days_left} days from now"
        yield rule.at(text, words, "warn", why=why, mend=mend)


def _check_health(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        yield from _of_kind(rule, text, reading, "health")
        for words in hits(text.plain, text.locale, "stop_medicine"):
            why = "someone could leave a treatment because of it (gate H17)"
            mend = "say: ask a licensed practitioner for alternatives"
            yield rule.at(text, words, why=why, mend=mend)
    for message in reading.messages:
        yield from _no_practitioner(rule, message, reading)


def _of_kind(rule: Rule, text: Text, reading: Reading, kind: str) -> Iterator[Finding]:
    """Yield the words that only a claim of this kind may bring in: those outside claims, and in claims of other kinds.

    Negation is not heeded: that something is not toxic or not banned is a claim as well.
    """
    family = f"{kind}_claim"
    for words in hits(text.unclaimed, text.locale, family, heed_negation=False):
        yield rule.at(text, words)
    for claim in _claims_in(text, reading):
        if claim.kind != kind:
            value = unicodedata.normalize("NFC", claim.value[text.locale])
            for words in hits(value, text.locale, family, heed_negation=False):
                what = "law" if kind == "legal" else "health"
                why = f"claim {claim.id!r} speaks of {what}, but its kind is {claim.kind}"
                yield rule.at(text, words, why=why, mend=f'set kind = "{kind}" in [claims.{claim.id}]')


def _no_practitioner(rule: Rule, message: Message, reading: Reading) -> Iterator[Finding]:
    """Warn where health is spoken of without anyone to ask, in languages that have words for it."""
    claims = [claim for name in message.claims if (claim := reading.campaign.claim(name)).kind == "health"]
    if not claims or lexicon(message.locale, "practitioner") is None:
        return
    if not hits(message.plain, message.locale, "practitioner", heed_negation=False, own_only=True):
        why = "speaks of health and names nobody to ask (gate H17)"
        mend = "add: ask a licensed practitioner for alternatives"
        yield rule.of(message, claims[0].value[message.locale], "warn", why=why, mend=mend)


def _check_law(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        yield from _of_kind(rule, text, reading, "legal")


def _with(value: Mapping[str, str], **said: object) -> Mapping[str, Any]:
    """Make the claims of a case: one, called `said`, which lacks nothing that a claim of any kind but legal needs."""
    claim: dict[str, object] = {
        "id": "said",
        "statement": "A fact",
        "value": value,
        "status": "published",
        "source": "a review",
    }
    claim |= {"as_of": date(2026, 1, 15), "place": "Hanoi", "population": "adults", "sample_size": 412}
    return {"claims": (claim | said,)}


_SAID = "{{ claim('said') }}"
_SHARE = {"en": "7 out of 10"}
_FINE = {"en": "you may be fined", "zh-CN": "可能被罚款", "vi": "có thể bị phạt tiền"}
_GERMS = {"en": "raw bile can carry bacteria", "zh-CN": "生胆汁可能带有细菌", "vi": "mật sống có thể chứa vi khuẩn"}

RULES = (
    Rule(
        id="L05",
        title="A number needs a claim",
        why="a number or majority without evidence",
        mend='put it into [claims] with source and date and write {{ claim("id") }}, or leave it out',
        source="CITES Res. Conf. 17.4 (evidence-based); truthfulness in advertising",
        check=_check_numbers,
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
            Case({"vi": "Bảy trên mười người đồng tình."}),
            Case({"vi": "Hàng triệu người đồng tình."}),
            Case({"vi": "Hầu hết du khách đồng tình."}),
            Case({"vi": "Hai phần ba đồng tình, tăng gấp đôi."}),
            Case({"en": "A majority of doctors agree.", "zh-CN": "九成大厨赞成。", "vi": "Đa số bác sĩ đồng tình."}),
            Case({"en": "It happens every 15 minutes.", "zh-CN": "每15分钟一次。", "vi": "Cứ mỗi 15 phút một lần."}),
            Case({"en": "Not $300, and 40 people agree."}),
            Case({"en": "{{ claim('collected_later') }} agree."}),
            Case({"en": "{{ claim('collected_later') }} agree."}, data_status="illustrative", severity="warn"),
            Case({"en": "{{ claim('illustrative') }} agree."}),
            Case({"en": "{{ claim('illustrative') }} agree."}, data_status="illustrative", severity="warn"),
            Case({"en": "{{ claim('unsourced') }} agree."}),
            Case({"en": "{{ claim('unsourced') }} agree."}, data_status="illustrative"),
            Case({"en": "{{ claim('published') }} of 10 agree."}),
            Case({"en": f"{_SAID} agree."}, campaign=_with(_SHARE, as_of=date(2024, 1, 14))),
            Case({"en": f"{_SAID} agree."}, campaign=_with(_SHARE, valid_until=date(2026, 1, 14))),
            Case({"en": f"{_SAID} agree."}, severity="warn", campaign=_with(_SHARE, as_of=date(2024, 1, 15))),
            Case({"en": f"{_SAID} agree."}, severity="warn", campaign=_with(_SHARE, valid_until=date(2026, 3, 16))),
            Case({"en": f"It says {_SAID}."}, campaign=_with(_FINE, kind="legal")),
        ),
        passes=(
            Case({"en": "{{ claim('published') }} agree.", "zh-CN": "{{ claim('published') }}赞成。"}),
            Case({"en": "One good meal, one good photo, once more.", "zh-CN": "一顿好饭，一张好照片，只提醒一次。"}),
            Case({"en": "Many travellers leave ivory behind.", "zh-CN": "许多旅行者把象牙留在身后。"}),
            Case({"en": "Make a ten-second plan.", "zh-CN": "花十秒做个计划，千万别忘，以防万一。"}),
            Case({"en": "One small piece is worth $3,000.", "zh-CN": "一小件价值两万元。"}),
            Case({"vi": "Một bữa ngon, một tấm ảnh đẹp, mười giây cho năm mới trăm năm hạnh phúc."}),
            Case({"vi": "Nhiều du khách không mang ngà voi về."}),
            Case({"en": "Her 80th birthday: call 1800 1522, it takes 2 minutes.", "zh-CN": "他行医三十年。"}),
            Case({"vi": "Bà tám mươi tuổi; bác sĩ Lan ba mươi năm trong nghề. Gọi số 1800 1522."}),
            Case({"en": f"{_SAID} agree."}, campaign=_with(_SHARE, valid_until=date(2026, 3, 17))),
        ),
    ),
    Rule(
        id="L15",
        title="A claim about health is reviewed",
        why="a word about disease, poison or cure outside a claim about health",
        mend='put it into [claims] with kind = "health", source and date; a health reviewer then checks it',
        source="Hu 2024 and Zhao 2025: health risk moves people, so it must be true; gate H17: duty of care",
        check=_check_health,
        fires=(
            Case({"en": "Bushmeat spreads disease."}),
            Case({"en": "Raw bile can make you very ill."}),
            Case({"en": "Horn does not cure cancer."}),
            Case({"en": "Pangolin scales work no better than nails."}),
            Case({"zh-CN": "野味可能传播病毒。", "vi": "Thịt rừng có thể gây bệnh."}),
            Case({"zh-CN": "犀角不能治病，也没有疗效。", "vi": "Sừng tê giác không chữa được ung thư."}),
            Case({"zh-CN": "熊胆伤肝。", "vi": "Mật gấu có hại cho gan."}),
            Case({"en": "It causes liver failure.", "zh-CN": "会导致肝衰竭。", "vi": "Vảy tê tê gây suy gan."}),
            Case({"vi": "Mật gấu không tốt cho sức khỏe."}),
            Case({"en": f"Know this: {_SAID}."}, campaign=_with(_GERMS, kind="conservation")),
            Case({"en": "Stop taking your medicine."}),
            Case({"en": "Stop using medicine made from bear bile."}),
            Case({"en": "Herbs instead of medicine."}),
            Case({"zh-CN": "今天就停药。", "vi": "Hãy ngừng uống thuốc ngay."}),
            Case({"zh-CN": "不用看医生，喝茶就好。", "vi": "Không cần uống thuốc, chỉ cần trà."}),
            Case({"en": f"Know this: {_SAID}."}, severity="warn", campaign=_with(_GERMS, kind="health")),
            Case({"zh-CN": f"请知道：{_SAID}。"}, severity="warn", campaign=_with(_GERMS, kind="health")),
            Case({"vi": f"Bạn nên biết: {_SAID}."}, severity="warn", campaign=_with(_GERMS, kind="health")),
        ),
        passes=(
            Case(
                {
                    "en": "A blessing offered without harm.",
                    "zh-CN": "不伤生，更安心。",
                    "vi": "Lời chúc không làm hại ai.",
                }
            ),
            Case(
                {
                    "en": "Good luck and good health to you.",
                    "zh-CN": "祝您健康平安。",
                    "vi": "Chúc sức khỏe và bình an.",
                }
            ),
            Case(
                {
                    "en": "Ask your practitioner for a herbal choice.",
                    "zh-CN": "请问问您的中医师。",
                    "vi": "Hãy hỏi thầy thuốc.",
                }
            ),
            Case({"en": "A viral video, cured ham, a smile that works better.", "zh-CN": "她的笑很有感染力。"}),
            Case(
                {"en": "Do not stop taking your medicine.", "zh-CN": "请不要自行停药。", "vi": "Đừng tự ý ngừng thuốc."}
            ),
            Case({"vi": "Bạn bè bỏ thuốc lá, còn tôi chọn trà."}),
            Case({"vi": "Chọn thú cưng mà bác sĩ thú y chữa được."}),
            Case(
                {
                    "en": f"{_SAID}. Ask a licensed practitioner.",
                    "zh-CN": f"{_SAID}。请咨询执业医师。",
                    "vi": f"{_SAID}. Hãy hỏi bác sĩ.",
                },
                campaign=_with(_GERMS, kind="health"),
            ),
            Case({"th": f"{_SAID}"}, campaign=_with({"th": "น้ำดีหมี"}, kind="health")),
        ),
    ),
    Rule(
        id="L17",
        title="A legal claim has a statute and a date",
        why="a word about what the law allows, forbids or punishes outside a legal claim",
        mend='put it into [claims] with kind = "legal", statute, place and date; a legal reviewer then checks it',
        source="truthfulness in advertising; no bluff: it is found out, and the true rule is doubted too",
        check=_check_law,
        fires=(
            Case({"en": "You could get a heavy fine."}),
            Case({"en": "A fine of any size, or jail."}),
            Case({"en": "Ivory is illegal at any size."}),
            Case({"en": "Tusk is not allowed through customs."}),
            Case({"en": "It cannot be taken across the border."}),
            Case({"en": "You need a permit; without it customs will confiscate the piece."}),
            Case({"en": "It is perfectly legal to carry shells."}),
            Case({"zh-CN": "携带象牙会被罚款。", "vi": "Mang ngà voi sẽ bị phạt tiền."}),
            Case({"zh-CN": "法律禁止，违法要坐牢。", "vi": "Luật cấm, vi phạm pháp luật có thể ngồi tù."}),
            Case({"zh-CN": "象牙制品不能带回国。", "vi": "Không được mang ngà voi qua hải quan."}),
            Case({"zh-CN": "禁止携带，需要许可证。", "vi": "Nghiêm cấm buôn bán; phải có giấy phép."}),
            Case({"zh-CN": "携带象牙要坐五年牢。", "vi": "Mang ngà sẽ bị tù năm năm."}),
            Case({"en": f"Note: {_SAID}."}, campaign=_with(_FINE)),
        ),
        passes=(
            Case(
                {
                    "en": "A fine carving, a fine and lasting gift, fine wood.",
                    "zh-CN": "精美的木雕。",
                    "vi": "Tượng gỗ đẹp.",
                }
            ),
            Case({"en": "That is fine. My mother-in-law agrees, time permitting."}),
            Case({"en": "Say no to the illegal wildlife trade.", "zh-CN": "对非法野生动物贸易说不。"}),
            Case({"vi": "Nói không với buôn bán động vật hoang dã trái phép."}),
            Case({"vi": "Ban đêm, bạn trồng lan ở ban công."}),
            Case(
                {"en": "You must stop. Never touch it.", "zh-CN": "你必须停止，绝不许碰。", "vi": "Bạn đừng chạm vào."}
            ),
            Case(
                {
                    "en": "Keep receipts for customs.",
                    "zh-CN": "回程前请留意海关须知。",
                    "vi": "Giữ hóa đơn cho hải quan.",
                }
            ),
            Case(
                {"en": f"Note: {_SAID}.", "zh-CN": f"请注意：{_SAID}。"},
                campaign=_with(_FINE, kind="legal", statute="Act 7"),
            ),
        ),
    ),
)
