"""Technique terms: link, match, gain, dose and rank solved by hand, and how far measured barriers are believed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bandits.technique_terms import barrier_profiles, gain, reliability_of, technique_effect, technique_terms
from campaigns import theory
from campaigns.errors import InvalidInput
from campaigns.prior import Prior
from campaigns.variant import Dose
from segments.segment import Segment

CONSTANTS = Prior()


def people(**fields: object) -> Segment:
    """A segment held back by nothing in particular."""
    return replace(Segment("all", {"en": "All"}, share=1.0), **fields)  # type: ignore[arg-type]


# Techniques


def test_an_effect_is_discounted_and_its_spread_adds_three_parts() -> None:
    """1.9, d = .27, se = .1: effect 1.814 * .2 * .27 = .097956.

    sd^2 = (.3628 * .1)^2 + (.5 * .097956)^2 + .05^2 = .00131624 + .00239884 + .0025 = .00621508 = .0788358^2.
    """
    effect, sd = technique_effect("1.9", CONSTANTS)
    assert effect == pytest.approx(0.097956, abs=1e-9)
    assert sd == pytest.approx(0.0788358, abs=1e-7)


def test_links_combine_by_noisy_or_and_the_match_is_their_weighted_barrier() -> None:
    """1.9 acts through intention (.5, all of it) and motivation (.5, half on intentions, half on reinforcement).

    intentions 1 - (1 - .5)(1 - .25) = .625, reinforcement .5 * .5 = .25; with barriers .8 and .4 the match is
    (.625 * .8 + .25 * .4) / .875 = .6 / .875 = .685714, the gain 1 + .45 * .371429 = 1.167143.
    """
    assert dict(theory.determinant_links("1.9")) == pytest.approx({"intentions": 0.625, "reinforcement": 0.25})
    (term,) = technique_terms([Dose(code="1.9")], {"intentions": 0.8, "reinforcement": 0.4}, CONSTANTS)
    assert term.match == pytest.approx(0.6 / 0.875)
    assert term.gain == pytest.approx(1.167143, abs=1e-6)


def test_a_technique_without_a_link_keeps_its_effect_as_it_is() -> None:
    (term,) = technique_terms([Dose(code="2.6")], dict.fromkeys(theory.determinants(), 0.9), CONSTANTS)
    assert (term.match, term.gain) == (None, 1.0)


@pytest.mark.parametrize(("match", "expected"), [(0.0, 0.55), (0.2, 0.73), (0.5, 1.0), (1.0, 1.45)])
def test_the_gain_runs_evenly_around_a_match_of_a_half(match: float, expected: float) -> None:
    assert gain(match, CONSTANTS) == pytest.approx(expected)


def test_the_strongest_technique_counts_fully_and_the_next_by_half() -> None:
    """13.4 (d .32): effect .116096, match .675 * .6 / .825 = .490909, gain .991818, so .115146 at dose 1: rank 1.

    1.9 (d .27) at dose .5: .5 * 1.167143 * .097956 = .057164: rank 2, weight .5 * .5 = .25, adds .028582.
    Listed in the other order. Mean .115146 + .028582 = .143728. Segment sd .05 * (1, .25).
    """
    barriers = {"intentions": 0.8, "reinforcement": 0.4, "identity": 0.6, "moral_norm": 0.0}
    first, second = technique_terms([Dose(code="1.9", dose=0.5), Dose(code="13.4")], barriers, CONSTANTS)
    assert (first.code, first.rank, first.weight) == ("13.4", 1, 1.0)
    assert (second.code, second.rank, second.weight) == ("1.9", 2, 0.25)
    assert [first.mean, second.mean] == pytest.approx([0.115146, 0.028582], abs=1e-6)
    assert [first.segment_sd, second.segment_sd] == pytest.approx([0.05, 0.0125])
    assert second.shared_sd == pytest.approx(0.25 * 1.167143 * 0.0788358, abs=1e-7)


def test_a_dose_may_turn_the_ranks_around() -> None:
    """Without barriers 1.4 (d .65) leads 6.1 (d .30) at full dose; at dose .4 it is .4 * .65 = .26 against .30."""
    even = dict.fromkeys(theory.determinants(), 0.5)
    codes = [term.code for term in technique_terms([Dose(code="6.1"), Dose(code="1.4")], even, CONSTANTS)]
    assert codes == ["1.4", "6.1"]
    codes = [term.code for term in technique_terms([Dose(code="6.1"), Dose(code="1.4", dose=0.4)], even, CONSTANTS)]
    assert codes == ["6.1", "1.4"]


@pytest.mark.parametrize("codes", [("2.6", "10.2"), ("10.2", "2.6")])
def test_equal_techniques_are_ranked_by_number_whatever_their_order(codes: Sequence[str]) -> None:
    """Both have the default d = .15 and no link."""
    assert not theory.determinant_links("10.2")
    terms = technique_terms([Dose(code=code) for code in codes], {}, CONSTANTS)
    assert [(term.code, term.weight) for term in terms] == [("2.6", 1.0), ("10.2", 0.5)]


# Barriers


def test_a_last_bit_of_a_match_ranks_nothing() -> None:
    """Barriers of .7 everywhere give 9.3 and 10.1 the match .7; with d = .15 each they are equal, so 9.3 goes first."""
    barriers = dict.fromkeys(theory.determinants(), 0.7)
    terms = technique_terms([Dose(code="10.1"), Dose(code="9.3")], barriers, CONSTANTS)
    assert terms[0].mean == pytest.approx(2 * terms[1].mean, abs=1e-12)
    assert [(term.code, term.rank) for term in terms] == [("9.3", 1), ("10.1", 2)]


def test_an_ally_is_taken_to_be_held_back_less_where_nothing_was_measured() -> None:
    segments = [people(barriers={"emotion": 0.7}), people(id="friends", role="ally", barriers={"goals": 0.6})]
    profiles = barrier_profiles(segments, CONSTANTS)
    assert (profiles["all"]["emotion"], profiles["all"]["goals"]) == (0.7, 0.3)
    assert (profiles["friends"]["emotion"], profiles["friends"]["goals"]) == (0.1, 0.6)


def test_measured_barriers_are_shrunk_to_the_average_by_their_reliability() -> None:
    """Average by share .25 * .9 + .75 * .3 = .45. r = .8 * 150 / 200 = .6: .6 * .9 + .4 * .45 = .72.

    r = .8 * 50 / 100 = .4: .4 * .3 + .6 * .45 = .39. What was not measured stays the default.
    """
    segments = [
        people(id="gifts", share=0.25, barriers={"emotion": 0.9}),
        people(id="luck", share=0.75, barriers={"emotion": 0.3}),
    ]
    reliability = reliability_of({"emotion": 0.8}, {"gifts": 150, "luck": 50}, CONSTANTS)
    profiles = barrier_profiles(segments, CONSTANTS, reliability)
    assert profiles["gifts"]["emotion"] == pytest.approx(0.72)
    assert profiles["luck"]["emotion"] == pytest.approx(0.39)
    assert profiles["gifts"]["goals"] == 0.3


def test_a_measured_barrier_without_reliability_is_refused_where_others_have_one() -> None:
    with pytest.raises(InvalidInput, match="goals of all"):
        barrier_profiles([people(barriers={"goals": 0.5})], CONSTANTS, {"all": {"emotion": 0.5}})


def test_a_negative_alpha_is_refused() -> None:
    with pytest.raises(InvalidInput, match="emotion"):
        reliability_of({"emotion": -0.2}, {"all": 100}, CONSTANTS)
