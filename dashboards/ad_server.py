"""Ad servers: threads that call the HTTP API for people who arrive, and report late and in batches what came of it."""

import heapq
import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from bandits.audience import Audience, Person, Truth
from bandits.grid import Context
from campaigns.campaign import Campaign
from campaigns.errors import Unavailable

REPORT_SECONDS = 0.25


@dataclass
class Tally:
    """What the ad servers did so far."""

    decisions: int = 0
    outcomes: int = 0
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, decisions: int = 0, outcomes: int = 0) -> None:
        """Count what went well."""
        with self.lock:
            self.decisions += decisions
            self.outcomes += outcomes


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who arrives, for which campaign, and what is true of them."""

    campaign: Campaign
    audience: Audience
    truth: Truth


class AdServer(threading.Thread):
    """Asks the API for the next message of one arriving person after another, and reports what came of it, late."""

    def __init__(self, port: int, crowd: Crowd, tally: Tally, seed: int, pace: float) -> None:
        super().__init__(name=f"ad-server-{seed}", daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._crowd, self._tally = crowd, tally
        self._rng = np.random.default_rng(seed)
        self._pace = pace
        self._seed = seed
        self._due: list[tuple[float, str, int]] = []
        self._exposed: list[str] = []
        self._ended = threading.Event()

    def end(self) -> None:
        """Stop after the request under way."""
        self._ended.set()

    def run(self) -> None:
        """Serve people at the asked pace until ended or refused."""
        started, reported, number = time.monotonic(), time.monotonic(), 0
        try:
            while not self._ended.wait(max(0.0, started + number / self._pace - time.monotonic())):
                self._serve(self._crowd.audience.arrive(self._seed * 10_000_000 + number, self._rng))
                number += 1
                if time.monotonic() - reported >= REPORT_SECONDS:
                    self._report()
                    reported = time.monotonic()
        except (OSError, http.client.HTTPException, Unavailable) as failure:
            if not self._ended.is_set():
                self._tally.failures.append(f"{type(failure).__name__}: {failure}")
        finally:
            self._connection.close()

    def _serve(self, person: Person) -> None:
        who = {"segment": person.segment} if person.answers is None else {"answers": person.answers}
        answer = self._post(
            f"/v1/campaigns/{self._crowd.campaign.id}/decisions",
            {"unit_id": person.unit_id, "context": {**who, "channel": person.channel, "locale": person.locale}},
        )
        self._tally.add(decisions=1)
        world, metric = self._crowd.truth.world, self._crowd.campaign.goal_metric
        true = Context(person.segment, person.channel)
        response = world.respond(world.grid.row(true), world.grid.column(answer["variant"]), self._rng)
        self._exposed.append(answer["decision_id"])
        if response.is_reported:
            self._crowd.truth.note(Context(answer["segment"]["name"], person.channel), true)
            due = time.monotonic() + response.delay_seconds
            heapq.heappush(self._due, (due, answer["decision_id"], metric.benefit(response.benefit)))

    def _report(self) -> None:
        now, metric = datetime.now(UTC).isoformat(), self._crowd.campaign.goal_metric.id
        if self._exposed:
            shown = [{"decision_id": decision, "exposed_at": now} for decision in self._exposed]
            self._post("/v1/exposures", {"exposures": shown})
            self._exposed.clear()
        outcomes: list[dict[str, object]] = []
        while self._due and self._due[0][0] <= time.monotonic() and len(outcomes) < 500:
            _, decision, value = heapq.heappop(self._due)
            outcomes.append(
                {
                    "outcome_id": f"{metric}:{decision}",
                    "decision_id": decision,
                    "metric": metric,
                    "value": value,
                    "occurred_at": now,
                }
            )
        if outcomes:
            answer = self._post("/v1/outcomes", {"outcomes": outcomes})
            if answer["rejected"]:
                raise Unavailable(f"outcomes were rejected: {answer['rejected'][:3]}")
            self._tally.add(outcomes=len(outcomes))

    def _post(self, path: str, body: object) -> dict:  # type: ignore[type-arg]  # JSON as it comes
        self._connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        text = response.read()
        if response.status >= 400:
            raise Unavailable(f"{path} answered {response.status}: {text[:300].decode(errors='replace')}")
        answer: dict = json.loads(text)  # type: ignore[type-arg]
        return answer


@contextmanager
def running(servers: Sequence[AdServer]) -> Iterator[None]:
    """Run ad servers for as long as the `with` lasts."""
    for server in servers:
        server.start()
    try:
        yield
    finally:
        for server in servers:
            server.end()
        for server in servers:
            server.join(timeout=30)
