"""One decision: the table look-up against sampling a Beta posterior, as a Thompson sampler usually does."""

from collections.abc import Iterator

import numpy as np

from bandits.allocation import Allocation
from bandits.grid import Context
from benchmarks.measure import Comparison, compare

DECISIONS = 2000


def run() -> Iterator[Comparison]:
    """Twelve variants, one context."""
    rng = np.random.default_rng(1)
    row = rng.dirichlet(np.ones(12))
    everyone = Context("all", "sms")
    allocation = Allocation((everyone,), tuple(f"v{n}" for n in range(12)), (tuple(row),))
    alpha, beta = rng.integers(1, 90, 12), rng.integers(90, 900, 12)
    yield compare(
        "a decision (draw and exact propensity)",
        lambda: [allocation.choose(everyone, b"k" * 32, f"unit-{n}", "visit") for n in range(DECISIONS)],
        "NumPy Thompson sampling, 12 Beta draws (no propensity)",
        lambda: [int(rng.beta(alpha, beta).argmax()) for _ in range(DECISIONS)],
        items=DECISIONS,
    )
