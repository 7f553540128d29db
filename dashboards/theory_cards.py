"""Theory cards: all that theory says of one thing, in sections of facts, for the terminal and for scripts alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from campaigns import theory
from campaigns.theory.rows import (
    Determinant,
    EffectSize,
    FunctionPolicy,
    FunctionTechnique,
    Mechanism,
    MechanismDeterminant,
    Origin,
    StageTechnique,
    Technique,
    TechniqueEffect,
    TechniqueLink,
    WheelPart,
)
from campaigns.theory.search import Entry, entry
from campaigns.theory.tables import table

HEADINGS: Mapping[str, str] = {
    "about": "About",
    "links": "Acts through: how sure a link is (coded by us), not how large an effect",
    "determinants": "Reaches these determinants (a technique through whichever mechanism: noisy-or of its links)",
    "functions": "Intervention functions",
    "policies": "Policies that can carry it",
    "techniques": "Techniques, the surest or most used first",
    "effect": "Effect used by the prior",
    "evidence": "Evidence",
}
"""Sections in the order in which they are shown."""

_COLUMNS = {
    "bcio_id": "BCIO id",
    "bcio_ids": "BCIO ids",
    "deliverable": "by a message",
    "mean": "log-odds",
    "original": "one of the 93",
    "product_and_place": "product and place",
    "tpb_construct": "TPB construct",
}
_MAPPED = "forbear project: links times the weights of determinants in mechanisms"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card: what it speaks of, in words, with a number where there is one, and where it comes from."""

    id: str
    text: str
    value: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Card:
    """What theory says of one thing; `sections` by the names of `HEADINGS`, empty ones left out."""

    kind: str
    id: str
    name: str
    origin: Origin
    sections: Mapping[str, tuple[Fact, ...]]


def card(one: Entry) -> Card:
    """Gather what theory says of an entry.

    Examples
    --------
    >>> from campaigns.theory.search import entry
    >>> shown = card(entry("1.4"))
    >>> [(fact.id, fact.value, fact.origin.status) for fact in shown.sections["links"]]
    [('MOA-14', 0.7, 'verified')]
    >>> list(shown.sections)
    ['about', 'links', 'determinants', 'functions', 'effect', 'evidence']
    """
    found: dict[str, list[Fact]] = {name: [] for name in HEADINGS}
    for section, fact in (*_about(one), *_more(one)):
        found[section].append(fact)
    sections = {name: tuple(facts) for name, facts in found.items() if facts}
    return Card(one.kind, one.id, one.name, one.origin, sections)


def _about(one: Entry) -> Iterator[tuple[str, Fact]]:
    """Whatever its row says, column by column; `deliverable` is our judgement whatever the row's status."""
    row = one.row
    own_words = {"origin", "id", "name", "code", *(("component", "weight") if one.kind == "mechanism" else ())}
    for column in type(row).model_fields:
        value = getattr(row, column)
        if column in own_words or value in {"", None, one.name, ()}:
            continue
        if column == "evidence":
            yield from (("evidence", _evidence(name)) for name in value)
        else:
            origin = _judged(row.origin) if column == "deliverable" else row.origin
            yield "about", Fact(_COLUMNS.get(column, column), _text(value), None, origin)
    yield "about", Fact("source", f"{row.origin.citation}. Licence: {row.origin.licence}", None, row.origin)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _more(one: Entry) -> Iterable[tuple[str, Fact]]:
    row = one.row
    if isinstance(row, Technique):
        return _of_technique(row.code)
    if isinstance(row, Determinant):
        return _of_determinant(row.id)
    if isinstance(row, WheelPart):
        return _of_wheel_part(row)
    if isinstance(row, EffectSize) or one.kind == "wildlife evidence":
        return _of_evidence(one.id)
    return _of_mechanism(one.id) if one.kind == "mechanism" else ()


def _of_technique(code: str) -> Iterator[tuple[str, Fact]]:
    for link in theory.links(code):
        yield "links", Fact(link.mechanism, _link_words(link), link.strength, link.origin)
    reached = theory.determinant_links(code)
    for name in sorted(reached, key=lambda name: -reached[name]):
        words = theory.determinant(name).name
        yield "determinants", Fact(name, words, reached[name], reach_origin(code, name))
    stages = [f"{row.stage} {row.match:g}" for row in table(StageTechnique) if row.technique == code]
    if stages:
        yield "about", Fact("fits stages", ", ".join(stages), None, _judged(theory.technique(code).origin))
    for row in table(FunctionTechnique):
        if row.technique == code:
            words = f"{theory.function(row.function).name}, {row.frequency} used for it"
            yield "functions", Fact(row.function, words, None, row.origin)
    used = theory.effect(code)
    yield "effect", Fact(used.technique, _effect_words(used), used.d, used.origin)
    tagged = [row.id for row in table(EffectSize) if code in row.tags]
    for name in dict.fromkeys([*used.evidence, *tagged]):
        yield "evidence", _evidence(name)


