"""Replay of an adaptive trial: from its wave counts to the assignments our exact rule would have made, side by side.

Made for the message trial of Kasy and Sautmann (2021), Econometrica 89(1): 14 waves of 600 calls, Beta(1, 1) priors,
exploration sampling.
"""

import csv
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from bandits.chance_best import beta_chance_best
from bandits.grid import FloatArray
from bandits.policy import allocate
from campaigns.errors import InvalidInput, NotFound

COLUMNS = ("wave", "arm", "trials", "successes")


@dataclass(frozen=True, slots=True)
class PlannedCount:
    """One arm in one wave: what the rule would have assigned and what the trial did."""

    wave: int
    arm: str
    chance_best: float
    planned: float
    trials: int
    successes: int


@dataclass(frozen=True, slots=True)
class TrialReplay:
    """A replayed trial; tuples are in the order of `arms`.

    Parameters
    ----------
    arms : names, in the file's order.
    chance_best, posterior_mean, posterior_sd, trials : after the last wave.
    counts : wave table from the second wave on; the first had no data to go by.
    max_count_difference : largest |planned - trials| in it.
    """

    arms: tuple[str, ...]
    chance_best: tuple[float, ...]
    posterior_mean: tuple[float, ...]
    posterior_sd: tuple[float, ...]
    trials: tuple[int, ...]
    counts: tuple[PlannedCount, ...]
    max_count_difference: float

    def to_json(self) -> dict[str, object]:
        """Everything as JSON values; arms are keys."""
        return {
            "max_count_difference": self.max_count_difference,
            "adaptive_counts": len(self.counts),
            "chance_best": dict(zip(self.arms, self.chance_best, strict=True)),
            "posterior_mean": dict(zip(self.arms, self.posterior_mean, strict=True)),
            "posterior_sd": dict(zip(self.arms, self.posterior_sd, strict=True)),
            "trials": dict(zip(self.arms, self.trials, strict=True)),
            "waves": [asdict(count) for count in self.counts],
        }

    def to_text(self) -> str:
        """Return a table of the arms and a sentence on the counts."""
        width = max(len("arm"), *(len(arm) for arm in self.arms))
        lines = [f"{'arm':<{width}}  posterior mean     sd  chance of best  trials"]
        for index, arm in enumerate(self.arms):
            lines.append(
                f"{arm:<{width}}  {self.posterior_mean[index]:14.4f}  {self.posterior_sd[index]:.3f}"
                f"  {self.chance_best[index]:14.4f}  {self.trials[index]:6d}"
            )
        last = self.counts[-1].wave
        lines.append(
            f"Waves 2 to {last}: each of {len(self.counts)} adaptive counts is reproduced to within "
            f"{self.max_count_difference:.2f}."
        )
        return "\n".join(lines)


def replay_trial(path: Path) -> TrialReplay:
    """Recompute each wave's assignment from the waves before it, and compare it with the trial's own.

    Beta(1, 1) priors; planned = trials of the wave * p (1 - p) / sum, p the exact chance of being best.

    Parameters
    ----------
    path : CSV with the columns wave (1, 2, ...), arm, trials, successes; every wave has every arm once.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If the file is not such a table; names file, line and what to mend.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> rows = ["wave,arm,trials,successes", "1,plain,50,5", "1,story,50,9", "2,plain,48,4", "2,story,52,8"]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "waves.csv"
    ...     _ = path.write_text(chr(10).join(rows))
    ...     replay = replay_trial(path)
    >>> [round(count.planned, 1) for count in replay.counts]  # two arms: p (1 - p) is the same for both
    [50.0, 50.0]
    """
    arms, trials, successes = _read(path)
    before = np.cumsum(trials, axis=0), np.cumsum(successes, axis=0)
    alpha, beta = 1.0 + before[1], 1.0 + before[0] - before[1]
    chance = beta_chance_best(alpha, beta)
    shares = allocate(
        chance,
        np.ones(chance.shape, dtype=bool),
        0,
        rule="exploration_sampling",
        floor=0.0,
        control_share=0.0,
        trials=before[0],
        context_names=[f"wave {wave}" for wave in range(1, len(trials) + 1)],
    )
    planned = trials[1:].sum(axis=1, keepdims=True) * shares[:-1]
    counts = tuple(
        PlannedCount(
            wave + 2,
            arm,
            float(chance[wave, column]),
            float(planned[wave, column]),
            int(trials[wave + 1, column]),
            int(successes[wave + 1, column]),
        )
        for wave in range(len(planned))
        for column, arm in enumerate(arms)
    )
    total = alpha[-1] + beta[-1]
    mean = alpha[-1] / total
    return TrialReplay(
        arms=arms,
        chance_best=tuple(chance[-1].tolist()),
        posterior_mean=tuple(mean.tolist()),
        posterior_sd=tuple(np.sqrt(mean * (1 - mean) / (total + 1)).tolist()),
        trials=tuple(int(count) for count in before[0][-1]),
        counts=counts,
        max_count_difference=float(np.abs(planned - trials[1:]).max()),
    )


