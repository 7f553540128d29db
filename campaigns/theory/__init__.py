"""Theory: which technique is said to move which determinant, how sure, by whom; what is known about effects.

Everything here is looked up or computed from `tables/*.csv`; each row says where it comes from (`origin`), and
`origin.needs_check` marks what nobody has read in its source yet. Links are associations that experts or papers state,
not effect sizes: they say where a technique should act, never how much.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from campaigns.theory.facts import (
    TECHNIQUES_PAGE,
    component,
    determinant,
    determinants,
    effect,
    evidence,
    function,
    functions,
    mechanism,
    messenger,
    motivation,
    outcome_level,
    risk_flag,
    technique,
    technique_name,
    techniques,
)
from campaigns.theory.rows import (
    Component,
    ComponentFunction,
    Determinant,
    DomainFunction,
    EffectSize,
    FunctionTechnique,
    Mechanism,
    MechanismDeterminant,
    Messenger,
    Motivation,
    Origin,
    OutcomeLevel,
    RiskFlag,
    Technique,
    TechniqueEffect,
    TechniqueLink,
    WheelPart,
    WildlifeEvidence,
)
from campaigns.theory.tables import table

__all__ = [
    "TECHNIQUES_PAGE", "Component", "ComponentFunction", "Determinant", "DomainFunction", "EffectSize",
    "FunctionTechnique", "Mechanism", "Messenger", "Motivation", "Origin", "OutcomeLevel", "RiskFlag", "Technique",
    "TechniqueEffect", "TechniqueLink", "WheelPart", "WildlifeEvidence", "component", "determinant",
    "determinant_links", "determinants", "effect", "evidence", "function", "function_links", "functions",
    "functions_for", "is_addressable", "links", "match", "mechanism", "messenger", "motivation", "outcome_level",
    "reach", "risk_flag", "technique", "technique_name", "techniques", "techniques_of",
]  # fmt: skip


def links(code: str) -> tuple[TechniqueLink, ...]:
    """Give the mechanisms that a technique is said to act through, strongest first; about half of them have none.

    Raises
    ------
    NotFound
        If the taxonomy has no such code.

    Examples
    --------
    >>> [(link.mechanism, link.strength, link.origin.status) for link in links("5.5")]
    [('MOA-06', 0.5, 'from memory, verify'), ('MOA-13', 0.5, 'from memory, verify')]
    """
    known = technique(code).code
    return tuple(sorted((row for row in table(TechniqueLink) if row.technique == known), key=lambda row: -row.strength))


@cache
def determinant_links(code: str) -> Mapping[str, float]:
    """Say how surely a technique reaches each determinant, through whichever mechanism; `reach` has the formula.

    Returns
    -------
    Strength over 0 to 1 by id of the determinant, in the order of `determinants`; only those that are reached.

    Raises
    ------
    NotFound
        If the taxonomy has no such code.

    Examples
    --------
    >>> {name: round(strength, 2) for name, strength in determinant_links("5.5").items()}  # .5 * .7 and .5 * .3, twice
    {'beliefs_consequences': 0.35, 'emotion': 0.35, 'health_risk_belief': 0.15, 'spiritual_belief': 0.15}
    """
    return reach(links(code), table(MechanismDeterminant))


def reach(links: Iterable[TechniqueLink], parts: Iterable[MechanismDeterminant]) -> Mapping[str, float]:
    """Join the links of one technique to what determinants are of its mechanisms (noisy-or).

    A_kd = 1 - prod_m (1 - L_km * M_md), with L_km the strength of the link from technique k to mechanism m and M_md
    the weight of determinant d in it.

    Notes
    -----
    Mechanisms are taken to work independently of each other. How sure a link is, never how large an effect.
    """
    strengths = {link.mechanism: link.strength for link in links}
    missed = dict.fromkeys(determinants(), 1.0)
    for part in parts:
        missed[part.determinant] *= 1.0 - strengths.get(part.mechanism, 0.0) * part.weight
    return MappingProxyType({name: 1.0 - chance for name, chance in missed.items() if chance < 1.0})


def match(code: str, barriers: Mapping[str, float], default_barrier: float) -> float | None:
    """Say how well a technique fits what holds a segment back: the barrier it meets, on average over its links.

    m_ks = sum_d A_kd b_sd / sum_d A_kd, with A from `determinant_links`.

    Parameters
    ----------
    code : of the technique.
    barriers : determinant to barrier, 0 to 1. A name that is no determinant has no link and so changes nothing.
    default_barrier : taken where the segment has none for a determinant.

    Returns
    -------
    Match over 0 to 1; None where no link of the technique is known, which is not the same as a bad match.

    Raises
    ------
    NotFound
        If the taxonomy has no such code.

    Examples
    --------
    >>> round(match("5.5", {"emotion": 0.8}, 0.3), 3)  # (.35 * .8 + (.35 + .15 + .15) * .3) / 1
    0.475
    >>> match("2.6", {}, 0.3) is None
    True
    """
    reached = determinant_links(code)
    total = sum(reached.values())
    met = sum(strength * barriers.get(name, default_barrier) for name, strength in reached.items())
    return met / total if total > 0.0 else None


def function_links(name: str) -> tuple[DomainFunction | ComponentFunction, ...]:
    """Give the links from intervention functions to a determinant: to its TDF domain, then to its COM-B component.

    Raises
    ------
    NotFound
        If there is no such determinant.

    Examples
    --------
    >>> [(link.function, link.origin.status) for link in function_links("knowledge_law")][:2]
    [('IF-EDU', 'verified'), ('IF-EDU', 'verified')]
    """
    wanted = determinant(name)
    return (
        *(row for row in table(DomainFunction) if row.domain == wanted.domain),
        *(row for row in table(ComponentFunction) if row.component == wanted.component),
    )


def functions_for(name: str) -> tuple[WheelPart, ...]:
    """Give the intervention functions that serve a determinant, through its TDF domain or its COM-B component.

    Raises
    ------
    NotFound
        If there is no such determinant.

    Examples
    --------
    >>> [function.name for function in functions_for("environment")]
    ['training', 'restriction', 'environmental restructuring', 'enablement']
    """
    served = {link.function for link in function_links(name)}
    return tuple(row for row in functions() if row.id in served)


def techniques_of(name: str) -> tuple[FunctionTechnique, ...]:
    """Give the techniques that deliver an intervention function (id or name), the most used first.

    Raises
    ------
    NotFound
        If there is no such function.

    Examples
    --------
    >>> [row.technique for row in techniques_of("modelling")]
    ['6.1']
    """
    wanted = function(name).id
    rows = [row for row in table(FunctionTechnique) if row.function == wanted]
    return tuple(sorted(rows, key=lambda row: row.frequency != "most"))


def is_addressable(name: str) -> bool:
    """Say whether a message alone can address a determinant.

    The rule: at least one function of `functions_for` is one that words deliver by themselves (`deliverable` is "yes":
    education, persuasion, modelling). Functions that are deliverable "partly" do not count: incentives and
    coercion need a real reward or penalty, training needs practice, enablement needs something to hand out, and
    restructuring changes the place. Nor does restriction: it takes a rule, and no technique of the taxonomy does it.
    So `environment` (physical opportunity) is the determinant that no message can address: what is on the shelf, and at
    what price, has to change; a message can only point to a change that somebody has made.

    Raises
    ------
    NotFound
        If there is no such determinant.

    Notes
    -----
    Domain and component are joined because each list alone misses functions that the other one has: by domains alone,
    habit (`reinforcement`) and attention would be out of reach too. Which function words deliver is project judgement.
    A technique may be linked to such a determinant (7.1 prompts) and still only help where the place changes too.

    Examples
    --------
    >>> is_addressable("knowledge_law"), is_addressable("environment")
    (True, False)
    """
    return any(row.deliverable == "yes" for row in functions_for(name))
