"""Codec: values <-> database rows of texts and integers. Floats become decimal text that reads back to the last bit."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from bandits.allocation import Allocation
from bandits.counts import CountRow
from bandits.events import Decision, Outcome
from bandits.grid import Context
from bandits.publication import Publication, TechniqueRow, UpliftRow
from bandits.stores.base import Anchor

type Row = tuple[Any, ...]


class _Table(msgspec.Struct, frozen=True):
    """An allocation in JSON: contexts are [segment, channel]."""

    contexts: tuple[tuple[str, str], ...]
    variants: tuple[str, ...]
    table: tuple[tuple[float, ...], ...]


class _Report(msgspec.Struct, frozen=True):
    """What a publication shows beside its table, in JSON."""

    uplift: tuple[UpliftRow, ...]
    techniques: tuple[TechniqueRow, ...]


def _plain(number: object) -> object:
    """Turn NumPy's numbers, which JSON does not know, into Python's."""
    if isinstance(number, float):
        return float(number)
    if hasattr(number, "__index__"):
        return int(number)
    raise NotImplementedError(f"{type(number).__name__} has no place in a report")


_encoder = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")
_tables = msgspec.json.Decoder(_Table)
_reports = msgspec.json.Decoder(_Report)
_scales = msgspec.json.Decoder(dict[str, tuple[float, ...]])


def to_time(moment: datetime) -> str:
    """Write an aware time as text; sorting the texts sorts the times.

    Examples
    --------
    >>> to_time(datetime(2026, 3, 2, 9, tzinfo=UTC))
    '2026-03-02T09:00:00.000000+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_time(text: str) -> datetime:
    """Read what `to_time` wrote."""
    return datetime.fromisoformat(text)


def to_decision_row(decision: Decision) -> Row:
    """Arrange a decision as the columns of `decisions` after seq."""
    return (
        decision.decision_id,
        decision.campaign,
        decision.unit,
        decision.segment,
        repr(float(decision.segment_chance)),
        decision.segment_source,
        decision.channel,
        decision.locale,
        decision.variant,
        repr(float(decision.propensity)),
        decision.allocation,
        to_time(decision.decided_at),
    )


def from_decision_row(row: Row) -> Decision:
    """Read what `to_decision_row` arranged."""
    *names, segment_chance, source, channel, locale, variant, propensity, allocation, decided_at = row
    decision_id, campaign, unit, segment = names
    return Decision(
        decision_id=decision_id,
        campaign=campaign,
        unit=unit,
        segment=segment,
        segment_chance=float(segment_chance),
        segment_source=source,
        channel=channel,
        locale=locale,
        variant=variant,
        propensity=float(propensity),
        allocation=allocation,
        decided_at=from_time(decided_at),
    )


def from_outcome_row(row: Row) -> Outcome:
    """Read outcome_id, decision_id, metric, value, occurred_at, source."""
    outcome_id, decision_id, metric, value, occurred_at, source = row
    return Outcome(outcome_id, decision_id, metric, value, from_time(occurred_at), source)


def from_count_row(row: Row) -> CountRow:
    """Read day, segment, channel, variant, metric and the four numbers."""
    day, *cell = row
    return CountRow(date.fromisoformat(day), *cell)


def to_publication_row(publication: Publication) -> Row:
    """Arrange a publication as the columns of `publications` after seq."""
    allocation = publication.allocation
    contexts = tuple((context.segment, context.channel) for context in allocation.contexts)
    return (
        publication.campaign,
        publication.campaign_version,
        to_time(publication.published_at),
        publication.rule,
        publication.source,
        int(publication.decided),
        int(publication.answered),
        _json(_Table(contexts, allocation.variants, allocation.table)),
        _json(_Report(publication.uplift, publication.techniques)),
        publication.made_from,
    )


def from_publication_row(row: Row) -> Publication:
    """Read what `to_publication_row` arranged; no report (NULL: not kept or not asked for) gives no rows."""
    campaign, campaign_version, published_at, rule, source, decided, answered, *texts, made_from = row
    table_json, report_json = texts
    table = _tables.decode(table_json)
    report = _Report((), ()) if report_json is None else _reports.decode(report_json)
    return Publication(
        campaign=campaign,
        campaign_version=campaign_version,
        allocation=Allocation(tuple(Context(*pair) for pair in table.contexts), table.variants, table.table),
        published_at=from_time(published_at),
        rule=rule,
        source=source,
        decided=decided,
        answered=answered,
        uplift=report.uplift,
        techniques=report.techniques,
        made_from=made_from,
    )


def to_anchor_row(anchor: Anchor) -> Row:
    """Arrange an anchor as campaign, scales, fitted_at, decided."""
    return anchor.campaign, _json(dict(anchor.scales)), to_time(anchor.fitted_at), int(anchor.decided)


def from_anchor_row(row: Row) -> Anchor:
    """Read campaign, scales, fitted_at, decided."""
    campaign, scales, fitted_at, decided = row
    return Anchor(campaign, _scales.decode(scales), from_time(fitted_at), decided)


def _json(value: object) -> str:
    return _encoder.encode(value).decode()
