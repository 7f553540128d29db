"""Every store that is found passes the same checks, and all of them agree on any sequence of events."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.register_assert_rewrite("tests.checks.stores")

from bandits.counts import CountRow, tally  # noqa: E402  after the rewrite is set up
from bandits.events import Decision, Exposure, Outcome, Receipt  # noqa: E402
from bandits.stores import open_store  # noqa: E402
from bandits.stores.base import Store  # noqa: E402
from bandits.stores.memory import MemoryStore  # noqa: E402
from bandits.stores.sqlite import SqliteStore  # noqa: E402
from campaigns.errors import InvalidInput  # noqa: E402
from tests.checks.store_values import NOON, decided, observed  # noqa: E402
from tests.checks.stores import StoreChecks, found_stores, open_kind  # noqa: E402

type Event = Decision | Exposure | Outcome

CAMPAIGNS = ("carvings", "bile")
names = st.integers(0, 5).map("d{}".format)
moments = st.integers(0, 3).map(lambda step: NOON + timedelta(hours=9 * step))
decisions = st.builds(
    decided,
    names,
    campaign=st.sampled_from(CAMPAIGNS),
    segment=st.sampled_from(["gift", "Ärzte"]),
    variant=st.sampled_from(["plain", "peer"]),
    propensity=st.floats(0, 1),
    decided_at=moments,
)
exposures = st.builds(Exposure, names, moments)
outcomes = st.builds(
    observed,
    st.integers(0, 11).map("o{}".format),
    names,
    st.integers(0, 1),
    metric=st.sampled_from(["landing", "pledge"]),
    occurred_at=moments,
)
events = st.lists(decisions | exposures | outcomes, max_size=40)


@pytest.fixture(params=found_stores(), ids=lambda kind: kind.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with closing(open_kind(request.param, tmp_path)) as opened:
        yield opened


class TestEveryStore(StoreChecks):
    """The checks of tests/checks/stores.py."""


def add(store: Store, sequence: list[Event]) -> list[Decision | Receipt]:
    """Send events in order, neighbours of one kind together."""
    answers: list[Decision | Receipt] = []
    while sequence:
        kind = type(sequence[0])
        count = next((index for index, event in enumerate(sequence) if type(event) is not kind), len(sequence))
        answers += add_neighbours(store, sequence[:count])
        sequence = sequence[count:]
    return answers


def add_neighbours(store: Store, events_of_a_kind: list[Event]) -> Sequence[Decision | Receipt]:
    if found := [event for event in events_of_a_kind if isinstance(event, Decision)]:
        return store.add_decisions(found)
    if shown := [event for event in events_of_a_kind if isinstance(event, Exposure)]:
        return store.add_exposures(shown)
    return store.add_outcomes([event for event in events_of_a_kind if isinstance(event, Outcome)])


def counted(sequence: list[Event], answers: list[Decision | Receipt], campaign: str) -> list[CountRow]:
    """Tally what the answers say was accepted."""
    accepted = {Receipt.ACCEPTED, Receipt.CORRECTED}
    log = list(zip(sequence, answers, strict=True))
    on_record = {answer.decision_id: answer for _, answer in log if isinstance(answer, Decision)}
    of_campaign = {name for name, decision in on_record.items() if decision.campaign == campaign}
    known = [event for event, answer in log if answer in accepted and event.decision_id in of_campaign]
    return tally(
        [on_record[name] for name in of_campaign],
        [event for event in known if isinstance(event, Exposure)],
        [event for event in known if isinstance(event, Outcome)],
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(events)
def test_events_one_by_one_all_at_once_and_recounted_give_equal_counts_in_every_store(sequence: list[Event]) -> None:
    found = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for kind in found_stores():
            for way in ("one_by_one", "together"):
                place = Path(folder) / f"{kind.__name__}-{way}"
                place.mkdir()
                store = stack.enter_context(closing(open_kind(kind, place)))
                parts = [[event] for event in sequence] if way == "one_by_one" else [sequence]
                answers = [answer for part in parts for answer in add(store, part)]
                counts = {campaign: store.count_rows(campaign) for campaign in CAMPAIGNS}
                assert counts == {campaign: store.recount(campaign) for campaign in CAMPAIGNS}
                assert counts == {campaign: counted(sequence, answers, campaign) for campaign in CAMPAIGNS}
                found.append((answers, counts, [repr(store.decision(f"d{number}")) for number in range(6)]))
    assert all(one == found[0] for one in found)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(events)
def test_sending_a_whole_log_again_changes_nothing_once_every_decision_is_known(sequence: list[Event]) -> None:
    first = [event for event in sequence if isinstance(event, Decision)]
    rest = [event for event in sequence if not isinstance(event, Decision)]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for kind in found_stores():
            store = stack.enter_context(closing(open_kind(kind, Path(folder))))
            add(store, [*first, *rest])
            counts = [store.count_rows(campaign) for campaign in CAMPAIGNS]
            answers = add(store, [*rest, *first])
            assert [store.count_rows(campaign) for campaign in CAMPAIGNS] == counts
            assert not [answer for answer in answers if answer in {Receipt.ACCEPTED, Receipt.CORRECTED}]


def test_at_least_the_memory_and_the_sqlite_store_are_found() -> None:
    assert {MemoryStore, SqliteStore} <= set(found_stores())


def test_open_store_knows_memory_paths_and_sqlite_urls(tmp_path: Path) -> None:
    with closing(open_store("memory:")) as store:
        assert isinstance(store, MemoryStore)
    with closing(open_store(str(tmp_path / "a.db"))) as store:
        assert isinstance(store, SqliteStore)
        key = store.key()
    with closing(open_store(f"sqlite:///{tmp_path / 'a.db'}")) as store:
        assert store.key() == key


@pytest.mark.parametrize("url", ["", "sqlite:///", ":memory:", "redis:local", "postgresql://me:hush@db/forbear"])
def test_open_store_refuses_what_it_does_not_know_without_repeating_passwords(url: str) -> None:
    with pytest.raises(InvalidInput, match="Supported are") as refusal:
        open_store(url)
    assert "hush" not in str(refusal.value)
