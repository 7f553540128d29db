"""Refit tree: a refit's draws with their names, as an ArviZ 1 DataTree in memory and a zarr folder for researchers."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
import xarray

from bandits.counts import Evidence
from bandits.grid import FloatArray, Grid
from campaigns.errors import Conflict

_DIMS = {
    "base": (),
    "segment": ("segment",),
    "channel": ("channel",),
    "context": ("context",),
    "technique": ("technique",),
    "variant": ("variant",),
    "segment_technique": ("segment", "technique"),
    "cell": ("context", "variant"),
}

_SAMPLE_STATS = {
    "diverging": "diverging",
    "energy": "energy",
    "logp": "lp",
    "n_steps": "n_steps",
    "step_size": "step_size",
    "depth": "tree_depth",
}
"""nutpie's names of what is kept about the sampling, and ArviZ's."""


def tree_of(
    evidence: Evidence,
    sampled: xarray.DataTree,
    effects: Mapping[str, FloatArray],
    attributes: Mapping[str, str | int | float],
) -> xarray.DataTree:
    """Name everything: groups posterior, sample_stats, observed_data and constant_data.

    The posterior holds `log_odds`, `rate` and `uplift` (rate less the control's) by context and variant; `base`; every
    other kind as `<kind>_effect`, 0 for the control, and `<kind>_scale`. All but rate and uplift are in log-odds.

    Parameters
    ----------
    sampled : the sampler's own tree, with `log_odds` and every kind's scale by chain and draw.
    effects : by kind, shape (chains * draws, coefficients) in the order of `model.effects_of`.
    attributes : what the tree says about itself.
    """
    grid, raw = evidence.grid, sampled["posterior"]
    log_odds = raw["log_odds"].to_numpy()
    rate = 1.0 / (1.0 + np.exp(-log_odds))
    by_draw, cell = ("chain", "draw"), ("context", "variant")
    posterior: dict[str, tuple[tuple[str, ...], FloatArray]] = {
        "log_odds": ((*by_draw, *cell), log_odds),
        "rate": ((*by_draw, *cell), rate),
        "uplift": ((*by_draw, *cell), rate - rate[..., [grid.control_index]]),
    }
    for kind, dims in _DIMS.items():
        shaped = _shaped(effects[kind], grid, dims).reshape(*log_odds.shape[:2], *(_size(grid)[dim] for dim in dims))
        posterior["base" if kind == "base" else f"{kind}_effect"] = ((*by_draw, *dims), shaped)
        if kind != "base":
            posterior[f"{kind}_scale"] = (by_draw, raw[f"{kind}_scale"].to_numpy())
    stats = sampled["sample_stats"]
    return xarray.DataTree.from_dict(
        {
            "/": xarray.Dataset(attrs=dict(attributes)),
            "posterior": _named(posterior, grid, draws=log_odds.shape[:2]),
            "sample_stats": _named(
                {name: (by_draw, stats[theirs].to_numpy()) for theirs, name in _SAMPLE_STATS.items()},
                grid,
                draws=log_odds.shape[:2],
            ),
            "observed_data": _named({"trials": (cell, evidence.trials), "benefit": (cell, evidence.benefit)}, grid),
            "constant_data": _named(
                {
                    "eligible": (cell, grid.eligible),
                    "dose": (("variant", "technique"), grid.dose),
                    "context_segment": (("context",), np.array([context.segment for context in grid.contexts])),
                    "context_channel": (("context",), np.array([context.channel for context in grid.contexts])),
                },
                grid,
            ),
        }
    )


def save_tree(tree: xarray.DataTree, folder: Path) -> Path:
    """Write a tree to `folder/refit-<UTC time>.zarr`, whole or not at all, and return that path.

    Raises
    ------
    Conflict
        If this refit lies there already.
    """
    fitted_at = datetime.fromisoformat(tree.attrs["fitted_at"])
    path = folder / f"refit-{fitted_at:%Y%m%dT%H%M%S%f}Z.zarr"
    if path.exists():
        raise Conflict(f"{path} is there already: this refit was saved before. Nothing was written.")
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    stored = {
        group.path: group.to_dataset().astype(np.float32) if group.name == "posterior" else group.to_dataset()
        for group in tree.subtree
    }
    xarray.DataTree.from_dict(stored).to_zarr(partial, zarr_format=2, consolidated=True)
    return partial.rename(path)


def _size(grid: Grid) -> dict[str, int]:
    return {dim: len(labels) for dim, labels in _labels(grid).items()}


def _labels(grid: Grid) -> dict[str, list[str]]:
    return {
        "segment": list(grid.segments),
        "channel": list(grid.channels),
        "technique": list(grid.techniques),
        "variant": list(grid.variants),
        "context": [str(context) for context in grid.contexts],
    }


def _shaped(effect: FloatArray, grid: Grid, dims: tuple[str, ...]) -> FloatArray:
    """Put the control's zero among the variants' effects; leave the others as they are."""
    if "variant" not in dims:
        return effect
    by_variant = effect.reshape(len(effect), -1, len(grid.variants) - 1)
    padded: FloatArray = np.insert(by_variant, grid.control_index, 0.0, axis=2)
    return padded


def _named(
    variables: Mapping[str, tuple[tuple[str, ...], np.ndarray]], grid: Grid, draws: tuple[int, ...] | None = None
) -> xarray.Dataset:
    used = {dim for dims, _ in variables.values() for dim in dims}
    labels: dict[str, object] = {dim: names for dim, names in _labels(grid).items() if dim in used}
    if draws is not None:
        labels |= {"chain": np.arange(draws[0]), "draw": np.arange(draws[1])}
    return xarray.Dataset(dict(variables), coords=labels)
