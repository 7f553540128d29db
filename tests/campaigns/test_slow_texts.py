"""Slow texts: long ones made to slow the lint down; no pattern of a word list may take a second on any of them."""

import tomllib
from pathlib import Path

import pytest

import campaigns.lint
from campaigns.lint.lexicon import lexicon, places_of
from tests.campaigns.timing import under_a_second

FOLDERS = sorted(Path(campaigns.lint.__file__).parent.glob("lexicons/*/"))
FAMILIES = [
    (folder.name, family)
    for folder in FOLDERS
    for file in sorted(folder.glob("*.toml"))
    for family in tomllib.loads(file.read_text("utf-8"))
    if family != "negation"
]
SLOW = [
    "1", "1.1,", "1-", " ", "\n", "a", "a ", "a.a,", "of the ", "one in ", "$1", "1 ", "1% ", "'a", "...", "a-a ",
    "you must ", "if you ", "the last ", "not ", "象", "一百万", "不", "万一", "如果", "象，", "最后",
    "nếu ", "không ", "1 triệu ", "ngà ",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("language", "family"), FAMILIES)
def test_no_pattern_of_a_word_list_is_slow_on_a_text_made_to_slow_it_down(language: str, family: str) -> None:
    words = lexicon(language, family)
    assert words is not None
    for piece in SLOW:
        text = (piece * (20_000 // len(piece) + 1))[:20_000]
        with under_a_second():
            for _ in words.found(text):
                pass


@pytest.mark.parametrize("piece", ["$1", "rare, ", "a carving, 5%, "])
def test_many_hits_of_two_lists_are_sorted_out_within_a_second(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    with under_a_second():
        found = places_of(text, "vi", "price") + places_of(text, "zh-CN", "number")
    assert all(one.start() < one.end() for one in found)


def test_a_hit_at_the_seam_of_two_windows_is_found_once() -> None:
    """Windows are 1,000 long and begin every 800: a word over 800, 1,000 and 1,600 must turn up once each."""
    for place in (795, 798, 802, 995, 998, 1_001, 1_597, 1_603):
        text = "wood " * 159 + "," * (place - 795) + " vanishing " + "wood " * 400
        assert [hit[0] for hit in places_of(text, "en", "rarity")] == ["vanishing"]
