"""Disclosure: which numbers of a publication may leave the house. Every door that shows results asks here.

What is learnt and decided rests on all counts; only what is shown passes the gates for small cells (H10).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal

from bandits.grid import Context
from bandits.publication import EVERYONE, TechniqueRow, UpliftRow
from campaigns.campaign import Campaign
from campaigns.harm.small_cells import Sum, in_multiples, least_people, suppress

type Why = Literal["small", "complement", "control"]
type _Cell = tuple[str, str, str]

_ROOT: _Cell = (EVERYONE, EVERYONE, EVERYONE)


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """A row whose numbers are not shown; `share` is our own choice, not what people did, and stays.

    `why` is "small" (too few people), "complement" (it would give a small one away) or "control" (the control has too
    few people here, and a difference to it would tell of them).
    """

    segment: str
    channel: str
    variant: str
    share: float
    why: Why


type PublicRow = UpliftRow | HiddenRow
"""A row as it may be shown: with all its numbers or with none."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What may be shown of results: rows in their order, techniques that rest on enough people, answers in all.

    `answered` is None below `least` people. `weights` says how much of the audience each context stands for, in whole
    multiples of `least` answers, so that it tells nothing of a small context; even where that leaves none.
    """

    rows: tuple[PublicRow, ...]
    techniques: tuple[TechniqueRow, ...]
    answered: int | None
    least: int
    weights: Mapping[Context, float]


def disclose(
    rows: Sequence[UpliftRow], techniques: Sequence[TechniqueRow], answered: int, campaign: Campaign
) -> Disclosed:
    """Hide what would tell of too few people: always of all rows at once, so that no choice of some gives others away.

    Rows over several contexts ("*") get their share anew from the contexts' shares and the rounded `weights`: exact
    weights could be solved for how many people answered in each context.

    Parameters
    ----------
    rows : all rows of one publication, as from `bandits.uplift.uplift_rows` with the `least` of the goal's metric.
    techniques : its technique rows; one is kept if the control and a message that uses it are shown over all segments.
    answered : answers in all.
    campaign : gives the outcome level of its goal's metric and the control.

    Notes
    -----
    The rows are sums within sums (channels in a segment, segments in all, messages in all answers): see
    `campaigns.harm.small_cells.suppress` for what is guaranteed of them and where that stops. The guarantee is of
    counts. Rates, intervals and shares depend on hidden counts too, by open rules: whoever runs the same code on the
    same campaign can try what a hidden cell may hold and compare. A comparison with fewer than the least people of the
    control is hidden, but its count may follow where there are enough. That nobody at all answered in a
    segment or on a channel is hidden too, but may be worked out: a channel not yet in use must not hide the others.
    """
    least = least_people(campaign.goal_metric.level)
    why = _hidden(rows, answered, least, campaign.control.id)
    contexts = dict.fromkeys(Context(row.segment, row.channel) for row in rows if EVERYONE not in _place(row))
    weights = context_weights(contexts, rows, least)
    shares = _shares(rows, weights)
    shown = tuple(_public(row, shares[_cell(row)], why.get(_cell(row))) for row in rows)
    overall = {row.variant for row in shown if row.segment == EVERYONE and isinstance(row, UpliftRow)}
    is_told = campaign.control.id in overall
    return Disclosed(
        rows=shown,
        techniques=tuple(row for row in techniques if is_told and not overall.isdisjoint(row.variants)),
        answered=None if _ROOT in why else answered,
        least=least,
        weights=weights,
    )


def context_weights(contexts: Iterable[Context], rows: Iterable[UpliftRow], least: int) -> dict[Context, float]:
    """How much of the audience each context stands for: its answers, rounded to whole multiples of `least`.

    Examples
    --------
    90 answers are twice 50 when rounded, 30 once, 20 none:

    >>> numbers = dict(variant="v", benefit=9, share=.5, rate=.4, rate_lower=.3, rate_upper=.5, relative=.1, uplift=0,
    ...                uplift_lower=0, uplift_upper=0, chance_better=.8, chance_best=.8, channel="sms")
    >>> counted = [UpliftRow(segment=name, trials=trials, **numbers) for name, trials in zip("abc", (90, 30, 20))]
    >>> list(context_weights([Context(name, "sms") for name in "abc"], counted, 50).values())
    [0.6666666666666666, 0.3333333333333333, 0.0]
    """
    counted = dict.fromkeys(contexts, 0.0)
    for row in rows:
        context = Context(row.segment, row.channel)
        if context in counted:
            counted[context] += row.trials
    rounded = {context: in_multiples(people, least) for context, people in counted.items()}
    total = sum(rounded.values())
    return {context: (times / total if total else 1.0 / len(rounded)) for context, times in rounded.items()}


def row_fields(row: PublicRow) -> dict[str, object]:
    """Give a row as plain values: all its fields, None where hidden, and why it is ("" where it is not).

    Examples
    --------
    >>> told = row_fields(HiddenRow("gifts", "chat", "peer", 0.4, "small"))
    >>> told["share"], told["trials"], told["hidden"]
    (0.4, None, 'small')
    """
    if isinstance(row, UpliftRow):
        return asdict(row) | {"hidden": ""}
    empty: dict[str, object] = dict.fromkeys((field.name for field in fields(UpliftRow)), None)
    known = {"segment": row.segment, "channel": row.channel, "variant": row.variant, "share": row.share}
    return empty | known | {"hidden": row.why}


def _place(row: UpliftRow) -> tuple[str, str]:
    return row.segment, row.channel


def _cell(row: UpliftRow) -> _Cell:
    return row.segment, row.channel, row.variant


def _public(row: UpliftRow, share: float, why: Why | None) -> PublicRow:
    if why is None:
        return replace(row, share=share)
    return HiddenRow(row.segment, row.channel, row.variant, share, why)


def _hidden(rows: Sequence[UpliftRow], answered: int, least: int, control: str) -> dict[_Cell, Why]:
    """Which rows are hidden, and why; _ROOT stands for the answers in all."""
    empty = _empty_places(rows)
    met = [row for row in rows if _place(row) not in empty]
    counts = {_cell(row): round(row.trials) for row in met}
    sums = tuple(_sums(met))
    counts[_ROOT] = sum(counts[part] for relation in sums if relation.total == _ROOT for part in relation.parts)
    spare = {cell for cell in counts if cell[2] == control}
    hidden: dict[_Cell, Why] = dict(suppress(counts, sums, least, spare))
    for cell in _incomparable(counts, sums, least, control):
        hidden.setdefault(cell, "control")
    for row in rows:
        if _place(row) in empty:
            hidden[_cell(row)] = "small"
        elif (*_place(row), control) in hidden:
            hidden.setdefault(_cell(row), "control")
    if answered < least:
        hidden[_ROOT] = "small"
    return hidden


def _empty_places(rows: Iterable[UpliftRow]) -> set[tuple[str, str]]:
    """Places where nobody answered at all. There is nobody to protect there, so nothing else is hidden for them."""
    people: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        people[_place(row)] += row.trials
    return {place for place, count in people.items() if round(count) == 0 and place != _ROOT[:2]}


def _sums(rows: Sequence[UpliftRow]) -> Iterator[Sum[_Cell]]:
    """Channels add up to their segment, segments to all, messages to the answers in all."""
    parts: defaultdict[_Cell, list[_Cell]] = defaultdict(list)
    for row in rows:
        if row.segment == EVERYONE:
            parts[_ROOT].append(_cell(row))
        elif row.channel == EVERYONE:
            parts[EVERYONE, EVERYONE, row.variant].append(_cell(row))
        else:
            parts[row.segment, EVERYONE, row.variant].append(_cell(row))
    known = {_ROOT, *map(_cell, rows)}
    totals = sorted(parts.keys() & known, key=lambda total: (total[0] == EVERYONE, total))  # segments before all
    return (Sum(total, tuple(parts[total])) for total in totals)


def _incomparable(counts: Mapping[_Cell, int], sums: Iterable[Sum[_Cell]], least: int, control: str) -> Iterator[_Cell]:
    """Rows that are compared with few people of the control: with those on the channels, in the segments, it reaches.

    What the control has elsewhere in the same place must be nobody or enough too, as it follows from both.
    """
    reached: dict[_Cell, int] = {}
    for relation in sums:  # segments come before all: what is reached in them is known when they are added up
        if relation.total == _ROOT:
            continue
        segment, channel, _ = relation.total
        own = sum(reached.get(part, counts.get((part[0], part[1], control), 0)) for part in relation.parts)
        reached[relation.total] = own
        elsewhere = counts.get((segment, channel, control), 0) - own
        if own < least or 0 < elsewhere < least:
            yield relation.total


def _shares(rows: Sequence[UpliftRow], weights: Mapping[Context, float]) -> dict[_Cell, float]:
    """Shares of single contexts as they are, of several together by the rounded weights; even where these are 0."""
    contexts: defaultdict[str, list[Context]] = defaultdict(list)
    for context in weights:
        contexts[context.segment].append(context)
        contexts[EVERYONE].append(context)
    total = {segment: sum(weights[context] for context in inside) for segment, inside in contexts.items()}
    shares = {_cell(row): 0.0 if row.segment in contexts else row.share for row in rows if EVERYONE in _place(row)}
    for row in rows:
        if EVERYONE in _place(row):
            continue
        shares[_cell(row)] = row.share
        for segment in (row.segment, EVERYONE):
            weight = weights[Context(row.segment, row.channel)]
            part = weight / total[segment] if total[segment] else 1.0 / len(contexts[segment])
            pooled = segment, EVERYONE, row.variant
            shares[pooled] = shares.get(pooled, 0.0) + part * row.share
    return shares
