"""Theory tables: every row says where it comes from, names what exists, and says what the research material says."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.errors import InvalidInput
from campaigns.theory.rows import (
    STATUSES,
    Component,
    ComponentFunction,
    Determinant,
    DomainComponent,
    DomainFunction,
    EffectSize,
    FunctionPolicy,
    FunctionTechnique,
    Mechanism,
    MechanismDeterminant,
    Messenger,
    Motivation,
    RiskFlag,
    Row,
    StageTechnique,
    Technique,
    TechniqueEffect,
    TechniqueLink,
    WheelPart,
    WildlifeEvidence,
)
from campaigns.theory.tables import ORIGIN, ROWS, read_table, table

TABLES = Path(__file__).parents[2] / "campaigns" / "tables"
SHARED = Path(__file__).parents[3] / "shared" / "theory"
README = (TABLES / "README.md").read_text(encoding="utf-8")
MOTIVATIONS = (TABLES / "motivations.csv").read_text(encoding="utf-8")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.csv")), ids=lambda path: path.name)
def test_every_row_of_every_table_has_citation_licence_and_one_of_three_statuses(path: Path) -> None:
    found = rows_of(path)
    assert found
    for row in found:
        assert row["citation"].strip() and row["licence"].strip(), row
        assert row["status"] in STATUSES, row


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.csv")), ids=lambda path: path.name)
def test_every_table_and_each_of_its_columns_is_documented(path: Path) -> None:
    lines = [line for line in README.splitlines() if line.startswith(f"| `{path.name}` |")]
    assert len(lines) == 1, f"say in campaigns/tables/README.md what {path.name} holds, in one line of a table"
    for column in rows_of(path)[0]:
        assert column in ORIGIN or f"`{column}`" in lines[0], f"README.md: {path.name} has no word on {column}"


def test_every_table_that_is_documented_exists() -> None:
    documented = {line.split("`")[1] for line in README.splitlines() if line.startswith("| `")}
    assert documented == {path.name for path in TABLES.glob("*.csv")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.FILE)
def test_the_last_three_columns_of_a_theory_table_are_its_origin(row: type[Row]) -> None:
    header = (TABLES / row.FILE).read_text(encoding="utf-8").splitlines()[0].split(",")
    assert tuple(header[-3:]) == ORIGIN
    assert len(table(row)) == len(rows_of(TABLES / row.FILE))


def test_no_status_hides_a_doubt_in_another_column() -> None:
    """Whatever says "memory" of itself is marked as such."""
    for kind in (TechniqueLink, TechniqueEffect, EffectSize, ComponentFunction, DomainFunction):
        for row in table(kind):
            assert row.origin.needs_check or "memory" not in row.note, row


# What rows name exists


def ids(kind: type[Row], key: str = "id") -> set[str]:
    return {getattr(row, key) for row in table(kind)}


@pytest.mark.parametrize(
    ("kind", "column", "known"),
    [
        (TechniqueLink, "technique", lambda: ids(Technique, "code")),
        (TechniqueLink, "mechanism", lambda: ids(Mechanism)),
        (Mechanism, "component", lambda: ids(Component)),
        (MechanismDeterminant, "mechanism", lambda: ids(Mechanism)),
        (MechanismDeterminant, "determinant", lambda: ids(Determinant)),
        (Determinant, "component", lambda: ids(Component)),
        (Determinant, "domain", lambda: ids(DomainComponent, "domain")),
        (ComponentFunction, "component", lambda: ids(Component)),
        (ComponentFunction, "function", lambda: ids(WheelPart)),
        (DomainComponent, "component", lambda: ids(Component)),
        (DomainFunction, "domain", lambda: ids(DomainComponent, "domain")),
        (DomainFunction, "function", lambda: ids(WheelPart)),
        (FunctionPolicy, "function", lambda: ids(WheelPart)),
        (FunctionPolicy, "policy", lambda: ids(WheelPart)),
        (FunctionTechnique, "function", lambda: ids(WheelPart)),
        (FunctionTechnique, "technique", lambda: ids(Technique, "code")),
        (TechniqueEffect, "technique", lambda: ids(Technique, "code") | {"*"}),
        (StageTechnique, "technique", lambda: ids(Technique, "code")),
    ],
)
def test_what_a_row_names_exists(kind: type[Row], column: str, known: Callable[[], set[str]]) -> None:
    assert ids(kind, column) <= known()


def test_the_evidence_that_rows_lean_on_exists() -> None:
    known = ids(EffectSize) | ids(WildlifeEvidence)
    effects, messengers, flags = table(TechniqueEffect), table(Messenger), table(RiskFlag)
    leant_on = [*(row.evidence for row in effects), *(row.evidence for row in messengers)]
    leant_on += [row.evidence for row in flags]
    assert {name for names in leant_on for name in names} <= known


def test_the_weights_of_a_domain_or_mechanism_over_components_sum_to_one() -> None:
    for name in ids(Mechanism):
        assert sum(row.weight for row in table(Mechanism) if row.id == name) == 1.0
    for name in ids(DomainComponent, "domain"):
        assert sum(row.weight for row in table(DomainComponent) if row.domain == name) == 1.0


def test_every_determinant_is_a_part_of_some_mechanism() -> None:
    assert ids(MechanismDeterminant, "determinant") == ids(Determinant)


def test_the_strength_of_a_link_is_coded_as_the_readme_says() -> None:
    """Experts' percentage where they agree with the literature; .8, .7, .6 for p below .001, .01, .05; else .5."""
    for link in table(TechniqueLink):
        if link.origin.needs_check:
            expected = 0.5
        elif link.experts_2021_percent is not None:
            expected = link.experts_2021_percent / 100
        else:
            p = 0.0 if link.p_value == "<.001" else float(link.p_value)
            expected = 0.8 if p < 0.001 else 0.7 if p < 0.01 else 0.6
            assert p < 0.05
        assert link.strength == pytest.approx(expected, abs=6e-4), link


