"""Wire: what goes over HTTP, as msgspec types. The OpenAPI document is made from these; an unknown field is refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from bandits.engine import ID_LIMIT

ROWS_PER_CALL = 1000
ANSWERS_PER_CALL = 100
FACTS_PER_CALL = 100

type Identifier = Annotated[str, Meta(min_length=1, max_length=ID_LIMIT)]
type Moment = Annotated[datetime, Meta(extra_json_schema={"format": "date-time"})]
type Chance = Annotated[float, Meta(ge=0, le=1)]
type Scalar = Annotated[str, Meta(max_length=ID_LIMIT)] | int | float | bool | None
type Answers = Annotated[dict[Identifier, Scalar], Meta(max_length=ANSWERS_PER_CALL)]
type DataStatus = Literal["illustrative", "real"]
type Facts = Annotated[dict[Identifier, str], Meta(max_length=FACTS_PER_CALL)]


def _rows(name: str) -> Meta:
    return Meta(max_length=ROWS_PER_CALL, extra_json_schema={"items": {"$ref": f"#/components/schemas/{name}"}})


class Asked(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What comes in: an unknown field is refused."""


class Where(Asked, frozen=True, kw_only=True):
    """Where the message will be shown, and to whom: `segment`, or `answers` to the typing questions; one of the two."""

    channel: Identifier
    segment: Identifier | None = None
    answers: Answers | None = None
    locale: Identifier | None = None


class DecisionRequest(Asked, frozen=True, kw_only=True):
    """Ask which message a unit shall see. The same `request_id` again gives the decision already on record.

    `facts` replace facts of the campaign in this one message, as text; names that the campaign lacks are not used.
    """

    unit_id: Identifier
    context: Where
    request_id: Identifier | None = None
    facts: Facts | None = None
    render: bool = True


class OutcomeRow(Asked, frozen=True, kw_only=True):
    """What was observed after a decision; a new `outcome_id` for the same decision and metric corrects the value."""

    outcome_id: Identifier
    decision_id: Identifier
    metric: Identifier
    value: Annotated[int, Meta(extra_json_schema={"minimum": 0, "maximum": 1})] | bool
    occurred_at: Moment
    source: Annotated[str, Meta(max_length=ID_LIMIT)] = ""


class OutcomeReport(Asked, frozen=True, kw_only=True):
    """Outcomes of any number of campaigns; each row stands alone, so rows are decoded one by one."""

    outcomes: Annotated[tuple[Raw, ...], _rows("OutcomeRow")]


class ExposureRow(Asked, frozen=True, kw_only=True):
    """The decided message was really shown; `exposed_at` is now where it is left out."""

    decision_id: Identifier
    exposed_at: Moment | None = None


class ExposureReport(Asked, frozen=True, kw_only=True):
    """One exposure, or many under `exposures`."""

    decision_id: Identifier | UnsetType = UNSET
    exposed_at: Moment | None = None
    exposures: Annotated[tuple[Raw, ...], _rows("ExposureRow")] | UnsetType = UNSET


_EITHER = {"oneOf": [{"required": ["decision_id"]}, {"required": ["exposures"]}]}
type OneOrMany = Annotated[ExposureReport, Meta(extra_json_schema=_EITHER)]


class Told(Struct, frozen=True, kw_only=True):
    """What goes out."""


class SegmentChance(Told, frozen=True, kw_only=True):
    """The unit's segment, its chance `p` of being in it, and whether the caller named it or answers told."""

    name: str
    p: Chance
    source: Literal["given", "answers"]


class PolicyStamp(Told, frozen=True, kw_only=True):
    """What decided: the allocation's version, and the rule it follows with what every variant is guaranteed by it.

    Only the version is on record with a decision: the others are null where that allocation is no longer live, or was
    published for another version of the campaign.
    """

    name: str | None
    version: str
    floor: Chance | None
    control_share: Chance | None


class Message(Told, frozen=True, kw_only=True):
    """The rendered text: the channel's fields, escaped for it."""

    channel: str
    locale: str
    fields: Mapping[str, str]


class DecisionAnswer(Told, frozen=True, kw_only=True):
    """A decision on record, with the exact chance that the variant had, and those of all that were possible.

    `probabilities` is empty where a repeated decision's allocation is no longer live; `message` where not asked for.
    `data_status` is "illustrative" in a rehearsal: what was decided is not for real people.
    """

    decision_id: str
    campaign: str
    data_status: DataStatus
    unit_id: str
    variant: str
    role: Literal["control", "treatment"]
    propensity: Chance
    probabilities: Mapping[str, Chance]
    segment: SegmentChance
    policy: PolicyStamp
    message: Message | None
    outcome_closes_at: Moment
    decided_at: Moment


class Rejected(Told, frozen=True, kw_only=True):
    """A row that was not recorded: its place in the call, and why."""

    index: int
    code: str
    detail: str


class OutcomeReceipts(Told, frozen=True, kw_only=True):
    """What became of the rows, each counted once; `late` ones are also among the accepted and corrected."""

    accepted: int
    corrected: int
    duplicate: int
    late: int
    rejected: tuple[Rejected, ...]


class ExposureReceipts(Told, frozen=True, kw_only=True):
    """What became of the rows, each counted once."""

    accepted: int
    duplicate: int
    rejected: tuple[Rejected, ...]


class VariantSummary(Told, frozen=True, kw_only=True):
    """One message version."""

    id: str
    name: str
    role: Literal["control", "treatment"]
    state: Literal["draft", "live", "paused", "retired"]


class CampaignSummary(Told, frozen=True, kw_only=True):
    """The names that the other calls of a campaign take; the first locale is the default."""

    campaign: str
    title: Mapping[str, str]
    version: str
    data_status: DataStatus
    locales: tuple[str, ...]
    channels: tuple[str, ...]
    segments: tuple[str, ...]
    metrics: tuple[str, ...]
    goal_metric: str
    variants: tuple[VariantSummary, ...]


class CampaignList(Told, frozen=True, kw_only=True):
    """The campaigns that this service decides for."""

    campaigns: tuple[CampaignSummary, ...]


class ContextWeights(Told, frozen=True, kw_only=True):
    """Chance of every variant that is possible in one context."""

    segment: str
    channel: str
    weights: Mapping[str, Chance]


class PolicyTable(Told, frozen=True, kw_only=True):
    """The live allocation, whole.

    `floor` and `control_share` are null where it was published for another version of the campaign.
    """

    campaign: str
    data_status: DataStatus
    version: str
    published_at: Moment
    rule: str
    floor: Chance | None
    control_share: Chance | None
    contexts: tuple[ContextWeights, ...]


class Alive(Told, frozen=True, kw_only=True):
    """The process answers."""

    status: Literal["alive"]


class Live(Told, frozen=True, kw_only=True):
    """A campaign's live publication."""

    campaign: str
    version: str
    published_at: Moment


class Ready(Told, frozen=True, kw_only=True):
    """Every campaign can be decided; `learning_failures` says what keeps allocations from moving on, if anything."""

    status: Literal["ready"]
    campaigns: tuple[Live, ...]
    learning_failures: tuple[str, ...]
