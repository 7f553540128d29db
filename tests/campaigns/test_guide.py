"""The guide to writing a campaign: it shows the starter, its table of keys is whole, its mistakes are told so."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from campaigns.errors import InvalidInput
from campaigns.files import example, load_campaign
from campaigns.schema import campaign_schema
from campaigns.theory import techniques

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "write-a-campaign.md").read_text(encoding="utf-8")
STARTER = example("starter")
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in GUIDE.splitlines() if line.startswith("|")]
KEYS = [row for row in TABLE if len(row) == 4]
MISTAKES = [(row[0].strip("`"), row[1]) for row in TABLE if len(row) == 2 and row[0].startswith("`")]


@pytest.mark.parametrize(
    ("language", "file"),
    [("toml", "campaign.toml"), ("toml", "segments.toml"), ("jinja", "messages/guests_choice.en.j2")],
)
def test_the_files_shown_are_those_that_the_command_writes(language: str, file: str) -> None:
    assert f"```{language}\n{(STARTER / file).read_text(encoding='utf-8')}```" in GUIDE


def test_the_files_of_the_starter_are_those_that_the_guide_names() -> None:
    for path in STARTER.rglob("*.*"):
        assert f"  {path.relative_to(STARTER)} " in GUIDE


def properties() -> list[tuple[str, dict[str, Any]]]:
    schema = campaign_schema()
    names = [
        "Goal",
        "Policy",
        "Prior",
        "Targeting",
        "Disclosure",
        "Metric",
        "Channel",
        "Limit",
        "Claim",
        "Variant",
        "Norm",
        "Image",
        "SignOff",
    ]
    tables = [schema, *(schema["$defs"][name] for name in names)]
    holders = {"goal", "policy", "metrics", "channels", "claims", "variants"}
    return [
        (name, value)
        for table in tables
        for name, value in table["properties"].items()
        if name not in holders or table is not schema
    ]


@pytest.mark.parametrize(("name", "value"), properties(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_key_is_in_the_table_with_every_choice_it_allows(name: str, value: dict[str, Any]) -> None:
    rows = [row for row in KEYS if f"`{name}`" in row[1]]
    assert rows
    choices = value.get("enum", [])
    assert any(all(f'"{choice}"' in row[2] for choice in choices) for row in rows)


def test_what_the_table_calls_a_default_is_the_default() -> None:
    defaults = {name: value["default"] for name, value in properties() if isinstance(value.get("default"), str)}
    for name, default in defaults.items():
        assert any(row[3] == f'`"{default}"`' for row in KEYS if f"`{name}`" in row[1]), name


@pytest.mark.parametrize(("written", "told"), MISTAKES)
def test_each_mistake_of_the_guide_is_told_in_its_words(tmp_path: Path, written: str, told: str) -> None:
    folder = Path(shutil.copytree(STARTER, tmp_path / "mine"))
    key = written.split(" = ", maxsplit=1)[0]
    text = (folder / "campaign.toml").read_text(encoding="utf-8")
    broken = re.sub(rf"^{key} = .*$", lambda _: written, text, count=1, flags=re.MULTILINE)
    assert broken != text
    (folder / "campaign.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_campaign(folder)
    assert told in str(caught.value)


def test_the_guide_shows_mistakes() -> None:
    assert len(MISTAKES) >= 8


def test_the_techniques_that_the_starter_names_have_these_names() -> None:
    notes = [
        line for line in (STARTER / "campaign.toml").read_text(encoding="utf-8").splitlines() if line[:5] == '#   "'
    ]
    named = [found for line in notes for found in re.findall(r'"(\d+\.\d+)" (.*?)(?=\s+"\d|$)', line)]
    assert len(named) == 12
    assert all(techniques()[code] == name.strip() for code, name in named)


@pytest.mark.parametrize(
    ("key", "old", "mend"),
    [
        ("country_of_audience", r'^country_of_audience = "VN".*\n', 'add country_of_audience = "VN"'),
        ("metrics.read_menu.level", r"^level = 3.*\n", "add level = 3"),
        ("channels.feed.fields.headline.hard", r"^hard = .*\n", "add hard = { en = 220 }"),
        ("claims.guests_prefer_other.value", r"^value = .*\n", 'add value = { en = "7 out of 10" }'),
        ("title", r"^\[title\]\nen = .*\n", 'add a table [title] with en = "A good table"'),
        ("goal", r"^\[goal\]\n(?:.+\n)+", "add a table [goal]"),
    ],
)
def test_what_is_missing_is_told_with_an_example_that_can_be_copied(
    tmp_path: Path, key: str, old: str, mend: str
) -> None:
    folder = Path(shutil.copytree(STARTER, tmp_path / "mine"))
    text = (folder / "campaign.toml").read_text(encoding="utf-8")
    shorter = re.sub(old, "", text, count=1, flags=re.MULTILINE)
    assert shorter != text
    (folder / "campaign.toml").write_text(shorter, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_campaign(folder)
    assert f"{key} is missing; wanted it here; {mend}" in str(caught.value)


def test_a_fact_or_a_title_of_one_text_is_told_to_be_one_for_each_locale(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(STARTER, tmp_path / "mine"))
    text = (folder / "campaign.toml").read_text(encoding="utf-8")
    flat = text.replace('[facts.dish]\nen = "a clay pot of river fish"', '[facts]\ndish = "fish"')
    assert flat != text
    (folder / "campaign.toml").write_text(flat, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r'facts\.dish = "fish"; .*; write dish = { en = "fish" }'):
        load_campaign(folder)
