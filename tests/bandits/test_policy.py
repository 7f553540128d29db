"""Rules by hand with unequal numbers, checks that find every rule by themselves, and the guarantees of `allocate`."""

from collections.abc import Sequence
from random import Random
from typing import TypedDict, Unpack

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandits.grid import BoolArray, FloatArray
from bandits.guarantee import RULE_NAMES
from bandits.policy import RULES, allocate, with_floor
from bandits.rules import Standing, rule
from campaigns.errors import InvalidInput

CHANCE = np.array([[0.2, 0.5, 0.3]])
ALL = np.ones((1, 3), dtype=bool)


class Promises(TypedDict, total=False):
    """Arguments of `allocate` that a test may set."""

    control: int
    floor: float
    control_share: float
    trials: FloatArray
    context_names: Sequence[str]
    batch_size: float | None


class Situation(Promises, total=False):
    """The same, and what the rule looks at."""

    chance: FloatArray
    eligible: BoolArray


def shares(
    name: str, chance: Sequence[float], trials: Sequence[float] | None = None, batch: float = 100.0
) -> FloatArray:
    row = np.array([chance])
    counts = np.zeros(row.shape) if trials is None else np.array([trials])
    answer = RULES[name](Standing(row, np.ones(row.shape, dtype=bool), 0, counts, np.array([batch])))
    first: FloatArray = answer[0]
    return first


def test_thompson_shows_each_variant_as_often_as_it_is_best() -> None:
    assert shares("thompson", [0.2, 0.5, 0.3]).tolist() == [0.2, 0.5, 0.3]


def test_tempered_gives_a_fifth_away_evenly() -> None:
    """0.8 * (0.2, 0.5, 0.3) + 0.2 / 3 = (0.226667, 0.466667, 0.306667)."""
    assert shares("tempered", [0.2, 0.5, 0.3]) == pytest.approx([0.68 / 3, 1.4 / 3, 0.92 / 3])


def test_exploration_sampling_is_proportional_to_p_times_one_minus_p() -> None:
    """0.16, 0.25, 0.21 of 0.62."""
    assert shares("exploration_sampling", [0.2, 0.5, 0.3]) == pytest.approx([16 / 62, 25 / 62, 21 / 62])


def test_top_two_splits_between_leader_and_challenger() -> None:
    """First: 0.2 * (0.5 + 0.5 * (0.5 / 0.5 + 0.3 / 0.7)) = 0.242857; the others likewise; all sum to 1."""
    wanted = [0.2 * (0.5 + 0.5 * (1 + 3 / 7)), 0.5 * (0.5 + 0.5 * (0.25 + 3 / 7)), 0.3 * (0.5 + 0.5 * (0.25 + 1))]
    assert sum(wanted) == pytest.approx(1)
    assert shares("top_two", [0.2, 0.5, 0.3]) == pytest.approx(wanted)


def test_top_two_equals_resampling_until_another_wins_within_four_standard_errors() -> None:
    rng, tries, chance = np.random.default_rng(3), 200_000, np.array([0.55, 0.05, 0.1, 0.3])
    leader = rng.choice(4, tries, p=chance)
    shown = leader.copy()
    waiting = rng.random(tries) < 0.5
    while waiting.any():
        shown[waiting] = rng.choice(4, waiting.sum(), p=chance)
        waiting &= shown == leader
    wanted = shares("top_two", chance.tolist())
    seen = np.bincount(shown, minlength=4) / tries
    assert (np.abs(seen - wanted) <= 4 * np.sqrt(wanted * (1 - wanted) / tries)).all()


@pytest.mark.parametrize("name", ["top_two", "exploration_sampling"])
def test_a_sure_winner_gets_half_and_the_others_share_the_rest_evenly(name: str) -> None:
    assert shares(name, [0.0, 1.0, 0.0, 0.0]) == pytest.approx([1 / 6, 1 / 2, 1 / 6, 1 / 6])


@pytest.mark.parametrize("name", ["top_two", "exploration_sampling"])
def test_an_almost_sure_winner_gets_half_and_the_challenger_by_its_chance_the_rest(name: str) -> None:
    """Chances of 3e-200 and 1e-200 beside 1 keep their digits: 3/8 and 1/8; so do 3e-309 and 1e-309."""
    assert shares(name, [3e-200, 1.0, 1e-200]) == pytest.approx([3 / 8, 1 / 2, 1 / 8])
    assert shares(name, [3e-309, 1.0, 1e-309]) == pytest.approx([3 / 8, 1 / 2, 1 / 8])


def test_control_augmented_lets_the_control_catch_up_with_the_best_treatment() -> None:
    """c = (90 - 30) / 100 = 0.6; control 0.4 / 3 + 0.6; treatments 0.4 * 2/3 * (5/8, 3/8)."""
    wanted = [0.4 / 3 + 0.6, 0.4 * 2 / 3 * 5 / 8, 0.4 * 2 / 3 * 3 / 8]
    assert shares("control_augmented", [0.2, 0.5, 0.3], trials=[30, 90, 400]) == pytest.approx(wanted)


