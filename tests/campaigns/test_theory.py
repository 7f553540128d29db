"""Theory: links, match and effects by hand; what no message can address; pages that say what the tables say."""

import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest

from campaigns import theory
from campaigns.errors import NotFound
from campaigns.theory import TECHNIQUES_PAGE, technique_name, techniques
from campaigns.theory.pages import MARKS_MEAN, techniques_page, theory_page
from campaigns.theory.rows import EffectSize, MechanismDeterminant, Row, TechniqueLink, WildlifeEvidence
from campaigns.theory.search import entries, entry, named, search
from campaigns.theory.tables import ROWS, table

GIFTS = {"beliefs_consequences": 0.50, "identity": 0.55, "injunctive_norm": 0.75, "descriptive_norm": 0.60}
"""Part of the barriers of the example's segment gift_obligated."""


# Links and match by hand


def test_links_of_a_technique_join_by_noisy_or() -> None:
    """9.1: .875 to general attitudes (consequences .7, spirits .3), .6 to role (identity .7, duty .3), .5 to attitude.

    consequences 1 - (1 - .875 * .7)(1 - .5 * 1) = 1 - .3875 * .5 = .80625; spirits .875 * .3 = .2625;
    identity .6 * .7 = .42; duty .6 * .3 = .18.
    """
    assert dict(theory.determinant_links("9.1")) == pytest.approx(
        {"beliefs_consequences": 0.80625, "identity": 0.42, "moral_norm": 0.18, "spiritual_belief": 0.2625}
    )


def test_three_mechanisms_that_share_a_determinant_join_by_noisy_or() -> None:
    """6.2: .6 to social influences (others do .5, approve .5), .5 to norms (do 1), .8 to subjective norms (approve 1).

    do 1 - (1 - .3)(1 - .5) = .65; approve 1 - (1 - .3)(1 - .8) = .86.
    """
    found = theory.determinant_links("6.2")
    assert dict(found) == pytest.approx({"descriptive_norm": 0.65, "injunctive_norm": 0.86})


def test_match_is_the_mean_barrier_over_the_links() -> None:
    """9.1: (.80625 * .5 + .42 * .55 + (.18 + .2625) * .3) / 1.66875 = .766875 / 1.66875 = .459551."""
    assert theory.match("9.1", GIFTS, 0.3) == pytest.approx(0.459551, abs=1e-6)


def test_match_of_norms_leans_to_the_norm_that_is_linked_more() -> None:
    """6.2: (.65 * .60 + .86 * .75) / 1.51 = (.39 + .645) / 1.51 = .685430; swapped barriers would give .664570."""
    assert theory.match("6.2", GIFTS, 0.3) == pytest.approx(0.685430, abs=1e-6)


def test_a_technique_meets_the_default_barrier_where_the_segment_has_none() -> None:
    """14 hundredths because nothing else has this value: 1.4 reaches self-control only."""
    assert theory.match("1.4", GIFTS, 0.14) == pytest.approx(0.14)


def test_a_technique_without_links_has_no_match_rather_than_a_bad_one() -> None:
    assert theory.links("2.6") == ()
    assert dict(theory.determinant_links("2.6")) == {}
    assert theory.match("2.6", GIFTS, 0.3) is None


def test_a_barrier_that_is_no_determinant_changes_nothing() -> None:
    assert theory.match("9.1", GIFTS | {"weather": 1.0}, 0.3) == theory.match("9.1", GIFTS, 0.3)


def test_a_match_lies_between_the_barriers_it_meets() -> None:
    drawn = random.Random(20260115)  # noqa: S311  # no secret
    for code in techniques():
        barriers = {name: drawn.random() for name in theory.determinants()}
        met = [barriers[name] for name in theory.determinant_links(code)]
        found = theory.match(code, barriers, 0.3)
        assert (found is None) == (not met)
        assert found is None or min(met) - 1e-12 <= found <= max(met) + 1e-12


def test_permuting_techniques_permutes_their_links_and_nothing_else() -> None:
    """Each code gets the next one's rows: what code k reached, its successor's rows now reach; mechanisms stay."""
    codes = list(techniques())
    successor = dict(zip(codes, [*codes[1:], codes[0]], strict=True))
    moved = [link.model_copy(update={"technique": successor[link.technique]}) for link in table(TechniqueLink)]
    random.Random(7).shuffle(moved)  # noqa: S311  # no secret
    parts = table(MechanismDeterminant)
    for code in codes:
        found = theory.reach([link for link in moved if link.technique == successor[code]], parts)
        assert dict(found) == pytest.approx(dict(theory.determinant_links(code)))


def test_the_order_of_mechanisms_does_not_matter() -> None:
    links, parts = theory.links("9.1"), table(MechanismDeterminant)
    for order in itertools.permutations(links):
        assert dict(theory.reach(order, parts[::-1])) == pytest.approx(dict(theory.determinant_links("9.1")))


# What is looked up


def test_a_technique_without_a_row_of_its_own_gets_the_default_effect_and_says_so() -> None:
    own, default = theory.effect("1.4"), theory.effect("16.2")
    assert (own.d, own.d_se, own.evidence, own.is_default) == (0.65, 0.15, ("E01",), False)
    assert (default.d, default.d_se, default.evidence, default.is_default) == (0.15, 0.15, (), True)


