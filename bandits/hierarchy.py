"""Hierarchy: the full refit. The model of `model`, sampled with PyMC and nutpie, gated, kept as an ArviZ tree.

It is the check on the fast layer and the source of its scales. It runs for seconds to minutes, in a process of its own:
a compile costs about a minute of CPU, so it is kept for all grids of one shape; importing this module alone takes some
seconds. The only importer of pymc, arviz and nutpie.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import arviz
import numpy as np
import nutpie
import pymc
import pytensor.tensor as pt
import xarray

from bandits.counts import Evidence
from bandits.directions import BASELINE, directions_of, effects_given, hints
from bandits.grid import FloatArray, Grid
from bandits.model import BASE_SD, SCALE_PRIORS
from bandits.posterior import Posterior
from bandits.refit_tree import save_tree, tree_of
from campaigns.errors import InvalidInput, NotConverged

CHAINS = 4
POSTERIOR_DRAWS = 4096
ANCHOR_DRAWS = 32
MAX_R_HAT = 1.01
MIN_ESS = 400.0
TARGET_ACCEPT = 0.95
CAREFUL_TARGET_ACCEPT = 0.99  # smaller steps, for the one retry after divergences


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Worst figures over all cells' log-odds and all scales, and the number of divergent draws."""

    max_r_hat: float
    min_bulk_ess: float
    min_tail_ess: float
    divergences: int


@dataclass(frozen=True, slots=True)
class Refit:
    """A refit that has passed its gate.

    Parameters
    ----------
    tree : everything, for a researcher; dims chain, draw, segment, channel, technique, variant, context.
    posterior : draws thinned to POSTERIOR_DRAWS, source "refit".
    scales : ANCHOR_DRAWS draws of every kind's scale, the anchor of `laplace.fit_laplace`; entry i of every kind
        belongs to the same draw.
    diagnostics : what the gate saw.
    """

    tree: xarray.DataTree
    posterior: Posterior
    scales: Mapping[str, tuple[float, ...]]
    diagnostics: Diagnostics


def refit(
    evidence: Evidence,
    *,
    seed: int,
    campaign: str = "",
    campaign_version: str = "",
    tune: int = 1000,
    draws: int = 2000,
    progress: Callable[[float], None] | bool = False,
) -> Refit:
    """Sample the full posterior by NUTS and let it through only if it converged.

    Divergences are met once by sampling again with smaller steps (CAREFUL_TARGET_ACCEPT).

    Parameters
    ----------
    evidence : trials and benefit, shape (contexts, variants); fractions of trials are welcome.
    seed : the same seed gives the same draws in one process, and the same figures within Monte Carlo error elsewhere.
    campaign, campaign_version : kept in the tree's attributes.
    tune, draws : for each of CHAINS chains, steps that are thrown away and draws that are kept.
    progress : True shows nutpie's bar; a function is called with the share done, 0 to 1, from another thread.

    Raises
    ------
    InvalidInput
        If the grid has no variant but the control, or a segment that is not on every channel.
    NotConverged
        If R-hat, effective sample size or divergences miss their mark; nothing is returned.

    Notes
    -----
    Likelihood: benefit * log-odds - trials * log(1 + exp(log-odds)), the binomial's with fractional trials allowed. The
    guarantee is that of NUTS under this model: see docs/explanation/model.md for where it stops.
    """
    if len(evidence.grid.variants) < 2:
        raise InvalidInput(
            "The refit compares variants with the control, but there is only the control. Add a variant."
        )
    compiled = _compiled(_Shape.of(evidence.grid)).with_data(**_data(evidence))
    settings = {"seed": seed, "chains": CHAINS, "tune": tune, "draws": draws}
    sampled, diagnostics, target_accept = _sample(compiled, settings, progress)
    check(diagnostics)
    scales = {kind: sampled["posterior"][f"{kind}_scale"].to_numpy().ravel() for kind in SCALE_PRIORS}
    log_odds = sampled["posterior"]["log_odds"].to_numpy().reshape(CHAINS * draws, *evidence.grid.shape)
    effects = effects_given(log_odds, scales, evidence.grid, np.random.default_rng(seed))
    attributes: dict[str, str | int | float] = {
        "campaign": campaign,
        "campaign_version": campaign_version,
        "grid_version": evidence.grid.version,
        "control": evidence.grid.control,
        "seed": seed,
        "tune": tune,
        "target_accept": target_accept,
        "fitted_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "versions": ", ".join(f"{module.__name__} {module.__version__}" for module in (pymc, nutpie, arviz, np)),
    }
    posterior = Posterior(
        evidence,
        _thinned(log_odds, POSTERIOR_DRAWS),
        _thinned(effects["technique"], POSTERIOR_DRAWS),
        {kind: float(values.mean()) for kind, values in scales.items()},
        "refit",
    )
    anchor = {kind: tuple(_thinned(values, ANCHOR_DRAWS).tolist()) for kind, values in scales.items()}
    return Refit(tree_of(evidence, sampled, effects, attributes), posterior, anchor, diagnostics)


