"""Replay of the Upworthy headline tests: what Thompson sampling would have gained over the even split they used.

Data: Upworthy Research Archive, Matias, Munger, Aubin Le Quere, Ebersole (2021), Scientific Data 8:195, CC BY 4.0.
Reading and cleaning the archive is in archive.py beside this file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bandits.grid import FloatArray, IntArray
from bandits.replay.archive import LeftOut, TestGroup, read_archive
from campaigns.errors import InvalidInput

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class UpworthyReplay:
    """Clicks gained over an even split, in per cent of the even split's clicks.

    Parameters
    ----------
    gain_percent : Thompson sampling, mean over seeds.
    standard_error : of that mean over seeds; None with a single seed.
    gain_percent_by_seed : one number for each of `seeds`.
    oracle_percent : always showing the arm with the highest observed rate. Optimistic: it takes luck for truth.
    even_clicks : clicks of the even split, expected over its random choice of impressions.
    decisions : impressions given out for each seed, the sum of the tests' horizons.
    tests, arms : how many were replayed; `left_out` says how many were not, and why.
    batches, prior : how it was played.
    """

    gain_percent: float
    standard_error: float | None
    gain_percent_by_seed: tuple[float, ...]
    seeds: tuple[int, ...]
    oracle_percent: float
    even_clicks: float
    decisions: int
    tests: int
    arms: int
    left_out: LeftOut
    batches: int
    prior: tuple[float, float]

    def to_json(self) -> dict[str, object]:
        """Everything as JSON values."""
        return {
            "gain_percent": self.gain_percent,
            "standard_error": self.standard_error,
            "gain_percent_by_seed": list(self.gain_percent_by_seed),
            "seeds": list(self.seeds),
            "oracle_percent": self.oracle_percent,
            "even_clicks": self.even_clicks,
            "decisions": self.decisions,
            "tests": self.tests,
            "arms": self.arms,
            "left_out": self.left_out.to_json(),
            "batches": self.batches,
            "prior": list(self.prior),
        }

    def to_text(self) -> str:
        """Return the gains in three lines and what was left out."""
        error = "" if self.standard_error is None else f" ± {self.standard_error:.2f}"
        seeds = f"{len(self.seeds)} seed{'s' if len(self.seeds) > 1 else ''}"
        prior = f"Beta({self.prior[0]:g}, {self.prior[1]:g})"
        lines = (
            f"{self.tests} clean tests, {self.arms} arms; {self.decisions} impressions in {self.batches} batches.",
            f"Clicks gained over an even split ({seeds}, standard error over seeds):",
            f"  Thompson sampling, prior {prior:<16} {self.gain_percent:+6.2f} %{error}",
            f"  best observed arm from the start         {self.oracle_percent:+6.2f} % (takes luck for truth)",
            self.left_out.to_text(),
        )
        return "\n".join(lines)


def replay_upworthy(
    path: Path,
    seeds: Sequence[int],
    *,
    batches: int = 20,
    prior: tuple[float, float] = (1.0, 1.0),
    progress: Progress | None = None,
) -> UpworthyReplay:
    """Play every clean test again with Thompson sampling, in batches, over as many impressions as its smallest arm had.

    In a batch each impression draws every arm's rate from Beta(prior + clicks, prior + impressions without click) as
    it stood before the batch, and shows the highest: shares are the exact chances of being best. The clicks of the
    impressions an arm is given are drawn from its own impressions in the archive, without replacement
    (hypergeometric). No arm runs dry, because the horizon is the smallest arm's number of impressions.

    Parameters
    ----------
    path : the archive as Parquet; see `read_archive` for columns, and for which tests are clean.
    seeds : one whole replay of all tests for each.
    batches : equal parts of every horizon.
    prior : alpha and beta of every arm.
    progress : called after every batch of a group of tests with impressions done and in all.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If the file is not such a table or holds no clean test, or an argument is out of range.

    Notes
    -----
    Drawing without replacement replays impressions that really happened, in random order: the expected clicks are
    those the arm would have had. Drawing with replacement from the observed rates would take the luck in them for
    truth and report a gain of 8.3 instead of 5.9 %. The even split's clicks are their expectation, so the standard
    error holds the luck of the replay, not that of the archive.
    """
    _check(seeds, batches, prior)
    groups, left_out = read_archive(path)
    decisions = sum(int(group.horizon.sum()) for group in groups)
    even = sum(float((group.horizon * group.rate.mean(axis=1)).sum()) for group in groups)
    oracle = sum(float((group.horizon * group.rate.max(axis=1)).sum()) for group in groups)
    done, gains = 0, []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        clicks = 0
        for group in groups:
            for shown, clicked in _thompson(group, batches, prior, rng):
                done += shown
                clicks += clicked
                if progress is not None:
                    progress(done, decisions * len(seeds))
        gains.append(100.0 * (clicks / even - 1.0))
    return UpworthyReplay(
        gain_percent=float(np.mean(gains)),
        standard_error=float(np.std(gains, ddof=1) / np.sqrt(len(gains))) if len(gains) > 1 else None,
        gain_percent_by_seed=tuple(gains),
        seeds=tuple(seeds),
        oracle_percent=100.0 * (oracle / even - 1.0),
        even_clicks=even,
        decisions=decisions,
        tests=sum(len(group.horizon) for group in groups),
        arms=sum(group.impressions.size for group in groups),
        left_out=left_out,
        batches=batches,
        prior=(float(prior[0]), float(prior[1])),
    )


def _thompson(
    group: TestGroup, batches: int, prior: tuple[float, float], rng: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Play all tests of a group at once; yield impressions and clicks of each batch."""
    clicks_left, others_left = group.clicks.copy(), group.impressions - group.clicks
    alpha, beta = np.full(group.clicks.shape, prior[0]), np.full(group.clicks.shape, prior[1])
    ends = group.horizon[:, None] * np.arange(batches + 1) // batches
    for size in np.diff(ends, axis=1).T:
        shown = _show(alpha, beta, size, rng)
        clicked = rng.hypergeometric(clicks_left, others_left, shown)
        clicks_left -= clicked
        others_left -= shown - clicked
        alpha += clicked
        beta += shown - clicked
        yield int(size.sum()), int(clicked.sum())


def _show(alpha: FloatArray, beta: FloatArray, size: IntArray, rng: np.random.Generator) -> IntArray:
    """Draw for each impression which arm has the highest rate; counts of shape (tests, arms)."""
    tests, arms = alpha.shape
    test = np.repeat(np.arange(tests), size)
    best = rng.beta(alpha[test], beta[test]).argmax(axis=1)
    return np.bincount(test * arms + best, minlength=tests * arms).reshape(tests, arms)


def _check(seeds: Sequence[int], batches: int, prior: tuple[float, float]) -> None:
    if not seeds or len(set(seeds)) < len(seeds) or min(seeds) < 0:
        raise InvalidInput(f"replay: seeds = {list(seeds)}; wanted at least one, all different, none negative.")
    if batches < 1:
        raise InvalidInput(f"replay: batches = {batches}; wanted a whole number from 1.")
    if not all(0 < value < np.inf for value in prior):
        raise InvalidInput(f"replay: prior = Beta({prior[0]:g}, {prior[1]:g}); wanted two numbers above 0.")
