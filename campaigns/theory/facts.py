"""Theory facts: looks up one thing of theory by its id: technique, determinant, mechanism, function, effect, evidence.

`campaigns.theory` offers these beside what follows from them; import from there. Whatever is not found is answered with
the names there are.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType

from campaigns.errors import NotFound, not_found
from campaigns.theory.rows import (
    Component,
    Determinant,
    EffectSize,
    Mechanism,
    Messenger,
    Motivation,
    OutcomeLevel,
    RiskFlag,
    Row,
    Technique,
    TechniqueEffect,
    WheelPart,
    WildlifeEvidence,
)
from campaigns.theory.tables import table

TECHNIQUES_PAGE = "docs/reference/techniques.md"


@cache
def techniques() -> Mapping[str, str]:
    """Give all technique names by code, in the taxonomy's order: the 93 of version 1, and 4.5, which was added later.

    Examples
    --------
    >>> len(techniques()), techniques()["4.5"]
    (94, 'Advise to change behaviour')
    """
    return MappingProxyType({row.code: row.name for row in table(Technique)})


def technique(code: str) -> Technique:
    """Give a technique by its BCT taxonomy code, such as "1.4".

    Raises
    ------
    NotFound
        If the taxonomy has no such code.

    Examples
    --------
    >>> technique("1.4").name, technique("1.4").bcio_ids, technique("4.5").original
    ('Action planning', ('BCIO:007010',), False)
    """
    found = _techniques_by_code().get(code)
    if found is None:
        raise NotFound(f"No technique has the code {code!r}; codes run from 1.1 to 16.3. See {TECHNIQUES_PAGE}.")
    return found


@cache
def _techniques_by_code() -> Mapping[str, Technique]:
    return MappingProxyType({row.code: row for row in table(Technique)})


def technique_name(code: str) -> str:
    """Name a technique as people say it, with its code; NotFound as in `technique`.

    Examples
    --------
    >>> technique_name("6.1")
    'Demonstration of the behaviour (6.1)'
    """
    return f"{technique(code).name} ({code})"


@cache
def determinants() -> Mapping[str, Determinant]:
    """Give all determinants by id.

    Examples
    --------
    >>> len(determinants()), determinants()["knowledge_law"].component
    (18, 'C-PSY')
    """
    return MappingProxyType({row.id: row for row in table(Determinant)})


def determinant(name: str) -> Determinant:
    """Give a determinant by its id; NotFound names those there are."""
    return _found(table(Determinant), "determinant", name, lambda row: row.id)


def mechanism(name: str) -> Mechanism:
    """Give a mechanism by id, such as "MOA-14", with its first component; NotFound names those there are."""
    return _found(table(Mechanism), "mechanism", name, lambda row: row.id)


def component(name: str) -> Component:
    """Give a component of COM-B by id, such as "O-PHY"; NotFound names those there are."""
    return _found(table(Component), "component", name, lambda row: row.id)


def functions() -> tuple[WheelPart, ...]:
    """Give the nine intervention functions."""
    return tuple(row for row in table(WheelPart) if row.kind == "function")


def function(name: str) -> WheelPart:
    """Give an intervention function by id ("IF-EDU") or name ("education"); NotFound names those there are."""
    return _found(functions(), "function", name, lambda row: row.id if name.startswith("IF-") else row.name)


def effect(code: str) -> TechniqueEffect:
    """Give the effect that the prior takes for a technique: d, its standard error, and the evidence behind it.

    A technique without a row of its own gets the row "*", and `is_default` says so.

    Raises
    ------
    NotFound
        If the taxonomy has no such code.

    Examples
    --------
    >>> effect("1.4").d, effect("1.4").evidence, effect("1.4").is_default
    (0.65, ('E01',), False)
    >>> effect("2.2").d, effect("2.2").is_default
    (0.15, True)
    """
    known = technique(code).code
    rows = {row.technique: row for row in table(TechniqueEffect)}
    return rows.get(known) or rows["*"]


def evidence(name: str) -> EffectSize | WildlifeEvidence:
    """Give a published effect (E01 ...) or a wildlife study (W01 ...) by id; NotFound names those there are.

    Examples
    --------
    >>> evidence("E01").d, evidence("W05").result
    (0.65, '24.4% -> 22.6%, n.s.')
    """
    every: tuple[EffectSize | WildlifeEvidence, ...] = (*table(EffectSize), *table(WildlifeEvidence))
    return _found(every, "evidence", name, lambda row: row.id)


def messenger(name: str) -> Messenger:
    """Give a messenger by id; NotFound names those there are.

    Examples
    --------
    >>> messenger("conservation_ngo").mean
    -0.02
    """
    return _found(table(Messenger), "messenger", name, lambda row: row.id)


def risk_flag(name: str) -> RiskFlag:
    """Give a risk flag by id; NotFound names those there are.

    Examples
    --------
    >>> risk_flag("shame").mean, risk_flag("shame").sd
    (-0.08, 0.06)
    """
    return _found(table(RiskFlag), "risk flag", name, lambda row: row.id)


def motivation(name: str) -> Motivation:
    """Give a motivation by id, such as "MOT-SOC"; NotFound names those there are."""
    return _found(table(Motivation), "motivation", name, lambda row: row.id)


def outcome_level(level: int) -> OutcomeLevel:
    """Give a rung of the outcome ladder, 0 to 10; NotFound names those there are.

    Examples
    --------
    >>> outcome_level(6).name, outcome_level(6).weight
    ('intended', 0.5)
    """
    return _found(table(OutcomeLevel), "outcome level", str(level), lambda row: str(row.level))


def _found[R: Row](rows: Iterable[R], kind: str, name: str, key: Callable[[R], str]) -> R:
    known: dict[str, R] = {}
    for row in rows:
        known.setdefault(key(row), row)
    if name not in known:
        raise not_found(kind, name, known)
    return known[name]
