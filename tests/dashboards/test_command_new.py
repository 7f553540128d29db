"""`forbear new`: what it writes loads, passes the check, can be launched and served; nothing is written over."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bandits.engine import Engine, Request
from bandits.launch import check_launch
from bandits.learn import Learner, refresh
from bandits.policy import RULES
from bandits.stores.memory import MemoryStore
from campaigns.files import example, load_campaign
from campaigns.lint import lint
from dashboards import cli
from segments.files import load_segmentation
from segments.segment import STAGES, Segment

type Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("source", ["starter", "light_suitcase", "ask_first", "wild_at_heart"])
def test_what_is_written_passes_the_check_as_it_is(tmp_path: Path, capsys: Capture, source: str) -> None:
    folder = tmp_path / "mine"
    assert cli.main(["new", str(folder), "--from", source]) == 0
    assert f"forbear check {folder}" in capsys.readouterr().out
    assert load_campaign(folder) == load_campaign(example(source))
    assert cli.main(["check", str(folder)]) == 0
    assert "findings that block 0" in capsys.readouterr().out


def test_the_starter_is_what_is_written_when_nothing_is_said(tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["new", str(tmp_path)]) == 0  # an empty folder will do
    printed = capsys.readouterr().out.splitlines()
    written = sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
    assert printed[: len(written)] == written
    campaign = load_campaign(tmp_path)
    assert (len(campaign.variants), len(campaign.channels), campaign.locales) == (2, 1, ("en",))
    assert (len(campaign.claims), len(campaign.facts), campaign.data_status) == (1, 1, "illustrative")
    assert len(load_segmentation(tmp_path).segments) == 2


def test_the_starter_can_be_rehearsed_and_serves_both_messages() -> None:
    campaign, segmentation = load_campaign(example("starter")), load_segmentation(example("starter"))
    check_launch(campaign, segmentation)
    assert {finding.severity for finding in lint(campaign)} == {"warn"}
    store = MemoryStore()
    refresh(Learner(campaign, segmentation, store))
    engine = Engine(campaign, segmentation, store)
    shown = {
        engine.decide(Request(f"unit-{n}", "feed", "en", segment=segmentation.ids[n % 2])).decision.variant
        for n in range(60)
    }
    assert shown == {"plain", "guests_choice"}


@pytest.mark.parametrize("occupied", ["campaign.toml", "notes.txt", ".hidden"])
def test_a_folder_that_holds_anything_is_left_as_it_is(tmp_path: Path, capsys: Capture, occupied: str) -> None:
    (tmp_path / occupied).write_text("mine", encoding="utf-8")
    assert cli.main(["new", str(tmp_path)]) == 4
    assert "empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [occupied]
    assert (tmp_path / occupied).read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_folder_is_a_conflict_and_a_file_above_it_is_refused(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "x").write_text("mine", encoding="utf-8")
    assert cli.main(["new", str(tmp_path / "x")]) == 4
    assert cli.main(["new", str(tmp_path / "x" / "y")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_guide_names_every_rule_of_the_policy_every_key_of_a_segment_and_every_stage() -> None:
    guide = Path(__file__).parents[2] / "docs" / "guides" / "write-a-campaign.md"
    rows = [line for line in guide.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    (rules,) = [row.split("|")[3] for row in rows if "`rule`" in row]
    assert set(re.findall(r'"(\w+)"', rules)) == set(RULES)
    of_segments = "\n".join(rows[[row.startswith("| `[segments.NAME]`") for row in rows].index(True) :])
    assert all(f"`{field.name}`" in of_segments for field in fields(Segment) if field.name != "id")
    assert all(f'"{stage}"' in of_segments for stage in STAGES)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label = { en = "Hosts of business dinners" }', 'label = "Hosts"', 'wanted a table, such as { en = "Hosts" }'),
        ('label = { en = "Hosts of business dinners" }', "", 'is missing; wanted it here; add label = { en = "'),
        ("share = 0.6", "", "is missing; wanted it here; add share = 0.5"),
    ],
)
def test_a_segment_written_wrong_is_told_with_an_example(
    tmp_path: Path, capsys: Capture, old: str, new: str, told: str
) -> None:
    assert cli.main(["new", str(tmp_path)]) == 0
    text = (tmp_path / "segments.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "segments.toml").write_text(text.replace(old, new), encoding="utf-8")
    assert cli.main(["check", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
