"""Chance of being best against closed forms, numerical integration, draws, and itself with variants permuted."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import beta as beta_law
from scipy.stats import norm

from bandits.chance_best import beta_chance_best, draws_chance_best, normal_chance_best
from bandits.grid import BoolArray, FloatArray
from campaigns.errors import InvalidInput


def exact_second_best(a1: int, b1: int, a2: int, b2: int) -> float:
    """P(second > first) exactly: sum over i < a2 of B(a1+i, b1+b2) / ((b2+i) B(1+i, b2) B(a1, b1))."""

    def beta_function(a: int, b: int) -> Fraction:
        return Fraction(factorial(a - 1) * factorial(b - 1), factorial(a + b - 1))

    terms = (
        beta_function(a1 + i, b1 + b2) / ((b2 + i) * beta_function(1 + i, b2) * beta_function(a1, b1))
        for i in range(a2)
    )
    return float(sum(terms, Fraction(0)))


@pytest.mark.parametrize(
    "counts",
    [(3, 7, 5, 4), (1, 9, 2, 5), (1, 1, 2000, 10), (1, 500, 3, 400), (40, 160, 30, 100), (200, 1000, 100, 600)],
)
def test_two_variants_equal_the_closed_form_to_a_billionth(counts: tuple[int, int, int, int]) -> None:
    a1, b1, a2, b2 = counts
    chance = beta_chance_best(np.array([a1, a2], dtype=float), np.array([b1, b2], dtype=float))
    assert chance[1] == pytest.approx(exact_second_best(*counts), abs=1e-9)
    assert chance[0] == pytest.approx(1 - exact_second_best(*counts), abs=1e-9)


SIX = (np.array([2.0, 31.0, 12.5, 1.0, 140.0, 7.0]), np.array([11.0, 170.0, 55.0, 9.0, 760.0, 33.0]))


def test_six_unequal_variants_equal_numerical_integration() -> None:
    chance = beta_chance_best(*SIX)
    laws = [beta_law(a, b) for a, b in zip(*SIX, strict=True)]
    for index, law in enumerate(laws):
        others = laws[:index] + laws[index + 1 :]
        wanted, _ = quad(
            lambda x, law=law, others=others: law.pdf(x) * np.prod([other.cdf(x) for other in others]),
            0,
            1,
            points=[law.mean() for law in laws],
            epsabs=1e-11,
            limit=400,
        )
        assert chance[index] == pytest.approx(wanted, abs=1e-8)


def test_six_unequal_normals_equal_numerical_integration() -> None:
    mean, sd = np.array([0.1, -0.4, 0.3, 0.0, 0.35, -1.0]), np.array([0.2, 0.5, 0.05, 0.9, 0.01, 1.5])
    chance = normal_chance_best(mean, sd)
    for index in range(6):
        others = [j for j in range(6) if j != index]
        wanted = sum(
            quad(
                lambda x, index=index, others=others: (
                    norm.pdf(x, mean[index], sd[index]) * np.prod(norm.cdf(x, mean[others], sd[others]))
                ),
                low,
                high,
                epsabs=1e-12,
            )[0]
            for low, high in pairwise([-9, -4, -2, -1, 0, 0.2, 0.3, 0.33, 0.35, 0.37, 0.4, 0.5, 1, 2, 4, 9])
        )
        assert chance[index] == pytest.approx(wanted, abs=1e-8)


def test_two_normals_equal_the_closed_form_however_unlike_their_spreads() -> None:
    """P(second > first) = Phi((m2 - m1) / sqrt(s1^2 + s2^2)); a spread a thousand times the other's is a step."""
    for sd in ((0.6, 0.8), (1e-3, 1.0), (5.0, 0.002)):
        chance = normal_chance_best(np.array([0.2, 0.5]), np.array(sd))
        assert chance[1] == pytest.approx(ndtr(0.3 / np.hypot(*sd)), abs=1e-10)


@pytest.mark.parametrize("level", [0.1, 0.5, 1.0, 30.0, 1e4, 1e8, 1e11])
@pytest.mark.parametrize("variants", [2, 7, 50])
def test_equal_variants_share_evenly_from_few_counts_to_very_many(level: float, variants: int) -> None:
    alpha = np.full(variants, level)
    assert beta_chance_best(alpha, 7 * alpha) == pytest.approx(np.full(variants, 1 / variants), abs=1e-10)


def test_below_one_count_the_closed_form_still_holds() -> None:
    """P(X > Y) for Beta(a, 1) against Beta(c, 1), rates x^a: a / (a + c); mirrored for Beta(1, b): d / (b + d)."""
    for a, c in ((0.1, 0.3), (0.1, 4.0), (0.7, 200.0)):
        wanted = pytest.approx([a / (a + c), c / (a + c)], abs=1e-8)
        assert beta_chance_best(np.array([a, c]), np.ones(2)) == wanted
        assert beta_chance_best(np.ones(2), np.array([c, a])) == wanted


def test_fifty_power_laws_equal_their_closed_form() -> None:
    """The highest of x^a_k laws, Beta(a_k, 1), is the k-th with chance a_k / sum: counts from 0.1 to 4,000."""
    alpha = np.geomspace(0.1, 4000, 50)
    assert beta_chance_best(alpha, np.ones(50)) == pytest.approx(alpha / alpha.sum(), abs=1e-8)