def _of_determinant(name: str) -> Iterator[tuple[str, Fact]]:
    ours = _judged(theory.determinant(name).origin)
    words = "yes" if theory.is_addressable(name) else "no: the place, the price or the rule has to change"
    yield "about", Fact("by a message alone", words, None, ours)
    links = theory.function_links(name)
    for function in theory.functions_for(name):
        sources = [link.origin for link in links if link.function == function.id]
        origin = next((source for source in sources if not source.needs_check), sources[0])
        yield "functions", Fact(function.id, f"{function.name}; by a message: {function.deliverable}", None, origin)
    reach = {code: theory.determinant_links(code).get(name, 0.0) for code in theory.techniques()}
    for code in sorted((code for code in reach if reach[code] > 0.0), key=lambda code: -reach[code]):
        yield "techniques", Fact(code, theory.technique(code).name, reach[code], reach_origin(code, name))


def _of_wheel_part(row: WheelPart) -> Iterator[tuple[str, Fact]]:
    for link in table(FunctionPolicy):
        if link.function == row.id:
            yield "policies", Fact(link.policy, entry(link.policy).name, None, link.origin)
        if link.policy == row.id:
            yield "functions", Fact(link.function, entry(link.function).name, None, link.origin)
    if row.kind == "function":
        for one in theory.techniques_of(row.id):
            words = f"{theory.technique(one.technique).name}, {one.frequency} used"
            yield "techniques", Fact(one.technique, words, None, one.origin)


def _of_mechanism(name: str) -> Iterator[tuple[str, Fact]]:
    for row in table(Mechanism):
        if row.id == name:
            yield "about", Fact("component", f"{theory.component(row.component).name} {row.weight:g}", None, row.origin)
    for part in table(MechanismDeterminant):
        if part.mechanism == name:
            words = theory.determinant(part.determinant).name
            yield "determinants", Fact(part.determinant, words, part.weight, part.origin)
    links = sorted((row for row in table(TechniqueLink) if row.mechanism == name), key=lambda row: -row.strength)
    for link in links:
        yield "techniques", Fact(link.technique, theory.technique(link.technique).name, link.strength, link.origin)


def _of_evidence(name: str) -> Iterator[tuple[str, Fact]]:
    for row in table(TechniqueEffect):
        if name in row.evidence:
            yield "techniques", Fact(row.technique, f"{theory.technique(row.technique).name}: d", row.d, row.origin)


def _evidence(name: str) -> Fact:
    row = theory.evidence(name)
    if isinstance(row, EffectSize):
        words, value = f"{row.outcome}: {row.metric} {row.value}".strip(), row.d
    else:
        words, value = f"{row.product_and_place}: {row.outcome}: {row.result}", None
    return Fact(name, f"{words}. {row.origin.citation}", value, row.origin)


def _link_words(link: TechniqueLink) -> str:
    found = [
        f"{link.papers} papers" if link.papers is not None else "",
        f"p {link.p_value}" if link.p_value else "",
        f"experts {link.experts_2019_percent:g} % (2019)" if link.experts_2019_percent is not None else "",
        f"experts {link.experts_2021_percent:g} % (2021)" if link.experts_2021_percent is not None else "",
        link.note,
        link.origin.citation,
    ]
    return f"{theory.mechanism(link.mechanism).name}: {'; '.join(part for part in found if part)}"


def _effect_words(used: TechniqueEffect) -> str:
    start = "no row of its own, so the default of every other technique; " if used.is_default else ""
    note = f"; {used.note}" if used.note and not used.is_default else ""
    return f"{start}d, standard error {used.d_se:g}{note}"


def reach_origin(code: str, determinant: str) -> Origin:
    """Say how far to trust that a technique reaches a determinant: from memory as soon as one link on the way is.

    Examples
    --------
    >>> reach_origin("1.4", "behavioural_regulation").status, reach_origin("5.5", "emotion").status
    ('project judgement', 'from memory, verify')
    """
    on_the_way = {part.mechanism for part in table(MechanismDeterminant) if part.determinant == determinant}
    checked = all(not link.origin.needs_check for link in theory.links(code) if link.mechanism in on_the_way)
    return Origin(_MAPPED, "project (Apache-2.0)", "project judgement" if checked else "from memory, verify")


def _judged(origin: Origin) -> Origin:
    return Origin(origin.citation, origin.licence, "project judgement")
