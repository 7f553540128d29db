from collections.abc import Iterable

import numpy as np

from bandits.counts import Evidence
from bandits.grid import Context, Grid
from bandits.posterior import Posterior
from bandits.publication import EVERYONE, UpliftRow
from bandits.uplift import technique_rows, uplift_rows
from tests.bandits.worlds import small_grid

CONTEXTS = (Context("a", "sms"), Context("a", "web"), Context("b", "sms"))


def grid() -> Grid:
    eligible = np.array([[True, True], [True, False], [True, True]])
    return Grid(CONTEXTS, ("plain", "peer"), "plain", ("6.1",), np.array([[0.0], [1.0]]), eligible)


def certain(rate: list[list[float]], trials: list[list[float]]) -> Posterior:
    """A posterior without doubt: one draw, at these rates."""
    table = np.array(rate)
    evidence = Evidence(grid(), np.array(trials), np.array(trials) * table)
    return Posterior(evidence, np.log(table / (1 - table))[None], np.array([[0.4]]), {}, "fast")


def row_of(rows: Iterable[UpliftRow], segment: str, variant: str, channel: str = EVERYONE) -> UpliftRow:
    return next(row for row in rows if (row.segment, row.channel, row.variant) == (segment, channel, variant))


def test_uplift_over_segments_weighs_contexts_by_their_trials_where_both_are_shown() -> None:
    """peer is shown in a/sms (30 + 10 trials) and b/sms (40 + 80), not in a/web: weights 40/160 and 120/160.

    peer: .25 * .3 + .75 * .6 = .525; plain there: .25 * .2 + .75 * .4 = .35; uplift .175, relative .5.
    """
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[30, 10], [1000, 0], [40, 80]])
    row = row_of(uplift_rows(posterior.rate, posterior.evidence, np.full((3, 2), 0.5)), EVERYONE, "peer")
    assert np.isclose(row.rate, 0.525)
    assert np.isclose(row.uplift, 0.175)
    assert np.isclose(row.relative, 0.5)
    assert (row.trials, row.chance_better) == (90, 1.0)
    assert np.isclose(row.chance_best, 160 / 1160)  # in a/web, 1000 of 1160 trials, it may not be shown


def test_the_control_has_no_uplift_over_itself() -> None:
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[30, 10], [1000, 0], [40, 80]])
    row = row_of(uplift_rows(posterior.rate, posterior.evidence, np.full((3, 2), 0.5)), "a", "plain")
    assert (row.uplift, row.uplift_lower, row.uplift_upper, row.chance_better) == (0.0, 0.0, 0.0, 0.0)
    assert np.isclose(row.rate, (40 * 0.2 + 1000 * 0.9) / 1040)


def test_a_share_is_what_the_allocation_shows_weighted_by_where_people_are() -> None:
    """Segment a: 40 trials on sms where peer gets .75, 1000 on web where it gets 0: 40 * .75 / 1040."""
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[30, 10], [1000, 0], [40, 80]])
    rows = uplift_rows(posterior.rate, posterior.evidence, np.array([[0.25, 0.75], [1.0, 0.0], [0.1, 0.9]]))
    assert np.isclose(row_of(rows, "a", "peer").share, 40 * 0.75 / 1040)
    assert np.isclose(sum(row.share for row in rows if (row.segment, row.channel) == ("b", EVERYONE)), 1.0)


def test_contexts_weigh_in_whole_multiples_of_the_least_people() -> None:
    """peer is shown in a/sms (40 people, once 50) and b/sms (130, three times): .25 * .3 + .75 * .6 = .525."""
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[31, 9], [1000, 0], [70, 60]])
    even = np.full((3, 2), 0.5)
    row = row_of(uplift_rows(posterior.rate, posterior.evidence, even, least=50), EVERYONE, "peer")
    assert np.isclose(row.rate, 0.525)
    assert np.isclose(row.uplift, 0.525 - (0.25 * 0.2 + 0.75 * 0.4))
    assert row.trials == 69  # what is counted stays as it is; disclosure hides it


def test_contexts_that_all_round_to_nobody_weigh_the_same() -> None:
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[20, 4], [9, 0], [3, 2]])
    row = row_of(uplift_rows(posterior.rate, posterior.evidence, np.full((3, 2), 0.5), least=50), EVERYONE, "peer")
    assert np.isclose(row.rate, (0.3 + 0.6) / 2)


