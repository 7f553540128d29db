"""Theory search: everything of theory that has an id, as entries that words can find."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from campaigns import theory
from campaigns.errors import NotFound
from campaigns.parts import TECHNIQUE_CODE
from campaigns.theory.rows import (
    Component,
    Determinant,
    EffectSize,
    Mechanism,
    Messenger,
    Motivation,
    Origin,
    OutcomeLevel,
    RiskFlag,
    Row,
    Technique,
    TheoryModel,
    WheelPart,
    WildlifeEvidence,
)
from campaigns.theory.tables import table


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of theory: its kind, id and name, whatever else words may find it by, and its row.

    Examples
    --------
    >>> entry("1.4").kind, entry("1.4").name
    ('technique', 'Action planning')
    """

    kind: str
    id: str
    name: str
    words: str
    row: Row

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return self.row.origin


@cache
def entries() -> Mapping[str, Entry]:
    """Give all entries by id.

    Examples
    --------
    >>> sorted({entry.kind for entry in entries().values()})[:4]
    ['component', 'determinant', 'effect size', 'function']
    """
    every: dict[str, Entry] = {}
    for one in _every():
        every.setdefault(one.id, one)
    return MappingProxyType(every)


def entry(name: str) -> Entry:
    """Give the entry of an id, as `named` does.

    Raises
    ------
    NotFound
        If nothing has this id.

    Examples
    --------
    >>> entry("modelling").id
    'IF-MOD'
    """
    if re.fullmatch(TECHNIQUE_CODE, name):
        return entries()[theory.technique(name).code]
    found = named(name)
    if found is None:
        raise NotFound(f"Nothing of theory has the id {name!r}. {_nearest(name)}")
    return found


def named(name: str) -> Entry | None:
    """Give the entry of an id in any letter case, or None; a function also answers to its name.

    Examples
    --------
    >>> named("e01").id, named("rhino") is None
    ('E01', True)
    """
    functions = {function.name: function.id for function in theory.functions()}
    known = functions | {one.lower(): one for one in entries()}
    return entries().get(known.get(name.lower(), ""))


def search(words: Sequence[str]) -> tuple[Entry, ...]:
    """Find the entries that have every word in their id, name or description; those that have them in the name first.

    Raises
    ------
    NotFound
        If there is none; it says which words come near.

    Examples
    --------
    >>> [found.id for found in search(["regret"])]
    ['5.5', 'E14', 'E15']
    >>> search(["regrett"])
    Traceback (most recent call last):
    campaigns.errors.NotFound: Nothing of theory has 'regrett'. ... Did you mean regret? ...
    """
    wanted = [word.lower() for word in words]
    found = [one for one in entries().values() if all(word in _text(one) for word in wanted)]
    if not found:
        told = " and ".join(repr(word) for word in words)
        raise NotFound(f"Nothing of theory has {told}. {_nearest(*wanted)}")
    return tuple(sorted(found, key=lambda one: not all(word in f"{one.id} {one.name}".lower() for word in wanted)))


def _text(one: Entry) -> str:
    return f"{one.id} {one.name} {one.words} {one.row.note} {one.origin.citation}".lower()


def _nearest(*words: str) -> str:
    known = {word.strip("(),;:") for one in entries().values() for word in f"{one.id} {one.name} {one.words}".split()}
    lower = sorted({word.lower() for word in known if len(word) > 2})
    near = [match for word in words for match in get_close_matches(word.lower(), lower, n=3, cutoff=0.75)]
    hint = f"Did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""
    return f"Wanted an id (1.4, identity, MOA-14, E01) or words. {hint}See forbear theory."


def _every() -> Iterator[Entry]:
    yield from _entries("technique", table(Technique), "code", "name", "group", "bcio_ids")
    yield from _entries("determinant", table(Determinant), "id", "name", "gloss", "component", "domain")
    yield from _entries("mechanism", table(Mechanism), "id", "name", "component", "tpb_construct", "bcio_id")
    yield from _entries("function", theory.functions(), "id", "name", "bcio_id")
    policies = [row for row in table(WheelPart) if row.kind == "policy"]
    yield from _entries("policy", policies, "id", "name", "bcio_id")
    yield from _entries("component", table(Component), "id", "name", "gloss", "bcio_id")
    yield from _entries("messenger", table(Messenger), "id", "gloss", "bcio_id", "evidence")
    yield from _entries("risk flag", table(RiskFlag), "id", "gloss", "evidence")
    yield from _entries("motivation", table(Motivation), "id", "name", "gloss", "products")
    for level in table(OutcomeLevel):
        yield Entry("outcome level", f"level-{level.level}", level.name, level.measures, level)
    for row in table(EffectSize):
        about = " ".join(f"{tag} {theory.techniques().get(tag, '')}" for tag in row.tags).replace("_", " ")
        yield Entry("effect size", row.id, row.outcome, f"{about} {row.metric}", row)
    wildlife = ("product_and_place", "intervention", "outcome", "result", "design")
    yield from _entries("wildlife evidence", table(WildlifeEvidence), "id", *wildlife)
    yield from _entries("model", table(TheoryModel), "model", "model", "constructs", "offers")


def _entries(kind: str, rows: Iterable[Row], key: str, name: str, *others: str) -> Iterator[Entry]:
    for row in rows:
        values = [getattr(row, other) for other in others]
        words = " ".join(value if isinstance(value, str) else " ".join(value) for value in values)
        yield Entry(kind, getattr(row, key), getattr(row, name), words, row)
