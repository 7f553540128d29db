"""A small world for the tests of the service: the embedded campaign in memory, a clock that stands still, a client.

Every answer that the client gets is checked against the OpenAPI document on its way.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypedDict, Unpack

import jsonschema
from httpx2 import Response
from starlette.testclient import TestClient

from bandits.counts import CountRow
from bandits.engine import POLL_SECONDS, Engine
from bandits.learn import Learner, refresh
from bandits.publication import Publication
from bandits.service import create_app
from bandits.stores.base import Store
from bandits.stores.memory import MemoryStore
from campaigns.files import example, load_campaign
from segments.files import load_segmentation
from segments.models.base import Question
from segments.models.rules import Rule, RulesModel
from segments.segment import Segmentation

CAMPAIGN = load_campaign(example())
SEGMENTS = load_segmentation(example() / CAMPAIGN.segments_file).segments
DECISIONS = f"/v1/campaigns/{CAMPAIGN.id}/decisions"
POLICY = f"/v1/campaigns/{CAMPAIGN.id}/policy"
RESULTS = f"/v1/campaigns/{CAMPAIGN.id}/results"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def typing_model() -> RulesModel:
    """One question: whoever says 1 is gift_obligated with probability 0.8."""
    total = sum(segment.share for segment in SEGMENTS)
    shares = {segment.id: segment.share / total for segment in SEGMENTS}
    rule = Rule("gift_obligated", 0.8, {"gift_expected": (1,)})
    return RulesModel(shares, (Question.plain("gift_expected", (0, 1)),), (rule,))


class Sending(TypedDict, total=False):
    """What a request may carry."""

    headers: Mapping[str, str] | None
    json: object
    content: bytes


@cache
def first_publication() -> Publication:
    """What a refresh without any counts publishes at noon; the same for every world."""
    return refresh(Learner(CAMPAIGN, Segmentation(SEGMENTS), MemoryStore(), lambda: NOON))


class World:
    """An engine on a store, its service, and a client that sends JSON."""

    def __init__(self, store: Store | None = None, *, is_published: bool = True) -> None:
        self.now = NOON
        self.store: Store = MemoryStore() if store is None else store
        segmentation = Segmentation(SEGMENTS, typing_model())
        self.engine = Engine(CAMPAIGN, segmentation, self.store, lambda: self.now)
        self.learner = Learner(CAMPAIGN, segmentation, self.store, lambda: self.now)
        if is_published:
            self.store.publish(first_publication())
        self.client = TestClient(create_app({CAMPAIGN.id: self.engine}), raise_server_exceptions=False)
        self.document: dict[str, Any] = self.client.get("/openapi.json").json()

    def published(self) -> Publication:
        """What is live; there must be something."""
        found = self.store.current(CAMPAIGN.id)
        assert found is not None
        return found

    def publish_at_once(self, publication: Publication) -> None:
        """Publish, and let the engine look at the store again before its time."""
        self.store.publish(publication)
        self.engine._polled = -POLL_SECONDS

    def rows(self) -> list[CountRow]:
        return self.store.count_rows(CAMPAIGN.id)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Response:
        return self.send("GET", address, headers=headers)

    def post(self, address: str, body: object) -> Response:
        return self.send("POST", address, json=body)

    def post_raw(self, address: str, body: bytes, content_type: str = "application/json") -> Response:
        return self.send("POST", address, content=body, headers={"content-type": content_type})

    def send(self, method: str, address: str, **how: Unpack[Sending]) -> Response:
        answer = self.client.request(method, address, **how)
        check_documented(self.document, method, address, answer)
        return answer

    def decide(self, **changes: object) -> dict[str, Any]:
        """Take a decision that must succeed; `channel` and the like go into the context."""
        context = {"segment": "gift_obligated", "channel": "chat"}
        body = {"unit_id": "device-1", "context": context | changes}
        answer = self.post(DECISIONS, body)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def outcome(self, decision_id: object, **changes: object) -> dict[str, object]:
        """A good outcome row of a decision."""
        row = {
            "outcome_id": "o-1",
            "decision_id": decision_id,
            "metric": "not_intend_buy",
            "value": 1,
            "occurred_at": "2026-03-02T12:00:00Z",
        }
        return row | changes


def check_documented(document: dict[str, Any], method: str, address: str, answer: Response) -> None:
    """The document must know this operation, this status, and the form of this body."""
    path = address.partition("?")[0]
    for template, operations in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in operations:
            described = operations[method.lower()]["responses"][str(answer.status_code)]
            break
    else:
        return
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    for media_type, content in described.get("content", {}).items():
        assert answer.headers["content-type"] == media_type
        schema = content["schema"] | {"components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(answer.json())