@pytest.mark.parametrize(("control_trials", "catch_up"), [(10, 0.9), (2000, 0.0)])
def test_control_augmented_never_gives_more_than_nine_tenths_nor_takes_away(
    control_trials: int, catch_up: float
) -> None:
    """(1000 - 10) / 100 is cut to 0.9; (1000 - 2000) / 100 to 0."""
    answer = shares("control_augmented", [0.2, 0.5, 0.3], trials=[control_trials, 1000, 5])
    assert answer[0] == pytest.approx((1 - catch_up) / 3 + catch_up)


def test_control_augmented_splits_evenly_where_only_the_control_can_be_best() -> None:
    """No trials of control, 40 and 60 of the two tied treatments: c = 50 / 100; treatments 0.5 * 2/3 / 2 each."""
    answer = shares("control_augmented", [1.0, 0.0, 0.0], trials=[0, 40, 60])
    assert answer == pytest.approx([0.5 / 3 + 0.5, 1 / 6, 1 / 6])


def test_control_augmented_without_a_control_is_thompson() -> None:
    eligible, chance = np.array([[False, True, True]]), np.array([[0.0, 0.4, 0.6]])
    answer = RULES["control_augmented"](Standing(chance, eligible, 0, np.zeros((1, 3)), np.ones(1)))
    assert answer.tolist() == chance.tolist()


def test_the_batch_is_a_tenth_of_the_trials_so_far_unless_said_otherwise() -> None:
    """520 trials: batch 52, c = (90 - 77) / 52 = 0.25, control 0.75 / 3 + 0.25 = 0.5; batch 130: c = 0.1, 0.3 + 0.1."""
    trials = np.array([[77.0, 90.0, 353.0]])
    assert plan("control_augmented", trials=trials)[0, 0] == pytest.approx(0.5)
    assert plan("control_augmented", trials=trials, batch_size=130)[0, 0] == pytest.approx(0.4)


def plan(
    name: str = "thompson", chance: FloatArray = CHANCE, eligible: BoolArray = ALL, **changed: Unpack[Promises]
) -> FloatArray:
    settled: Promises = {
        "control": 0,
        "floor": 0.0,
        "control_share": 0.0,
        "trials": np.zeros(chance.shape),
        "context_names": [f"segment-{row}/sms" for row in range(len(chance))],
    }
    settled |= changed
    return allocate(chance, eligible, rule=name, **settled)


def test_floor_and_control_share_are_mixed_in_additively() -> None:
    """g = (0.3, 0.05, 0.05), left 0.6: 0.3 + 0.12, 0.05 + 0.3, 0.05 + 0.18."""
    assert plan(floor=0.05, control_share=0.3)[0] == pytest.approx([0.42, 0.35, 0.23])


def test_the_control_never_falls_under_the_floor() -> None:
    """Control share 0.01 under a floor of 0.1: g = 0.1 each, left 0.7."""
    assert plan(chance=np.array([[0.0, 0.4, 0.6]]), floor=0.1, control_share=0.01)[0] == pytest.approx(
        [0.1, 0.38, 0.52]
    )


def test_a_sure_winner_among_three_gets_all_but_two_floors() -> None:
    """1 - 2 * 0.1 = 0.8."""
    answer = with_floor(np.array([[0.0, 1.0, 0.0, 0.0]]), 0.1, np.array([[True, True, True, False]]))
    assert answer[0] == pytest.approx([0.1, 0.8, 0.1, 0.0])
    assert answer[0, 3] == 0


def test_a_variant_alone_in_its_context_is_always_shown() -> None:
    for name in RULES:
        answer = plan(name, np.array([[0.0, 1.0, 0.0]]), np.array([[False, True, False]]), floor=0.4, control_share=0.5)
        assert answer.tolist() == [[0.0, 1.0, 0.0]]


