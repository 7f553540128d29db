"""The door: what is refused before any act, whatever the call; and what no caller or log may see."""

import logging
from collections.abc import Sequence

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message

from bandits.events import Decision
from bandits.service import create_app, routes
from bandits.service.catalogue import DECISION_BYTES, ENDPOINTS, REPORT_BYTES
from bandits.service.endpoint import Endpoint
from bandits.stores.memory import MemoryStore
from tests.bandits.service_world import CAMPAIGN, DECISIONS, World

LIMITS = {DECISIONS: DECISION_BYTES, "/v1/outcomes": REPORT_BYTES, "/v1/exposures": REPORT_BYTES}


@pytest.fixture
def world() -> World:
    return World()


DEEP = b"[" * 100_000 + b"]" * 100_000
MALFORMED = {
    "nothing": b"",
    "half": b'{"unit_id": "d"',
    "not a number": b'{"outcomes": [{"value": NaN}], "exposures": [NaN], "unit_id": NaN}',
    "infinite": b'{"outcomes": [Infinity], "exposures": [Infinity], "unit_id": Infinity}',
    "trailing": b"{} {}",
    "not utf-8": b'{"unit_id": "\xff", "outcomes": "\xff", "exposures": "\xff"}',
}


@pytest.mark.parametrize("case", MALFORMED)
@pytest.mark.parametrize("address", LIMITS)
def test_a_body_that_is_no_json_changes_nothing(world: World, address: str, case: str) -> None:
    world.decide()
    before = world.rows()
    refused = world.post_raw(address, MALFORMED[case])
    assert refused.status_code in {400, 422}
    assert world.rows() == before


@pytest.mark.parametrize("address", ["/v1/outcomes", "/v1/exposures"])
def test_not_a_number_in_a_row_refuses_the_whole_body_as_malformed(world: World, address: str) -> None:
    name = address.rpartition("/")[2]
    refused = world.post_raw(address, f'{{"{name}": [{{"value": NaN}}]}}'.encode())
    assert (refused.status_code, refused.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/v1/outcomes", b'{"outcomes": [' + DEEP + b"]}"),
        ("/v1/outcomes", b'{"outcomes": [' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"]}"),
        ("/v1/exposures", b'{"exposures": [' + DEEP + b"]}"),
        (DECISIONS, b'{"unit_id": "d", "context": {"answers": {"q": ' + DEEP + b"}}}"),
    ],
)
def test_deep_nesting_is_refused_and_the_service_lives(world: World, address: str, body: bytes) -> None:
    refused = world.post_raw(address, body)
    assert refused.status_code in {400, 422}
    assert world.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", LIMITS)
def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not(world: World, address: str) -> None:
    limit = LIMITS[address]
    assert world.post_raw(address, b"{" + b" " * (limit - 1)).status_code == 400
    refused = world.post_raw(address, b"{" + b" " * limit)
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


async def _ask(world: World, headers: list[tuple[bytes, bytes]], chunk: bytes) -> tuple[int, int]:
    """Send chunks without end; returns the answer's status and how many chunks were taken."""
    taken = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": DECISIONS,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers],
    }
    await create_app({CAMPAIGN.id: world.engine})(scope, receive, send)
    status: int = sent[0]["status"]
    return status, taken


def test_a_body_announced_too_long_is_not_read_at_all(world: World) -> None:
    with TestClient(Starlette()) as client:
        assert client.portal is not None
        asked = client.portal.call(_ask, world, [(b"content-length", b"99999999999999999999999")], b"x")
    assert asked == (413, 0)


def test_a_body_without_end_is_read_to_the_limit_and_no_further(world: World) -> None:
    with TestClient(Starlette()) as client:
        assert client.portal is not None
        status, taken = client.portal.call(_ask, world, [], b" " * 1024)
    assert (status, taken) == (413, 257)  # 256 KiB and the first chunk beyond


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/jsonp", "application/x-www-form-urlencoded"])
def test_only_json_is_read(world: World, content_type: str) -> None:
    refused = world.post_raw(DECISIONS, b"{}", content_type)
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media_type")


def test_a_charset_may_be_named(world: World) -> None:
    assert world.post_raw(DECISIONS, b"{}", "Application/JSON; charset=utf-8").status_code == 422


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_a_wrong_method_names_the_right_ones(world: World, endpoint: Endpoint) -> None:
    address = endpoint.path.replace("{campaign}", CAMPAIGN.id)
    refused = world.client.request("DELETE", address)
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
    assert refused.headers["allow"] == ("POST" if endpoint.method == "POST" else "GET, HEAD")


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize("address", ["/v1/nothing", "/v1/outcomes/", "/nothing"])
def test_an_unknown_address_is_not_found(world: World, method: str, address: str) -> None:
    refused = world.client.request(method, address)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert refused.headers["content-type"] == "application/problem+json"


def test_the_routes_answer_problems_inside_an_application_that_knows_nothing_of_them(world: World) -> None:
    client = TestClient(Starlette(routes=routes({CAMPAIGN.id: world.engine})))
    assert client.get("/v1/nothing").json()["code"] == "not_found"
    assert client.put("/healthz").json()["code"] == "method_not_allowed"
    assert client.post(DECISIONS, json={}).json()["code"] == "invalid_input"


def test_head_is_answered_where_get_is(world: World) -> None:
    assert world.client.head("/healthz").status_code == 200


def test_answers_are_not_kept_by_caches_in_between(world: World) -> None:
    answer = world.post(DECISIONS, {"unit_id": "d", "context": {"segment": "law_unaware", "channel": "feed"}})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


WORDS = "device-1 holds the secret"


class _Broken(MemoryStore):
    def add_decisions(self, decisions: Sequence[Decision]) -> list[Decision]:
        raise RuntimeError(WORDS, decisions)


def test_an_unforeseen_error_tells_an_id_and_neither_caller_nor_log_see_values(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    body = {"unit_id": "device-1", "context": {"segment": "law_unaware", "channel": "feed"}}
    failed = World(_Broken()).post(DECISIONS, body)
    assert (failed.status_code, failed.json()["code"]) == (500, "internal_error")
    name = failed.json()["detail"].partition("under ")[2].partition(".")[0]
    assert f"error {name}: RuntimeError" in caplog.text
    assert "add_decisions" in caplog.text
    for text in (caplog.text, failed.text):
        assert "device-1" not in text
