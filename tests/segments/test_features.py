"""Surveys: what a mapping may say, which rows are left out and why, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from campaigns.errors import InvalidInput, NotFound
from segments.features import read_survey
from segments.mapping import MAPPINGS, load_mapping
from segments.privacy import personal_reason

MAPPING = """
minimum_answers = 2
missing = [9]
require = ["a"]
weight = "w"

[exclude]
country = ["France"]

[columns]
a = { determinant = "goals", scale = [1, 5], hinders = "high" }
b = { determinant = "goals", scale = [1, 5], hinders = "low" }
c = { determinant = "identity", scale = [0, 1], hinders = "low" }

[items]
a = [2, 4]
b = []
c = []
"""
ROWS = """country,a,b,c,w
Spain,1,5,1,1
France,2,2,0,1
Spain,3,9,0,2
Brazil,,4,1,1
Brazil,5,,,1
Brazil,4,1,,3
"""


def written(folder: Path, rows: str = ROWS, mapping: str = MAPPING) -> tuple[Path, Path]:
    survey, toml = folder / "survey.csv", folder / "mapping.toml"
    survey.write_text(rows, encoding="utf-8")
    toml.write_text(mapping, encoding="utf-8")
    return survey, toml


def test_rows_levels_barriers_and_weights_by_hand(tmp_path: Path) -> None:
    """Kept: rows 1, 3, 6. Left out: France; a missing; one item only (5, -, -).

    Levels of a with cuts 2 and 4: 1 -> 0, 3 -> 1, 4 -> 2. b as it stands, 9 is missing: 4, -, 0.
    goals: row 1 a 0, b (5, low hinders) 0: 0; row 3 a .5, no b: .5; row 6 a .75, b (1) 1: .875.
    identity: c = 1 is 0; c = 0 is 1; missing. Weights 1, 2, 3 become .5, 1, 1.5.
    """
    survey = read_survey(*written(tmp_path))
    assert survey.answers.tolist() == [[0, 4, 1], [1, -1, 0], [2, 0, -1]]
    assert survey.determinants == ("goals", "identity")
    assert survey.scores[:, 0] == pytest.approx([0.0, 0.5, 0.875])
    assert survey.scores[:2, 1] == pytest.approx([0.0, 1.0])
    assert np.isnan(survey.scores[2, 1])
    assert survey.weights == pytest.approx([0.5, 1.0, 1.5])
    assert dict(survey.dropped) == {
        "country is France": 1, "a is not answered": 1, "fewer than 2 of 3 items answered": 1,
    }  # fmt: skip
    assert survey.rows_read == 6


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("Spain,3,9,0,2", "Spain,7,9,0,2"), "survey.csv:4: a = '7'; wanted a whole number from 1 to 5"),
        (("Spain,3,9,0,2", "Spain,often,9,0,2"), "survey.csv:4: a = 'often'"),
        (("Spain,3,9,0,2", "Spain,3.5,9,0,2"), "survey.csv:4: a = '3.5'"),
        (("Spain,3,9,0,2", "Spain,3,9,0,-2"), "survey.csv:4: w = '-2'; wanted a weight above 0"),
        (("Spain,3,9,0,2", "Spain,3,9,1,2"), "c has the single value 1 in all 3 rows: it cannot separate people"),
        (("country,a", "country,aa"), "there is no column 'a', which mapping.toml names"),
        (("country,a", "e_mail,a"), "looks like personal data"),
        (("Spain,1,5", "kim@example.org,1,5"), "it holds an e-mail address"),
    ],
)
def test_a_broken_survey_is_refused_with_place_and_mend(tmp_path: Path, change: tuple[str, str], text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_survey(*written(tmp_path, rows=ROWS.replace(*change)))
    assert text in str(error.value)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("hinders = \"low\" }\nc", "hindres = \"low\" }\nc"), "mapping.toml:12: columns.b.hindres"),
        (("minimum_answers = 2", "minimum_answer = 2"), "did you mean minimum_answers?"),
        (("minimum_answers = 2", "minimum_answers = 4"), "wanted 1 to 3, the number of items"),
        (("a = [2, 4]", "a = [4, 2]"), "mapping.toml:16: items.a = [4.0, 2.0]; wanted rising whole numbers"),
        (("a = [2, 4]", "a = [1]"), "above 1 and up to 5"),
        (("a = [2, 4]", "x = [2, 4]"), "items.x is not among the columns; add [columns.x]"),
        (("scale = [0, 1]", "scale = [1, 0]"), "mapping.toml:13: columns.c.scale"),
        (('hinders = "high"', 'hinders = "up"'), 'wanted "high" or "low"'),
        (("minimum_answers = 2", "minimum_answers = two"), "mapping.toml:2: Invalid value in column 19; the line is"),
    ],
)  # fmt: skip
def test_a_broken_mapping_is_refused_with_file_line_and_key(tmp_path: Path, change: tuple[str, str], text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_survey(*written(tmp_path, mapping=MAPPING.replace(*change)))
    assert text in str(error.value)


def test_every_column_and_every_cut_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    columns = MAPPING.replace("scale = [0, 1]", "scale = [1, 0]").replace('hinders = "high"', 'hinders = "up"')
    with pytest.raises(InvalidInput) as error:
        read_survey(*written(tmp_path, mapping=columns))
    assert len(error.value.problems) >= 2
    assert {problem.text.split(" ")[0].rsplit(".", 1)[-1] for problem in error.value.problems} == {"scale", "hinders"}


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    survey, mapping = written(tmp_path)
    with pytest.raises(NotFound, match="there is no such file"):
        read_survey(tmp_path / "none.csv", mapping)
    with pytest.raises(NotFound, match="there is no such file"):
        read_survey(survey, tmp_path / "none.toml")


def test_a_column_on_the_ignore_list_may_look_personal_and_is_not_used(tmp_path: Path) -> None:
    rows = ROWS.replace("country,a", "email,country,a").replace("\n", "\nx@y.org,").removesuffix("x@y.org,")
    survey = read_survey(*written(tmp_path, rows, MAPPING.replace('weight = "w"', 'weight = "w"\nignore = ["email"]')))
    assert survey.respondents == 3


def test_nobody_left_is_refused_with_the_reasons(tmp_path: Path) -> None:
    mapping = MAPPING.replace('["France"]', '["France", "Spain", "Brazil"]')
    with pytest.raises(InvalidInput, match="all 6 rows are left out"):
        read_survey(*written(tmp_path, mapping=mapping))


@pytest.mark.parametrize(
    "column", ["Email", "home_address", "ipAddress", "IP", "Phone number", "date_of_birth", "name"]
)
def test_a_column_named_after_personal_data_is_seen(column: str) -> None:
    assert personal_reason(column, []) is not None


@pytest.mark.parametrize("column", ["country", "norm_recognition1", "username_trust", "shipping", "age_group"])
def test_a_harmless_column_is_not_taken_for_personal_data(column: str) -> None:
    assert personal_reason(column, ["5", "4.5", "Brazil", "2024-05-01"]) is None


def test_the_red_siskin_survey_loses_the_rows_that_are_said(shared: Path) -> None:
    """216 rows; 2 in France, 10 without the intention item: 204 as in the paper; 36 of these answered under 5 items."""
    survey = read_survey(shared / "data" / "redsiskin" / "redsiskin_tpb.csv", MAPPINGS / "redsiskin.toml")
    assert dict(survey.dropped) == {
        "country is France": 2, "demand_intention1 is not answered": 10, "fewer than 5 of 13 items answered": 36,
    }  # fmt: skip
    assert (survey.rows_read, survey.respondents) == (216, 168)


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_mapping_that_comes_with_forbear_can_be_read(path: Path) -> None:
    assert load_mapping(path).questions
