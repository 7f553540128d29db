"""Documented: every rule, gate, command, table and decision has its place in docs, and generated pages are current."""

from pathlib import Path

import pytest

import campaigns
from campaigns.harm.gates import GATES
from campaigns.lint import rules
from dashboards.cli import found
from dashboards.pages import PAGES

DOCS = Path(__file__).parents[1] / "docs"
TABLES = Path(campaigns.__file__).parent / "tables"


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_what_the_code_says(name: str) -> None:
    committed = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), "write it anew: make docs"


def test_every_rule_gate_and_command_has_a_heading_of_its_own() -> None:
    headings = {
        line.removeprefix("## ")
        for name in PAGES
        for line in (DOCS / "reference" / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }
    assert {rule.id for rule in rules()} <= headings
    assert {f"forbear {command.NAME}" for command in found()} <= headings
    page = (DOCS / "reference" / "harm-gates.md").read_text(encoding="utf-8")
    assert [gate.id for gate in GATES if gate.id not in page] == []


def test_every_table_is_described_beside_it() -> None:
    described = (TABLES / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in TABLES.iterdir()} - {"README.md"}
    assert [name for name in sorted(files) if f"`{name}`" not in described] == []


def test_every_decision_is_listed() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in (DOCS / "decisions").glob("0*.md")}
    assert [name for name in sorted(files) if name not in listed] == []


def test_the_readme_leads_to_every_guide_and_reference() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    pages = {path.relative_to(DOCS.parent).as_posix() for path in DOCS.rglob("*.md")}
    led = {page for page in pages if page in readme or page.startswith("docs/decisions/")}
    assert pages - led == set()
