"""Engine: decide and observe. The hot path: look up a table, render a message, write the record; nothing is learnt."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from time import monotonic
from typing import Literal

from bandits.allocation import Allocation, uniform
from bandits.events import Decision, Exposure, Outcome, Receipt, utc
from bandits.grid import Context, Grid
from bandits.publication import Publication
from bandits.stores.base import Store
from campaigns.campaign import Campaign
from campaigns.errors import Conflict, InvalidInput, Unavailable, not_found
from campaigns.render import render, text_digest
from campaigns.variant import Variant
from segments.membership import Membership
from segments.segment import Segmentation

ID_LIMIT = 200
POLL_SECONDS = 1.0
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Request:
    """What an ad server asks: who (a pseudonymous id), where, and either the segment or answers to the questions.

    `request_id` names the occasion: repeating a request with the same id gives the decision already on record. `facts`
    replace facts of the campaign in this one message (a place's name, say); they are not recorded.
    """

    unit_id: str
    channel: str
    locale: str | None = None
    segment: str | None = None
    answers: Mapping[str, object] | None = None
    request_id: str | None = None
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision on record, its rendered message, and what surrounds it."""

    decision: Decision
    role: Literal["control", "treatment"]
    probabilities: Mapping[str, float]
    fields: Mapping[str, str]
    outcome_closes_at: datetime
    replayed: bool


class Engine:
    """One campaign, its segments and a store: decides which variant a unit sees, and records what came of it.

    Parameters
    ----------
    campaign, segmentation : what people decided.
    store : where everything is recorded; its secret key drives the draws.
    clock : gives the time; UTC and aware.

    Raises
    ------
    Conflict
        If a variant's text differs from the one under which the store already has decisions.
    """

    def __init__(
        self,
        campaign: Campaign,
        segmentation: Segmentation,
        store: Store,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.campaign = campaign
        self.segmentation = segmentation
        self.store = store
        self.clock = clock
        self.grid = Grid.of(campaign, segmentation.segments)
        self._key = store.key()
        self._lock = threading.Lock()
        self._polled = -POLL_SECONDS
        self._live: Publication | None = None
        store.pin_variants(
            campaign.id, {variant.id: text_digest(campaign, variant.id) for variant in campaign.variants}
        )

    @cached_property
    def _variants(self) -> dict[str, Variant]:
        return {variant.id: variant for variant in self.campaign.variants}

    def publication(self) -> Publication:
        """The publication that decides now, at most POLL_SECONDS behind the store.

        One that does not fit this campaign (a process with another version of it shares the store, and would show what
        is paused or retired here) is passed over: the last one that fits goes on deciding.

        Raises
        ------
        Unavailable
            If nothing that fits was published yet: run `bandits.learn.refresh` (the service does it when it starts).
        """
        if monotonic() - self._polled >= POLL_SECONDS:
            with self._lock:  # one thread reads; those that waited for it find the poll done
                if monotonic() - self._polled >= POLL_SECONDS:
                    try:
                        found = self.store.current(self.campaign.id)
                        self._live = found if found is not None and found.allocation.fits(self.grid) else self._live
                    finally:  # a store that fails is asked again a second later, not by every decision
                        self._polled = monotonic()
        if self._live is None:
            raise Unavailable(
                f"Campaign {self.campaign.id!r} has no allocation that fits it yet. Run `forbear refresh`."
            )
        return self._live

    def decide(self, request: Request) -> Answer:
        """Choose the variant for one unit on one occasion, record it durably, and render its message.

        Raises
        ------
        InvalidInput
            If the request has no usable unit, segment or answers, or a locale the campaign lacks.
        NotFound
            If there is no such segment or channel.
        Conflict
            If `request_id` is on record for another unit or channel.
        """
        _check_id("unit_id", request.unit_id)
        occasion = secrets.token_hex(12) if request.request_id is None else request.request_id
        _check_id("request_id", occasion)
        locale = self._locale(request.locale)
        unit = self._pseudonym(request.unit_id)
        segment, chance, source = self._segment(request, unit, occasion)
        allocation = self.publication().allocation
        context = Context(segment, request.channel)
        choice = allocation.choose(context, self._key, unit, occasion)
        decision = Decision(
            decision_id=self._decision_id(occasion),
            campaign=self.campaign.id,
            unit=unit,
            segment=segment,
            segment_chance=chance,
            segment_source=source,
            channel=request.channel,
            locale=locale,
            variant=choice.variant,
            propensity=choice.propensity,
            allocation=allocation.version,
            decided_at=self.clock(),
        )
        fields = self._render(decision, request)
        recorded = self.store.add_decisions([decision])[0]
        if recorded is not decision:
            return self._replay(recorded, request, unit)
        return self._answer(recorded, allocation, fields, replayed=False)

    def _replay(self, recorded: Decision, request: Request, unit: str) -> Answer:
        if (recorded.unit, recorded.channel) != (unit, request.channel):
            raise Conflict(
                f"request_id = {request.request_id!r} is on record for another unit or channel. "
                "Use a new request_id for every occasion."
            )
        fields = self._render(recorded, request)
        return self._answer(recorded, self.publication().allocation, fields, replayed=True)

    def _render(self, decision: Decision, request: Request) -> Mapping[str, str]:
        return render(self.campaign, decision.variant, decision.channel, decision.locale, request.facts).fields

    def _answer(
        self, decision: Decision, allocation: Allocation, fields: Mapping[str, str], *, replayed: bool
    ) -> Answer:
        same = decision.allocation == allocation.version
        row = allocation.row(Context(decision.segment, decision.channel)) if same else {}
        window = timedelta(days=self.campaign.goal_metric.window_days)
        role = self._variants[decision.variant].role
        return Answer(decision, role, row, fields, decision.decided_at + window, replayed)

    def expose(self, exposures: Sequence[Exposure]) -> list[Receipt]:
        """Record that decided messages were really shown; repeating is harmless."""
        return self.store.add_exposures([self.checked_exposure(exposure) for exposure in exposures])

    def observe(self, outcomes: Sequence[Outcome]) -> list[Receipt]:
        """Record outcomes: late ones count, a new id corrects, repeating is harmless.

        Raises
        ------
        InvalidInput
            If a value is not 0 or 1, a metric is unknown, an id is unusable, or a time has no zone, lies in the future
            or before the decision. Nothing of the call is recorded then.
        """
        decisions = (self.store.decision(outcome.decision_id) for outcome in outcomes)
        return self.record([self.checked(*pair) for pair in zip(outcomes, decisions, strict=True)])

    def record(self, outcomes: Sequence[Outcome]) -> list[Receipt]:
        """Record outcomes that `checked` has let through."""
        return self.store.add_outcomes(outcomes)

    def checked_exposure(self, exposure: Exposure) -> Exposure:
        """Validate one exposure and put its time in UTC; InvalidInput if it has no zone or lies in the future."""
        _check_id("decision_id", exposure.decision_id)
        return Exposure(exposure.decision_id, self._past("exposed_at", exposure.exposed_at))

    def checked(self, outcome: Outcome, decision: Decision | None = None) -> Outcome:
        """Validate one outcome and put its time in UTC; raises as `observe` does."""
        _check_id("outcome_id", outcome.outcome_id)
        _check_id("decision_id", outcome.decision_id)
        known = [metric.id for metric in self.campaign.metrics]
        if outcome.metric not in known:
            raise InvalidInput(f"metric = {outcome.metric!r} is not one of this campaign's: {', '.join(known)}.")
        if outcome.value not in (0, 1):
            raise InvalidInput(f"value = {outcome.value!r}; wanted 0 or 1 (did {outcome.metric!r} happen?).")
        occurred_at = self._past("occurred_at", outcome.occurred_at)
        if decision is not None and occurred_at < decision.decided_at - CLOCK_SKEW:
            raise InvalidInput(
                f"occurred_at = {occurred_at.isoformat()} is before its decision ({decision.decided_at.isoformat()}). "
                "Check the sender's clock and the decision_id."
            )
        return Outcome(
            outcome.outcome_id,
            outcome.decision_id,
            outcome.metric,
            outcome.value,
            occurred_at,
            outcome.source[:ID_LIMIT],
        )

    def _past(self, name: str, moment: datetime) -> datetime:
        moment = utc(moment, name)
        if moment > self.clock() + CLOCK_SKEW:
            raise InvalidInput(f"{name} = {moment.isoformat()} lies in the future. Check the sender's clock.")
        return moment

    def _locale(self, wanted: str | None) -> str:
        if wanted is None:
            return self.campaign.locales[0]
        if wanted not in self.campaign.locales:
            raise InvalidInput(f"locale = {wanted!r}; this campaign speaks {', '.join(self.campaign.locales)}.")
        return wanted

    def _segment(self, request: Request, unit: str, occasion: str) -> tuple[str, float, Literal["given", "answers"]]:
        """The unit's segment: as named, or drawn from its membership.

        Drawing (and recording what was drawn) keeps every cell a randomised experiment of its own: within it nothing
        but the recorded propensity decided who saw what. Overall, the shares shown are those of the table rows weighted
        by membership.
        """
        if (request.segment is None) == (request.answers is None):
            raise InvalidInput("context: give either segment or answers (to the typing questions), one of the two.")
        if request.segment is not None:
            return self.segmentation.segment(request.segment).id, 1.0, "given"
        membership: Membership = self.segmentation.membership(request.answers or {})
        drawn = membership.draw(uniform(self._key, "segment", unit, occasion))
        return drawn, membership.of(drawn), "answers"

    def _pseudonym(self, unit_id: str) -> str:
        return hashlib.blake2b(unit_id.encode(), key=self._key, person=b"unit", digest_size=12).hexdigest()

    def _decision_id(self, occasion: str) -> str:
        words = f"{self.campaign.id}\0{occasion}".encode()
        return hashlib.blake2b(words, key=self._key, person=b"decision", digest_size=12).hexdigest()


def _check_id(name: str, value: str) -> None:
    if not 0 < len(value) <= ID_LIMIT or not value.isprintable():
        raise InvalidInput(
            f"{name}: found {len(value)} characters, some perhaps not printable; wanted 1 to {ID_LIMIT} printable ones."
        )


def engine_for(engines: Mapping[str, Engine], campaign: str) -> Engine:
    """Find the engine of a campaign; NotFound names the ones there are."""
    try:
        return engines[campaign]
    except KeyError:
        raise not_found("campaign", campaign, engines) from None