def test_without_trials_contexts_weigh_the_same() -> None:
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[0, 0], [0, 0], [0, 0]])
    row = row_of(uplift_rows(posterior.rate, posterior.evidence, np.full((3, 2), 0.5)), EVERYONE, "peer")
    assert np.isclose(row.rate, (0.3 + 0.6) / 2)


def test_chances_of_being_best_sum_to_one_in_every_place() -> None:
    rng = np.random.default_rng(1)
    wide = small_grid()
    evidence = Evidence(wide, np.full(wide.shape, 9.0), np.full(wide.shape, 3.0))
    posterior = Posterior(evidence, rng.normal(size=(500, *wide.shape)), rng.normal(size=(500, 3)), {}, "fast")
    rows = uplift_rows(posterior.rate, posterior.evidence, wide.eligible / wide.eligible.sum(axis=1, keepdims=True))
    places = {(row.segment, row.channel) for row in rows}
    assert len(places) == 1 + 3 * (1 + 2)
    for place in places:
        inside = [row for row in rows if (row.segment, row.channel) == place]
        assert np.isclose(sum(row.chance_best for row in inside), 1.0)
        assert all(row.uplift_lower <= row.uplift <= row.uplift_upper for row in inside)


def test_a_technique_row_names_the_variants_that_use_it() -> None:
    posterior = certain([[0.2, 0.3], [0.9, 0.5], [0.4, 0.6]], [[1, 1], [1, 0], [1, 1]])
    (row,) = technique_rows(posterior)
    assert (row.technique, row.effect, row.variants, row.chance_positive) == ("6.1", 0.4, ("peer",), 1.0)


def test_every_field_of_a_row_is_that_of_its_own_draws() -> None:
    """Context a/sms alone, 1,000 unequal draws: means, 2.5 % and 97.5 % quantiles and chances by hand."""
    rng = np.random.default_rng(5)
    rate = np.stack([rng.beta(20, 60, (1000, 3)), rng.beta(24, 56, (1000, 3))], axis=2)
    evidence = Evidence(grid(), np.full((3, 2), 80.0), np.full((3, 2), 21.0))
    row = next(
        row
        for row in uplift_rows(rate, evidence, np.array([[0.3, 0.7], [1.0, 0.0], [0.5, 0.5]]))
        if (row.segment, row.channel, row.variant) == ("a", "sms", "peer")
    )
    own, gain = rate[:, 0, 1], rate[:, 0, 1] - rate[:, 0, 0]
    found = (row.rate, row.rate_lower, row.rate_upper, row.uplift, row.uplift_lower, row.uplift_upper, row.relative)
    by_hand = (
        own.mean(), *np.quantile(own, [0.025, 0.975]), gain.mean(), *np.quantile(gain, [0.025, 0.975]),
        gain.mean() / rate[:, 0, 0].mean(),
    )  # fmt: skip
    np.testing.assert_allclose(found, by_hand, rtol=1e-12)
    assert (row.chance_better, row.chance_best) == ((gain > 0).mean(), (gain > 0).mean())
    assert (row.trials, row.benefit, row.share) == (80.0, 21.0, 0.7)


def test_variants_that_never_meet_are_not_compared() -> None:
    """x only in a (.50 -> .55), y only in b (.05 -> .09), 30 and 90 trials: each surely best where it may be shown."""
    eligible = np.array([[True, True, False], [True, False, True]])
    places = (Context("a", "sms"), Context("b", "sms"))
    apart = Grid(places, ("plain", "x", "y"), "plain", (), np.zeros((3, 0)), eligible)
    evidence = Evidence(apart, np.array([[20.0, 10, 0], [60, 0, 30]]), np.zeros((2, 3)))
    rate = np.array([[[0.50, 0.55, 0.99], [0.05, 0.99, 0.09]]])
    rows = uplift_rows(rate, evidence, eligible / 2)
    chances = {row.variant: row.chance_best for row in rows if row.segment == EVERYONE}
    assert chances == {"plain": 0.0, "x": 0.25, "y": 0.75}
