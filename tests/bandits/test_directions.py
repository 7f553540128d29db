import numpy as np
import pytest

from bandits.counts import Evidence
from bandits.directions import Directions, directions_of, effects_given, hints
from bandits.grid import Context, FloatArray, Grid
from bandits.model import BASE_SD, SCALE_PRIORS, effects_of
from campaigns.errors import InvalidInput
from tests.bandits.worlds import small_grid

SCALES = {
    "segment": 0.5,
    "channel": 0.2,
    "context": 0.15,
    "technique": 0.4,
    "variant": 0.1,
    "segment_technique": 0.3,
    "cell": 0.15,
}


def prior_covariance(directions: Directions) -> FloatArray:
    spread = {"base": BASE_SD, **SCALES}
    covariance: FloatArray = np.add.reduce([spread[one.kind] ** 2 * one.gram for one in directions.effects])
    return covariance


@pytest.mark.parametrize("part", [0, 1])
def test_the_directions_rebuild_the_prior_covariance_of_the_model_at_any_scales(part: int) -> None:
    directions = directions_of(small_grid())[part]
    variance = directions.variance({"base": BASE_SD, **SCALES})
    rebuilt = (directions.vectors * variance) @ directions.vectors.T
    np.testing.assert_allclose(rebuilt, prior_covariance(directions), atol=1e-10)


def test_there_are_as_many_directions_as_the_model_has_degrees_of_freedom() -> None:
    """6 contexts; 6 contexts × 4 treated variants."""
    baseline, treated = directions_of(small_grid())
    assert (baseline.vectors.shape, treated.vectors.shape) == ((6, 6), (24, 24))


def log_odds_from_the_prior(grid: Grid, draws: int, rng: np.random.Generator) -> FloatArray:
    spread = {"base": BASE_SD, **SCALES}
    parts = [
        spread[one.kind] * rng.standard_normal((draws, one.design.shape[1])) @ one.design.T for one in effects_of(grid)
    ]
    cells: FloatArray = np.add.reduce(parts).reshape(draws, *grid.shape)
    return cells


def test_drawn_effects_add_up_to_the_cells_they_were_drawn_for() -> None:
    grid, rng = small_grid(np.random.default_rng(3)), np.random.default_rng(4)
    log_odds = log_odds_from_the_prior(grid, 50, rng)
    scales = {kind: np.full(50, scale) for kind, scale in SCALES.items()}
    effects = effects_given(log_odds, scales, grid, rng)
    added = np.add.reduce([effects[one.kind] @ one.design.T for one in effects_of(grid)])
    np.testing.assert_allclose(added.reshape(log_odds.shape), log_odds, atol=1e-10)


def test_drawn_effects_have_the_mean_and_covariance_of_the_gaussian_formula() -> None:
    """Given cells t: mean s^2 X' K^-1 t and covariance s^2 I - s^4 X' K^-1 X, to four standard errors."""
    draws, rng = 40_000, np.random.default_rng(5)
    _, treated = directions_of(small_grid())
    values = rng.normal(0, 0.4, treated.vectors.shape[0])
    scales = {kind: np.full(draws, scale) for kind, scale in SCALES.items()}
    effects = treated.draw_effects(np.tile(values, (draws, 1)), scales, rng)
    inverse = np.linalg.inv(prior_covariance(treated))
    for one in treated.effects:
        square = SCALES[one.kind] ** 2
        mean = square * one.design.T @ inverse @ values
        sd = np.sqrt(square - np.diag(square**2 * one.design.T @ inverse @ one.design))
        assert np.all(np.abs(effects[one.kind].mean(axis=0) - mean) < 4.5 * sd / np.sqrt(draws)), one.kind
        assert np.all(np.abs(effects[one.kind].std(axis=0) / sd - 1) < 4.5 / np.sqrt(2 * draws)), one.kind


def test_effects_drawn_for_cells_of_the_prior_are_spread_like_the_prior() -> None:
    draws, rng = 40_000, np.random.default_rng(6)
    log_odds = log_odds_from_the_prior(small_grid(), draws, rng)
    effects = effects_given(
        log_odds, {kind: np.full(draws, scale) for kind, scale in SCALES.items()}, small_grid(), rng
    )
    for kind, scale in {"base": BASE_SD, **SCALES}.items():
        assert np.all(np.abs(effects[kind].std(axis=0) / scale - 1) < 4.5 / np.sqrt(2 * draws)), kind


def test_no_evidence_gives_no_hint_and_more_evidence_a_more_precise_one() -> None:
    grid = small_grid()
    parts = directions_of(grid)
    nothing, some, much = (
        np.concatenate(
            hints(
                Evidence(grid, np.where(grid.eligible, trials, 0.0), np.where(grid.eligible, 0.3 * trials, 0.0)), *parts
            ),
            axis=1,
        )
        for trials in (0.0, 50.0, 5000.0)
    )
    np.testing.assert_allclose(nothing, 0.0, atol=1e-9)
    assert np.all(some[0] >= 0)
    assert np.all(some[0] <= much[0] + 1e-9)
    assert much[0].mean() > 2 * some[0].mean()


def test_a_hint_on_one_direction_is_what_that_direction_would_show_alone() -> None:
    """Two contexts, every cell 1000 of 4000: information 4000 * .25 * .75 = 750 a cell, log-odds log(1/3) in all cells.

    The baseline's mean direction is (1, 1) / sqrt(2), so it shows sqrt(2) log(1/3).
    """
    contexts = (Context("a", "sms"), Context("b", "sms"))
    grid = Grid(contexts, ("plain", "peer"), "plain", ("6.1",), np.array([[0.0], [1.0]]), np.ones((2, 2), dtype=bool))
    parts = directions_of(grid)
    precision, pull = hints(Evidence(grid, np.full((2, 2), 4000.0), np.full((2, 2), 1000.0)), *parts)[0]
    mean = int(np.abs(parts[0].vectors.sum(axis=0)).argmax())
    sign = np.sign(parts[0].vectors[0, mean])
    assert abs(sign * pull[mean] / precision[mean] - np.sqrt(2) * np.log(1 / 3)) < 0.02
    assert 750 < precision[mean] < 1500  # alone, the control's cells say 750 and the treated ones up to 750 more


def test_a_segment_that_is_missing_on_a_channel_is_refused_with_the_way_out() -> None:
    contexts = (Context("a", "sms"), Context("a", "feed"), Context("b", "sms"))
    grid = Grid(contexts, ("plain", "peer"), "plain", ("6.1",), np.array([[0.0], [1.0]]), np.ones((3, 2), dtype=bool))
    with pytest.raises(InvalidInput, match="every segment on every channel"):
        directions_of(grid)


def test_scale_priors_and_test_scales_name_the_same_kinds() -> None:
    assert SCALES.keys() == SCALE_PRIORS.keys()
