"""The refit: the same model as the fast layer, sampled, gated and kept. One compile serves all tests of this file."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

import arviz
import numpy as np
import nutpie
import pytest

from bandits import hierarchy
from bandits.counts import Evidence
from bandits.grid import Context, FloatArray, Grid
from bandits.hierarchy import Refit
from bandits.laplace import fit_laplace
from bandits.model import SCALE_PRIORS, effects_of
from bandits.simulate import World
from campaigns.errors import Conflict, InvalidInput, NotConverged
from campaigns.files import example, load_campaign
from segments.files import load_segmentation

pytestmark = pytest.mark.slow

type Shown = Literal["evenly", "lopsidedly"]


@cache
def demo_grid() -> Grid:
    campaign = load_campaign(example())
    return Grid.of(campaign, load_segmentation(example() / campaign.segments_file).segments)


def demo_evidence(decisions: int, shown: Shown = "evenly") -> Evidence:
    """What a world in which 20 to 45 % benefit would show; lopsidedly as a bandit does: few variants get most."""
    grid, rng = demo_grid(), np.random.default_rng(1)
    world = World.draw(grid, dict(zip(grid.segments, np.linspace(0.2, 0.45, len(grid.segments)), strict=True)), rng)
    wanted = grid.eligible * (rng.gamma(0.5, 1.0, grid.shape) if shown == "lopsidedly" else 1.0)
    return world.observe(rng.poisson(decisions * wanted / wanted.sum()), rng)


@cache
def demo_refit(decisions: int, shown: Shown = "evenly") -> Refit:
    return hierarchy.refit(demo_evidence(decisions, shown), seed=7, campaign="light-suitcase")


def width(draws: FloatArray) -> FloatArray:
    lower, upper = np.quantile(draws, [0.025, 0.975], axis=0)
    distance: FloatArray = upper - lower
    return distance


SIZES = [(2_000, "evenly"), (20_000, "evenly"), (100_000, "evenly"), (20_000, "lopsidedly")]


@pytest.mark.parametrize(("decisions", "shown"), SIZES)
def test_fast_layer_and_refit_agree_on_the_demo_campaign(decisions: int, shown: Shown) -> None:
    """Mean distance of cells below 0.25 posterior sd, every eligible cell's 95 % interval within 0.8 to 1.25 of it."""
    full = demo_refit(decisions, shown).posterior
    fast, eligible = fit_laplace(full.evidence), full.evidence.grid.eligible
    distance = np.abs(fast.log_odds.mean(axis=0) - full.log_odds.mean(axis=0)) / full.log_odds.std(axis=0)
    ratio = width(fast.log_odds) / width(full.log_odds)
    technique = np.abs(fast.techniques.mean(axis=0) - full.techniques.mean(axis=0)) / full.techniques.std(axis=0)
    print(
        f"{decisions} {shown}: distance eligible {distance[eligible].mean():.3f} all {distance.mean():.3f} "
        f"max {distance.max():.3f}; ratio eligible {ratio[eligible].min():.2f}-{ratio[eligible].max():.2f} "
        f"all {ratio.min():.2f}-{ratio.max():.2f}; techniques {technique.mean():.3f} "
        f"{(fast.techniques.std(axis=0) / full.techniques.std(axis=0)).round(2).tolist()}; scales "
        f"{ {k: (round(fast.scales[k], 3), round(full.scales[k], 3)) for k in full.scales} }"
    )
    assert distance[eligible].mean() < 0.25
    assert distance.mean() < 0.25
    assert 0.8 < ratio[eligible].min() <= ratio[eligible].max() < 1.25
    assert technique.mean() < 0.25


@pytest.mark.parametrize(("decisions", "shown"), SIZES)
def test_both_layers_agree_on_how_far_effects_spread(decisions: int, shown: Shown) -> None:
    """The fast layer's mean of each scale lies within one posterior sd of the refit's.

    That is three of its standard errors: it weighs 32 points, worth some ten independent draws.
    """
    full = demo_refit(decisions, shown)
    fast = fit_laplace(full.posterior.evidence).scales
    for kind, scale in full.posterior.scales.items():
        spread = float(full.tree["posterior"][f"{kind}_scale"].std())
        assert abs(fast[kind] - scale) < spread, kind


def test_the_fast_layer_anchored_on_a_refit_agrees_with_it() -> None:
    full = demo_refit(20_000)
    fast = fit_laplace(full.posterior.evidence, full.scales)
    distance = fast.log_odds.mean(axis=0) - full.posterior.log_odds.mean(axis=0)
    assert (np.abs(distance) / full.posterior.log_odds.std(axis=0)).mean() < 0.1


def test_each_anchor_draw_is_one_draw_of_the_posterior() -> None:
    full = demo_refit(20_000)
    kept = np.column_stack([full.tree["posterior"][f"{kind}_scale"].to_numpy().ravel() for kind in SCALE_PRIORS])
    anchor = np.column_stack([full.scales[kind] for kind in SCALE_PRIORS])
    assert anchor.shape == (32, 7)
    assert {tuple(row) for row in anchor} <= {tuple(row) for row in kept}


