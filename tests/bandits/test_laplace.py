import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import expit, ndtr

from bandits import scales
from bandits.cells import Cells
from bandits.counts import Evidence
from bandits.grid import Context, FloatArray, Grid
from bandits.laplace import fit_laplace
from bandits.model import BASE_SD, SCALE_PRIORS, effects_of
from bandits.policy import allocate
from bandits.scales import _Logarithmic, _Standard, climb, effective, explore_scales
from bandits.simulate import World
from tests.bandits.worlds import small_grid

FIXED = dict.fromkeys(SCALE_PRIORS, (0.3,))


def evidence_of(grid: Grid, decisions: int, seed: int) -> tuple[Evidence, World]:
    rng = np.random.default_rng(seed)
    world = World.draw(grid, dict.fromkeys(grid.segments, 0.3), rng)
    trials = np.where(grid.eligible, rng.poisson(decisions / grid.eligible.sum(), grid.shape), 0)
    return world.observe(trials, rng), world


def test_one_cell_with_a_fixed_scale_has_the_posterior_of_a_grid_search() -> None:
    """One context, only the control: log-odds ~ N(0, BASE_SD^2 + segment^2 + channel^2 + context^2), 7 of 20."""
    grid = Grid((Context("all", "sms"),), ("plain",), "plain", (), np.zeros((1, 0)), np.ones((1, 1), dtype=bool))
    posterior = fit_laplace(Evidence(grid, np.array([[20.0]]), np.array([[7.0]])), FIXED)
    x = np.linspace(-6, 6, 20_001)
    density = np.exp(7 * x - 20 * np.logaddexp(0, x) - 0.5 * x**2 / (BASE_SD**2 + 3 * 0.3**2))
    density /= density.sum()
    mean, mode = (density * x).sum(), x[density.argmax()]
    sd = np.sqrt((density * (x - mean) ** 2).sum())
    assert abs(posterior.log_odds.mean() - mode) < 0.01 * sd  # Gaussian around the mode
    assert abs(posterior.log_odds.mean() - mean) < 0.1 * sd
    assert abs(posterior.log_odds.std() / sd - 1) < 0.05


def test_the_mode_solves_its_equation() -> None:
    """At the mode, weights = benefit - trials * rate: the gradient of the log-likelihood."""
    evidence, _ = evidence_of(small_grid(), 3000, seed=3)
    problem = Cells(evidence)
    mode = problem.mode(problem.covariance(problem.priors))
    np.testing.assert_allclose(mode.weights, problem.benefit - problem.trials * expit(mode.log_odds), atol=1e-6)


@pytest.mark.parametrize("decisions", [40, 3000, 200_000])
@pytest.mark.parametrize("axis", [_Logarithmic, _Standard])
def test_the_gradient_of_the_scales_equals_finite_differences(
    decisions: int, axis: type[_Logarithmic] | type[_Standard]
) -> None:
    evidence, _ = evidence_of(small_grid(), decisions, seed=decisions)
    cells = Cells(evidence)
    on = axis(cells.priors)
    at = on.start() + np.linspace(-0.5, 0.4, 7)
    _, gradient, _ = climb(cells, on, at)

    def density(there: FloatArray) -> float:
        return climb(cells, on, there)[0]

    by_differences = approx_fprime(at, density, 1e-6)
    np.testing.assert_allclose(gradient, by_differences, rtol=1e-3, atol=1e-3)


