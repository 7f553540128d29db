"""Syntax errors: the line is shown, and what a beginner most likely meant is said."""

from pathlib import Path

import pytest

from campaigns.errors import InvalidInput, NotFound
from campaigns.files import load_campaign
from campaigns.toml import read_toml
from campaigns.toml_hints import toml_hint


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("as_of = 15/01/2026", "write 2026-01-15:"),
        ("as_of = 01/15/2026", "write 2026-01-15:"),
        ("as_of = 05.05.2026", "write 2026-05-05:"),
        ("as_of = 2026/1/15", "write 2026-01-15:"),
        ("as_of = 03/04/2026", "as year-month-day, such as 2026-01-15"),
        ("name = “Plain note”", "use straight quotes"),
        ("name = ‘Plain note’", "use straight quotes"),
        ("name = «Plain note»", "use straight quotes"),
        ('name = "Plain note', "a quote is missing"),
        ('name = Plain note"', "a quote is missing"),
        ('name = "a “good” note', "a quote is missing"),
        ("name = Plain note", 'put the text in quotes: name = "Plain note"'),
        ("name = Bàn tiệc", 'put the text in quotes: name = "Bàn tiệc"'),
        ("personalised = True", "write true or false, in small letters"),
        ("personalised = yes", "write true or false, in small letters"),
        ("floor = 0,05", "write 0.05, with a point"),
        ("floor = 5%", "write 0.05 for 5 %"),
        ("floor = 2,5 % # of all", "write 0.025 for 2,5 %"),
        ("level: 3", "write level = ..., with = and not :"),
        ("level = 3\nlevel = 4", "it is there already; delete one of the two"),
        ("[goal]\n[goal]", "it is there already; delete one of the two"),
        ("floor = = 1", "mend the line"),
    ],
)
def test_a_line_that_is_no_toml_is_shown_with_how_to_write_it(tmp_path: Path, line: str, hint: str) -> None:
    (tmp_path / "campaign.toml").write_text(f"schema_version = 1\n{line}\nlast = 1\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_toml(tmp_path / "campaign.toml", "campaign.toml")
    (problem,) = caught.value.problems
    assert problem.line == line.count("\n") + 2
    assert f"the line is `{line.splitlines()[-1]}`" in problem.found
    assert hint in problem.mend


def test_a_strange_line_is_shown_cut_and_without_what_cannot_be_printed(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("a = \u2028\x0b" + "x" * 500, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_toml(tmp_path / "a.toml")
    assert len(str(caught.value).splitlines()) == 1
    assert len(caught.value.problems[0].found) < 200


def test_curly_quotes_inside_straight_ones_and_in_notes_are_not_blamed() -> None:
    assert "quotes" not in toml_hint('name = "a “good” note" 7')
    assert "quotes" not in toml_hint("level = = 3  # “three”")


def test_the_file_in_place_of_its_folder_is_answered_with_the_folder(folder: Path) -> None:
    with pytest.raises(NotFound, match=f"Give the folder: {folder}"):
        load_campaign(folder / "campaign.toml")
