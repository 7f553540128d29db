"""Outcomes and exposures over HTTP: each row stands alone; what is counted as good is on record."""

from datetime import timedelta

import pytest

from tests.bandits.service_world import CAMPAIGN, NOON, World

OUTCOMES, EXPOSURES = "/v1/outcomes", "/v1/exposures"


@pytest.fixture
def world() -> World:
    return World()


def _positive(world: World, metric: str = "not_intend_buy") -> tuple[int, int]:
    rows = [row for row in world.rows() if row.metric == metric]
    return sum(row.answered for row in rows), sum(row.positive for row in rows)


def test_outcomes_are_accepted_repeated_and_corrected(world: World) -> None:
    row = world.outcome(world.decide()["decision_id"])
    nothing = {"accepted": 0, "corrected": 0, "duplicate": 0, "late": 0, "rejected": []}
    assert world.post(OUTCOMES, {"outcomes": [row]}).json() == nothing | {"accepted": 1}
    assert _positive(world) == (1, 1)
    assert world.post(OUTCOMES, {"outcomes": [row]}).json() == nothing | {"duplicate": 1}
    corrected = row | {"outcome_id": "o-2", "value": False}
    assert world.post(OUTCOMES, {"outcomes": [corrected]}).json() == nothing | {"corrected": 1}
    assert _positive(world) == (1, 0)


def test_the_same_id_with_other_content_is_a_conflict_of_that_row_alone(world: World) -> None:
    row = world.outcome(world.decide()["decision_id"])
    landing = row | {"outcome_id": "o-2", "metric": "landing"}
    told = world.post(OUTCOMES, {"outcomes": [row, row | {"value": 0}, landing]}).json()
    assert (told["accepted"], [(r["index"], r["code"]) for r in told["rejected"]]) == (2, [(1, "conflict")])
    assert _positive(world) == (1, 1)


@pytest.mark.parametrize(("metric", "window_days"), [("not_intend_buy", 14), ("landing", 2)])
def test_an_outcome_is_late_only_after_its_own_metrics_window_and_is_used_all_the_same(
    world: World, metric: str, window_days: int
) -> None:
    first, second = world.decide()["decision_id"], world.decide()["decision_id"]
    world.now = NOON + timedelta(days=30)
    closes = NOON + timedelta(days=window_days)
    rows = [
        world.outcome(first, outcome_id="o-1", metric=metric, occurred_at=closes.isoformat()),
        world.outcome(second, outcome_id="o-2", metric=metric, occurred_at=(closes + timedelta(seconds=1)).isoformat()),
    ]
    told = world.post(OUTCOMES, {"outcomes": rows}).json()
    assert (told["accepted"], told["late"], told["rejected"]) == (2, 1, [])
    assert _positive(world, metric) == (2, 2)


WRONG_OUTCOMES: dict[str, tuple[dict[str, object], str, str]] = {
    "unknown decision": ({"decision_id": "nobody"}, "unknown_decision", "'nobody'"),
    "value 2": ({"value": 2}, "invalid_input", "wanted 0 or 1"),
    "a huge value": ({"value": 10**30}, "invalid_input", "wanted 0 or 1"),
    "a broken value": ({"value": 0.5}, "invalid_input", "$.value"),
    "a text value": ({"value": "1"}, "invalid_input", "$.value"),
    "naive time": ({"occurred_at": "2026-03-02T12:00:00"}, "invalid_input", "no time zone"),
    "future time": ({"occurred_at": "2026-03-02T12:05:01Z"}, "invalid_input", "future"),
    "a time before all years": ({"occurred_at": "0001-01-01T00:00:00+05:00"}, "invalid_input", "years 1 to 9999"),
    "no time": ({"occurred_at": "yesterday"}, "invalid_input", "$.occurred_at"),
    "unknown metric": ({"metric": "sales"}, "invalid_input", "not_intend_buy"),
    "unknown key": ({"valeu": 1}, "invalid_input", "unknown field `valeu`"),
    "empty id": ({"outcome_id": ""}, "invalid_input", "$.outcome_id"),
    "unprintable id": ({"outcome_id": "o\u0000"}, "invalid_input", "outcome_id"),
}