def test_the_standard_axis_turns_the_half_normal_prior_into_a_normal() -> None:
    """At -1, 0, 2 the scale has prior probability Phi: .1587, .5, .9772 below it, of |N(0, prior)|."""
    on = _Standard(np.array([0.3, 0.3, 0.3]))
    below = 2 * ndtr(on.scales(np.array([-1.0, 0.0, 2.0])) / 0.3) - 1
    np.testing.assert_allclose(below, ndtr([-1.0, 0.0, 2.0]), atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("decisions", [0, 60, 400, 3000, 30_000])
def test_sixty_four_points_say_what_two_thousand_say(decisions: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Means of uplift within .2 posterior sd, sds within 15 %; the points are worth at least eight."""
    evidence, _ = evidence_of(small_grid(), decisions, seed=decisions + 1)

    def uplift() -> tuple[FloatArray, FloatArray]:
        draws = fit_laplace(evidence).log_odds
        gain = np.delete(draws - draws[:, :, [evidence.grid.control_index]], evidence.grid.control_index, axis=2)
        return gain.mean(axis=0), gain.std(axis=0)

    mean, sd = uplift()
    assert effective(explore_scales(Cells(evidence))) >= 8
    monkeypatch.setattr(scales, "SCALE_POINTS", 2048)
    exact_mean, exact_sd = uplift()
    assert (np.abs(mean - exact_mean) / exact_sd).max() < 0.2
    np.testing.assert_allclose(sd, exact_sd, rtol=0.15)


def test_newton_survives_cells_where_everybody_or_nobody_benefits() -> None:
    grid = small_grid()
    trials = np.full(grid.shape, 500.0)
    benefit = np.where(np.indices(grid.shape).sum(axis=0) % 2 == 0, 500.0, 0.0)
    posterior = fit_laplace(Evidence(grid, trials, benefit))
    assert np.isfinite(posterior.log_odds).all()


@pytest.mark.parametrize("trials", [1e4, 1e6, 1e8])
def test_with_very_many_trials_the_posterior_is_what_was_seen(trials: float) -> None:
    """sd of a cell's log-odds: 1 / sqrt(n p (1 - p)); the mean within four of them of the observed log-odds."""
    grid = small_grid()
    rate = np.linspace(0.03, 0.7, grid.shape[0] * grid.shape[1]).reshape(grid.shape)
    posterior = fit_laplace(Evidence(grid, np.full(grid.shape, trials), rate * trials))
    sd = 1 / np.sqrt(trials * rate * (1 - rate))
    assert (np.abs(posterior.log_odds.mean(axis=0) - np.log(rate / (1 - rate))) < 4 * sd).all()
    np.testing.assert_allclose(posterior.log_odds.std(axis=0), sd, rtol=0.2)


def test_without_data_the_posterior_is_the_prior() -> None:
    """sd of the control's log-odds: BASE_SD^2 + E[scale^2] of segment, channel and context = 6.25 + .25 + .25 + .04."""
    grid = small_grid()
    nothing = Evidence(grid, np.zeros(grid.shape), np.zeros(grid.shape))
    posterior = fit_laplace(nothing)
    assert abs(posterior.log_odds[:, 0, 0].std() - 6.79**0.5) < 0.15
    assert abs(posterior.techniques.mean()) < 0.02


def test_the_same_evidence_gives_the_same_posterior_to_the_last_bit() -> None:
    evidence, _ = evidence_of(small_grid(), 500, seed=5)
    np.testing.assert_array_equal(fit_laplace(evidence).log_odds, fit_laplace(evidence).log_odds)


def test_permuting_the_variants_permutes_the_posterior() -> None:
    plain, moved = small_grid(), small_grid(np.random.default_rng(2))
    evidence, _ = evidence_of(plain, 2000, seed=6)
    order = [plain.column(name) for name in moved.variants]
    there = fit_laplace(Evidence(moved, evidence.trials[:, order], evidence.benefit[:, order]))
    here = fit_laplace(evidence)
    np.testing.assert_allclose(there.log_odds.mean(axis=0), here.log_odds.mean(axis=0)[:, order], atol=0.02)
    np.testing.assert_allclose(there.log_odds.std(axis=0), here.log_odds.std(axis=0)[:, order], rtol=0.05)


def test_mirrored_benefit_mirrors_the_posterior() -> None:
    evidence, _ = evidence_of(small_grid(), 2000, seed=7)
    mirrored = fit_laplace(Evidence(evidence.grid, evidence.trials, evidence.trials - evidence.benefit))
    np.testing.assert_allclose(mirrored.log_odds.mean(axis=0), -fit_laplace(evidence).log_odds.mean(axis=0), atol=0.02)


def test_a_technique_that_works_lifts_the_variants_that_share_it() -> None:
    """Only `peer` (technique 1.4 at dose 1) is tried; `plan` (dose 0.5) is believed in for it, `norm` is not."""
    grid = small_grid()
    trials = np.zeros(grid.shape)
    trials[:, [grid.column("plain"), grid.column("peer")]] = 2000
    benefit = np.zeros(grid.shape)
    benefit[:, grid.column("plain")], benefit[:, grid.column("peer")] = 600, 900
    gain = fit_laplace(Evidence(grid, trials, benefit)).log_odds.mean(axis=0)
    gain = gain - gain[:, [grid.control_index]]
    assert gain[0, grid.column("peer")] > gain[0, grid.column("plan")] > 0.1
    assert abs(gain[0, grid.column("norm")]) < 0.05


def test_the_design_adds_up_for_one_cell_by_hand() -> None:
    """gift/feed × plan: base + gift + feed + 0.5 * 1.4 + 1 * 6.1 + plan + the same by segment + its own cell."""
    grid = small_grid()
    cell = grid.row(Context("gift", "feed")) * 5 + grid.column("plan")
    sums = {effects.kind: effects.design[cell].sum() for effects in effects_of(grid)}
    assert sums == {
        "base": 1, "segment": 1, "channel": 1, "context": 1, "technique": 1.5, "variant": 1, "segment_technique": 1.5,
        "cell": 1,
    }  # fmt: skip
    control = grid.control_index
    assert all(effects.design[control].sum() == 0 for effects in effects_of(grid)[4:])


def campaign_under_thompson(grid: Grid, seed: int) -> tuple[FloatArray, FloatArray]:
    """Run four adaptive waves in a world drawn from the prior; returns draws and truth of uplift in log-odds."""
    rng = np.random.default_rng(seed)
    scales = {kind: abs(rng.normal(0, sd)) for kind, sd in SCALE_PRIORS.items()}
    log_odds = np.full(grid.shape[0] * grid.shape[1], -0.8)
    for effects in effects_of(grid)[1:]:
        log_odds = log_odds + effects.design @ rng.normal(0, scales[effects.kind], effects.design.shape[1])
    rate = expit(log_odds).reshape(grid.shape)
    world = World(grid, rate)
    probabilities = grid.eligible / grid.eligible.sum(axis=1, keepdims=True)
    trials, benefit = np.zeros(grid.shape), np.zeros(grid.shape)
    for _ in range(4):
        wave = np.stack([rng.multinomial(150, row) for row in probabilities])
        seen = world.observe(wave, rng)
        trials, benefit = trials + seen.trials, benefit + seen.benefit
        posterior = fit_laplace(Evidence(grid, trials, benefit))
        probabilities = allocate(
            posterior.chance_best(), grid.eligible, grid.control_index, rule="thompson", floor=0.02,
            control_share=0.1, trials=trials, context_names=[str(context) for context in grid.contexts],
        )  # fmt: skip
    draws = posterior.log_odds - posterior.log_odds[:, :, [grid.control_index]]
    truth = log_odds.reshape(grid.shape)
    return draws, truth - truth[:, [grid.control_index]]


@pytest.mark.slow
def test_intervals_of_uplift_cover_the_truth_as_often_as_they_say_under_adaptive_allocation() -> None:
    """Simulation-based: 100 campaigns whose truth is drawn from the prior, allocated by Thompson sampling.

    A campaign's cells hang together, so the standard error is that of campaign means.
    """
    grid, campaigns = small_grid(), 100
    treated = grid.eligible.copy()
    treated[:, grid.control_index] = False
    hits: dict[float, list[float]] = {0.5: [], 0.8: [], 0.95: []}
    for seed in range(campaigns):
        draws, truth = campaign_under_thompson(grid, seed)
        for probability, found in hits.items():
            lower, upper = np.quantile(draws, [(1 - probability) / 2, (1 + probability) / 2], axis=0)
            found.append(float(((lower <= truth) & (truth <= upper))[treated].mean()))
    for probability, found in hits.items():
        error = np.std(found) / campaigns**0.5
        assert abs(np.mean(found) - probability) <= 4 * error, (probability, np.mean(found), error)
