"""Platform words (L18): product words that a platform is known to stop, even in a message against the product."""

from collections.abc import Iterator

from campaigns.lint.finding import Finding
from campaigns.lint.lexicon import hits
from campaigns.lint.rule import Case, Reading, Rule
from campaigns.platforms import platform

BAN = "no_product_words"
"""The kind of rule in `tables/channel_rules.csv` that says that a platform stops them."""


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    for text in reading.texts:
        name = reading.campaign.channel(text.channel).platform
        bans = () if name is None else platform(name).rules_of(text.field)
        why = next((ban.why for ban in bans if ban.rule == BAN), None)
        if why is None:
            continue
        found = hits(text.plain, text.locale, "platform_words", heed_negation=False)  # filters heed none either
        if found:
            yield rule.at(text, ", ".join(dict.fromkeys(word.lower() for word in found)), "warn", why=f"{name}: {why}")


_GOOGLE, _TIKTOK, _META, _WHATSAPP = ({"platform": name} for name in ("google_rsa", "tiktok", "meta_feed", "whatsapp"))

RULES = (
    Rule(
        id="L18",
        title="No word that the platform stops",
        why="the platform is known to stop this word, whatever is said of it",
        mend="say it without the product (a wildlife souvenir, an animal-part gift, what tourists are offered), say on "
        "the landing page that nothing is sold, and keep the way of appeal at hand",
        source="Google policies on endangered species; TikTok policy on animals; tables/channel_rules.csv",
        check=_check,
        fires=(
            Case({"en": "Bring home a story, not ivory."}, severity="warn", channel=_GOOGLE),
            Case({"en": "She never wanted rhino horn."}, severity="warn", channel=_TIKTOK),
            Case({"en": "Bear bile or tiger bone: ask a doctor first."}, severity="warn", channel=_META),
            Case({"en": "A pangolin scale has no use in medicine."}, severity="warn", channel=_GOOGLE),
            Case({"zh-CN": "带回故事，不带象牙。"}, severity="warn", channel=_GOOGLE),
            Case({"zh-CN": "穿山甲鳞片不是药。"}, severity="warn", channel=_META),
            Case({"zh-CN": "不买ivory。"}, severity="warn", channel=_GOOGLE),
            Case({"vi": "Quà cho cha không phải sừng tê giác."}, severity="warn", channel=_META),
            Case({"vi": "Hỏi bác sĩ trước khi dùng mật gấu hay cao hổ."}, severity="warn", channel=_GOOGLE),
            Case({"vi": "Ngà voi không phải là quà."}, severity="warn", channel=_TIKTOK),
        ),
        passes=(
            Case({"en": "Bring home a story, not ivory.", "zh-CN": "不带象牙。", "vi": "Không mua ngà voi."}),
            Case({"en": "Bring home a story, not ivory."}, channel=_WHATSAPP),
            Case({"en": "A wildlife souvenir stays behind. Choose an animal-free gift."}, channel=_GOOGLE),
            Case({"en": "On a scale of 1 to 5, how light is your bag? Use a luggage scale."}, channel=_TIKTOK),
            Case({"en": "Tiger balm and strong bones, a car horn and faux fur."}, channel=_META),
            Case({"zh-CN": "野生动物纪念品请留下，选一件木雕。钻牛角尖没有用。"}, channel=_GOOGLE),
            Case({"vi": "Đừng xấu hổ khi từ chối. Hãy vuốt ve mèo nhà, ngắm núi sừng sững."}, channel=_GOOGLE),
        ),
    ),
)
