"""The real 14-wave message trial comes out of our rule as it did in the field; broken wave tables are refused."""

import json
from pathlib import Path

import pytest

from bandits.replay.trial import TrialReplay, replay_trial
from campaigns.errors import InvalidInput, NotFound

ARMS = ("no SMS 10am", "SMS 1h 10am", "SMS 24h 10am", "no SMS 6:30pm", "SMS 1h 6:30pm", "SMS 24h 6:30pm")
HEADER = "wave,arm,trials,successes\n"
GOOD = HEADER + "1,plain,50,5\n1,story,50,9\n1,image,20,4\n2,plain,8,1\n2,story,22,6\n2,image,30,3\n"


@pytest.fixture(scope="module")
def real(shared: Path) -> TrialReplay:
    return replay_trial(shared / "data" / "adaptive_trial" / "wave_counts.csv")


def replayed(tmp_path: Path, text: str) -> TrialReplay:
    path = tmp_path / "waves.csv"
    path.write_text(text, encoding="utf-8")
    return replay_trial(path)


def test_every_adaptive_count_of_the_field_is_reproduced_within_three_of_six_hundred(real: TrialReplay) -> None:
    assert real.arms == ARMS
    assert len(real.counts) == 78
    assert max(abs(count.planned - count.trials) for count in real.counts) == real.max_count_difference
    assert real.max_count_difference <= 3
    assert real.max_count_difference == pytest.approx(2.52, abs=0.005)


def test_posteriors_equal_the_published_ones(real: TrialReplay) -> None:
    """Kasy and Sautmann (2021), as printed to three digits; chances from exact integration."""
    assert real.posterior_mean == pytest.approx((0.161, 0.196, 0.184, 0.146, 0.169, 0.177), abs=0.0006)
    assert real.posterior_sd == pytest.approx((0.012, 0.007, 0.009, 0.019, 0.012, 0.011), abs=0.0006)
    assert real.chance_best == pytest.approx((0.0059, 0.7776, 0.1321, 0.0083, 0.0195, 0.0566), abs=1e-4)


def test_the_report_can_be_read_by_scripts_and_people(real: TrialReplay) -> None:
    report = json.loads(json.dumps(real.to_json()))
    assert report["max_count_difference"] == real.max_count_difference
    assert tuple(report["chance_best"]) == tuple(report["posterior_mean"]) == tuple(report["posterior_sd"]) == ARMS
    assert report["chance_best"]["SMS 1h 10am"] == real.chance_best[1]
    assert [wave["trials"] for wave in report["waves"][:6]] == [91, 277, 91, 59, 23, 59]
    text = real.to_text().splitlines()
    assert text[2].split() == ["SMS", "1h", "10am", "0.1959", "0.007", "0.7776", str(real.trials[1])]
    assert text[-1] == "Waves 2 to 14: each of 78 adaptive counts is reproduced to within 2.52."


def test_a_wave_is_planned_from_earlier_waves_only(tmp_path: Path) -> None:
    """Changing what wave 2 brought leaves its own plan alone and moves the posterior."""
    before = replayed(tmp_path, GOOD)
    after = replayed(tmp_path, GOOD.replace("2,image,30,3", "2,image,30,29"))
    assert [count.planned for count in before.counts] == [count.planned for count in after.counts]
    assert before.chance_best[2] < 0.4 < after.chance_best[2]
    assert sum(count.planned for count in before.counts) == pytest.approx(60)
    assert before.trials == (58, 72, 50)


def test_rows_may_come_in_any_order_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    lines = GOOD.splitlines()
    mixed = "\ufeff" + "\n".join([lines[0], *lines[1:4], *reversed(lines[4:])]) + "\n"
    assert replayed(tmp_path, mixed) == replayed(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "waves.csv: the file is empty; wanted the columns wave, arm, trials, successes"),
        (HEADER, "line 1 is the only one"),
        (GOOD.replace("trials,", ""), "line 1: no column 'trials', found wave, arm, successes"),
        (GOOD.replace("1,story,50,9", "1,story,50.5,9"), "line 3: trials = '50.5'; wanted a whole number from 0"),
        (GOOD.replace("1,story,50,9", "1,story,50,many"), "line 3: successes = 'many'"),
        (GOOD.replace("1,story,50,9", "1,story,50,-9"), "line 3: successes = '-9'"),
        (GOOD.replace("1,story,50,9", "1,story,50"), "line 3: successes = ''"),
        (GOOD.replace("1,story,50,9", "0,story,50,9"), "line 3: wave = '0'; wanted a whole number from 1"),
        (GOOD.replace("1,story,50,9", "1, ,50,9"), "line 3: arm is empty"),
        (GOOD.replace("1,story,50,9", "1,story,50,51"), "line 3: 51 successes of 50 trials"),
        (GOOD.replace("2,image", "2,story"), "line 7: wave 2 already has a row for 'story'"),
        (GOOD.replace("2,image,30,3\n", ""), "wave 2 has no row for 'image'; wanted every arm"),
        (GOOD.replace("2,image", "999999999999,image"), "wave 2 has no row for 'image'"),
        (HEADER + "1,plain,5,1\n2,plain,5,1\n", r"2 wave\(s\) and 1 arm\(s\)"),
        (HEADER + "1,plain,5,1\n1,story,5,1\n", r"1 wave\(s\) and 2 arm\(s\)"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        replayed(tmp_path, text)


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        replay_trial(tmp_path / "nowhere.csv")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(InvalidInput, match=r"picture\.csv: cannot be read as a CSV in UTF-8"):
        replay_trial(tmp_path / "picture.csv")
    with pytest.raises(InvalidInput, match="cannot be read"):
        replay_trial(tmp_path)
