"""Sample size: against published numbers, by hand, and by trying."""

import numpy as np
import pytest

from bandits.sample_size import SampleSize, people_per_arm, prior_weight, shifted
from campaigns.errors import InvalidInput


def test_the_sizes_are_those_of_the_theory() -> None:
    """Theory 3.5: an effect of .12 log-odds takes about 4,700 per arm on 62 % and about 70,000 on 1.5 %."""
    assert people_per_arm(0.62, shifted(0.62, 0.12)) == pytest.approx(4_700, rel=0.01)
    assert people_per_arm(0.015, shifted(0.015, 0.12)) == pytest.approx(70_000, rel=0.01)


def test_the_size_is_that_of_a_published_example() -> None:
    """R's documentation of power.prop.test: p1 = .50, p2 = .75, power = .90 gives n = 76.7."""
    assert round(people_per_arm(0.5, 0.75, power=0.9), 1) == 76.7


def test_two_controls_for_each_treated_need_fewer_treated() -> None:
    """p0 = .2, p1 = .3, r = 2: q = (.3 + .4) / 3 = .233333; under none .178889 * 1.5 = .268333, root .518009.

    Under some .21 + .16 / 2 = .29, root .538516: (1.959964 * .518009 + .841621 * .538516)^2 / .01
    = (1.015279 + .453226)^2 / .01 = 215.65.
    """
    assert people_per_arm(0.2, 0.3, control_ratio=2.0) == pytest.approx(215.65, abs=0.01)


def test_yes_and_no_may_be_swapped() -> None:
    assert people_per_arm(0.3, 0.4, control_ratio=3.0) == pytest.approx(people_per_arm(0.7, 0.6, control_ratio=3.0))


def test_arms_of_that_size_see_the_effect_four_times_in_five() -> None:
    """20,000 tests of 1,300 treated and 2,600 controls or so; the bound is four standard errors, 4 * .0028."""
    rng, base, rate = np.random.default_rng(5), 0.3, shifted(0.3, 0.22)
    treated = round(people_per_arm(base, rate, control_ratio=2.0))
    control = 2 * treated
    p1, p0 = rng.binomial(treated, rate, 20_000) / treated, rng.binomial(control, base, 20_000) / control
    both = (p1 * treated + p0 * control) / (treated + control)
    z = (p1 - p0) / np.sqrt(both * (1 - both) * (1 / treated + 1 / control))
    assert abs((np.abs(z) > 1.959964).mean() - 0.8) < 4 * 0.0028 + 0.002  # and the normal approximation


def test_the_total_keeps_the_control_share_and_divides_the_rest_evenly() -> None:
    """Ten arms, control .1: .1 / (.9 / 10) = 1.1111 controls for each treated; .1 of all are controls."""
    size = SampleSize.of(0.62, 0.12, arms=10, control_share=0.1)
    assert size.total == 10 * size.treated + size.control
    assert size.control / size.treated == pytest.approx(10 / 9, abs=1e-3)
    assert size.control / size.total == pytest.approx(0.1, abs=1e-4)
    assert size.treated < size.per_arm < size.control


def test_without_a_control_share_the_control_is_an_arm_like_the_others() -> None:
    size = SampleSize.of(0.4, 0.3, arms=3, control_share=0.0)
    assert size.per_arm == size.treated == size.control
    assert size.total == 4 * size.per_arm


def test_the_weight_is_the_people_whose_information_is_the_priors_precision() -> None:
    """sd .2: precision 25; at 10 % each person brings .09: 25 / .09 = 277.8."""
    assert prior_weight(0.2, 0.1) == pytest.approx(277.8, abs=0.05)


def test_a_prior_without_spread_has_no_weight_in_people() -> None:
    with pytest.raises(InvalidInput, match="creative_sd"):
        prior_weight(0.0, 0.5)
