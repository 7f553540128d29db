"""Small grids and a clock that several tests of `bandits` share."""

from datetime import UTC, datetime, timedelta

import numpy as np

from bandits.grid import Context, Grid

SEGMENTS, CHANNELS = ("gift", "impulse", "craft"), ("feed", "chat")


def small_grid(rng: np.random.Generator | None = None) -> Grid:
    """Three segments × two channels, the control and four variants that share three techniques; two cells barred."""
    contexts = tuple(Context(segment, channel) for segment in SEGMENTS for channel in CHANNELS)
    dose = np.array([[0, 0, 0], [1, 0, 0], [0.5, 1, 0], [0, 0, 1], [0, 0.5, 1]], dtype=float)
    eligible = np.ones((6, 5), dtype=bool)
    eligible[1, 3] = eligible[4, 2] = False
    variants = ("plain", "peer", "plan", "norm", "regret")
    order = np.arange(5) if rng is None else rng.permutation(5)
    names = tuple(variants[index] for index in order)
    return Grid(contexts, names, "plain", ("1.4", "6.1", "6.2"), dose[order], eligible[:, order])


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, *, days: float) -> None:
        self.now += timedelta(days=days)
