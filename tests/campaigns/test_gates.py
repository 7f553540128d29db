"""The harm gates: all seventeen, each documented, each pointing at what is really there."""

import csv
import importlib
import re
from pathlib import Path

import pytest

from campaigns.errors import NotFound
from campaigns.harm.gates import GATES, Gate, gate, gate_of_rule, gates_page
from campaigns.lint import rules

ROOT = Path(__file__).parents[2]
SHARED = Path(__file__).parents[3] / "shared"


def test_there_are_seventeen_in_order() -> None:
    assert [one.id for one in GATES] == [f"H{number:02d}" for number in range(1, 18)]


@pytest.mark.parametrize("one", GATES, ids=lambda one: one.id)
def test_every_gate_says_what_keeps_it_and_the_page_does_too(one: Gate) -> None:
    assert all([one.harm, one.how, one.basis])
    assert one.rules or one.code or one.kept == "people"
    section = gates_page().split(f"## {one.id}: {one.harm}\n")[1].split("\n## ")[0]
    assert one.how in " ".join(section.split())
    assert all(f"`{name}`" in section for name in one.code)
    assert f"- basis: {one.basis}" in section


@pytest.mark.parametrize("name", sorted({name for one in GATES for name in one.code}))
def test_the_code_that_a_gate_names_exists(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert hasattr(importlib.import_module(module), attribute)


@pytest.mark.parametrize("one", GATES, ids=lambda one: one.id)
def test_the_rules_that_a_gate_names_exist(one: Gate) -> None:
    assert set(one.rules) <= {rule.id for rule in rules()}


def test_a_command_that_a_gate_names_exists() -> None:
    for words in re.findall(r"`forbear ([a-z ]+)`", gates_page()):
        verb = ROOT / "dashboards" / "commands" / f"{words.replace(' ', '_')}.py"
        assert verb.is_file(), words


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_every_gate_and_rule_of_the_theory_is_here() -> None:
    with (SHARED / "theory" / "harm_gates.csv").open(encoding="utf-8") as file:
        wanted = {row["gate_id"]: set(re.findall(r"L\d\d", row["lint_rules"])) for row in csv.DictReader(file)}
    assert wanted.keys() == {one.id for one in GATES}
    for name, ids in wanted.items():
        assert ids <= set(gate(name).rules)


def test_every_rule_belongs_to_a_gate_and_an_unknown_gate_is_told() -> None:
    assert {gate_of_rule(rule.id) for rule in rules()} <= {one.id for one in GATES}
    assert [gate_of_rule(rule) for rule in ("L02", "L14", "L15", "L22")] == ["H02", "H06", "H17", "H13"]
    with pytest.raises(NotFound, match="H17"):
        gate("H18")
