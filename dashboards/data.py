"""Data: what one run of a page shows, read once from the store. The only place where a page asks a store."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock

from bandits.disclosure import Disclosed, PublicRow, disclose
from bandits.grid import Context
from bandits.publication import EVERYONE, Publication, TechniqueRow
from campaigns.campaign import Campaign
from dashboards.house import House
from dashboards.labels import Labels, Success

HISTORY_LIMIT = 400


@dataclass(frozen=True)
class Snapshot:
    """A campaign and its published numbers as of one moment; `publication` is None before the first."""

    campaign: Campaign
    labels: Labels
    success: Success
    publication: Publication | None
    history: tuple[Publication, ...]

    @cached_property
    def _disclosed(self) -> Disclosed | None:
        if self.publication is None:
            return None
        live = self.publication
        return disclose(live.uplift, live.techniques, live.answered, self.campaign)

    @property
    def rows(self) -> tuple[PublicRow, ...]:
        """The uplift rows of the live publication as they may be shown; none before the first."""
        return self._disclosed.rows if self._disclosed else ()

    @property
    def techniques(self) -> tuple[TechniqueRow, ...]:
        """The techniques of the live publication that rest on enough people."""
        return self._disclosed.techniques if self._disclosed else ()

    @property
    def answered(self) -> int | None:
        """Answers in all; None where they are too few to be told."""
        return self._disclosed.answered if self._disclosed else None

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Ids of the segments that the live allocation knows, in its order."""
        contexts = self.publication.allocation.contexts if self.publication else ()
        return tuple(dict.fromkeys(context.segment for context in contexts))

    @cached_property
    def weights(self) -> dict[Context, float]:
        """How much of the audience each context stands for, so roughly that no small one is told."""
        return dict(self._disclosed.weights) if self._disclosed else {}

    def rows_of(self, segment: str) -> list[PublicRow]:
        """One segment's rows ("*": all segments), all channels together; the control first."""
        found = [row for row in self.rows if row.segment == segment and row.channel == EVERYONE]
        return sorted(found, key=lambda row: row.variant != self.labels.control)


class _Latest:
    """The last snapshot, kept until its house publishes something newer or another is shown. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[House, Snapshot] | None = None

    def of(self, house: House) -> Snapshot:
        publication = house.store.current(house.campaign.id)
        with self._lock:
            if self._kept and self._kept[0] is house and _is_same(self._kept[1].publication, publication):
                return self._kept[1]
        history = house.store.history(house.campaign.id, HISTORY_LIMIT) if publication else []
        snapshot = Snapshot(
            campaign=house.campaign,
            labels=Labels.of(house.campaign, house.segmentation),
            success=Success.of(house.campaign.goal_metric),
            publication=publication,
            history=tuple(history),
        )
        with self._lock:
            self._kept = (house, snapshot)
        return snapshot


def _is_same(one: Publication | None, other: Publication | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.published_at, one.allocation.version) == (other.published_at, other.allocation.version)


_LATEST = _Latest()


def snapshot(house: House) -> Snapshot:
    """Read what is published now: one look at the store, and its history only where something is new.

    Raises
    ------
    Unavailable
        If the store is closed.
    """
    return _LATEST.of(house)


def now() -> datetime:
    """The time of a page run, UTC."""
    return datetime.now(UTC)
