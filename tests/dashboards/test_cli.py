"""The front desk: every verb's help, exit codes and JSON."""

import inspect
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from campaigns.files import example
from dashboards import cli, commands

type Capture = pytest.CaptureFixture[str]
COMMANDS = {command.NAME: command for command in cli.found()}


def run(capsys: Capture, *words: str) -> tuple[int, str, str]:
    code = cli.main(words)
    out, err = capsys.readouterr()
    return code, out, err


def test_the_verbs_that_the_readme_names_exist() -> None:
    assert {"check", "serve", "uplift", "refit", "replay trial", "replay upworthy", "segments fit", "demo"} <= set(
        COMMANDS
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_examples_that_parse(name: str, capsys: Capture) -> None:
    command = COMMANDS[name]
    with pytest.raises(SystemExit) as end:
        cli.main([*name.split(), "--help"])
    assert end.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    for line in command.EXAMPLES.strip().splitlines():
        assert " ".join(line.split()) in shown
        words = shlex.split(line.split(">")[0])
        assert words[0] == "forbear"
        options = cli.parser().parse_args(words[1:])
        assert options.command == name


@pytest.mark.parametrize("group", commands.GROUPS)
def test_a_group_says_what_it_is_for_and_shows_the_examples_of_its_verbs(group: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([group, "--help"])
    assert end.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert commands.GROUPS[group] in shown
    verbs = [command for name, command in COMMANDS.items() if name.startswith(f"{group} ")]
    assert verbs
    for line in "\n".join(verb.EXAMPLES.strip() for verb in verbs).splitlines():
        assert " ".join(line.split()) in shown


def test_building_the_command_line_loads_no_room_at_all(tmp_path: Path) -> None:
    """What `forbear --help` pays for: argparse and the words of the verbs."""
    code = "import sys; from dashboards import cli; cli.parser(); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.split())
    rooms = {"campaigns.files", "campaigns.campaign", "segments.segment", "bandits.engine", "dashboards.house"}
    assert "dashboards.commands.serve" in loaded
    assert not loaded & (rooms | {"jinja2", "pydantic", "rich", "numpy", "msgspec", "starlette", "streamlit"})


@pytest.mark.parametrize("name", COMMANDS)
def test_help_imports_no_room(name: str) -> None:
    """A verb's file loads nothing heavy before it is called; `test_floors` holds the same for the whole front desk."""
    source = Path(inspect.getfile(cast("ModuleType", COMMANDS[name]))).read_text(encoding="utf-8")
    for heavy in ("pymc", "sklearn", "pandas", "streamlit", "bandits.laplace"):
        assert not any(line.startswith(("import " + heavy, "from " + heavy)) for line in source.splitlines())


def test_no_command_at_all_is_a_usage_error() -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([])
    assert end.value.code == 2


def test_the_example_passes_its_check(capsys: Capture) -> None:
    code, out, _ = run(capsys, "check", "--json")
    found = json.loads(out)
    assert code == 0
    assert {finding["severity"] for finding in found["findings"]} == {"warn"}


@pytest.mark.parametrize(
    ("folder", "code", "words"),
    [
        ("wrong_rarity_price", 1, "L01"),
        ("wrong_prevalence_shame", 1, "L05"),
        ("wrong_unknown_key", 2, "campaign.toml:"),
        ("wrong_missing_locale", 2, "zh-CN"),
        ("wrong_undefined_variable", 2, ".j2:"),
        ("no_such_folder", 3, "no_such_folder"),
    ],
)
def test_a_wrong_campaign_gives_its_code_and_says_where(capsys: Capture, folder: str, code: int, words: str) -> None:
    found, out, err = run(capsys, "check", str(example().parent / folder))
    assert found == code
    assert words in out + err


def test_an_error_is_json_where_json_was_asked_for(capsys: Capture) -> None:
    code, out, err = run(capsys, "check", str(example().parent / "wrong_unknown_key"), "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "invalid_input")
    assert err.startswith("forbear check: ")


def test_a_json_error_lists_every_problem_of_a_file_with_its_place(capsys: Capture) -> None:
    _, out, _ = run(capsys, "check", str(example().parent / "wrong_unknown_key"), "--json")
    error = json.loads(out)["error"]
    assert error["problems"]
    for problem in error["problems"]:
        assert problem["file"] == "campaign.toml"
        assert f"campaign.toml:{problem['line']}: " in error["detail"]
    _, out, _ = run(capsys, "check", str(example().parent / "no_such_folder"), "--json")
    assert set(json.loads(out)["error"]) == {"code", "detail"}


def test_a_survey_with_a_constant_column_is_refused_by_name(capsys: Capture, tmp_path: Path) -> None:
    mapping = tmp_path / "survey.toml"
    mapping.write_text(
        '[columns.law]\ndeterminant = "knowledge_law"\nscale = [0, 1]\n'
        '[columns.habit]\ndeterminant = "behavioural_regulation"\nscale = [0, 1]\n'
        "[items]\nlaw = []\nhabit = []\n",
        encoding="utf-8",
    )
    survey = tmp_path / "survey.csv"
    survey.write_text("law,habit\n" + "".join(f"{n % 2},1\n" for n in range(80)), encoding="utf-8")
    code, _, err = run(capsys, "segments", "fit", str(survey))
    assert code == 2
    assert "habit" in err
    assert "single value" in err


def test_segments_are_not_fitted_for_a_place_that_does_not_exist(capsys: Capture, tmp_path: Path) -> None:
    out = str(tmp_path / "nowhere" / "segments.toml")
    code, _, err = run(capsys, "segments", "fit", str(tmp_path / "no_survey.csv"), "--out", out)
    assert code == 3
    assert "nowhere" in err


def test_the_default_store_makes_its_own_folder(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "uplift")[0] == 3  # reading begins no record
    assert not list(tmp_path.iterdir())
    assert run(capsys, "refresh")[0] == 0
    assert (tmp_path / ".forbear").stat().st_mode & 0o077 == 0
    assert run(capsys, "uplift", "--json")[0] == 0


def test_refresh_then_uplift_speak_of_the_same_campaign(capsys: Capture, tmp_path: Path) -> None:
    store = str(tmp_path / "record.db")
    code, out, _ = run(capsys, "refresh", "--store", store, "--json")
    assert (code, json.loads(out)["decided"]) == (0, 0)
    code, out, _ = run(capsys, "uplift", "--store", store, "--segment", "law_unaware", "--json")
    rows = json.loads(out)["rows"]
    assert code == 0
    assert {row["segment"] for row in rows} == {"law_unaware"}
    code, out, _ = run(capsys, "uplift", "--store", store)
    assert "ally_rejecter" in out
    code, _, err = run(capsys, "uplift", "--store", store, "--segment", "nobody")
    assert (code, "law_unaware" in err) == (3, True)


def test_a_message_is_rendered_in_every_locale(capsys: Capture) -> None:
    code, out, _ = run(capsys, "render", "--variant", "plain", "--channel", "chat", "--json")
    assert code == 0
    assert [message["locale"] for message in json.loads(out)["messages"]] == ["en", "zh-CN"]


def test_every_text_is_rendered_where_nothing_is_chosen(capsys: Capture) -> None:
    """Light suitcase: 1 variant on 3 channels, 9 on 2 and 1 on 1, in 2 locales: (3 + 18 + 1) * 2."""
    _, out, _ = run(capsys, "render", "--json")
    messages = json.loads(out)["messages"]
    assert len({(one["variant"], one["channel"], one["locale"]) for one in messages}) == len(messages) == 44
    _, out, _ = run(capsys, "render", "--channel", "moment", "--locale", "en", "--json")
    assert {(one["channel"], one["locale"]) for one in json.loads(out)["messages"]} == {("moment", "en")}


def test_a_campaign_that_the_lint_blocks_is_not_served_in_rehearsal_either(capsys: Capture, tmp_path: Path) -> None:
    wrong = Path(shutil.copytree(example("wrong_rarity_price"), tmp_path / "wrong"))
    text = (wrong / "campaign.toml").read_text(encoding="utf-8")
    code, _, err = run(capsys, "serve", str(wrong), "--store", str(tmp_path / "r.db"))
    assert (code, "may not be shown to people yet" in err) == (2, True)
    (wrong / "campaign.toml").write_text(text.replace('"real"', '"illustrative"'), encoding="utf-8")
    code, _, err = run(capsys, "serve", str(wrong), "--store", str(tmp_path / "r.db"))
    assert code == 2
    assert "L01" in err


@pytest.mark.slow
def test_the_trial_replay_prints_the_published_figures(capsys: Capture, shared: Path) -> None:
    code, out, _ = run(capsys, "replay", "trial", str(shared / "data/adaptive_trial/wave_counts.csv"), "--json")
    found = json.loads(out)
    assert code == 0
    assert found["max_count_difference"] <= 3
    published = {"chance_best": [0.0059, 0.7776, 0.1321, 0.0083, 0.0195, 0.0566]}
    assert all(abs(a - b) < 1e-4 for a, b in zip(found["chance_best"].values(), published["chance_best"], strict=True))


@pytest.mark.slow
def test_the_headline_replay_gains_clicks_under_both_priors(capsys: Capture, shared: Path) -> None:
    """Two seeds: each gain lies within 0.7 points of the reference (5.8 and 6.4 %); the oracle's 28.5 % is exact."""
    code, out, err = run(
        capsys, "replay", "upworthy", str(shared / "data/upworthy/upworthy_dev.parquet"), "--seeds", "2", "--json"
    )
    assert code == 0, err
    plain, informed = json.loads(out)["replays"]
    assert abs(plain["gain_percent"] - 5.8) < 0.7
    assert abs(informed["gain_percent"] - 6.4) < 0.7
    assert abs(plain["oracle_percent"] - 28.5) < 0.05


def test_a_replay_of_no_seed_is_refused(capsys: Capture, tmp_path: Path) -> None:
    code, _, err = run(capsys, "replay", "upworthy", str(tmp_path / "x.parquet"), "--seeds", "0")
    assert code in {2, 3}
    assert "Traceback" not in err


def test_what_is_the_same_on_several_channels_and_in_several_languages_is_told_once(
    tmp_path: Path, capsys: Capture
) -> None:
    """A claim of the scaffold stands in feed and sms, en and vi: four findings for a program, one line for people."""
    mine = tmp_path / "mine"
    options = ("--locales", "en,vi", "--channels", "feed,sms", "--barriers", "injunctive_norm")
    assert run(capsys, "new", str(mine), *options)[0] == 0
    _, text, _ = run(capsys, "check", str(mine))
    _, found, _ = run(capsys, "check", str(mine), "--json")
    every = [one for one in json.loads(found)["findings"] if one["rule"] == "L05"]
    assert len(every) == 4
    assert [line.split(": ")[0] for line in text.splitlines() if "L05 warn" in line] == [
        f"{every[0]['variant']}, feed + sms, en + vi, body"
    ]


def test_a_finding_about_no_one_message_says_so(tmp_path: Path, capsys: Capture) -> None:
    mine = tmp_path / "mine"
    assert run(capsys, "new", str(mine), "--from", "starter")[0] == 0
    text = (mine / "campaign.toml").read_text(encoding="utf-8")
    (mine / "campaign.toml").write_text(text.replace("min_age = 18", "min_age = 16"), encoding="utf-8")
    assert "the whole campaign: L29 block" in run(capsys, "check", str(mine))[1]
