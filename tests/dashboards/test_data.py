"""One look at the store per run; its history only where something new was published."""

from bandits.learn import refresh
from bandits.publication import Publication
from bandits.stores.memory import MemoryStore
from dashboards.data import snapshot
from dashboards.house import House
from tests.dashboards.test_app import fill, new_house


class CountingStore(MemoryStore):
    """Counts what pages ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def current(self, campaign: str) -> Publication | None:
        self.asked.append("current")
        return super().current(campaign)

    def history(self, campaign: str, limit: int = 200) -> list[Publication]:
        self.asked.append("history")
        return super().history(campaign, limit)


def counted() -> tuple[House, CountingStore]:
    store, opened = CountingStore(), new_house()
    return House(opened.folder, opened.campaign, opened.segmentation, store), store


def test_a_page_run_without_news_looks_once_and_reads_no_history() -> None:
    house, store = counted()
    refresh(house.learner)
    snapshot(house)
    store.asked.clear()
    assert snapshot(house) is snapshot(house)
    assert store.asked == ["current", "current"]


def test_a_new_publication_is_seen_at_the_next_run() -> None:
    house, _ = counted()
    first = refresh(house.learner)
    assert snapshot(house).publication == first
    fill(house, each=1)
    second = refresh(house.learner)
    assert snapshot(house).publication == second
    assert [one.published_at for one in snapshot(house).history] == [first.published_at, second.published_at]


def test_two_houses_never_see_each_others_numbers() -> None:
    (one, _), (other, _) = counted(), counted()
    refresh(one.learner)
    assert snapshot(one).publication is not None
    assert snapshot(other).publication is None
    assert snapshot(other).weights == {}
    assert snapshot(other).segments == ()
