"""Values for a store to keep: a decision, an outcome, a publication, with changes where a test needs them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from bandits.allocation import Allocation
from bandits.events import Decision, Outcome
from bandits.grid import Context
from bandits.publication import Publication, TechniqueRow, UpliftRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class DecisionChanges(TypedDict, total=False):
    """What a test may give otherwise than `decided` does."""

    campaign: str
    unit: str
    segment: str
    variant: str
    propensity: float
    decided_at: datetime


class OutcomeChanges(TypedDict, total=False):
    """What a test may give otherwise than `observed` does."""

    metric: str
    occurred_at: datetime


def decided(name: str, **changes: Unpack[DecisionChanges]) -> Decision:
    usual = Decision(
        decision_id=name,
        campaign="carvings",
        unit="9f2c",
        segment="gift",
        segment_chance=0.1 + 0.2,
        segment_source="answers",
        channel="sms",
        locale="zh-CN",
        variant="peer",
        propensity=1 / 3,
        allocation="a0",
        decided_at=NOON,
    )
    return replace(usual, **changes)


def observed(name: str, decision: str, value: int = 1, **changes: Unpack[OutcomeChanges]) -> Outcome:
    return replace(Outcome(name, decision, "landing", value, NOON + timedelta(hours=1), "ads"), **changes)


def published(moment: datetime, rate: float = 0.1 + 0.2) -> Publication:
    table = ((1 / 3, 2 / 3), (0.1, 0.9))
    row = UpliftRow("gift", "*", "peer", 8e300, 5e-324, 1 / 3, rate, -0.0, 1 / 7, 1e-17, -1 / 9, 2 / 9, 3.0, 1.0, 0.7)
    return Publication(
        campaign="carvings",
        campaign_version="v1",
        allocation=Allocation((Context("gift", "sms"), Context("collect", "sms")), ("plain", "peer"), table),
        published_at=moment,
        rule="thompson",
        source="refresh",
        decided=7,
        answered=3,
        uplift=(row, replace(row, segment="*")),
        techniques=(TechniqueRow("6.2", 0.1, -0.2, 0.3, 2 / 3, ("peer",)),),
        made_from="5d1f",
    )
