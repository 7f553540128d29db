"""`forbear theory`: search what the engine knows of behaviour science, and show one thing with links and sources."""

import argparse
import re
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboards.options import add_json, print_json

if TYPE_CHECKING:
    from campaigns.theory.search import Entry

NAME = "theory"
HELP = "search techniques, determinants and evidence; show one with its links, sources and status"
EXAMPLES = """
forbear theory
forbear theory 1.4
forbear theory identity
forbear theory search rhino horn
forbear theory search norm --json
"""
_OPENING = """What the engine knows of behaviour science; every row has a source and says whether anybody has read it.

  forbear theory 1.4             one technique: links, determinants it reaches, effect, evidence
  forbear theory identity        one determinant: techniques that reach it, functions that serve it
  forbear theory E01             one study; so too MOA-14, IF-EDU, O-PHY, peer_experienced, MOT-SOC, level-6
  forbear theory rhino horn      everything with these words; `forbear theory search emotion` where an id is in the way
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("words", nargs="*", metavar="WORD", help="an id such as 1.4, or words to search for")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Show one thing, what a search finds, or what there is."""
    from campaigns.parts import TECHNIQUE_CODE
    from campaigns.theory.search import entry, named, search

    words = list(options.words)
    whole = " ".join(words)
    if not words:
        _overview(as_json=options.json)
    elif words[0] == "search" and len(words) > 1:
        _found(search(words[1:]), as_json=options.json)
    elif named(whole) or re.fullmatch(TECHNIQUE_CODE, whole):
        _show(entry(whole), as_json=options.json)
    else:
        _found(search(words), as_json=options.json)
    return 0


def _overview(*, as_json: bool) -> None:
    from campaigns.theory.rows import STATUSES
    from campaigns.theory.tables import ROWS, table

    tables = [
        {"file": row.FILE} | {status: [one.origin.status for one in table(row)].count(status) for status in STATUSES}
        for row in ROWS
    ]
    if as_json:
        print_json({"tables": tables})
        return
    print(_OPENING)
    print(f"  {'campaigns/tables/':<28}" + "".join(f"{status:>22}" for status in STATUSES))
    for one in tables:
        print(f"  {one['file']:<28}" + "".join(f"{one[status] or '':>22}" for status in STATUSES))
    _explain({"(verify)", "(judgement)"})


def _found(entries: "Sequence[Entry]", *, as_json: bool) -> None:
    if as_json:
        found = [{"kind": one.kind, "id": one.id, "name": one.name, "origin": asdict(one.origin)} for one in entries]
        print_json({"found": found})
        return
    for one in entries:
        _print(f"{one.kind:<17}  {one.id:<18}  ", f"{one.origin.mark} {one.name}")
    print(f"\n{len(entries)} found; forbear theory ID shows one.")
    _explain({one.origin.mark for one in entries})


def _show(one: "Entry", *, as_json: bool) -> None:
    from dashboards.theory_cards import HEADINGS, card

    shown = card(one)
    if as_json:
        print_json(asdict(shown))
        return
    own = shown.origin.mark
    print(f"{shown.id if shown.id == shown.name else f'{shown.id}  {shown.name}'} · {shown.kind} {own}".rstrip())
    marks = {own}
    for section, facts in shown.sections.items():
        print(f"\n{HEADINGS[section]}")
        for fact in facts:
            number = "" if fact.value is None else f"{fact.value:.2f}"
            mark = "" if section == "about" and fact.origin.mark == own else fact.origin.mark
            _print(f"  {fact.id:<22}{number:>5}  ", f"{mark} {fact.text}")
            marks.add(mark)
    _explain(marks)


def _print(lead: str, text: str) -> None:
    """Print a line whose text is wrapped beside its lead, never under it."""
    width = max(80, min(120, shutil.get_terminal_size((120, 24)).columns))
    print(textwrap.fill(text.strip(), width, initial_indent=lead, subsequent_indent=" " * len(lead)))


def _explain(marks: set[str]) -> None:
    """Say what the marks mean that were shown."""
    from campaigns.theory.pages import MARKS_MEAN

    if told := [line for line in MARKS_MEAN if line.split(":")[0] in marks]:
        print("", *told, sep="\n")