def test_the_technique_added_later_is_not_of_the_93() -> None:
    later = [code for code in techniques() if not theory.technique(code).original]
    assert later == ["4.5"]
    assert len(techniques()) == 93 + 1


def test_evidence_of_both_tables_is_found_by_its_id() -> None:
    assert isinstance(theory.evidence("E25"), EffectSize)
    assert isinstance(theory.evidence("W05"), WildlifeEvidence)
    assert theory.evidence("E25").origin.needs_check
    assert not theory.evidence("W05").origin.needs_check


def test_the_values_of_messengers_flags_and_levels_are_those_of_their_rows() -> None:
    assert (theory.messenger("peer_experienced").mean, theory.messenger("celebrity").mean) == (0.04, -0.02)
    assert (theory.risk_flag("rarity_frame").mean, theory.risk_flag("rarity_frame").sd) == (-0.15, 0.1)
    assert (theory.outcome_level(3).weight, theory.outcome_level(9).weight) == (0.15, 0.6)
    assert theory.motivation("MOT-SPI").name == "spiritual"


@pytest.mark.parametrize(
    "look",
    [theory.technique, technique_name, theory.links, theory.determinant_links, theory.effect,
     lambda code: theory.match(code, GIFTS, 0.3)],
)  # fmt: skip
def test_a_code_that_does_not_exist_is_answered_with_the_page(look: object) -> None:
    assert callable(look)
    for code in ("99.9", "1.99", "", "1.4 "):
        with pytest.raises(NotFound, match=TECHNIQUES_PAGE):
            look(code)


@pytest.mark.parametrize(
    ("look", "names"),
    [
        (theory.determinant, "knowledge_law"),
        (theory.functions_for, "knowledge_law"),
        (theory.is_addressable, "knowledge_law"),
        (theory.messenger, "tour_guide"),
        (theory.risk_flag, "shame"),
        (theory.motivation, "MOT-SOC"),
        (theory.evidence, "W20"),
        (theory.mechanism, "MOA-14"),
        (theory.component, "O-PHY"),
        (theory.function, "modelling"),
        (theory.techniques_of, "modelling"),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(look: object, names: str) -> None:
    assert callable(look)
    with pytest.raises(NotFound, match=names):
        look("nobody")


def test_an_outcome_level_that_is_no_rung_is_not_found() -> None:
    with pytest.raises(NotFound, match="10"):
        theory.outcome_level(11)


# What a message alone can address


def test_the_environment_is_the_determinant_that_no_message_can_address() -> None:
    assert [name for name in theory.determinants() if not theory.is_addressable(name)] == ["environment"]


def test_what_serves_the_environment_needs_more_than_words() -> None:
    served = {row.name: row.deliverable for row in theory.functions_for("environment")}
    assert served == {
        "training": "partly",
        "restriction": "no",
        "environmental restructuring": "partly",
        "enablement": "partly",
    }


def test_words_alone_deliver_education_persuasion_and_modelling() -> None:
    assert [row.name for row in theory.functions() if row.deliverable == "yes"] == [
        "education",
        "persuasion",
        "modelling",
    ]


def test_no_determinant_is_called_addressable_on_links_from_memory_alone() -> None:
    spoken = {row.id for row in theory.functions() if row.deliverable == "yes"}
    for name in theory.determinants():
        read = {link.function for link in theory.function_links(name) if not link.origin.needs_check}
        assert theory.is_addressable(name) == bool(read & spoken)


def test_looking_theory_up_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys; from campaigns import theory; theory.match('9.1', {}, 0.3); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not {"numpy", "pandas", "scipy", "rich"} & set(ended.stdout.split())


# Search and pages


def test_every_row_with_an_id_can_be_found_by_it() -> None:
    for name, one in entries().items():
        assert entry(name) is one
        assert one in search(name.split())


def test_search_wants_every_word_and_puts_names_first() -> None:
    assert [one.id for one in search(["rhino", "Vietnam"])] == ["W09", "W10"]
    assert search(["regret"])[0].id == "5.5"
    assert named("Modelling") is entry("IF-MOD")


def test_a_search_that_finds_nothing_says_what_comes_near() -> None:
    with pytest.raises(NotFound, match="Did you mean persuasion"):
        search(["persuassion"])


def test_every_technique_is_on_the_page_with_its_code() -> None:
    assert all(f"| `{code}` | {name} |" in techniques_page() for code, name in techniques().items())


def test_whatever_the_pages_show_from_memory_is_marked_there() -> None:
    lines = theory_page().splitlines()
    assert all(any(meaning in line for line in lines) for meaning in MARKS_MEAN)
    for one in entries().values():
        if one.kind in {"effect size", "wildlife evidence", "model"}:
            (line,) = (line for line in lines if line.startswith(f"| {one.id} |"))
            assert (f"| {one.origin.mark} |" if one.origin.mark else "| verified |") in line


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.FILE)
def test_a_row_has_a_mark_unless_it_is_verified(kind: type[Row]) -> None:
    for row in table(kind):
        assert (row.origin.mark == "") == (row.origin.status == "verified")
        assert (row.origin.mark == "(verify)") == row.origin.needs_check
