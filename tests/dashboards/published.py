"""Numbers as a store would publish them, made up by hand, for the tests of the pages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bandits.allocation import Allocation
from bandits.disclosure import HiddenRow, Why
from bandits.grid import Context
from bandits.publication import Publication, UpliftRow
from dashboards.labels import Labels, Success

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LABELS = Labels(
    segments={"gifts": "Gift-obligated traveller", "luck": "Luck seeker", "*": "All segments"},
    variants={"plain": "Packing note", "peer": "Peer script", "norm": "What others do", "law": "The rule"},
    channels={"feed": "Feed", "chat": "Chat"},
    techniques={"plain": "none", "peer": "Demonstration (6.1)", "norm": "Comparison (6.2)", "law": "Information (5.3)"},
    control="plain",
)
NOT_BUYING = Success("Share who would not buy", "would not buy", "more", ("answer", "answers"))


def row(
    variant: str,
    uplift: tuple[float, float, float] = (0.0, 0.0, 0.0),
    *,
    trials: float = 200.0,
    best: float = 0.1,
    better: float = 0.5,
    share: float = 0.25,
    segment: str = "gifts",
    channel: str = "*",
) -> UpliftRow:
    """A row with the difference to the plain message and its interval given as (mean, lower, upper)."""
    return UpliftRow(
        segment=segment,
        channel=channel,
        variant=variant,
        trials=trials,
        benefit=trials * 0.6,
        share=share,
        rate=0.6 + uplift[0],
        rate_lower=0.5 + uplift[0],
        rate_upper=0.7 + uplift[0],
        uplift=uplift[0],
        uplift_lower=uplift[1],
        uplift_upper=uplift[2],
        relative=uplift[0] / 0.6,
        chance_better=better,
        chance_best=best,
    )


def hidden(
    variant: str, why: Why = "small", *, share: float = 0.25, segment: str = "gifts", channel: str = "*"
) -> HiddenRow:
    """A row whose numbers are not shown."""
    return HiddenRow(segment, channel, variant, share, why)


def publication(
    seconds: float = 0.0, decided: int = 0, answered: int = 0, shares: tuple[float, ...] = ()
) -> Publication:
    """A publication of two segments on two channels; `shares`: plain, peer, norm for gifts on the feed."""
    contexts = tuple(Context(segment, channel) for segment in ("gifts", "luck") for channel in ("feed", "chat"))
    first = shares or (0.2, 0.5, 0.3)
    table = (first, (0.1, 0.9, 0.0), (0.4, 0.2, 0.4), (1.0, 0.0, 0.0))
    return Publication(
        campaign="light-suitcase",
        campaign_version="v",
        allocation=Allocation(contexts, ("plain", "peer", "norm"), table),
        published_at=START + timedelta(seconds=seconds),
        rule="tempered",
        source="refresh",
        decided=decided,
        answered=answered,
    )


def history(count: int, step_seconds: float = 5.0, step_decided: int = 40) -> list[Publication]:
    """Publications at equal distances, the first one the start."""
    made = [publication(step_seconds * i, step_decided * i) for i in range(count)]
    return [replace(made[0], source="start"), *made[1:]]