def check(diagnostics: Diagnostics) -> None:
    """Refuse what has not converged: R-hat <= 1.01, bulk and tail ESS >= 400, no divergences.

    Raises
    ------
    NotConverged
        Names each figure that missed its mark. Source of the marks: Vehtari et al. 2021.

    Examples
    --------
    >>> check(Diagnostics(max_r_hat=1.004, min_bulk_ess=900.0, min_tail_ess=640.0, divergences=0))
    """
    missed = []
    if not diagnostics.max_r_hat <= MAX_R_HAT:
        missed.append(f"R-hat is {diagnostics.max_r_hat:.3f} (wanted: at most {MAX_R_HAT})")
    if not diagnostics.min_bulk_ess >= MIN_ESS:
        missed.append(f"bulk ESS is {diagnostics.min_bulk_ess:.0f} (wanted: at least {MIN_ESS:.0f})")
    if not diagnostics.min_tail_ess >= MIN_ESS:
        missed.append(f"tail ESS is {diagnostics.min_tail_ess:.0f} (wanted: at least {MIN_ESS:.0f})")
    if diagnostics.divergences:
        missed.append(
            f"{diagnostics.divergences} draws diverged even at target_accept {CAREFUL_TARGET_ACCEPT} (wanted: 0)"
        )
    if missed:
        raise NotConverged(
            f"The refit did not converge: {'; '.join(missed)}. Nothing was published; what was live stays live. "
            "Refit with twice the draws and tuning; if it still diverges, look for cells whose counts cannot be right."
        )


def save_refit(refit: Refit, folder: Path) -> Path:
    """Write a refit for researchers to `folder/refit-<UTC time>.zarr`, whole or not at all. Returns that path.

    A researcher opens it in one line::

        tree = arviz.from_zarr("refit-20260301T120000000000Z.zarr")

    and then, for example, `tree["posterior"]["uplift"].mean(("chain", "draw")).to_pandas()`. Draws are stored in single
    precision (1e-7 of their size). It holds counts by context and variant, and nothing about any person.

    Raises
    ------
    Conflict
        If this refit lies there already.
    """
    return save_tree(refit.tree, folder)


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that a compiled model depends on. Doses, eligibility and names are data and may change without a compile."""

    contexts: int
    treated: int

    @classmethod
    def of(cls, grid: Grid) -> "_Shape":
        return cls(len(grid.contexts), len(grid.variants) - 1)


@lru_cache(maxsize=4)
def _compiled(shape: _Shape) -> Any:  # noqa: ANN401  # nutpie has no types
    return nutpie.compile_pymc_model(_model(shape))


def _model(shape: _Shape) -> pymc.Model:
    """Cells' log-odds in `directions`: a baseline for every context, and what treatment adds."""
    cells, variants = (shape.contexts, shape.treated + 1), shape.treated + 1
    with pymc.Model() as model:
        trials, benefit = pymc.Data("trials", np.zeros(cells)), pymc.Data("benefit", np.zeros(cells))
        placement = pymc.Data("placement", np.zeros((shape.treated, variants)))
        scales = {kind: pymc.HalfNormal(f"{kind}_scale", prior) for kind, prior in SCALE_PRIORS.items()}
        squares = {"base": BASE_SD**2, **{kind: scale**2 for kind, scale in scales.items()}}
        of_baseline = [squares[kind] for kind in BASELINE]
        of_treatment = [square for kind, square in squares.items() if kind not in BASELINE]
        baseline = _part("baseline", of_baseline, shape.contexts, shape.contexts)
        added = _part("treated", of_treatment, shape.contexts * shape.treated, shape.contexts * shape.treated)
        log_odds = baseline[:, None] + added.reshape((shape.contexts, shape.treated)) @ placement
        pymc.Deterministic("log_odds", log_odds)
        pymc.Potential("likelihood", (benefit * log_odds - trials * pt.softplus(log_odds)).sum())
    return model


