"""Counting: each platform's way of measuring a text, worked out by hand at the places where ways part."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.counting import COUNTINGS, EMOJI, URL, characters, double_width, outside_gsm, sms_parts, x_weighted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("{" * 80, 1),
        ("{" * 80 + "a", 2),
        ("ế" * 70, 1),
        ("ế" * 71, 2),
        ("ế" * 134, 2),
        ("ế" * 135, 3),
        ("a" * 70 + "ế", 2),
        ("🐘" * 35, 1),
        ("🐘" * 36, 2),
        ("礼" * 201, 3),
    ],
)
def test_a_text_message_is_cut_where_its_alphabet_says(text: str, parts: int) -> None:
    """160 and 153 places of the 7-bit alphabet (twice for "{"), 70 and 67 of 16 bits (twice for an elephant)."""
    assert sms_parts(text) == parts


def test_a_character_of_two_places_is_never_split_over_two_parts() -> None:
    """152 + [2 + 151] = 305 fill two parts; one more makes 306 = 2 x 153, but the pair leaves a place empty."""
    assert sms_parts("a" * 152 + "€" + "a" * 151) == 2
    assert sms_parts("a" * 152 + "€" + "a" * 152) == 3


def test_a_surrogate_pair_is_never_split_over_two_parts() -> None:
    """66 + [2 + 65] = 133 fill two parts; one more makes 134 = 2 x 67, but the pair leaves a place empty."""
    assert sms_parts("ế" * 66 + "🐘" + "ế" * 65) == 2
    assert sms_parts("ế" * 66 + "🐘" + "ế" * 66) == 3


@pytest.mark.parametrize(("text", "dear"), [("Ça va, señor ÄÖ?", None), ("ça", "ç"), ("“wood”", "“"), ("a–b", "–")])
def test_the_character_that_makes_a_message_dear_is_named(text: str, dear: str | None) -> None:
    assert outside_gsm(text) == dear


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("wood", 4),
        ("wood’s – “x”", 12),
        ("…", 2),
        ("木雕", 4),
        ("quế", 4),
        ("ไม้", 3),
        ("©", 1),
        ("🐘", 2),
        ("❤️", 2),
        ("🇻🇳", 2),
        ("🇻🇳🇨🇳", 4),
        ("1️⃣", 2),
        ("👩🏽‍🌾", 2),
        ("👨‍👩‍👧‍👦!", 3),
        ("https://example.org/a", 23),
        ("See example.org.", 28),
        ("看https://a.cn，好", 29),
        ("https://a.cn https://b.cn", 47),
        ("me@example.org", 14),
        ("v1.2 or 3.5", 11),
    ],
)
def test_x_weighs_latin_once_all_else_twice_an_emoji_twice_and_an_address_23(text: str, weight: int) -> None:
    """ "quế": q and u weigh 1, the Vietnamese letter (U+1EBF) 2; "看" 2 + 23 + "，" 2 + "好" 2 = 29."""
    assert x_weighted(text) == weight


@pytest.mark.parametrize(
    ("text", "width"), [("gift", 4), ("礼物", 4), ("ｇ", 2), ("ﾊ", 1), ("quà", 3), ("한", 2), ("🐘", 2)]
)
def test_what_east_asia_sets_wide_counts_two(text: str, width: int) -> None:
    assert double_width(text) == width


@given(st.text(max_size=60))
def test_every_way_counts_composed_and_decomposed_letters_alike(text: str) -> None:
    for counting in COUNTINGS.values():
        whole, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        assert counting.count(whole) == counting.count(apart)


@given(st.text(max_size=60))
def test_no_way_counts_fewer_than_nothing_and_wide_ones_never_less_than_characters(text: str) -> None:
    assert characters(text) <= double_width(text) <= 2 * characters(text)
    assert sms_parts(text) >= bool(text)


@pytest.mark.parametrize("text", ["2026", "#1 * 5", "★ ✓ → “x”", "a – b …", "℃ №", "™ ® ©"])
def test_signs_that_are_no_emoji_are_none(text: str) -> None:
    assert EMOJI.search(text) is None


@pytest.mark.parametrize("text", ["www.example.org", "see EXAMPLE.COM/x", "看example.vn吧", "http://a.b"])
def test_an_address_is_one_with_and_without_its_scheme(text: str) -> None:
    assert URL.search(text) is not None


@pytest.mark.parametrize("text", ["7.5 of 10", "e.g. wood", "Choose.Then go", "a@b.com", "10.10.2026"])
def test_numbers_and_full_stops_are_no_addresses(text: str) -> None:
    assert URL.search(text) is None
