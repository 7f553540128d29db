"""Theory rows: what one row of each of the theory's tables holds, typed and frozen, with its origin.

`campaigns.theory.tables` reads them, `campaigns.theory` answers questions from them, and `tables/README.md` says where
each table comes from and how far to trust it. A list in a cell is split at ";". `mean` and `sd` are log-odds.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from campaigns.parts import Identifier, Sentence, Share, TechniqueCode, Value

type Status = Literal["verified", "from memory, verify", "project judgement"]
STATUSES: tuple[Status, ...] = ("verified", "from memory, verify", "project judgement")
type Deliverable = Literal["yes", "partly", "no"]
type MechanismId = Annotated[str, StringConstraints(pattern=r"^MOA-\d\d$")]
type ComponentId = Annotated[str, StringConstraints(pattern=r"^[COM]-[A-Z]{3}$")]
type DomainId = Annotated[str, StringConstraints(pattern=r"^TDF-[A-Z]{3}$")]
type FunctionId = Annotated[str, StringConstraints(pattern=r"^IF-[A-Z]{3}$")]
type EvidenceId = Annotated[str, StringConstraints(pattern=r"^[EW]\d\d$")]
type Percent = Annotated[float, Field(ge=0.0, le=100.0)]
type LogOdds = Annotated[float, Field(ge=-5.0, le=5.0)]
type Spread = Annotated[float, Field(ge=0.0, le=5.0)]


def _parts(cell: object) -> object:
    return tuple(cell.split(";")) if isinstance(cell, str) else cell


type Words = Annotated[tuple[Sentence, ...], BeforeValidator(_parts)]
type EvidenceIds = Annotated[tuple[EvidenceId, ...], BeforeValidator(_parts)]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from, under which licence, and whether anybody has read the source.

    Examples
    --------
    >>> Origin("Carey et al. 2019", "CC BY 4.0", "verified").needs_check
    False
    >>> Origin("Michie et al. 2014", "facts only", "from memory, verify").needs_check
    True
    """

    citation: Sentence
    licence: Sentence
    status: Status

    @property
    def needs_check(self) -> bool:
        """Whether it was written from memory: read the source before citing or relying on it."""
        return self.status == "from memory, verify"

    @property
    def mark(self) -> str:
        """What stands beside the row wherever it is shown: nothing, "(verify)" or "(judgement)"."""
        return {"from memory, verify": "(verify)", "project judgement": "(judgement)"}.get(self.status, "")


class Row(Value):
    """A row of a table; `note` qualifies it, `origin` holds its last three columns."""

    model_config = ConfigDict(defer_build=True)  # a command reads a table or two, not all of them

    FILE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    note: str = ""
    origin: Origin


class Technique(Row):
    """A behaviour-change technique of BCT taxonomy v1; `deliverable`: whether a message can do it (our judgement)."""

    FILE, KEY = "techniques.csv", ("code",)
    code: TechniqueCode
    group: Sentence
    name: Sentence
    bcio_ids: Words = ()
    deliverable: Deliverable
    original: bool


class TechniqueLink(Row):
    """A technique is said to act through a mechanism; `strength` is this project's coding of how sure that is."""

    FILE, KEY = "technique_links.csv", ("technique", "mechanism")
    technique: TechniqueCode
    mechanism: MechanismId
    papers: Annotated[int, Field(ge=0)] | None = None
    p_value: str = ""
    experts_2019_percent: Percent | None = None
    experts_2021_percent: Percent | None = None
    strength: Share


class Mechanism(Row):
    """A mechanism of action and one COM-B component that it belongs to, with what part of it does."""

    FILE, KEY = "mechanisms.csv", ("id", "component")
    id: MechanismId
    name: Sentence
    kind: Literal["tdf", "theory"]
    component: ComponentId
    weight: Share
    tpb_construct: str = ""
    bcio_id: str = ""


class MechanismDeterminant(Row):
    """How much of a mechanism a determinant is."""

    FILE, KEY = "mechanism_determinants.csv", ("mechanism", "determinant")
    mechanism: MechanismId
    determinant: Identifier
    weight: Share


class Determinant(Row):
    """What may hold people back: a construct of theory with its COM-B component and TDF domain."""

    FILE, KEY = "determinants.csv", ("id",)
    id: Identifier
    name: Sentence
    gloss: Sentence
    component: ComponentId
    domain: DomainId


class Component(Row):
    """A component of COM-B."""

    FILE, KEY = "components.csv", ("id",)
    id: ComponentId
    system: Literal["capability", "opportunity", "motivation"]
    name: Sentence
    bcio_id: Sentence
    gloss: Sentence