def _part(name: str, squares: list[Any], cells: int, directions: int) -> Any:  # noqa: ANN401  # a PyTensor variable
    """Sums of effects, (cells,): vectors @ value, value ~ Normal(0, variance) by direction, sampled near its hint.

    With shrink = 1 / (1 + variance * precision of the hint), value = mean + sqrt(variance * shrink) * raw is value's
    posterior given the hint. The potential turns raw's standard normal density into value's prior density.
    """
    vectors = pymc.Data(f"{name}_vectors", np.zeros((cells, directions)))
    spectra = pymc.Data(f"{name}_spectra", np.ones((len(squares), directions)))
    hint = pymc.Data(f"{name}_hint", np.zeros((2, directions)))
    variance = sum(square * spectra[index] for index, square in enumerate(squares))
    sd, shrink = pt.sqrt(variance), 1.0 / (1.0 + variance * hint[0])
    raw = pymc.Normal(f"{name}_raw", 0.0, 1.0, shape=directions)
    standard = sd * hint[1] * shrink + pt.sqrt(shrink) * raw
    pymc.Potential(f"{name}_density", 0.5 * (raw**2 - standard**2 + pt.log(shrink)).sum())
    return vectors @ (sd * standard)


def _data(evidence: Evidence) -> dict[str, FloatArray]:
    baseline, treated = directions_of(evidence.grid)
    baseline_hint, treated_hint = hints(evidence, baseline, treated)
    variants = len(evidence.grid.variants)
    return {
        "trials": evidence.trials,
        "benefit": evidence.benefit,
        "placement": np.delete(np.eye(variants), evidence.grid.control_index, axis=0),
        "baseline_vectors": baseline.vectors,
        "baseline_spectra": baseline.spectra,
        "baseline_hint": baseline_hint,
        "treated_vectors": treated.vectors,
        "treated_spectra": treated.spectra,
        "treated_hint": treated_hint,
    }


def _sample(
    compiled: Any,  # noqa: ANN401  # nutpie has no types
    settings: Mapping[str, int],
    progress: Callable[[float], None] | bool,  # noqa: FBT001  # handed through from a keyword
) -> tuple[xarray.DataTree, Diagnostics, float]:
    """Sample, and once more with smaller steps if something diverged; says which target_accept was the last."""
    target_accept = TARGET_ACCEPT
    while True:
        sampled = nutpie.sample(
            compiled,
            **settings,
            target_accept=target_accept,
            save_warmup=False,
            progress_bar=progress is True,
            progress_callback=_share_done(progress) if callable(progress) else None,
        )
        diagnostics = _diagnose(sampled)
        if diagnostics.divergences == 0 or target_accept == CAREFUL_TARGET_ACCEPT:
            return sampled, diagnostics, target_accept
        target_accept = CAREFUL_TARGET_ACCEPT


def _diagnose(sampled: xarray.DataTree) -> Diagnostics:
    watched = sampled["posterior"].to_dataset()[["log_odds", *(f"{kind}_scale" for kind in SCALE_PRIORS)]]

    def values(of: xarray.Dataset) -> FloatArray:
        return np.concatenate([of[name].to_numpy().ravel() for name in of.data_vars])

    return Diagnostics(
        max_r_hat=float(values(arviz.rhat(watched)).max()),
        min_bulk_ess=float(values(arviz.ess(watched, method="bulk")).min()),
        min_tail_ess=float(values(arviz.ess(watched, method="tail")).min()),
        divergences=int(sampled["sample_stats"]["diverging"].sum()),
    )


def _thinned(values: FloatArray, wanted: int) -> FloatArray:
    """Evenly spaced draws over all chains; all of them if there are no more than wanted."""
    kept = np.linspace(0, len(values) - 1, min(wanted, len(values))).round().astype(np.int64)
    thinned: FloatArray = values[kept]
    return thinned


def _share_done(report: Callable[[float], None]) -> Callable[[list[Any]], None]:
    def tell(chains: list[Any]) -> None:
        report(sum(chain.finished_draws for chain in chains) / max(1, sum(chain.total_draws for chain in chains)))

    return tell
