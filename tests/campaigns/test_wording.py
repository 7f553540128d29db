"""Wording: behaviour change is said where behaviour was measured and people were drawn by lot, and nowhere else."""

import pytest

from campaigns.harm.wording import check_words, effect_words


@pytest.mark.parametrize("level", range(11))
@pytest.mark.parametrize("design", ["randomised", "not randomised"])
def test_behaviour_change_is_said_from_level_eight_under_a_randomised_design_alone(level: int, design: str) -> None:
    words = effect_words(level, is_randomised=design == "randomised")
    may = level >= 8 and design == "randomised"
    assert words.may_say_behaviour_change == may
    assert ("behaviour change" in f"{words.effect} {words.label}") == may
    assert words.design == design


def test_every_level_has_its_own_noun_and_its_own_caveat() -> None:
    told = [effect_words(level, is_randomised=True) for level in range(11)]
    assert len({words.noun for words in told}) == len({words.caveat for words in told}) == 11
    assert [words.noun for words in told][6] == "intention"
    assert all(f"level {level} of 10" in words.label for level, words in enumerate(told))


def test_what_is_said_of_a_level_is_no_overclaim_at_it() -> None:
    for level in range(11):
        for is_randomised in (True, False):
            words = effect_words(level, is_randomised=is_randomised)
            assert check_words(f"{words.effect}. {words.label}", level, is_randomised=is_randomised) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The campaign changed behaviour.",
        "It changes their buying habits",
        "Demand has fallen",
        "poaching is falling",
        "Demand was cut by a third",
        "ivory sales are down",
        "Fewer people buy ivory",
        "people no longer buy it",
        "It made them stop buying",
        "The messages ended demand",
        "a behavior shift",
        "a lasting behavior change",
        "behavioural change in three cities",
        "Demand fell by a third",
        "reduced demand for ivory",
        "cut the illegal trade",
        "demand reduction of 12 %",
        "People stopped buying",
        "travellers bought less",
        "saved 40 elephants",
    ],
)
def test_what_only_measured_behaviour_could_show_is_an_overclaim_below_level_eight(text: str) -> None:
    for level in (3, 6, 7):
        (claim,) = check_words(text, level, is_randomised=True)
        assert f"level {level}" in claim
    claim, *_ = check_words(text, 10, is_randomised=False)
    assert "drawn by lot" in claim
    assert check_words(text, 8, is_randomised=True) == ()


@pytest.mark.parametrize("text", ["This proves it.", "proven to help", "We guarantee it", "beyond doubt"])
def test_nothing_is_certain_at_any_level(text: str) -> None:
    assert len(check_words(text, 10, is_randomised=True)) == 1


def test_causes_are_named_under_a_randomised_design_alone() -> None:
    text = "The messages raised intentions, and the campaign led to more pledges."
    assert check_words(text, 6, is_randomised=True) == ()
    assert len(check_words(text, 6, is_randomised=False)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "7 more in 100 do not intend to buy",
        "7 fewer in 100 would buy than with the plain message",
        "Improved readability; approval of the text",
        "the demand-reduction message was read",
        "A hint for the next messages, not a proof",
        "The engine shifts the shares",
    ],
)
def test_plain_words_about_numbers_are_no_overclaim(text: str) -> None:
    assert check_words(text, 3, is_randomised=True) == ()
