"""`forbear theory`: a technique with its links and sources, a search, and marks on whatever nobody has read."""

import json
from typing import Any

import pytest

from campaigns import theory
from campaigns.theory.pages import MARKS_MEAN
from campaigns.theory.search import entries
from dashboards import cli
from dashboards.theory_cards import HEADINGS, card

type Capture = pytest.CaptureFixture[str]
VERIFY, JUDGEMENT = MARKS_MEAN


def run(capsys: Capture, *words: str) -> tuple[int, str, str]:
    code = cli.main(["theory", *words])
    out, err = capsys.readouterr()
    return code, out, err


def parsed(capsys: Capture, *words: str) -> dict[str, Any]:
    code, out, _ = run(capsys, *words, "--json")
    assert code == 0
    return dict(json.loads(out))


def test_a_technique_is_shown_with_links_determinants_functions_effect_and_evidence(capsys: Capture) -> None:
    """9.1 reaches identity by .6 * .7 = .42; its effect is .15; E27, on which it rests, is from memory."""
    code, out, _ = run(capsys, "9.1")
    assert code == 0
    assert out.startswith("9.1  Credible source · technique\n")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    for wanted in (
        "group Comparison of outcomes",
        "BCIO ids BCIO:007075",
        "MOA-17 0.50 (verify) Attitude towards the behaviour: Theory & Techniques Tool,",
        "identity 0.42 (judgement) Identity",
        "IF-PER (verify) persuasion, most used for it",
        "9.1 0.15 (judgement) d, standard error 0.15; segment-dependent sign",
    ):
        assert wanted in lines
    assert "doi 10.1093/abm/kay078" in out
    assert any(line.startswith("E27 (verify) persuasion: r 0.2.") for line in lines)
    assert out.endswith(f"{VERIFY}\n{JUDGEMENT}\n")


def test_the_json_of_a_technique_holds_the_same_numbers_with_status_and_citation(capsys: Capture) -> None:
    shown = parsed(capsys, "9.1")
    assert (shown["kind"], shown["id"], shown["origin"]["status"]) == ("technique", "9.1", "verified")
    links = {fact["id"]: (fact["value"], fact["origin"]["status"]) for fact in shown["sections"]["links"]}
    assert links == {
        "MOA-25": (0.875, "verified"),
        "MOA-03": (0.6, "verified"),
        "MOA-17": (0.5, "from memory, verify"),
    }
    reached = {fact["id"]: fact["value"] for fact in shown["sections"]["determinants"]}
    assert reached == pytest.approx(dict(theory.determinant_links("9.1")))
    assert all(fact["origin"]["citation"] for facts in shown["sections"].values() for fact in facts)


def test_a_determinant_is_reached_from_memory_as_soon_as_one_link_on_the_way_is(capsys: Capture) -> None:
    """9.1 reaches identity by MOA-03, which was read; consequences also by MOA-17, which was not."""
    reached = {fact["id"]: fact["origin"]["status"] for fact in parsed(capsys, "9.1")["sections"]["determinants"]}
    assert reached["identity"] == "project judgement"
    assert reached["beliefs_consequences"] == "from memory, verify"


def test_a_technique_without_an_effect_of_its_own_says_that_it_has_the_default(capsys: Capture) -> None:
    (fact,) = parsed(capsys, "2.2")["sections"]["effect"]
    assert (fact["id"], fact["value"]) == ("*", 0.15)
    assert "no row of its own" in fact["text"]


def test_a_determinant_shows_what_reaches_it_and_whether_words_can(capsys: Capture) -> None:
    shown = parsed(capsys, "environment")
    (by_message,) = (fact for fact in shown["sections"]["about"] if fact["id"] == "by a message alone")
    assert by_message["text"].startswith("no: ")
    strengths = [fact["value"] for fact in shown["sections"]["techniques"]]
    assert strengths == sorted(strengths, reverse=True)
    assert shown["sections"]["techniques"][0]["id"] == "12.1"
    assert {fact["id"] for fact in shown["sections"]["functions"]} == {"IF-TRA", "IF-RES", "IF-ENV", "IF-ENA"}


def test_a_mechanism_of_two_components_shows_both(capsys: Capture) -> None:
    about = parsed(capsys, "MOA-24")["sections"]["about"]
    assert [fact["text"] for fact in about if fact["id"] == "component"] == [
        "physical opportunity 0.5",
        "automatic motivation 0.5",
    ]


@pytest.mark.parametrize("words", ["E25", "W05", "IF-MOD", "education", "PC-COM", "O-PHY", "shame", "MOT-SOC", "EAST"])
def test_each_kind_of_thing_can_be_shown_with_its_source(capsys: Capture, words: str) -> None:
    code, out, _ = run(capsys, words)
    assert code == 0
    assert "Licence: " in " ".join(out.split()) + " "


def test_everything_that_has_an_id_has_a_card() -> None:
    for one in entries().values():
        shown = card(one)
        assert shown.sections["about"]
        assert list(shown.sections) == [name for name in HEADINGS if name in shown.sections]


def test_what_is_from_memory_is_marked_and_the_mark_explained_wherever_it_is_shown(capsys: Capture) -> None:
    for one in entries().values():
        if one.origin.needs_check:
            for words in (one.id.split(), ["search", *one.id.split()]):
                lines = run(capsys, *words)[1].splitlines()
                assert VERIFY in lines
                assert any("(verify)" in line for line in lines if line != VERIFY)


def test_marks_that_are_not_shown_are_not_explained(capsys: Capture) -> None:
    _, out, _ = run(capsys, "W09")
    assert VERIFY not in out
    assert JUDGEMENT not in out


def test_words_are_searched_for_in_names_descriptions_and_sources(capsys: Capture) -> None:
    code, out, _ = run(capsys, "rhino", "Vietnam")
    assert code == 0
    assert [line.split()[2] for line in out.splitlines() if line.startswith("wildlife")] == ["W09", "W10"]
    assert "2 found" in out
    found = parsed(capsys, "search", "Lokhorst")["found"]
    assert [(one["kind"], one["id"], one["origin"]["status"]) for one in found] == [
        ("effect size", "E25", "from memory, verify")
    ]


def test_search_finds_where_the_word_is_an_id_too(capsys: Capture) -> None:
    assert parsed(capsys, "emotion")["kind"] == "determinant"
    kinds = {one["kind"] for one in parsed(capsys, "search", "emotion")["found"]}
    assert {"determinant", "mechanism", "technique", "component"} <= kinds


def test_without_words_it_says_what_there_is_and_how_to_search(capsys: Capture) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert "forbear theory search" in out
    assert VERIFY in out and JUDGEMENT in out
    tables = {one["file"]: one for one in parsed(capsys)["tables"]}
    links = tables["technique_links.csv"]
    assert (links["verified"], links["from memory, verify"], links["project judgement"]) == (67, 29, 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("99.9", "codes run from 1.1 to 16.3"),
        ("regrett", "Did you mean regret?"),
        ("zzzz", "Wanted an id (1.4, identity, MOA-14, E01) or words"),
    ],
)
def test_what_is_not_found_is_answered_with_what_could_be(capsys: Capture, words: str, told: str) -> None:
    code, out, err = run(capsys, words)
    assert (code, out) == (3, "")
    assert told in err
    code, out, _ = run(capsys, words, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (3, "not_found")
