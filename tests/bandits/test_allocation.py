from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandits.allocation import Allocation, uniform
from bandits.grid import Context
from campaigns.errors import InvalidInput, NotFound
from tests.bandits.worlds import small_grid

KEY = b"a secret of the tests, 32 bytes."
EVERYONE = Context("all", "sms")
NAMES = ("plain", "peer", "plan", "norm")
ROW = (0.1, 0.55, 0.0, 0.35)

chances = st.lists(st.floats(0, 1), min_size=1, max_size=12).filter(lambda row: sum(row) > 0.01)
words = st.text(max_size=30)


def table(row: tuple[float, ...], names: tuple[str, ...] = NAMES) -> Allocation:
    return Allocation((EVERYONE,), names, (row,))


def normalised(row: list[float]) -> tuple[float, ...]:
    return tuple(chance / sum(row) for chance in row)


@given(chances, words, words)
def test_the_same_words_always_give_the_same_variant_with_its_table_entry(
    weights: list[float], unit: str, occasion: str
) -> None:
    row = normalised(weights)
    names = tuple(f"v{index}" for index in range(len(row)))
    choice = table(row, names).choose(EVERYONE, KEY, unit, occasion)
    again = table(row, names).choose(EVERYONE, KEY, unit, occasion)
    assert choice == again
    assert choice.propensity == row[names.index(choice.variant)] > 0.0


@given(chances, words, words, st.randoms())
def test_permuting_the_variants_permutes_the_answer(
    weights: list[float], unit: str, occasion: str, random: Random
) -> None:
    row = normalised(weights)
    names = tuple(f"v{index}" for index in range(len(row)))
    order = list(range(len(row)))
    random.shuffle(order)
    moved = table(tuple(row[i] for i in order), tuple(names[i] for i in order))
    assert moved.version == table(row, names).version
    assert moved.choose(EVERYONE, KEY, unit, occasion) == table(row, names).choose(EVERYONE, KEY, unit, occasion)


def test_over_200_000_units_shares_match_the_row_within_four_standard_errors() -> None:
    allocation, units = table(ROW), 200_000
    drawn = [allocation.choose(EVERYONE, KEY, f"unit-{n}", "visit").variant for n in range(units)]
    for name, chance in zip(NAMES, ROW, strict=True):
        error = (chance * (1 - chance) / units) ** 0.5
        assert abs(drawn.count(name) / units - chance) <= 4 * error


def test_draws_of_two_versions_are_independent() -> None:
    """The version is part of the key: P(same variant) = sum of p * q, here .1*.1 + .55*.35 + .35*.35 = .325."""
    other, units = table((0.1, 0.35, 0.2, 0.35)), 20_000
    same = sum(
        table(ROW).choose(EVERYONE, KEY, f"u{n}", "").variant == other.choose(EVERYONE, KEY, f"u{n}", "").variant
        for n in range(units)
    )
    assert abs(same / units - 0.325) <= 4 * (0.325 * 0.675 / units) ** 0.5


def test_hashed_numbers_are_uniform() -> None:
    drawn = np.array([uniform(KEY, "x", str(n)) for n in range(20_000)])
    assert abs(drawn.mean() - 0.5) <= 4 * (1 / 12 / len(drawn)) ** 0.5
    assert drawn.min() >= 0 and drawn.max() < 1


def test_another_key_gives_another_draw() -> None:
    differ = sum(uniform(KEY, str(n)) != uniform(KEY[::-1], str(n)) for n in range(100))
    assert differ == 100


def test_an_impossible_variant_is_never_chosen_even_at_the_edges() -> None:
    sure = Allocation((EVERYONE,), ("a", "b", "c"), ((0.0, 1.0, 0.0),))
    assert {sure.choose(EVERYONE, KEY, str(n), "").variant for n in range(500)} == {"b"}
    assert sure.row(EVERYONE) == {"b": 1.0}


def test_rows_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(InvalidInput, match="sum to 1"):
        table((0.2, 0.2, 0.2, 0.2))
    with pytest.raises(InvalidInput, match="sum to 1"):
        table((-0.5, 1.5, 0.0, 0.0))


def test_an_unknown_context_names_what_there_is() -> None:
    with pytest.raises(NotFound, match="segments are all; channels are sms"):
        table(ROW).choose(Context("nobody", "sms"), KEY, "u", "o")


def test_the_table_arranged_on_its_grid_is_the_table() -> None:
    grid = small_grid()
    probabilities = np.where(grid.eligible, 1.0, 0.0) / grid.eligible.sum(axis=1, keepdims=True)
    np.testing.assert_array_equal(Allocation.of(grid, probabilities).probabilities(grid), probabilities)
