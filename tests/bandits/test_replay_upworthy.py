"""The real headline tests replayed: the figures, which tests are clean, and what is refused."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bandits.replay.archive import read_archive
from bandits.replay.upworthy import replay_upworthy
from campaigns.errors import InvalidInput, NotFound

# Two clean tests (2 and 3 arms, rows mixed), one with the warning, one too unequal, one alone, one without a click.
ROWS: dict[str, Sequence[object]] = {
    "test_id": ["b", "a", "b", "a", "b", "risky", "risky", "skew", "skew", "lone", "dull", "dull"],
    "randomization_risk": [False] * 5 + [True, False] + [False] * 5,
    "impressions": [300, 1000, 310, 1040, 290, 900, 900, 500, 900, 700, 400, 410],
    "clicks": [3, 10, 9, 52, 6, 9, 18, 5, 9, 7, 0, 0],
}


class Asked(TypedDict, total=False):
    """Arguments of `replay_upworthy` that a test may set."""

    seeds: Sequence[int]
    batches: int
    prior: tuple[float, float]


def written(tmp_path: Path, **changed: Iterable[object] | None) -> Path:
    path = tmp_path / "archive.parquet"
    columns = {name: values for name, values in {**ROWS, **changed}.items() if values is not None}
    pq.write_table(pa.table(columns), path)
    return path


@pytest.fixture(scope="session")
def archive(shared: Path) -> Path:
    return shared / "data" / "upworthy" / "upworthy_dev.parquet"


def test_only_clean_tests_are_read_and_each_other_one_has_its_reason(tmp_path: Path) -> None:
    groups, left_out = read_archive(written(tmp_path))
    assert [group.impressions.tolist() for group in groups] == [[[1000, 1040]], [[300, 310, 290]]]
    assert [group.clicks.tolist() for group in groups] == [[[10, 52]], [[3, 9, 6]]]
    assert [group.horizon.tolist() for group in groups] == [[1000], [290]]
    assert left_out.to_json() == {"randomization_risk": 1, "unequal_impressions": 1, "single_arm": 1, "no_clicks": 1}


def test_the_oracle_and_the_even_split_are_weighted_by_the_smallest_arm(tmp_path: Path) -> None:
    """Even: 1000 * (0.01 + 0.05) / 2 + 290 * (3/300 + 9/310 + 6/290) / 3; oracle: 1000 * 0.05 + 290 * 9/310."""
    replay = replay_upworthy(written(tmp_path), [1], batches=4)
    even = 1000 * 0.03 + 290 * (3 / 300 + 9 / 310 + 6 / 290) / 3
    assert replay.even_clicks == pytest.approx(even)
    assert replay.oracle_percent == pytest.approx(100 * ((50 + 290 * 9 / 310) / even - 1))
    assert (replay.tests, replay.arms, replay.decisions) == (2, 5, 1290)


def test_a_single_batch_is_an_even_split_within_four_standard_errors(tmp_path: Path) -> None:
    """All arms share one prior until the first batch has been counted, so nothing can be gained."""
    replay = replay_upworthy(written(tmp_path), range(200), batches=1)
    assert replay.standard_error is not None
    assert abs(replay.gain_percent) <= 4 * replay.standard_error


def test_more_batches_find_the_better_headline_sooner(tmp_path: Path) -> None:
    """A rate of 5 against 1 % over 1,000 impressions: most of the oracle's gain, never more clicks than there are."""
    replay = replay_upworthy(written(tmp_path), range(60), batches=20)
    assert replay.standard_error is not None
    assert replay.gain_percent - 4 * replay.standard_error > 20
    assert replay.gain_percent + 4 * replay.standard_error < replay.oracle_percent


def test_the_same_seeds_give_the_same_clicks_alone_or_together(tmp_path: Path) -> None:
    path = written(tmp_path)
    together = replay_upworthy(path, [3, 8]).gain_percent_by_seed
    assert together == tuple(replay_upworthy(path, [seed]).gain_percent for seed in (3, 8))
    assert together[0] != together[1]


