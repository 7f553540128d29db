"""Readability: syllables and grades worked out by hand, and the sentence of a field that is told."""

from collections.abc import Callable

import pytest

from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign
from campaigns.lint import lint
from campaigns.lint.readability import MIN_WORDS, grade, syllables
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]

HEARD = {
    1: "the you gift used makes changed stopped trees whole piece eye",
    2: "wanted table bottles settled people suitcase quiet create science lion every social boxes lovely someone",
    3: "souvenir ivory elephant idea area video medicine families various usual everyone beautiful carefully",
    4: "conservation traditional memorable rhinoceros january",
    5: "environmental international",
    6: "responsibility",
}


@pytest.mark.parametrize(("word", "count"), [(word, count) for count, words in HEARD.items() for word in words.split()])
def test_a_word_has_as_many_syllables_as_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_grade_is_that_of_flesch_and_kincaid() -> None:
    """7 words in 2 sentences, 9 syllables: 0.39 * 3.5 + 11.8 * 9 / 7 - 15.59 = 0.9464."""
    assert grade("Choose a wooden bowl. Meet the makers.") == pytest.approx(0.39 * 3.5 + 11.8 * 9 / 7 - 15.59)
    assert grade("7 of 10.") == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert grade("…") == 0.0


def test_a_text_of_few_words_has_no_grade_however_long_they_are(small_campaign: Make) -> None:
    words = "International conservation organisations"
    few, many = (small_campaign(" ".join([words] * times)) for times in (6, 7))
    assert MIN_WORDS == 20
    assert "L20" not in {finding.rule for finding in lint(few, today=DAY)}
    assert "L20" in {finding.rule for finding in lint(many, today=DAY)}


def test_the_hardest_sentence_of_a_field_is_told_once_whatever_stands_for_its_facts(small_campaign: Make) -> None:
    places = {"place": {"vi": ("Huế", "thành phố Hà Nội", "Vinh")}}
    text = "Ghé chợ {{ place }} " + "và chọn một món quà gỗ nhé " * 3 + "hôm nay."
    found = [one for one in lint(small_campaign({"vi": text}, facts=places), today=DAY) if one.rule == "L20"]
    assert [one.why for one in found] == ["a sentence of 29 words; at most 25"]


@pytest.mark.parametrize("name", ["light_suitcase", "starter"])
def test_the_examples_are_easy_to_read(name: str) -> None:
    assert [str(one) for one in lint(load_campaign(example(name))) if one.rule in {"L18", "L20"}] == []