def test_the_tree_names_its_dims_and_says_where_it_comes_from() -> None:
    tree = demo_refit(2_000).tree
    posterior = tree["posterior"]
    assert dict(posterior.sizes) == {
        "chain": 4, "draw": 2000, "context": 18, "variant": 11, "segment": 6, "channel": 3, "technique": 17,
    }  # fmt: skip
    assert posterior["uplift"].dims == ("chain", "draw", "context", "variant")
    assert posterior["segment_technique_effect"].dims == ("chain", "draw", "segment", "technique")
    assert float(np.abs(posterior["uplift"].sel(variant=demo_grid().control)).max()) == 0.0
    assert tree["observed_data"]["trials"].sum() == demo_evidence(2_000).trials.sum()
    assert tree.attrs["campaign"] == "light-suitcase"
    assert tree.attrs["seed"] == 7
    assert {group.name for group in tree.children.values()} == {
        "posterior", "sample_stats", "observed_data", "constant_data",
    }  # fmt: skip


def test_the_trees_effects_add_up_to_its_cells_by_the_models_designs() -> None:
    tree, grid = demo_refit(2_000).tree, demo_grid()
    draws = tree["posterior"].to_dataset().isel(chain=2, draw=slice(0, 50))
    treated = np.delete(np.arange(len(grid.variants)), grid.control_index)
    total = np.zeros((50, grid.shape[0] * grid.shape[1]))
    for one in effects_of(grid):
        name = "base" if one.kind == "base" else f"{one.kind}_effect"
        effect = draws[name].isel(variant=treated) if one.kind in {"variant", "cell"} else draws[name]
        total = total + effect.to_numpy().reshape(50, -1) @ one.design.T
    np.testing.assert_allclose(total.reshape(50, *grid.shape), draws["log_odds"].to_numpy(), atol=1e-9)


def test_a_saved_refit_opens_in_one_line_with_the_same_draws(tmp_path: Path) -> None:
    full = demo_refit(2_000)
    path = hierarchy.save_refit(full, tmp_path / "refits")
    opened = arviz.from_zarr(path)
    assert opened.attrs == full.tree.attrs
    assert list(opened["posterior"]["context"].to_numpy()) == [str(context) for context in demo_grid().contexts]
    for name, kept in full.tree["posterior"].data_vars.items():
        np.testing.assert_allclose(opened["posterior"][name], kept, rtol=1e-6, atol=1e-6)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    with pytest.raises(Conflict, match="saved before"):
        hierarchy.save_refit(full, path.parent)


def test_a_refit_of_other_doses_and_fractional_trials_needs_no_second_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Same numbers of contexts and variants, so only data change; the answer is right by the fast layer's."""
    before = demo_refit(2_000)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(nutpie, "compile_pymc_model", refuse)
    evidence = before.posterior.evidence
    grid = replace(evidence.grid, dose=evidence.grid.dose[:, ::-1] * 0.5)
    halved = Evidence(grid, evidence.trials * 0.55, evidence.benefit * 0.55)
    full = hierarchy.refit(halved, seed=3, draws=1500).posterior
    fast = fit_laplace(halved)
    distance = np.abs(fast.log_odds.mean(axis=0) - full.log_odds.mean(axis=0)) / full.log_odds.std(axis=0)
    ratio = width(fast.log_odds) / width(full.log_odds)
    assert distance.mean() < 0.25
    assert 0.8 < ratio.min() <= ratio.max() < 1.25


def test_the_same_seed_gives_the_same_figures() -> None:
    """Two runs differ by less than four Monte Carlo standard errors even where numba compiled anew."""
    first = demo_refit(2_000)
    second = hierarchy.refit(first.posterior.evidence, seed=7)
    error = first.posterior.log_odds.std(axis=0) / np.sqrt(first.diagnostics.min_bulk_ess)
    difference = first.posterior.log_odds.mean(axis=0) - second.posterior.log_odds.mean(axis=0)
    assert np.all(np.abs(difference) < 4 * np.sqrt(2) * error)


def test_a_run_that_is_too_short_is_refused_and_says_what_was_wanted() -> None:
    with pytest.raises(NotConverged, match=r"ESS is \d+ \(wanted: at least 400\).*Nothing was published"):
        hierarchy.refit(demo_evidence(2_000), seed=1, tune=100, draws=40)


def test_progress_goes_up_to_one() -> None:
    seen: list[float] = []
    with pytest.raises(NotConverged):
        hierarchy.refit(demo_evidence(2_000), seed=1, tune=100, draws=40, progress=seen.append)
    assert 0 <= min(seen) <= max(seen) == 1.0


def test_the_gate_names_every_figure_that_missed() -> None:
    with pytest.raises(NotConverged) as refused:
        hierarchy.check(hierarchy.Diagnostics(float("nan"), 399.0, 80.0, 3))
    for part in ("R-hat is nan", "bulk ESS is 399", "tail ESS is 80", "3 draws diverged"):
        assert part in str(refused.value)


def test_a_campaign_of_nothing_but_its_control_is_refused() -> None:
    grid = Grid((Context("all", "sms"),), ("plain",), "plain", (), np.zeros((1, 0)), np.ones((1, 1), dtype=bool))
    with pytest.raises(InvalidInput, match="only the control"):
        hierarchy.refit(Evidence(grid, np.array([[9.0]]), np.array([[4.0]])), seed=1)
