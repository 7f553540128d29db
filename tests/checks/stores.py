"""What every store must do. Stores are found by themselves: any class of bandits.stores whose name ends in "Store"."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import TypeGuard

import pytest

import bandits.stores
from bandits.counts import CountRow
from bandits.events import Exposure, Receipt
from bandits.publication import Publication
from bandits.stores.base import Anchor, Store
from campaigns.errors import Conflict, InvalidInput, Unavailable
from tests.checks.store_values import NOON, decided, observed, published


def found_stores() -> list[type[Store]]:
    """Every sibling in bandits/stores, sorted by name."""
    modules = [
        importlib.import_module(f"bandits.stores.{entry.name}")
        for entry in pkgutil.iter_modules(bandits.stores.__path__)
    ]
    return [
        kind
        for module in modules
        for name, kind in sorted(vars(module).items())
        if name.endswith("Store") and is_store_of(module, kind)
    ]


def is_store_of(module: ModuleType, kind: object) -> TypeGuard[type[Store]]:
    return inspect.isclass(kind) and kind is not Store and kind.__module__ == module.__name__


def outlives_its_process(kind: type[Store]) -> bool:
    return "path" in inspect.signature(kind).parameters


def open_kind(kind: type[Store], folder: Path) -> Store:
    """Open a store; one that lasts, in a file of this folder."""
    make: Callable[..., Store] = kind  # stores differ in what opens them
    return make(folder / "store.db") if outlives_its_process(kind) else make()


class StoreChecks:
    """Inherit and give the fixture `store`: an empty store of the kind to check."""

    def test_a_decision_reads_back_as_it_was_given_to_the_last_bit(self, store: Store) -> None:
        decision = decided("d1", decided_at=NOON.replace(microsecond=123456))
        assert store.add_decisions([decision]) == [decision]
        assert store.decision("d1") == decision
        assert store.decision("d2") is None

    def test_a_decision_sent_twice_counts_once_and_the_first_one_is_returned(self, store: Store) -> None:
        first, second = decided("d1", variant="peer"), decided("d1", variant="plain", propensity=0.25)
        assert store.add_decisions([first, first, second]) == [first] * 3
        assert store.add_decisions([second]) == [first]
        assert store.count_rows("carvings") == [CountRow(NOON.date(), "gift", "sms", "peer", "", decided=1)]

    def test_an_exposure_counts_once_and_only_of_a_known_decision(self, store: Store) -> None:
        store.add_decisions([decided("d1")])
        shown = Exposure("d1", NOON)
        receipts = store.add_exposures([shown, replace(shown, exposed_at=NOON + timedelta(1)), Exposure("d9", NOON)])
        assert receipts == [Receipt.ACCEPTED, Receipt.DUPLICATE, Receipt.UNKNOWN_DECISION]
        assert store.add_exposures([shown]) == [Receipt.DUPLICATE]
        assert store.count_rows("carvings") == [CountRow(NOON.date(), "gift", "sms", "peer", "", decided=1, exposed=1)]

    def test_outcomes_are_accepted_corrected_and_refused_in_their_order(self, store: Store) -> None:
        """Of three decisions: 1 corrected to 0, 0 corrected to 1, 1 left alone; 3 answered, 2 positive."""
        store.add_decisions([decided("d1"), decided("d2"), decided("d3")])
        expected = [
            (observed("o1", "d1", 1), Receipt.ACCEPTED),
            (observed("o1", "d1", 1), Receipt.DUPLICATE),
            (observed("o1", "d1", 0), Receipt.CONFLICT),
            (observed("o1", "d2", 1), Receipt.CONFLICT),
            (observed("o1", "d9", 1), Receipt.CONFLICT),
            (observed("o9", "d9", 1), Receipt.UNKNOWN_DECISION),
            (observed("o2", "d1", 0), Receipt.CORRECTED),
            (observed("o1", "d1", 1), Receipt.DUPLICATE),
            (observed("o3", "d2", 0), Receipt.ACCEPTED),
            (observed("o4", "d2", 1), Receipt.CORRECTED),
            (observed("o5", "d3", 1), Receipt.ACCEPTED),
            (observed("o6", "d3", 1), Receipt.CORRECTED),
        ]
        assert store.add_outcomes([outcome for outcome, _ in expected]) == [receipt for _, receipt in expected]
        rows = store.count_rows("carvings")
        assert rows[1] == CountRow(NOON.date(), "gift", "sms", "peer", "landing", answered=3, positive=2)
        assert rows == store.recount("carvings")

    def test_the_same_outcome_from_another_time_zone_is_a_duplicate(self, store: Store) -> None:
        store.add_decisions([decided("d1")])
        here = observed("o1", "d1")
        abroad = replace(here, occurred_at=here.occurred_at.astimezone(timezone(timedelta(hours=8))))
        assert store.add_outcomes([here, abroad]) == [Receipt.ACCEPTED, Receipt.DUPLICATE]

    def test_days_are_those_of_the_decision_in_utc(self, store: Store) -> None:
        after_midnight_in_beijing = datetime(2026, 3, 3, 7, 59, tzinfo=timezone(timedelta(hours=8)))
        store.add_decisions([decided("d1", decided_at=after_midnight_in_beijing)])
        store.add_outcomes([observed("o1", "d1")])
        assert {row.day for row in store.count_rows("carvings")} == {datetime(2026, 3, 2, tzinfo=UTC).date()}

    @pytest.mark.parametrize(
        "broken",
        [
            lambda store: store.add_decisions([decided("d2"), decided("d3", decided_at=datetime(2026, 3, 2))]),  # noqa: DTZ001  a zone is what lacks
            lambda store: store.add_decisions([decided("d2"), decided("d3", unit="half of a \ud83d")]),
            lambda store: store.add_outcomes([observed("o1", "d1"), observed("o2", "d1", 2)]),
            lambda store: store.add_outcomes([observed("o1", "d1"), observed("o2", "d1", metric="")]),
            lambda store: store.publish(published(NOON, rate=float("nan"))),
            lambda store: store.save_anchor(Anchor("carvings", {"cell": (0.1, float("inf"))}, NOON, 1)),
        ],
    )
    def test_a_broken_value_is_refused_and_nothing_of_its_call_is_kept(
        self, store: Store, broken: Callable[[Store], object]
    ) -> None:
        store.add_decisions([decided("d1")])
        with pytest.raises(InvalidInput):
            broken(store)
        assert store.count_rows("carvings") == [CountRow(NOON.date(), "gift", "sms", "peer", "", decided=1)]
        assert store.decision("d2") is None
        assert store.current("carvings") is None
        assert store.anchor("carvings") is None

    def test_campaigns_are_counted_apart(self, store: Store) -> None:
        store.add_decisions([decided("d1"), decided("d2", campaign="bile"), decided("d3", campaign="bile")])
        assert [row.decided for row in store.count_rows("carvings")] == [1]
        assert [row.decided for row in store.count_rows("bile")] == [2]
        assert store.count_rows("unheard_of") == store.recount("unheard_of") == []

    def test_no_events_are_no_work(self, store: Store) -> None:
        assert (store.add_decisions([]), store.add_exposures([]), store.add_outcomes([])) == ([], [], [])

    def test_a_publication_reads_back_whole_to_the_last_bit(self, store: Store) -> None:
        assert store.current("carvings") is None
        first, second = published(NOON), published(NOON + timedelta(seconds=5), rate=0.3)
        store.publish(first)
        assert repr(store.current("carvings")) == repr(first)
        store.publish(second)
        assert repr(store.current("carvings")) == repr(second)
        assert store.current("bile") is None

    @pytest.mark.parametrize("name", [field.name for field in fields(Publication)])
    def test_each_field_of_a_publication_is_kept_as_it_was_published(self, store: Store, name: str) -> None:
        given = published(NOON)
        assert getattr(given, name), "a field that is empty would prove nothing"
        store.publish(given)
        live = store.current("carvings")
        assert live is not None
        assert repr(getattr(live, name)) == repr(getattr(given, name))

    def test_history_lists_the_newest_oldest_first_without_reports(self, store: Store) -> None:
        all_of_them = [published(NOON + timedelta(hours=5 * step)) for step in range(5)]
        for publication in all_of_them:
            store.publish(publication)
        bare = [replace(publication, uplift=(), techniques=()) for publication in all_of_them]
        assert store.history("carvings") == bare
        assert store.history("carvings", limit=2) == bare[3:]
        assert store.history("carvings", limit=0) == store.history("bile") == []
        with pytest.raises(InvalidInput, match="limit = -1"):
            store.history("carvings", limit=-1)

    def test_the_anchor_of_the_newest_refit_is_kept(self, store: Store) -> None:
        assert store.anchor("carvings") is None
        newer = Anchor("carvings", {"technique": (0.1 + 0.2, 1 / 3), "cell": (1e-300,)}, NOON, 40)
        older = Anchor("carvings", {"technique": (0.5,)}, NOON - timedelta(days=1), 30)
        for anchor in (older, newer, older):
            store.save_anchor(anchor)
        assert store.anchor("carvings") == newer
        assert store.anchor("bile") is None

    def test_a_text_may_change_until_its_variant_has_decisions(self, store: Store) -> None:
        store.pin_variants("carvings", {"plain": "p1", "peer": "q1"})
        store.pin_variants("carvings", {"plain": "p2"})
        store.add_decisions([decided("d1", variant="plain")])
        store.pin_variants("carvings", {"plain": "p2", "peer": "q2"})
        with pytest.raises(Conflict, match="text of plain has changed"):
            store.pin_variants("carvings", {"plain": "p3", "peer": "q3"})
        store.add_decisions([decided("d2", variant="peer")])
        store.pin_variants("carvings", {"plain": "p2", "peer": "q2"})  # the refused q3 was not kept either
        store.pin_variants("bile", {"plain": "p9"})

    def test_the_key_is_32_secret_bytes_and_stays(self, store: Store) -> None:
        assert len(store.key()) == 32
        assert store.key() == store.key() != bytes(32)

    def test_after_close_every_call_says_unavailable(self, store: Store) -> None:
        store.add_decisions([decided("d1")])
        store.close()
        store.close()
        calls: Sequence[Callable[[], object]] = [
            lambda: store.add_decisions([decided("d2")]),
            lambda: store.add_exposures([Exposure("d1", NOON)]),
            lambda: store.add_outcomes([observed("o1", "d1")]),
            lambda: store.publish(published(NOON)),
            lambda: store.pin_variants("carvings", {}),
            lambda: store.save_anchor(Anchor("carvings", {}, NOON, 1)),
            lambda: store.decision("d1"),
            store.key,
            *(
                lambda read=read: read("carvings")
                for read in (store.count_rows, store.recount, store.current, store.history, store.anchor)
            ),
        ]
        for call in calls:
            with pytest.raises(Unavailable, match="closed"):
                call()

    def test_eight_threads_with_the_same_and_with_different_events_count_each_event_once(self, store: Store) -> None:
        """Each thread sends 20 events of its own and the 20 that all send: 8 * 20 + 20 = 180 decisions."""

        def work(thread: int) -> list[Receipt]:
            receipts = []
            for index in range(20):
                for name in (f"own-{thread}-{index}", f"same-{index}"):
                    store.add_decisions([decided(name, variant=("plain", "peer")[index % 2])])
                    receipts += store.add_outcomes([observed(f"o-{name}", name, index % 2)])
                    store.add_exposures([Exposure(name, NOON)])
                assert store.count_rows("carvings")
            return receipts

        with ThreadPoolExecutor(8) as threads:
            receipts = [receipt for part in threads.map(work, range(8)) for receipt in part]
        assert receipts.count(Receipt.ACCEPTED) == 180
        assert receipts.count(Receipt.DUPLICATE) == 140
        assert (
            store.count_rows("carvings")
            == store.recount("carvings")
            == [
                CountRow(NOON.date(), "gift", "sms", "peer", "", decided=90, exposed=90),
                CountRow(NOON.date(), "gift", "sms", "peer", "landing", answered=90, positive=90),
                CountRow(NOON.date(), "gift", "sms", "plain", "", decided=90, exposed=90),
                CountRow(NOON.date(), "gift", "sms", "plain", "landing", answered=90, positive=0),
            ]
        )
