"""Counting: how platforms measure a text: in characters, in wide characters, in message parts, or weighted.

Every rule counts after Unicode NFC, as platforms do. Sources stand with the limits in `tables/channel_formats.csv`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = "\f^{}\\[~]|€"
_SEPTETS: Mapping[str, int] = dict.fromkeys(_GSM, 1) | dict.fromkeys(_GSM_EXTENSION, 2)
_SEPTETS_ALONE, _SEPTETS_OF_A_PART = 160, 153
_UTF16_ALONE, _UTF16_OF_A_PART = 70, 67

_X_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_X_HEAVY, _X_URL = 2, 23

_ALWAYS_EMOJI = (
    "\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622"
    "\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f"
    "\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf"
    "\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716"
    "\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27bf\u2b1b\u2b1c"
    "\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_ONE = f"(?:[{_ALWAYS_EMOJI}]\ufe0f?|[\u00a9\u00ae\u2000-\u32ff]\ufe0f)[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
EMOJI = re.compile(f"{_FLAG}|{_KEYCAP}|{_ONE}(?:\u200d{_ONE})*")
"""One emoji, whatever it is built of: skin tones, joined people, flags and keycaps included."""

_ENDINGS = (
    "app|asia|biz|cc|cn|com|co|de|edu|eu|fr|gov|hk|id|info|int|io|jp|ke|kr|la|me|mobi|my|net|org|ru|sg|th|tv|tw"
    "|uk|vn|za"
)
_ADDRESS_ENDS = r"[a-z0-9/#=_~+&%$-]"
URL = re.compile(
    rf"(?<![a-z0-9@._-])(?:https?://[!-~]{{0,2000}}{_ADDRESS_ENDS}"
    rf"|(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,8}}(?:{_ENDINGS})(?![a-z0-9-])(?:/(?:[!-~]{{0,2000}}{_ADDRESS_ENDS})?)?)",
    re.IGNORECASE,
)
"""A web address, with or without https://, up to the next space or character that is not ASCII; no full stop after."""


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting: its name, what it counts, and the function that does it."""

    id: str
    unit: str
    units: str
    count: Callable[[str], int]

    def told(self, number: int) -> str:
        """Say a number with its unit.

        Examples
        --------
        >>> COUNTINGS["sms_parts"].told(1), COUNTINGS["characters"].told(12)
        ('1 message part', '12 characters')
        """
        return f"{number} {self.unit if number == 1 else self.units}"


def characters(text: str) -> int:
    r"""Count Unicode code points, each Chinese character one.

    Examples
    --------
    >>> characters("e\u0301t\u00e9"), characters("象牙")
    (3, 2)
    """
    return len(unicodedata.normalize("NFC", text))


def double_width(text: str) -> int:
    """Count code points, those that East Asian typography sets wide as two.

    Examples
    --------
    >>> double_width("gift"), double_width("礼物"), double_width("tặng"), double_width("OK！")
    (4, 4, 4, 4)
    """
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in unicodedata.normalize("NFC", text))


def sms_parts(text: str) -> int:
    """Count the parts that a text message is sent and paid in.

    Of the 7-bit alphabet 160 fit into one part, and 153 into each of several; a character of its extension table takes
    two places. One character outside of it sends the whole text as 16-bit units: 70, and 67 of several. What takes two
    places is never split over two parts. No text is no part.

    Examples
    --------
    >>> sms_parts("a" * 160), sms_parts("a" * 161), sms_parts("€" * 80), sms_parts("€" * 81)
    (1, 2, 1, 2)
    >>> sms_parts("ế" * 70), sms_parts("ế" * 71)
    (1, 2)
    """
    text = unicodedata.normalize("NFC", text)
    if outside_gsm(text) is None:
        return _parts([_SEPTETS[one] for one in text], _SEPTETS_ALONE, _SEPTETS_OF_A_PART)
    return _parts([2 if ord(one) > 0xFFFF else 1 for one in text], _UTF16_ALONE, _UTF16_OF_A_PART)


def outside_gsm(text: str) -> str | None:
    """Find the first character that is not of the 7-bit alphabet and makes the whole message dearer.

    Examples
    --------
    >>> outside_gsm("Choose wood {today}"), outside_gsm("It’s wood")
    (None, '’')
    """
    return next((one for one in unicodedata.normalize("NFC", text) if one not in _SEPTETS), None)


def _parts(sizes: Iterable[int], alone: int, of_a_part: int) -> int:
    sizes = list(sizes)
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    parts, room = 0, 0
    for size in sizes:
        if size > room:
            parts, room = parts + 1, of_a_part
        room -= size
    return parts


def x_weighted(text: str) -> int:
    """Count as X does: Latin and the scripts near it weigh one, all else two, an emoji two, an address 23.

    Weight one: U+0000-10FF, U+2000-200D, U+2010-201F and U+2032-2037.

    Examples
    --------
    >>> x_weighted("wood"), x_weighted("木雕"), x_weighted("👩🏽‍🌾"), x_weighted("See https://example.org/a/long/path")
    (4, 4, 2, 27)
    """
    text = unicodedata.normalize("NFC", text)
    weight = 0
    for pattern, each in ((URL, _X_URL), (EMOJI, _X_HEAVY)):
        text, found = pattern.subn("", text)
        weight += each * found
    return weight + sum(1 if _is_light(ord(one)) else _X_HEAVY for one in text)


def _is_light(point: int) -> bool:
    return any(first <= point <= last for first, last in _X_LIGHT)


COUNTINGS: Mapping[str, Counting] = MappingProxyType({
    counting.id: counting
    for counting in (
        Counting("characters", "character", "characters", characters),
        Counting("double_width", "character (wide ones are two)", "characters (wide ones are two)", double_width),
        Counting("sms_parts", "message part", "message parts", sms_parts),
        Counting("x_weighted", "weighted character", "weighted characters", x_weighted),
    )
})  # fmt: skip
"""Every way of counting, by the name that `tables/channel_formats.csv` uses."""
