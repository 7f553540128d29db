"""Lengths (L21): a field fits its channel, counted as its platform counts, and holds nothing that it refuses."""

from collections.abc import Iterator

from campaigns.counting import outside_gsm
from campaigns.lint.finding import Finding
from campaigns.lint.platform_forms import breaches
from campaigns.lint.rule import Case, Reading, Rule, Text
from campaigns.platforms import Room, room


def _check(rule: Rule, reading: Reading) -> Iterator[Finding]:
    longest: dict[tuple[str, str, str, str], tuple[int, Text]] = {}
    for text in reading.texts:
        place = (text.variant.id, text.channel, text.locale, text.field)
        counting = room(reading.campaign.channel(text.channel), text.limit, text.locale).counting
        found = counting.count(text.plain)
        if found > longest.get(place, (0, text))[0]:
            longest[place] = (found, text)
    for found, text in longest.values():
        yield from _too_long(rule, text, found, room(reading.campaign.channel(text.channel), text.limit, text.locale))
    yield from breaches(rule, reading)


def _too_long(rule: Rule, text: Text, found: int, has: Room) -> Iterator[Finding]:
    """Tell the longest form of a field only, whatever stands for its facts."""
    told = f"{has.counting.told(found)}{_cause(text, has)}"
    if found > has.hard:
        why = f"{told}; {has.taken_by} takes at most {has.hard}"
        yield rule.at(text, _beyond(text, has, has.hard), "block", why=why)
    elif found > has.soft:
        shown = "people see" if has.shown_by == "the channel" else f"{has.shown_by} shows"
        shown = "planned are" if has.counting.id == "sms_parts" else shown
        yield rule.at(text, _beyond(text, has, has.soft), "warn", why=f"{told}; {shown} at most {has.soft}")


def _beyond(text: Text, has: Room, most: int) -> str:
    """Show the last words that still fit."""
    kept = text.plain
    low, high = 0, len(kept)
    while low < high:  # a longer text hardly ever counts less, so that halving finds the place
        middle = (low + high + 1) // 2
        low, high = (middle, high) if has.counting.count(kept[:middle]) <= most else (low, middle - 1)
    return f"…{kept[:low][-24:]}".replace("\n", " ")


def _cause(text: Text, has: Room) -> str:
    """Say which character makes a text message dear, since nobody sees that it does."""
    if has.counting.id != "sms_parts" or (dear := outside_gsm(text.plain)) is None:
        return ""
    return f", 70 or 67 characters each because of “{dear}”"


_LIMITS = {"soft": {"en": 1, "zh-CN": 1, "vi": 1}, "hard": {"en": 2, "zh-CN": 2, "vi": 2}}
_SMS = {"platform": "sms", "fields": ({"field": "body"} | _LIMITS,)}
_WIDE = {"soft": {"en": 300, "zh-CN": 300, "vi": 300}, "hard": {"en": 300, "zh-CN": 300, "vi": 300}}


def _on(platform: str, *fields: str) -> dict[str, object]:
    """Make the one channel of a case stand on a platform, with room enough of its own."""
    return {"platform": platform, "fields": tuple({"field": field} | _WIDE for field in fields or ("body",))}


def _blocks(**texts: str) -> str:
    return "".join(f"{{% block {field} %}}{text}{{% endblock %}}" for field, text in texts.items())


_RSA = ("headline", "headline_2", "description")

RULES = (
    Rule(
        id="L21",
        title="A field fits its channel",
        why="too long for the channel",
        mend="shorten the text, or raise the limit in the channel if its source allows",
        source="platform formats: tables/channel_formats.csv and channel_rules.csv; each channel names its own source",
        check=_check,
        fires=(
            Case({"en": "a" * 201}),
            Case({"zh-CN": "行" * 101}),
            Case({"en": "a" * 101}, severity="warn"),
            Case({"zh-CN": "行" * 51}, severity="warn"),
            Case({"en": "a" * 161}, severity="warn", channel=_SMS),
            Case({"en": "It’s wood. " + "a" * 60}, severity="warn", channel=_SMS),
            Case({"vi": "Chọn quà gỗ " * 12}, channel=_SMS),
            Case({"zh-CN": "行" * 71}, severity="warn", channel=_SMS),
            Case({"zh-CN": "行" * 51}, channel=_on("tiktok")),
            Case({"zh-CN": "木" * 141}, channel=_on("x")),
            Case({"en": _blocks(headline="a" * 31, headline_2="b", description="c")}, channel=_on("google_rsa", *_RSA)),
            Case({"zh-CN": _blocks(headline="木" * 16, headline_2="木", description="雕")},
                 channel=_on("google_rsa", *_RSA)),
            Case({"en": _blocks(headline="Choose wood", headline_2="choose  Wood", description="c")},
                 channel=_on("google_rsa", *_RSA)),
            Case({"en": "Choose wood 🎁"}, channel=_on("tiktok")),
            Case({"en": "Choose #wood today"}, channel=_on("tiktok")),
            Case({"en": "{{ place }} has makers."}, channel=_on("whatsapp")),
            Case({"zh-CN": "欢迎来到{{ place }}"}, channel=_on("whatsapp")),
            Case({"vi": "Mời đến {{ place }} {{ markup }} nhé."}, channel=_on("whatsapp")),
            Case({"en": _blocks(header="In {{ place }} and {{ place }} now", body="Pack.")},
                 channel=_on("whatsapp", "header", "body")),
            Case({"zh-CN": "看 example.com 吧"}, channel=_on("wechat_moments")),
            Case({"zh-CN": "请拨打 400-820-8820"}, channel=_on("wechat_moments")),
            Case({"zh-CN": "选木雕❤"}, channel=_on("wechat_moments")),
        ),
        passes=(
            Case({"en": "a" * 100, "zh-CN": "行" * 50}),
            Case({"en": "{{ long_word }}" + "e\u0301" * 60}),
            Case({"en": "a" * 160, "vi": "Chọn quà gỗ nhé. " * 4}, channel=_SMS),
            Case({"en": "a" * 100, "zh-CN": "行" * 50, "vi": "ọ" * 100}, channel=_on("tiktok")),
            Case({"en": "a" * 256 + " https://example.org/a/very/long/path"}, channel=_on("x")),
            Case({"en": _blocks(headline="Choose wood", headline_2="Ask a maker", description="Choose wood.")},
                 channel=_on("google_rsa", *_RSA)),
            Case({"en": "Come to {{ place }}, it is near.", "zh-CN": "欢迎来到{{ place }}，不远。"},
                 channel=_on("whatsapp")),
            Case({"en": "{% if channel == 'other' %}{{ place }}{% endif %}Hi {{ place }}."}, channel=_on("whatsapp")),
            Case({"zh-CN": "2026年10月1日，10:30，选1件木雕。"}, channel=_on("wechat_moments")),
            Case({"en": "Choose wood 🎁 #wood"}),
        ),
    ),
)  # fmt: skip
