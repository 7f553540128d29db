"""House: one campaign opened for work, with its segments, store, engine and learner. Every command starts here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from bandits.engine import Engine
from bandits.launch import check_launch
from bandits.learn import Learner
from bandits.stores import open_store
from bandits.stores.base import Store
from campaigns.campaign import Campaign
from campaigns.errors import Conflict, NotFound
from campaigns.files import load_campaign
from campaigns.lint import lint
from campaigns.lint.finding import Finding
from campaigns.text_files import write_whole
from dashboards.approvals import check_served
from dashboards.options import STORE
from segments.files import load_segmentation
from segments.segment import Segmentation


@dataclass(frozen=True)
class House:
    """A campaign folder, what it says, and where its record is kept."""

    folder: Path
    campaign: Campaign
    segmentation: Segmentation
    store: Store

    @cached_property
    def engine(self) -> Engine:
        """Decides and observes for this campaign."""
        return Engine(self.campaign, self.segmentation, self.store)

    @cached_property
    def learner(self) -> Learner:
        """Learns for this campaign."""
        return Learner(self.campaign, self.segmentation, self.store)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the lint has to say of the messages."""
        return lint(self.campaign, self.segmentation.segments)


@contextmanager
def open_house(
    folder: Path, store_url: str, segments: Path | None = None, *, must_exist: bool = False, to_decide: bool = True
) -> Iterator[House]:
    """Open a campaign folder with a store, and close the store at the end of the `with`.

    `segments` replaces the folder's own segments file; `must_exist` refuses to begin a new record, for commands that
    only read one. A real campaign is opened `to_decide` only where each message it would show is approved and live (see
    `dashboards.approvals.check_served`); an illustrative one is a rehearsal, and always is.

    Raises
    ------
    InvalidInput, NotFound, Conflict
        Whatever the folder, the segments file or the store has to complain of.
    """
    campaign = load_campaign(folder)
    segmentation = load_segmentation(segments or folder / campaign.segments_file)
    check_launch(campaign, segmentation)
    if to_decide:
        check_served(folder, campaign, segmentation.segments, datetime.now(UTC).date())
    if must_exist and not Path(store_url).is_file():
        raise NotFound(f"{store_url}: there is no record yet. Run `forbear serve` first, or name another with --store.")
    if store_url == STORE:
        Path(STORE).parent.mkdir(mode=0o700, exist_ok=True)
    keep_rehearsals_apart(campaign, store_url)
    store = open_store(store_url)
    try:
        yield House(folder, campaign, segmentation, store)
    finally:
        store.close()


def keep_rehearsals_apart(campaign: Campaign, store_url: str) -> None:
    """Mark the record of a rehearsal with a file beside it, and refuse to go on with that record in earnest.

    Answers of a rehearsal are made up; learnt from in a real campaign they would choose for real people.

    Raises
    ------
    Conflict
        If the campaign is real and the record holds a rehearsal of it.
    """
    if ":" in store_url:  # the memory, or a server's address: not a file that outlives the process
        return
    mark = Path(f"{store_url}.rehearsal")
    rehearsed = mark.read_text(encoding="utf-8").split() if mark.is_file() else []
    if not campaign.is_illustrative:
        if campaign.id in rehearsed:
            raise Conflict(
                f"{store_url}: holds a rehearsal of {campaign.id} with made-up answers; wanted a record of its own for "
                "the real campaign. Name another with --store."
            )
    elif campaign.id not in rehearsed and Path(store_url).parent.is_dir():
        write_whole(mark, "\n".join([*rehearsed, campaign.id]) + "\n")


_CURRENT: list[House] = []


def enter(house: House) -> None:
    """Make a house the one that the dashboard of this process shows."""
    _CURRENT[:] = [house]


def current() -> House | None:
    """The house that the dashboard of this process shows; None where none was entered."""
    return _CURRENT[0] if _CURRENT else None
