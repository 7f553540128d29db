"""Admission: what every store does first with a value: refuse what could not be read back, and turn times to UTC."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from datetime import UTC

from bandits.events import Decision, Exposure, Outcome, utc
from bandits.publication import Publication, TechniqueRow, UpliftRow
from bandits.stores.base import Anchor
from campaigns.errors import Conflict, InvalidInput, Unavailable


def admit_decision(decision: Decision) -> Decision:
    """Give the decision as it goes on record.

    Raises
    ------
    InvalidInput
        If its time has no zone or one of its texts is no valid Unicode.
    """
    _refuse_unreadable(
        f"decision {decision.decision_id!r}",
        decision.decision_id,
        decision.campaign,
        decision.unit,
        decision.segment,
        decision.channel,
        decision.locale,
        decision.variant,
        decision.allocation,
    )
    if decision.decided_at.tzinfo is UTC:
        return decision
    return replace(decision, decided_at=utc(decision.decided_at, "decided_at"))


def admit_exposure(exposure: Exposure) -> Exposure:
    """Give the exposure as it goes on record; raises as `admit_decision` does."""
    _refuse_unreadable(f"exposure of {exposure.decision_id!r}", exposure.decision_id)
    if exposure.exposed_at.tzinfo is UTC:
        return exposure
    return replace(exposure, exposed_at=utc(exposure.exposed_at, "exposed_at"))


def admit_outcome(outcome: Outcome) -> Outcome:
    """Give the outcome as it goes on record.

    Raises
    ------
    InvalidInput
        If its value is neither 0 nor 1, its metric has no name, its time has no zone or a text is no valid Unicode.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> abroad = datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=8)))
    >>> admit_outcome(Outcome("o-1", "d-1", "landing", 1, abroad)).occurred_at.isoformat()
    '2026-03-01T17:00:00+00:00'
    """
    where = f"outcome {outcome.outcome_id!r}"
    if outcome.value not in {0, 1}:
        raise InvalidInput(f"{where}: value = {outcome.value!r}; wanted 0 or 1. Report one outcome per decision.")
    if not outcome.metric:
        raise InvalidInput(f'{where}: metric = ""; wanted the id of one of the campaign\'s metrics.')
    _refuse_unreadable(where, outcome.outcome_id, outcome.decision_id, outcome.metric, outcome.source)
    if outcome.occurred_at.tzinfo is UTC:
        return outcome
    return replace(outcome, occurred_at=utc(outcome.occurred_at, "occurred_at"))


def admit_publication(publication: Publication) -> Publication:
    """Give the publication as it goes on record.

    Raises
    ------
    InvalidInput
        If some figure of its report is not finite (JSON could not hold it), or its time has no zone.
    """
    report: tuple[UpliftRow | TechniqueRow, ...] = (*publication.uplift, *publication.techniques)
    for row in report:
        _refuse_infinite(f"publication of {publication.campaign!r}: {row}", astuple(row))
    return replace(publication, published_at=utc(publication.published_at, "published_at"))


def admit_anchor(anchor: Anchor) -> Anchor:
    """Give the anchor as it goes on record; raises as `admit_publication` does."""
    for name, draws in anchor.scales.items():
        _refuse_infinite(f"anchor of {anchor.campaign!r}: scales of {name!r}", draws)
    scales = {name: tuple(float(draw) for draw in draws) for name, draws in anchor.scales.items()}
    return replace(anchor, scales=scales, fitted_at=utc(anchor.fitted_at, "fitted_at"))


def admit_limit(limit: int) -> int:
    """Give how many publications to list; InvalidInput if it is negative."""
    if limit < 0:
        raise InvalidInput(f"history: limit = {limit}; wanted 0 or more.")
    return limit


def refuse_edited(campaign: str, edited: Iterable[str]) -> None:
    """Raise Conflict if a variant was edited after it had been served."""
    names = sorted(edited)
    if names:
        raise Conflict(
            f"campaign {campaign!r}: the text of {', '.join(names)} has changed, but decisions with the earlier text "
            "are on record; their numbers would mix two texts. Nothing was changed. Restore the text, or give the new "
            'text a new variant id and set the state of the old one to "retired".'
        )


def edited_variants(
    digests: Mapping[str, str], pinned: Mapping[str, str], served: Iterable[str]
) -> tuple[dict[str, str], set[str]]:
    """Split what must be pinned now from what may not change any more.

    Examples
    --------
    >>> edited_variants({"plain": "a2", "peer": "b2", "new": "c1"}, {"plain": "a1", "peer": "b1"}, {"plain"})
    ({'plain': 'a2', 'peer': 'b2', 'new': 'c1'}, {'plain'})
    """
    moved = {variant: digest for variant, digest in digests.items() if pinned.get(variant) != digest}
    return moved, {variant for variant in moved if variant in pinned}.intersection(served)


def closed(what: str) -> Unavailable:
    """The error of a call that came after `close`."""
    return Unavailable(f"{what} is closed; nothing was recorded or read. Open the store again.")


def _refuse_unreadable(where: str, *words: str) -> None:
    try:
        "".join(words).encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"{where}: a text holds {error.object[error.start]!r}, which is half of a character and cannot be stored. "
            "Send valid Unicode."
        ) from None


def _refuse_infinite(where: str, numbers: Iterable[object]) -> None:
    if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
        raise InvalidInput(f"{where}: found a number that is not finite; nothing was recorded.")