# The facts are those of the research material

OWN = {"health_claim"}  # rows that the research material does not have
PAIRS: list[tuple[str, tuple[str, ...], str, tuple[str, ...]]] = [
    ("techniques", ("code", "group", "name", "bcio_ids", "deliverable"),
     "bct_v1", ("bct_code", "group_label", "bct_name", "bcio_ids", "message_deliverable_project_judgement")),
    ("technique_links", ("technique", "mechanism", "papers", "p_value", "strength", "experts_2021_percent"),
     "bct_moa_links",
     ("bct_code", "moa_id", "carey2019_n_papers", "carey2019_p", "strength", "johnston2021_pct_yes")),
    ("mechanisms", ("id", "name", "component", "weight", "tpb_construct", "bcio_id"),
     "moa_list", ("moa_id", "moa_label", "comb_id", "comb_weight", "tpb_construct", "nearest_bcio_id")),
    ("mechanism_determinants", ("mechanism", "determinant", "weight"),
     "moa_to_construct", ("moa_id", "construct", "weight")),
    ("determinants", ("id", "component", "domain"), "constructs", ("construct", "comb_id", "tdf_id")),
    ("components", ("id", "system", "name", "bcio_id"), "comb_components", ("comb_id", "system", "label", "bcio_id")),
    ("functions_and_policies", ("id", "name", "bcio_id", "deliverable"),
     "bcw_entities", ("entity_id", "label", "bcio_id", "deliverable_by_message")),
    ("component_functions", ("component", "function"), "comb_to_if", ("comb_id", "if_id")),
    ("domain_components", ("domain", "name", "component", "weight"),
     "tdf_to_comb", ("tdf_id", "tdf_label", "comb_id", "weight")),
    ("domain_functions", ("domain", "function"), "tdf_to_if", ("tdf_id", "if_id")),
    ("function_policies", ("function", "policy"), "if_to_policy", ("if_id", "policy_id")),
    ("function_techniques", ("function", "technique"), "if_to_bct", ("if_id", "bct_code")),
    ("effect_sizes", ("id", "tags", "outcome", "metric", "value", "range", "studies", "d"),
     "effect_sizes", ("effect_id", "tags", "outcome", "metric", "value", "ci_or_range", "k_N", "d_equiv")),
    ("technique_effects", ("technique", "d", "d_se", "evidence"),
     "bct_prior_d", ("bct_code", "d_prior", "d_se", "evidence_ids")),
    ("wildlife_evidence", ("id", "product_and_place", "intervention", "outcome", "result", "design"),
     "wildlife_evidence", ("evidence_id", "product_place", "intervention", "outcome", "result", "design")),
    ("messengers", ("id", "bcio_id", "mean"), "messengers", ("messenger", "bcio_id", "prior_mean_logodds_project")),
    ("risk_flags", ("id", "mean", "sd"), "risk_flags", ("flag", "prior_mean_logodds", "extra_sd")),
    ("motivations", ("id", "name"), "motivations", ("motivation_id", "category_thomas_walters_2021")),
    ("outcome_levels", ("level", "name", "measures", "validity", "weight"),
     "outcome_hierarchy", ("level", "outcome", "measures", "validity", "default_weight_project")),
    ("stage_techniques", ("stage", "technique", "match"), "stage_bct_match", ("stage", "bct_code", "match_0_1")),
]  # fmt: skip
NUMBERS = {"weight", "strength", "d", "d_se", "mean", "sd", "match", "experts_2021_percent"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
@pytest.mark.parametrize(("ours", "columns", "theirs", "their_columns"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_the_facts_are_those_of_the_research_material(
    ours: str, columns: tuple[str, ...], theirs: str, their_columns: tuple[str, ...]
) -> None:
    def facts(path: Path, names: tuple[str, ...]) -> list[tuple[object, ...]]:
        return [
            tuple(
                float(row[name]) if column in NUMBERS and row[name] else row[name]
                for column, name in zip(columns, names, strict=True)
            )
            for row in rows_of(path)
            if row[names[0]] not in OWN
        ]

    assert facts(TABLES / f"{ours}.csv", columns) == facts(SHARED / f"{theirs}.csv", their_columns)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
@pytest.mark.parametrize(("ours", "columns", "theirs", "their_columns"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_what_the_research_material_has_from_memory_is_from_memory_here(
    ours: str, columns: tuple[str, ...], theirs: str, their_columns: tuple[str, ...]
) -> None:
    brought = [row for row in rows_of(TABLES / f"{ours}.csv") if row[columns[0]] not in OWN]
    for mine, row in zip(brought, rows_of(SHARED / f"{theirs}.csv"), strict=True):
        said = " ".join(row.get(name, "") for name in ("evidence", "status", "mapping_status"))
        said += row["note"] if theirs == "bct_prior_d" else ""
        if "memory" in said:
            assert mine["status"] == "from memory, verify", mine
        if mine["status"] == "verified":
            assert "memory" not in said and "judgement" not in said, mine


# The reader is strict


def test_a_table_as_it_is_reads_whole() -> None:
    assert read_table(Motivation, MOTIVATIONS) == table(Motivation)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id,name,gloss", "id,nick,gloss", "motivations.csv:1: columns = id, nick, gloss, products, citation, licence"),
        ("MOT-FUN,functional", "MOT-fun,functional", 'motivations.csv:4: id = "MOT-fun"; wanted'),
        ("MOT-FUN,functional", "MOT-FUN,", "motivations.csv:4: name is missing"),
        ("MOT-FUN,functional", "MOT-FUN,functional,medical", "motivations.csv:4: 8 cells; wanted 7"),
        ("MOT-FUN,functional", "MOT-SOC,functional", "motivations.csv: id = MOT-SOC is in 2 rows; wanted one row"),
        ('MOT-FUN,functional,"', 'MOT-FUN,functional,"x"', "motivations.csv:4: "),
    ],
)
def test_a_fault_in_a_table_is_told_with_file_line_and_column(old: str, new: str, told: str) -> None:
    assert MOTIVATIONS.count(old) == 1
    with pytest.raises(InvalidInput) as caught:
        read_table(Motivation, MOTIVATIONS.replace(old, new))
    assert told in str(caught.value)


@pytest.mark.parametrize(("column", "mend"), [("citation", ""), ("licence", ""), ("status", "checked by me")])
def test_a_row_without_its_origin_is_refused(column: str, mend: str) -> None:
    """The fifth row of the file, so line 6 with the header."""
    lines = list(csv.reader(MOTIVATIONS.splitlines()))
    lines[5][lines[0].index(column)] = mend
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    with pytest.raises(InvalidInput, match=rf"^motivations\.csv:6: {column} "):
        read_table(Motivation, text)


def test_all_faults_of_a_table_are_told_at_once() -> None:
    broken = MOTIVATIONS.replace("MOT-FUN", "FUN").replace("MOT-SPI,spiritual", "MOT-SPI,")
    with pytest.raises(InvalidInput) as caught:
        read_table(Motivation, broken)
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("motivations.csv", 4),
        ("motivations.csv", 6),
    ]


def test_a_number_out_of_its_range_is_refused() -> None:
    text = (TABLES / "technique_links.csv").read_text(encoding="utf-8").replace(",0.875,", ",8.75,", 1)
    with pytest.raises(InvalidInput, match=r'technique_links\.csv:2: strength = "8.75"; wanted 1(\.0)? or less'):
        read_table(TechniqueLink, text)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"motivations\.csv:1: columns = none; wanted id, name"):
        read_table(Motivation, "")
