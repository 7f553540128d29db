"""One refresh of the embedded campaign: fit, policy and uplift, against the table of a flat Beta bandit by sampling."""

from collections.abc import Iterator

import numpy as np

from bandits.grid import Grid
from bandits.laplace import fit_laplace
from bandits.simulate import World
from bandits.uplift import uplift_rows
from benchmarks.measure import Comparison, compare
from campaigns.files import example, load_campaign
from segments.files import load_segmentation

DRAWS = 100_000


def run() -> Iterator[Comparison]:
    """18 contexts × 11 variants, about 10,000 trials, and 100 times as many: the work must not grow with them."""
    campaign = load_campaign(example())
    grid = Grid.of(campaign, load_segmentation(example() / campaign.segments_file).segments)
    rng = np.random.default_rng(1)
    world = World.draw(grid, dict.fromkeys(grid.segments, 0.6), rng)
    even = grid.eligible / grid.eligible.sum(axis=1, keepdims=True)
    for trials in (100, 10_000):
        evidence = world.observe(np.where(grid.eligible, trials, 0), rng)

        def ours() -> None:
            posterior = fit_laplace(evidence)  # noqa: B023  # called within this round
            posterior.chance_best()
            uplift_rows(posterior.rate, evidence, even)  # noqa: B023

        def reference() -> None:
            alpha = 1 + evidence.benefit  # noqa: B023
            draws = rng.beta(alpha, 1 + evidence.trials - evidence.benefit, (DRAWS, *grid.shape))  # noqa: B023
            np.where(grid.eligible, draws, -1).argmax(axis=2)

        what = f"a refresh at {evidence.trials.sum():,.0f} trials"
        yield compare(what, ours, f"{DRAWS:,} draws of every flat Beta cell", reference, items=1, rounds=3)