def test_a_full_floor_leaves_nothing_to_the_rule() -> None:
    assert with_floor(CHANCE, 1 / 3, ALL)[0] == pytest.approx([1 / 3] * 3, abs=1e-12)
    assert plan(floor=0.1, control_share=0.8)[0] == pytest.approx([0.8, 0.1, 0.1], abs=1e-12)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"floor": 0.4},
            r"policy.floor = 0.4, but 3 variants are eligible for segment-0/sms, so it can be at most 0.333",
        ),
        (
            {"floor": 0.3, "control_share": 0.5},
            r"the control keeps 0.5, so it can be at most 0.25. Lower the floor or the",
        ),
        ({"floor": -0.1}, "policy.floor = -0.1; wanted a probability"),
        ({"control_share": 1.5}, "policy.control_share = 1.5"),
        ({"floor": float("nan")}, "policy.floor = nan"),
        ({"control": 3}, "the control is column 3; wanted 0 to 2"),
        ({"trials": np.zeros((1, 2))}, "trials have shape"),
        ({"trials": np.array([[1.0, -2.0, 0.0]])}, "finite numbers from 0"),
        ({"batch_size": 0}, "batch_size = 0"),
        ({"context_names": []}, "0 context names"),
        ({"chance": np.array([[0.2, 0.5, 0.2]])}, "for segment-0/sms sum to 0.9"),
        ({"chance": np.array([[0.7, 0.5, -0.2]])}, "the least is -0.2"),
        ({"chance": np.array([[0.7, np.nan, 0.3]])}, "sum to nan"),
        ({"eligible": np.array([[True, True, False]])}, "have a chance of 0.3 to be best; wanted 0"),
        ({"eligible": np.array([[False, False, False]])}, "no variant is eligible for segment-0/sms"),
    ],
)
def test_what_cannot_be_promised_is_refused_with_its_context(changed: Situation, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        plan(**changed)


def test_an_unknown_rule_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(
        InvalidInput, match="'greedy' is no rule; there are: control_augmented, exploration_sampling, temp"
    ):
        plan("greedy")


def test_a_name_cannot_be_taken_twice() -> None:
    with pytest.raises(InvalidInput, match="two rules are called 'thompson'"):
        rule("thompson")(RULES["uniform"])


@st.composite
def situations(draw: st.DrawFn) -> tuple[FloatArray, BoolArray, int, FloatArray]:
    """Chances (some exactly 0 or 1), eligibility, control, trials."""
    contexts, variants = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    cells = contexts * variants
    eligible = np.array(draw(st.lists(st.booleans(), min_size=cells, max_size=cells))).reshape(contexts, variants)
    control = draw(st.integers(0, variants - 1))
    eligible[np.arange(contexts), draw(st.integers(0, variants - 1))] = True
    weight = st.sampled_from([0.0, 1e-310, 1e-300, 1e-17, 0.3, 1.0]) | st.floats(0, 1)
    chance = np.array(draw(st.lists(weight, min_size=cells, max_size=cells))).reshape(contexts, variants) * eligible
    empty = chance.sum(axis=1) < 1e-9
    chance[empty] = eligible[empty]
    trials = np.array(draw(st.lists(st.integers(0, 9000), min_size=cells, max_size=cells)), dtype=float)
    return chance / chance.sum(axis=1, keepdims=True), eligible, control, trials.reshape(contexts, variants)


@pytest.mark.parametrize("name", sorted(RULES))
@settings(max_examples=60, deadline=None)
@given(situation=situations(), floor=st.floats(0, 0.1), control_share=st.floats(0, 0.5))
def test_every_rule_keeps_every_promise(
    name: str, situation: tuple[FloatArray, BoolArray, int, FloatArray], floor: float, control_share: float
) -> None:
    chance, eligible, control, trials = situation
    answer = plan(name, chance, eligible, control=control, trials=trials, floor=floor, control_share=control_share)
    assert np.abs(answer.sum(axis=1) - 1).max() <= 1e-12
    assert (answer[~eligible] == 0).all()
    assert (answer[eligible] >= floor - 1e-15).all()
    assert (answer[:, control] >= np.where(eligible[:, control], control_share, 0) - 1e-15).all()


@pytest.mark.parametrize("name", sorted(RULES))
@settings(max_examples=40, deadline=None)
@given(situation=situations(), random=st.randoms(use_true_random=False))
def test_permuting_variants_permutes_every_rule(
    name: str,
    situation: tuple[FloatArray, BoolArray, int, FloatArray],
    random: Random,
) -> None:
    chance, eligible, control, trials = situation
    order = list(range(chance.shape[1]))
    random.shuffle(order)
    before = plan(name, chance, eligible, control=control, trials=trials, floor=0.02, control_share=0.1)
    after = plan(
        name,
        chance[:, order],
        eligible[:, order],
        control=order.index(control),
        trials=trials[:, order],
        floor=0.02,
        control_share=0.1,
    )
    assert after == pytest.approx(before[:, order], abs=1e-12)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_says_what_it_does_and_leaves_its_evidence_alone(name: str) -> None:
    assert RULES[name].__name__ == name
    assert len((RULES[name].__doc__ or "").split()) > 5
    arrays = CHANCE.copy(), ALL.copy(), np.array([[4.0, 9.0, 2.0]]), np.array([5.0])
    for array in arrays:
        array.setflags(write=False)
    chance, eligible, trials, batch = arrays
    first = RULES[name](Standing(chance, eligible, 0, trials, batch))
    assert (first == RULES[name](Standing(chance, eligible, 0, trials, batch))).all()


def test_contexts_do_not_look_at_each_other() -> None:
    chance = np.array([[0.2, 0.5, 0.3], [0.0, 1.0, 0.0]])
    eligible, trials = np.ones((2, 3), dtype=bool), np.array([[9.0, 70.0, 3.0], [1.0, 2.0, 5.0]])
    for name in RULES:
        both = plan(name, chance, eligible, trials=trials)
        assert both[0].tolist() == plan(name, chance[:1], eligible[:1], trials=trials[:1])[0].tolist()
        assert both[1].tolist() == plan(name, chance[1:], eligible[1:], trials=trials[1:])[0].tolist()


def test_a_campaign_may_name_exactly_the_rules_that_there_are() -> None:
    assert tuple(sorted(RULES)) == RULE_NAMES
