"""Handlers: the acts of the API that write: decide, report outcomes, report exposures. Each is a call of the engine."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from bandits import engine as deciding
from bandits.engine import Answer, Engine, engine_for
from bandits.events import Decision, Exposure, Outcome, Receipt
from bandits.service import wire
from bandits.service.endpoint import Call, Reply, Room
from bandits.service.problems import Refusal, not_understood
from bandits.service.reading import published_under
from campaigns.errors import Conflict, InvalidInput, NotFound

_CONFLICT = "This id is on record with other content; nothing was changed. A correction needs a new id."


def decide(room: Room, call: Call) -> Reply:
    """Choose the message for a unit; 201, or 200 where the request_id is on record already."""
    asked: wire.DecisionRequest = call.body
    engine = engine_for(room.engines, call.path["campaign"])
    where = asked.context
    request = deciding.Request(
        unit_id=asked.unit_id,
        channel=where.channel,
        locale=where.locale,
        segment=where.segment,
        answers=where.answers,
        request_id=asked.request_id,
        facts=asked.facts,
    )
    answer = engine.decide(request)
    return Reply(200 if answer.replayed else 201, _told(engine, asked, answer))


def _told(engine: Engine, asked: wire.DecisionRequest, answer: Answer) -> wire.DecisionAnswer:
    decision = answer.decision
    message = wire.Message(channel=decision.channel, locale=decision.locale, fields=dict(answer.fields))
    return wire.DecisionAnswer(
        decision_id=decision.decision_id,
        campaign=decision.campaign,
        data_status=engine.campaign.data_status,
        unit_id=asked.unit_id,
        variant=decision.variant,
        role=answer.role,
        propensity=decision.propensity,
        probabilities=answer.probabilities,
        segment=wire.SegmentChance(name=decision.segment, p=decision.segment_chance, source=decision.segment_source),
        policy=_stamp(engine, answer),
        message=message if asked.render else None,
        outcome_closes_at=answer.outcome_closes_at,
        decided_at=decision.decided_at,
    )


def _stamp(engine: Engine, answer: Answer) -> wire.PolicyStamp:
    version, is_live = answer.decision.allocation, bool(answer.probabilities)
    policy = published_under(engine) if is_live else None
    if policy is None:
        return wire.PolicyStamp(name=None, version=version, floor=None, control_share=None)
    return wire.PolicyStamp(name=policy.rule, version=version, floor=policy.floor, control_share=policy.control_share)


@dataclass(frozen=True, slots=True)
class _Row[Event]:
    """One event of a report that is good as far as the engine can tell without writing."""

    index: int
    engine: Engine
    decision: Decision
    event: Event


def observe(room: Room, call: Call) -> Reply:
    """Record outcomes, each row on its own; what is counted as good is durable when the answer goes out."""
    report: wire.OutcomeReport = call.body
    good, rejected = _sorted_out(report.outcomes, lambda index, raw: _outcome(room, index, raw))
    counted = dict.fromkeys(Receipt, 0)
    late = 0
    for row, receipt in _recorded(good, lambda engine, events: engine.record(events)):
        counted[receipt] += 1
        if receipt in {Receipt.ACCEPTED, Receipt.CORRECTED}:
            window = timedelta(days=row.engine.campaign.metric(row.event.metric).window_days)
            late += row.event.occurred_at > row.decision.decided_at + window
        elif receipt is not Receipt.DUPLICATE:
            rejected.append(wire.Rejected(index=row.index, code=receipt.value, detail=_CONFLICT))
    return Reply(
        200,
        wire.OutcomeReceipts(
            accepted=counted[Receipt.ACCEPTED],
            corrected=counted[Receipt.CORRECTED],
            duplicate=counted[Receipt.DUPLICATE],
            late=late,
            rejected=tuple(sorted(rejected, key=lambda row: row.index)),
        ),
    )


def _outcome(room: Room, index: int, raw: msgspec.Raw) -> _Row[Outcome]:
    row = _row(raw, wire.OutcomeRow)
    engine, decision = _decided(room, row.decision_id)
    occurred_at = _moment(row.occurred_at, "occurred_at")
    outcome = Outcome(row.outcome_id, row.decision_id, row.metric, int(row.value), occurred_at, row.source)
    return _Row(index, engine, decision, engine.checked(outcome, decision))


def expose(room: Room, call: Call) -> Reply:
    """Record that decided messages were shown: one, or many, each row on its own."""
    report: wire.ExposureReport = call.body
    if (report.decision_id is msgspec.UNSET) == (report.exposures is msgspec.UNSET) or (
        report.exposures is not msgspec.UNSET and report.exposed_at is not None
    ):
        raise InvalidInput("$: give either decision_id (and exposed_at) or exposures, one of the two.")
    if report.exposures is not msgspec.UNSET:
        rows: Sequence[msgspec.Raw] = report.exposures
    else:
        rows = [msgspec.Raw(msgspec.json.encode({"decision_id": report.decision_id, "exposed_at": report.exposed_at}))]
    good, rejected = _sorted_out(rows, lambda index, raw: _exposure(room, index, raw))
    receipts = [receipt for _, receipt in _recorded(good, lambda engine, events: engine.expose(events))]
    told = wire.ExposureReceipts(
        accepted=receipts.count(Receipt.ACCEPTED),
        duplicate=receipts.count(Receipt.DUPLICATE),
        rejected=tuple(rejected),
    )
    return Reply(202, told)


def _exposure(room: Room, index: int, raw: msgspec.Raw) -> _Row[Exposure]:
    row = _row(raw, wire.ExposureRow)
    engine, decision = _decided(room, row.decision_id)
    exposed_at = engine.clock() if row.exposed_at is None else _moment(row.exposed_at, "exposed_at")
    return _Row(index, engine, decision, engine.checked_exposure(Exposure(row.decision_id, exposed_at)))


def _row[Kind](raw: msgspec.Raw, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise not_understood(error) from error


def _moment(moment: datetime, where: str) -> datetime:
    """Put an aware time in UTC, refusing those that leave the calendar by it; others are the engine's to judge."""
    try:
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput(f"{where} = {moment.isoformat()} is not in years 1 to 9999 in UTC.") from error


def _decided(room: Room, decision_id: str) -> tuple[Engine, Decision]:
    for store in room.stores:
        decision = store.decision(decision_id)
        if decision is not None:
            return engine_for(room.engines, decision.campaign), decision
    raise Refusal(404, Receipt.UNKNOWN_DECISION.value, f"decision_id = {decision_id!r}: no such decision is on record.")


def _sorted_out[Event](
    raws: Sequence[msgspec.Raw], read: Callable[[int, msgspec.Raw], _Row[Event]]
) -> tuple[list[_Row[Event]], list[wire.Rejected]]:
    good, rejected = [], []
    for index, raw in enumerate(raws):
        try:
            good.append(read(index, raw))
        except (InvalidInput, NotFound, Conflict) as error:
            rejected.append(wire.Rejected(index=index, code=error.code, detail=str(error)))
    return good, rejected


def _recorded[Event](
    rows: Sequence[_Row[Event]], record: Callable[[Engine, list[Event]], list[Receipt]]
) -> Iterator[tuple[_Row[Event], Receipt]]:
    """Hand each engine its events, in their order, and pair every row with its receipt."""
    for engine in {id(row.engine): row.engine for row in rows}.values():
        own = [row for row in rows if row.engine is engine]
        yield from zip(own, record(engine, [row.event for row in own]), strict=True)
