"""Reading the Upworthy archive: which headline tests are clean, grouped by their number of arms."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import chdtrc

from bandits.grid import BoolArray, FloatArray, IntArray
from campaigns.errors import InvalidInput, NotFound

COLUMNS = ("test_id", "randomization_risk", "impressions", "clicks")
EVEN_SPLIT_P = 0.001  # below, chance does not explain how unequal the arms' impressions are


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many tests were not replayed; each counts under the first reason that holds."""

    randomization_risk: int
    unequal_impressions: int
    single_arm: int
    no_clicks: int

    def to_json(self) -> dict[str, int]:
        """Counts by reason."""
        return asdict(self)

    def to_text(self) -> str:
        """All counts in one sentence."""
        return (
            f"Left out: {self.randomization_risk} tests of the period with faulty randomisation, "
            f"{self.unequal_impressions} with impressions too unequal for chance (p < {EVEN_SPLIT_P:g}), "
            f"{self.single_arm} with a single arm, {self.no_clicks} without a click."
        )


@dataclass(frozen=True, slots=True)
class TestGroup:
    """Tests with the same number of arms; arrays have shape (tests, arms)."""

    __test__ = False  # a name for pytest to pass by

    impressions: IntArray
    clicks: IntArray

    @property
    def horizon(self) -> IntArray:
        """Impressions of each test's smallest arm; shape (tests,)."""
        smallest: IntArray = self.impressions.min(axis=1)
        return smallest

    @property
    def rate(self) -> FloatArray:
        """Clicks per impression."""
        return self.clicks / self.impressions


def read_archive(path: Path) -> tuple[tuple[TestGroup, ...], LeftOut]:
    """Read clean tests from the archive's Parquet file, fewest arms first.

    A test is clean if no arm carries the archive's randomisation warning, the chi-square test of equal impressions has
    p >= 0.001, it has two arms or more, and somebody clicked. What the arms vary (headline, image, both) does not
    matter: it is a test of message packages either way.

    Parameters
    ----------
    path : Parquet with a row per arm: test_id, randomization_risk (true or false), impressions, clicks (whole numbers).

    Returns
    -------
    Groups of clean tests, and how many tests were left out by reason.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If the file is not such a table, or no test in it is clean.
    """
    ids, risk, impressions, clicks = _columns(path)
    names, test = np.unique(ids, return_inverse=True)
    arms = np.bincount(test)
    even = np.bincount(test, impressions) / arms
    chi_square = np.bincount(test, (impressions - even[test]) ** 2 / even[test])
    is_risky = np.bincount(test, risk) > 0
    is_unequal = ~is_risky & (chdtrc(np.maximum(arms - 1, 1), chi_square) < EVEN_SPLIT_P)
    is_single = ~is_risky & ~is_unequal & (arms < 2)
    is_dull = ~is_risky & ~is_unequal & ~is_single & (np.bincount(test, clicks) == 0)
    is_clean = ~(is_risky | is_unequal | is_single | is_dull)
    if not is_clean.any():
        raise InvalidInput(f"{path.name}: none of {len(names)} tests is clean; wanted at least one. See read_archive.")
    order = np.argsort(test, kind="stable")
    groups = []
    for size in np.unique(arms[is_clean]):
        rows = order[(is_clean & (arms == size))[test[order]]]
        groups.append(TestGroup(impressions[rows].reshape(-1, size), clicks[rows].reshape(-1, size)))
    left_out = LeftOut(*(int(reason.sum()) for reason in (is_risky, is_unequal, is_single, is_dull)))
    return tuple(groups), left_out


def _columns(path: Path) -> tuple[IntArray, BoolArray, IntArray, IntArray]:
    """Return test (as a number per distinct id), risk, impressions and clicks; shape (arms,) each."""
    table = _table(path)
    for name in COLUMNS:
        missing = table[name].null_count
        if missing:
            raise InvalidInput(
                f"{path.name}: {name} is empty in {missing} rows; wanted a value in each. Fill or drop them."
            )
    wanted = {
        "randomization_risk": pa.types.is_boolean,
        "impressions": pa.types.is_integer,
        "clicks": pa.types.is_integer,
    }
    for name, is_right in wanted.items():
        if not is_right(table[name].type):
            kind = "true or false" if name == "randomization_risk" else "whole numbers"
            raise InvalidInput(f"{path.name}: {name} holds {table[name].type}; wanted {kind}. Convert the column.")
    ids = table["test_id"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    risk = table["randomization_risk"].to_numpy(zero_copy_only=False)
    impressions, clicks = (table[name].to_numpy().astype(np.int64) for name in ("impressions", "clicks"))
    wrong = np.flatnonzero((impressions < 1) | (clicks < 0) | (clicks > impressions))
    if wrong.size:
        row = int(wrong[0])
        raise InvalidInput(
            f"{path.name}: row {row + 1} has {clicks[row]} clicks of {impressions[row]} impressions; "
            "wanted 1 impression or more and clicks from 0 to impressions. Correct or drop the row."
        )
    return ids.astype(np.int64), risk, impressions, clicks


def _table(path: Path) -> pa.Table:
    if not path.is_file():
        raise NotFound(f"{path}: no such file. Give the path of the archive as Parquet.")
    try:
        found = pq.read_schema(path).names
        for name in COLUMNS:
            if name not in found:
                raise InvalidInput(f"{path.name}: no column {name!r}; wanted {', '.join(COLUMNS)}. Add it.")
        table = pq.read_table(path, columns=list(COLUMNS))
    except (pa.ArrowException, OSError) as error:
        raise InvalidInput(f"{path.name}: cannot be read as Parquet ({error}). Save it as Parquet.") from None
    if not table.num_rows:
        raise InvalidInput(f"{path.name}: the table has no rows; wanted a row per arm. Use the whole archive.")
    return table