def _read(path: Path) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Return arms, trials and successes; shapes (waves, arms)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = _cells(path.name, file)
    except FileNotFoundError:
        raise NotFound(f"{path}: no such file. Give the path of a CSV with the columns {', '.join(COLUMNS)}.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path.name}: cannot be read as a CSV in UTF-8 ({error}). Save it as one.") from None
    arms = tuple(dict.fromkeys(arm for _, arm in cells))
    waves = max(wave for wave, _ in cells)
    if waves < 2 or len(arms) < 2:
        raise InvalidInput(
            f"{path.name}: {waves} wave(s) and {len(arms)} arm(s); wanted at least 2 of each. Add the others."
        )
    for wave in range(1, waves + 1):
        for arm in arms:
            if (wave, arm) not in cells:
                raise InvalidInput(
                    f"{path.name}: wave {wave} has no row for {arm!r}; wanted every arm in each of waves 1 to "
                    f"{waves}. Add the row, with 0 trials if it was not used."
                )
    table = np.array([[cells[wave, arm] for arm in arms] for wave in range(1, waves + 1)], dtype=np.float64)
    return arms, table[:, :, 0], table[:, :, 1]


def _cells(name: str, file: TextIO) -> dict[tuple[int, str], tuple[int, int]]:
    reader = csv.DictReader(file)
    header = reader.fieldnames
    if not header:
        raise InvalidInput(
            f"{name}: the file is empty; wanted the columns {', '.join(COLUMNS)} and a row per wave and arm."
        )
    for column in COLUMNS:
        if column not in header:
            raise InvalidInput(
                f"{name}: line 1: no column {column!r}, found {', '.join(header)}; wanted {', '.join(COLUMNS)}. Add it."
            )
    cells: dict[tuple[int, str], tuple[int, int]] = {}
    for row in reader:
        where = f"{name}: line {reader.line_num}"
        wave = _whole(where, "wave", row["wave"], 1)
        trials = _whole(where, "trials", row["trials"], 0)
        successes = _whole(where, "successes", row["successes"], 0)
        arm = (row["arm"] or "").strip()
        if not arm:
            raise InvalidInput(f"{where}: arm is empty; wanted a name. Fill it in.")
        if successes > trials:
            raise InvalidInput(
                f"{where}: {successes} successes of {trials} trials; wanted no more than trials. Correct it."
            )
        if (wave, arm) in cells:
            raise InvalidInput(f"{where}: wave {wave} already has a row for {arm!r}. Add the two rows up or drop one.")
        cells[wave, arm] = trials, successes
    if not cells:
        raise InvalidInput(f"{name}: line 1 is the only one; wanted a row per wave and arm. Add the counts.")
    return cells


def _whole(where: str, column: str, text: str | None, least: int) -> int:
    found = (text or "").strip()
    if not (found.isascii() and found.isdigit()) or len(found) > 12 or int(found) < least:
        raise InvalidInput(f"{where}: {column} = {found!r}; wanted a whole number from {least}. Correct the cell.")
    return int(found)