def test_progress_reaches_the_end_in_rising_steps(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    replay = replay_upworthy(written(tmp_path), [1, 2], progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (2 * replay.decisions, 2 * replay.decisions)


def test_the_report_can_be_read_by_scripts_and_people(tmp_path: Path) -> None:
    replay = replay_upworthy(written(tmp_path), [5], prior=(1.5, 98.5))
    report = json.loads(json.dumps(replay.to_json()))
    assert report["gain_percent"] == replay.gain_percent
    assert report["standard_error"] is None
    assert report["prior"] == [1.5, 98.5]
    assert f"prior Beta(1.5, 98.5)  {replay.gain_percent:+6.2f} %" in replay.to_text()
    assert "2 clean tests, 5 arms; 1290 impressions in 20 batches." in replay.to_text()


@pytest.mark.slow
def test_thompson_gains_six_per_cent_on_the_real_headline_tests(archive: Path) -> None:
    """Reference of the issue +5.8 %, of 30 other seeds +5.93 +- 0.04; one seed's spread is 0.25 percentage points."""
    replay = replay_upworthy(archive, range(4))
    assert (replay.tests, replay.arms) == (2646, 12755)
    assert replay.oracle_percent == pytest.approx(28.5, abs=0.05)
    assert replay.gain_percent == pytest.approx(5.93, abs=4 * 0.25 / np.sqrt(4))


@pytest.mark.slow
def test_a_prior_of_the_usual_click_rate_gains_more(archive: Path) -> None:
    """Reference of the issue +6.4 %, of 30 other seeds +6.73 +- 0.05."""
    assert replay_upworthy(archive, range(4), prior=(1.5, 98.5)).gain_percent == pytest.approx(6.73, abs=0.5)


def test_the_real_archive_leaves_out_a_fifth_for_faulty_randomisation(archive: Path) -> None:
    groups, left_out = read_archive(archive)
    assert left_out.to_json() == {"randomization_risk": 708, "unequal_impressions": 13, "single_arm": 0, "no_clicks": 1}
    assert sum(len(group.horizon) for group in groups) + 708 + 13 + 1 == 3368


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"clicks": None}, "archive.parquet: no column 'clicks'; wanted test_id"),
        ({"clicks": [*ROWS["clicks"][:-1], None]}, "clicks is empty in 1 rows"),
        ({"clicks": [0.5] * 12}, "clicks holds double; wanted whole numbers"),
        ({"randomization_risk": ["no"] * 12}, "randomization_risk holds string; wanted true or false"),
        ({"clicks": [3, 10, 311, *ROWS["clicks"][3:]]}, "row 3 has 311 clicks of 310 impressions"),
        ({"impressions": [0, *ROWS["impressions"][1:]]}, "row 1 has 3 clicks of 0 impressions"),
        ({"randomization_risk": [True] * 12}, "none of 6 tests is clean"),
        ({"test_id": pa.array([], pa.string())} | {name: pa.array([], pa.int64()) for name in ("impressions", "clicks")}
         | {"randomization_risk": pa.array([], pa.bool_())}, "no rows"),
    ],
)  # fmt: skip
def test_a_broken_archive_is_refused(tmp_path: Path, changed: dict[str, Iterable[object] | None], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        replay_upworthy(written(tmp_path, **changed), [1])


def test_what_is_not_parquet_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        replay_upworthy(tmp_path / "nowhere.parquet", [1])
    (tmp_path / "text.parquet").write_text("test_id,clicks\n")
    with pytest.raises(InvalidInput, match=r"text\.parquet: cannot be read as Parquet"):
        replay_upworthy(tmp_path / "text.parquet", [1])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seeds": []}, "seeds = "),
        ({"seeds": [1, 1]}, "all different"),
        ({"seeds": [-1]}, "none negative"),
        ({"batches": 0}, "batches = 0"),
        ({"prior": (1.0, 0.0)}, r"prior = Beta\(1, 0\)"),
        ({"prior": (1.0, float("nan"))}, r"prior = Beta\(1, nan\)"),
    ],
)
def test_arguments_out_of_range_are_refused(tmp_path: Path, changed: Asked, message: str) -> None:
    asked: Asked = {"seeds": [1], **changed}
    with pytest.raises(InvalidInput, match=message):
        replay_upworthy(written(tmp_path), **asked)
