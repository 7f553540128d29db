"""The OpenAPI document: it names every route, hangs together, and its examples are true."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bandits.service.catalogue import ENDPOINTS
from bandits.service.endpoint import Endpoint
from bandits.service.examples import DECISION_ID, DECISION_REQUEST
from bandits.service.problems import TITLES
from tests.bandits.service_world import CAMPAIGN, DECISIONS, POLICY, World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "http.md"


@pytest.fixture
def world() -> World:
    world = World()
    world.now = datetime(2026, 3, 10, tzinfo=UTC)  # the examples report outcomes of that week
    return world


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)


def _routes(world: World) -> Iterator[Route]:
    app = world.client.app
    assert isinstance(app, Starlette)
    for route in app.routes:
        assert isinstance(route, Route)
        yield route


def test_every_route_is_documented_and_nothing_else(world: World) -> None:
    assert set(world.document["paths"]) == {route.path for route in _routes(world) if route.include_in_schema}
    named = {(path, method) for path, methods in world.document["paths"].items() for method in methods}
    assert named == {(e.path, e.method.lower()) for e in ENDPOINTS} | {("/openapi.json", "get")}


def test_every_reference_leads_somewhere(world: World) -> None:
    references = {node["$ref"] for node in _nodes(world.document) if "$ref" in node}
    assert len(references) > 20
    for reference in references:
        found: Any = world.document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_every_schema_is_a_schema_and_every_operation_is_told(world: World) -> None:
    for schema in world.document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for path, methods in world.document["paths"].items():
        for operation in methods.values():
            assert operation["summary"]
            assert "500" in operation["responses"]
            assert {p["name"] for p in operation["parameters"] if p["in"] == "path"} == set(
                re.findall(r"{(\w+)}", path)
            )
            for answer in operation["responses"].values():
                assert "$ref" in answer or answer["description"]


def test_every_example_has_the_form_that_the_document_gives_it(world: World) -> None:
    told = [node for node in _nodes(world.document) if "example" in node and "schema" in node]
    assert len(told) > 15
    for content in told:
        schema = content["schema"] | {"components": world.document["components"]}
        if content["example"] is not None:
            jsonschema.Draft202012Validator(schema).validate(content["example"])


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_example_can_be_read_as_its_type(endpoint: Endpoint) -> None:
    for answered in endpoint.answers.values():
        if answered.kind is not None:
            assert answered.example is not None
            msgspec.convert(answered.example, answered.kind)
    if endpoint.body is not None:
        msgspec.json.decode(json.dumps(endpoint.body_example), type=endpoint.body)


def test_the_examples_work_in_their_order(world: World) -> None:
    """Decided on 2 March at 8:15, so the landing of 9 March is after its two days; reported on 10 March."""
    reported_at, world.now = world.now, datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
    decided = world.post(DECISIONS, DECISION_REQUEST)
    assert decided.status_code == 201
    world.now = reported_at
    examples = {endpoint.path: endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"}
    for path in ("/v1/outcomes", "/v1/exposures"):
        endpoint = examples[path]
        body = json.loads(json.dumps(endpoint.body_example).replace(DECISION_ID, decided.json()["decision_id"]))
        answer = world.post(path, body)
        ((status, answered),) = endpoint.answers.items()
        assert (answer.status_code, answer.json()) == (status, answered.example)


def _curl(page: str) -> list[tuple[str, str, str | None]]:
    """Method, address and body of every curl call of the page."""
    calls = []
    for block in re.findall(r"^```sh\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE):
        for command in re.findall(r"^curl (.*?)(?=^curl |\Z)", block, flags=re.DOTALL | re.MULTILINE):
            body = re.search(r"-d '(.*?)'", command, flags=re.DOTALL)
            address = re.search(r"\$FORBEAR(/[^\s'\"]*)", command)
            assert address is not None, command
            calls.append(("POST" if body else "GET", address[1], body[1] if body else None))
    return calls


def test_every_call_of_the_reference_page_works_and_none_is_missing(world: World) -> None:
    calls = _curl(PAGE.read_text(encoding="utf-8"))
    decision_id, reported_at = "", world.now
    for _, address, body in calls:
        world.now = datetime(2026, 3, 2, 8, 15, tzinfo=UTC) if address == DECISIONS else reported_at
        if body is None:
            assert world.get(address).status_code == 200, address
            continue
        answer = world.post(address, json.loads(body.replace(DECISION_ID, decision_id)))
        assert answer.status_code in {200, 201, 202}, answer.text
        assert not answer.json().get("rejected")
        decision_id = answer.json().get("decision_id", decision_id)
    shown = {(method, address.partition("?")[0].replace(CAMPAIGN.id, "{campaign}")) for method, address, _ in calls}
    assert shown == {(e.method, e.path) for e in ENDPOINTS} | {("GET", "/openapi.json")}


def test_the_documents_problems_are_what_the_service_says(world: World) -> None:
    """One refusal of each kind, compared with the problem on record in the document."""
    good = DECISION_REQUEST
    world.post(DECISIONS, good | {"request_id": "visit-1"})
    empty = World(is_published=False)
    refusals = [
        world.post_raw(DECISIONS, b'{"unit_id": NaN}'),
        world.post(DECISIONS.replace("light", "heavy"), good),
        world.post(DECISIONS, good | {"unit_id": "device-2", "request_id": "visit-1"}),
        world.post_raw(DECISIONS, b" " * 300_000),
        world.post_raw(DECISIONS, b"{}", "text/plain"),
        world.post(DECISIONS, good | {"context": {"chanel": "chat"}}),
        empty.get(POLICY),
    ]
    responses = world.document["components"]["responses"]
    for refused in refusals:
        recorded = responses[str(refused.status_code)]["content"]["application/problem+json"]["example"]
        said = {key: value for key, value in refused.json().items() if key != "errors"}
        if refused.status_code == 400:  # the byte differs
            said["detail"], recorded["detail"] = said["detail"][:50], recorded["detail"][:50]
        assert said == recorded
        assert refused.json()["title"] == TITLES[refused.status_code]