@pytest.mark.parametrize("case", WRONG_OUTCOMES)
def test_a_wrong_outcome_is_rejected_with_its_index_and_its_neighbours_count(world: World, case: str) -> None:
    changes, code, words = WRONG_OUTCOMES[case]
    decision_id = world.decide()["decision_id"]
    wrong = world.outcome(decision_id, outcome_id="o-9") | changes
    before = world.rows()
    alone = world.post(OUTCOMES, {"outcomes": [wrong]}).json()
    assert (alone["accepted"], world.rows()) == (0, before)
    told = world.post(OUTCOMES, {"outcomes": [wrong, world.outcome(decision_id)]}).json()
    (rejected,) = told["rejected"]
    assert (told["accepted"], rejected["index"], rejected["code"]) == (1, 0, code)
    assert words in rejected["detail"]
    assert _positive(world) == (1, 1)


def test_a_row_that_is_no_object_is_rejected_alone(world: World) -> None:
    told = world.post(OUTCOMES, {"outcomes": [7, world.outcome(world.decide()["decision_id"])]}).json()
    assert (told["accepted"], [row["index"] for row in told["rejected"]]) == (1, [0])


def test_a_row_of_broken_utf8_is_rejected_alone(world: World) -> None:
    told = world.post_raw(OUTCOMES, b'{"outcomes": [{"outcome_id": "\xff"}]}').json()
    assert [(row["index"], row["code"]) for row in told["rejected"]] == [(0, "malformed_json")]


def test_a_thousand_outcomes_are_taken_and_one_more_refuses_all(world: World) -> None:
    decision_id = world.decide()["decision_id"]
    rows = [world.outcome(decision_id, outcome_id=f"o-{n}", value=n % 2) for n in range(1001)]
    before = world.rows()
    refused = world.post(OUTCOMES, {"outcomes": rows})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
    assert world.rows() == before
    told = world.post(OUTCOMES, {"outcomes": rows[:1000]}).json()
    assert (told["accepted"], told["corrected"]) == (1, 999)
    assert _positive(world) == (1, 1)


def test_an_exposure_counts_once_and_may_come_alone_or_in_rows(world: World) -> None:
    first, second = world.decide()["decision_id"], world.decide()["decision_id"]
    sent = world.post(EXPOSURES, {"decision_id": first})
    assert (sent.status_code, sent.json()) == (202, {"accepted": 1, "duplicate": 0, "rejected": []})
    rows = [{"decision_id": first, "exposed_at": "2026-03-02T12:00:00Z"}, {"decision_id": second}]
    assert world.post(EXPOSURES, {"exposures": rows}).json() == {"accepted": 1, "duplicate": 1, "rejected": []}
    assert sum(row.exposed for row in world.rows()) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decision_id": "nobody"}, "unknown_decision"),
        ({"exposed_at": "2026-03-02T12:05:01Z"}, "invalid_input"),
        ({"exposed_at": "2026-03-02T12:00:00"}, "invalid_input"),
        ({"exposed_at": "9999-12-31T23:59:59-05:00"}, "invalid_input"),
        ({"seen": True}, "invalid_input"),
    ],
)
def test_a_wrong_exposure_is_rejected_with_its_index_and_changes_nothing(
    world: World, changes: dict[str, object], code: str
) -> None:
    row = {"decision_id": world.decide()["decision_id"]} | changes
    before = world.rows()
    told = world.post(EXPOSURES, {"exposures": [row]}).json()
    assert [(rejected["index"], rejected["code"]) for rejected in told["rejected"]] == [(0, code)]
    assert (told["accepted"], world.rows()) == (0, before)


@pytest.mark.parametrize(
    "body",
    [{}, {"decision_id": "d", "exposures": []}, {"exposures": [], "exposed_at": "2026-03-02T12:00:00Z"}, {"x": 1}],
)
def test_an_exposure_report_that_is_neither_one_nor_many_is_refused(world: World, body: object) -> None:
    refused = world.post(EXPOSURES, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")


def test_what_is_learnt_moves_with_the_outcomes_that_came_over_http(world: World) -> None:
    row = world.outcome(world.decide()["decision_id"])
    world.post(OUTCOMES, {"outcomes": [row]})
    assert world.learner.counts().answered.sum() == 1
    assert world.store.recount(CAMPAIGN.id) == world.rows()