class WheelPart(Row):
    """An intervention function or a policy of the Behaviour Change Wheel; `deliverable`: by a message (ours)."""

    FILE, KEY = "functions_and_policies.csv", ("id",)
    id: Annotated[str, StringConstraints(pattern=r"^(IF|PC)-[A-Z]{3}$")]
    kind: Literal["function", "policy"]
    name: Sentence
    bcio_id: Sentence
    deliverable: Deliverable


class ComponentFunction(Row):
    """An intervention function serves a COM-B component, by the paper of 2011 and the guide of 2014."""

    FILE, KEY = "component_functions.csv", ("component", "function")
    component: ComponentId
    function: FunctionId
    in_2011: bool
    in_2014: bool


class DomainComponent(Row):
    """A TDF domain and one COM-B component that it belongs to, with what part of it does."""

    FILE, KEY = "domain_components.csv", ("domain", "component")
    domain: DomainId
    name: Sentence
    component: ComponentId
    weight: Share


class DomainFunction(Row):
    """An intervention function serves a TDF domain."""

    FILE, KEY = "domain_functions.csv", ("domain", "function")
    domain: DomainId
    function: FunctionId


class FunctionPolicy(Row):
    """A policy can carry an intervention function."""

    FILE, KEY = "function_policies.csv", ("function", "policy")
    function: FunctionId
    policy: Annotated[str, StringConstraints(pattern=r"^PC-[A-Z]{3}$")]


class FunctionTechnique(Row):
    """A technique delivers an intervention function, among the most or the less often used."""

    FILE, KEY = "function_techniques.csv", ("function", "technique")
    function: FunctionId
    technique: TechniqueCode
    frequency: Literal["most", "less"]


class TechniqueEffect(Row):
    """The standardised mean difference that the prior takes for a technique; technique "*" for every other."""

    FILE, KEY = "technique_effects.csv", ("technique",)
    technique: Annotated[str, StringConstraints(pattern=r"^(\d{1,2}\.\d{1,2}|\*)$")]
    d: Annotated[float, Field(ge=-3.0, le=3.0)]
    d_se: Annotated[float, Field(gt=0.0, le=3.0)]
    evidence: EvidenceIds = ()

    @property
    def is_default(self) -> bool:
        """Whether this is what every technique gets that has no row of its own."""
        return self.technique == "*"


class EffectSize(Row):
    """A published effect; `d` where it can be said as a standardised mean difference, `value` as it was published."""

    FILE, KEY = "effect_sizes.csv", ("id",)
    id: EvidenceId
    tags: Words
    outcome: Sentence
    metric: Sentence
    value: str = ""
    range: str = ""
    studies: str = ""
    d: float | None = None


class WildlifeEvidence(Row):
    """A study of wildlife products, their users or messages about them."""

    FILE, KEY = "wildlife_evidence.csv", ("id",)
    id: EvidenceId
    product_and_place: Sentence
    intervention: Sentence
    outcome: Sentence
    result: str = ""
    design: Sentence


class Messenger(Row):
    """Who says it; `mean` is what the prior adds for the messenger, in log-odds."""

    FILE, KEY = "messengers.csv", ("id",)
    id: Identifier
    gloss: Sentence
    bcio_id: str = ""
    mean: LogOdds
    evidence: EvidenceIds = ()


class RiskFlag(Row):
    """What may go wrong with a text; `mean` and `sd` are what the prior adds, in log-odds."""

    FILE, KEY = "risk_flags.csv", ("id",)
    id: Identifier
    gloss: Sentence
    mean: LogOdds
    sd: Spread
    evidence: EvidenceIds = ()


class Motivation(Row):
    """What the product is wanted for."""

    FILE, KEY = "motivations.csv", ("id",)
    id: Annotated[str, StringConstraints(pattern=r"^MOT-[A-Z]{3}$")]
    name: Sentence
    gloss: Sentence
    products: Words


class OutcomeLevel(Row):
    """A rung of the outcome ladder; `weight` is where a `goal.reward` may start, and is never applied by itself."""

    FILE, KEY = "outcome_levels.csv", ("level",)
    level: Annotated[int, Field(ge=0, le=10)]
    name: Sentence
    measures: Sentence
    validity: Sentence
    weight: Share


class StageTechnique(Row):
    """How well a technique fits a stage of change."""

    FILE, KEY = "stage_techniques.csv", ("stage", "technique")
    stage: Literal["precontemplation", "contemplation", "preparation", "action", "maintenance"]
    technique: TechniqueCode
    match: Share


class TheoryModel(Row):
    """A model that practitioners use, and what it offers."""

    FILE, KEY = "theory_models.csv", ("model",)
    model: Sentence
    constructs: Words
    offers: Sentence