def test_one_vague_newcomer_among_well_known_variants_is_within_four_standard_errors_of_draws() -> None:
    """The case that Gauss-Hermite misses: the others' distribution functions are steps."""
    alpha, beta = (
        np.array([[1.0, 4000.0, 4100.0], [3.0, 2.0, 0.5]]),
        np.array([[1.0, 36000.0, 35900.0], [40.0, 18.0, 9.5]]),
    )
    draws = np.random.default_rng(7).beta(alpha, beta, size=(200_000, 2, 3))
    chance, seen = beta_chance_best(alpha, beta), draws_chance_best(draws, np.ones((2, 3), dtype=bool))
    standard_error = np.sqrt(chance * (1 - chance) / 200_000)
    assert (np.abs(seen - chance) <= 4 * standard_error + 1e-12).all()


def test_draws_and_quadrature_of_normals_agree_within_four_standard_errors() -> None:
    mean, sd = np.array([[0.0, 0.2, -0.3, 0.1]]), np.array([[0.3, 0.1, 0.6, 0.25]])
    draws = np.random.default_rng(11).normal(mean, sd, size=(100_000, 1, 4))
    chance, seen = normal_chance_best(mean, sd), draws_chance_best(draws, np.ones((1, 4), dtype=bool))
    assert (np.abs(seen - chance) <= 4 * np.sqrt(chance * (1 - chance) / 100_000)).all()


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, (2, 5), elements=st.floats(0.1, 1e5)),
    st.permutations(range(5)),
)
def test_permuting_variants_permutes_the_chances(parameters: FloatArray, order: list[int]) -> None:
    alpha, beta = parameters
    permuted = beta_chance_best(alpha[order], beta[order])
    assert permuted == pytest.approx(beta_chance_best(alpha, beta)[order], abs=1e-10)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, (2, 3, 4), elements=st.floats(0.1, 1e6)), arrays(np.bool_, (3, 4)))
def test_rows_sum_to_one_and_others_get_exactly_nothing(parameters: FloatArray, eligible: BoolArray) -> None:
    eligible[:, 0] = True
    alpha, beta = parameters
    chance = beta_chance_best(alpha, beta, eligible)
    assert chance.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-12)
    assert (chance[~eligible] == 0).all()
    assert (chance >= 0).all()


def test_a_variant_that_may_not_be_shown_does_not_compete() -> None:
    alpha, beta = SIX
    eligible = np.array([True, False, True, True, False, True])
    among = beta_chance_best(alpha, beta, eligible)
    assert among[eligible] == pytest.approx(beta_chance_best(alpha[eligible], beta[eligible]), abs=1e-12)
    assert normal_chance_best(np.array([3.0, 1.0]), np.ones(2), np.array([False, True])).tolist() == [0.0, 1.0]


def test_rows_are_answered_one_by_one_as_all_at_once() -> None:
    alpha, beta = np.array([[2.0, 3.0], [40.0, 9.0]]), np.array([[9.0, 7.0], [400.0, 60.0]])
    both = beta_chance_best(alpha, beta)
    assert [both[0].tolist(), both[1].tolist()] == [
        beta_chance_best(a, b).tolist() for a, b in zip(alpha, beta, strict=True)
    ]


def test_ties_in_a_draw_are_split_evenly_among_the_eligible() -> None:
    """First draw: three tie, one of them may not be shown, so 1/2 each; second: the last wins. Means 1/4, 0, 3/4."""
    draws = np.array([[[0.5, 0.5, 0.5]], [[0.1, 0.9, 0.4]]])
    assert draws_chance_best(draws, np.array([[True, False, True]])).tolist() == [[0.25, 0.0, 0.75]]


def test_a_draw_that_is_not_a_number_may_only_be_where_nobody_looks() -> None:
    draws = np.array([[[0.5, np.nan]]])
    assert draws_chance_best(draws, np.array([[True, False]])).tolist() == [[1.0, 0.0]]
    with pytest.raises(InvalidInput, match="not a number"):
        draws_chance_best(draws, np.array([[True, True]]))


@pytest.mark.parametrize(
    ("alpha", "beta", "message"),
    [
        ([[1.0, 0.0]], [[1.0, 2.0]], "alpha holds 0; wanted 0.1 to 1e.12"),
        ([[1.0, 2.0]], [[1.0, -3.0]], "beta holds -3"),
        ([[1.0, np.nan]], [[1.0, 2.0]], "alpha holds nan"),
        ([[1.0, np.inf]], [[1.0, 2.0]], "alpha holds inf"),
        ([[1.0, 1e13]], [[1.0, 2.0]], r"alpha holds 1e\+13"),
        ([[1.0, 2.0]], [[1.0], [2.0]], "shape"),
        ([[]], [[]], "shape"),
    ],
)
def test_a_broken_posterior_is_refused(alpha: list[list[float]], beta: list[list[float]], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        beta_chance_best(np.array(alpha), np.array(beta))


def test_a_row_without_eligible_variants_is_refused_by_all_three() -> None:
    values, eligible = np.ones((2, 2)), np.array([[True, True], [False, False]])
    answers: list[Callable[[], FloatArray]] = [
        lambda: beta_chance_best(values, values, eligible),
        lambda: normal_chance_best(values, values, eligible),
        lambda: draws_chance_best(values[None], eligible),
    ]
    for answer in answers:
        with pytest.raises(InvalidInput, match="no variant is eligible in row 1"):
            answer()
    with pytest.raises(InvalidInput, match="eligible has shape"):
        normal_chance_best(values, values, eligible[:1])
    with pytest.raises(InvalidInput, match="sd holds 0"):
        normal_chance_best(values, np.zeros((2, 2)))
    with pytest.raises(InvalidInput, match="draws have shape"):
        draws_chance_best(values, eligible)
