"""Frames: publications as tables for charts; pure, names instead of ids, shares and uplift in percent."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

import numpy as np
import pandas as pd

from bandits.allocation import Allocation
from bandits.disclosure import HiddenRow, PublicRow, Why
from bandits.grid import Context
from bandits.publication import EVERYONE, Publication, TechniqueRow, UpliftRow
from campaigns.theory import technique_name
from dashboards.labels import Labels, Success, chance, percent
from dashboards.sentences import Gain, estimate, told_rows
from dashboards.theme import CATEGORICAL

MAX_MOMENTS = 90
OTHERS = "Other messages"
RATE_WINDOW = timedelta(seconds=60)
STILL = timedelta(seconds=20)
UPLIFT_COLUMNS = [
    "message", "uplift", "lower", "upper", "certainty", "told", "counted", "best", "techniques", "note",
    "plain", "rank",
]  # fmt: skip
TECHNIQUE_COLUMNS = ["message", "uplift", "lower", "upper", "certainty", "told", "users", "note", "plain", "rank"]
_NOTES: dict[Why, str] = {
    "small": "too few answers",
    "complement": "hidden, as it would tell of too few answers",
    "control": "too few answers to the plain message",
}
_REASONS = {"start": "campaign opened", "refresh": "new answers", "refit": "full recalculation"}

type Weights = Mapping[Context, float]


def segment_shares(allocation: Allocation, weights: Weights, segment: str) -> dict[str, float]:
    """Share of the messages of a segment ("*": all) that each variant gets, over all channels; sums to 1."""
    chosen = [i for i, context in enumerate(allocation.contexts) if segment in {EVERYONE, context.segment}]
    weight = np.array([weights.get(allocation.contexts[i], 0.0) for i in chosen])
    weight = weight / weight.sum() if weight.sum() > 0 else np.full(len(chosen), 1.0 / len(chosen))
    shares = weight @ np.array([allocation.table[i] for i in chosen])
    return dict(zip(allocation.variants, shares.tolist(), strict=True))


def shown_variants(shares: Mapping[str, float], control: str) -> list[str]:
    """The variants that a chart can tell apart: the control and those with the largest shares, in their order."""
    treatments = [variant for variant in shares if variant != control]
    largest = sorted(treatments, key=lambda variant: -shares[variant])[: len(CATEGORICAL)]
    kept = {control, *largest}
    return [variant for variant in shares if variant in kept]


def stacking(newest: Mapping[str, float], labels: Labels) -> tuple[str, ...]:
    """Names of the messages that a chart of shares shows, from top to bottom; the control lies at the bottom."""
    kept = shown_variants(newest, labels.control)
    names = [labels.variants[variant] for variant in kept if variant != labels.control]
    others = [OTHERS] if len(kept) < len(newest) else []
    return (*names, *others, labels.variants[labels.control])


def allocation_history(
    history: Sequence[Publication], weights: Weights, segment: str, labels: Labels, until: datetime
) -> pd.DataFrame:
    """Shares over time: one row per publication and message, and the last ones again at `until`, where they still hold.

    Columns: time, message, share (percent), rank (order of stacking, 0 at the bottom), and once per publication whose
    shares are others than those before it, changed_at and because. Long histories are thinned to MAX_MOMENTS
    publications, the newest always kept; variants beyond what colours can show are one message, OTHERS.
    """
    columns = ["time", "message", "share", "rank", "changed_at", "because"]
    rows: list[tuple[datetime, str, float, int, datetime | None, str | None]] = []
    kept = _thinned(history)
    names = stacking(segment_shares(kept[-1].allocation, weights, segment), labels) if kept else ()
    before = [None, *(one.allocation.version for one in kept)]
    moments = [
        (one.published_at, one.allocation, _REASONS[one.source] if last not in {None, one.allocation.version} else "")
        for one, last in zip(kept, before, strict=False)
    ]
    if kept and until > kept[-1].published_at:
        moments.append((until, kept[-1].allocation, ""))
    for moment, allocation, because in moments:
        shares = dict.fromkeys(names, 0.0)
        for variant, share in segment_shares(allocation, weights, segment).items():
            name = labels.variants.get(variant, OTHERS)
            shares[name if name in shares else OTHERS] = shares.get(name if name in shares else OTHERS, 0.0) + share
        for rank, name in enumerate(reversed(names)):
            once = rank == 0 and because != ""
            rows.append((moment, name, 100 * shares[name], rank, moment if once else None, because if once else None))
    return pd.DataFrame(rows, columns=columns).astype(
        {"time": "datetime64[ms, UTC]", "changed_at": "datetime64[ms, UTC]"}
    )


def _thinned(history: Sequence[Publication]) -> list[Publication]:
    step = max(1, -(-len(history) // MAX_MOMENTS))
    return list(reversed(history[::-1][::step]))


def allocation_now(publication: Publication, weights: Weights, labels: Labels) -> pd.DataFrame:
    """Shares of the live allocation: one row per segment and message that it shows.

    Columns: segment, message, share (percent), label (text of the cell), techniques, column and row (their order).
    """
    allocation = publication.allocation
    kept = shown_variants(segment_shares(allocation, weights, EVERYONE), labels.control)
    rows = []
    for column, segment in enumerate(dict.fromkeys(context.segment for context in allocation.contexts)):
        shares = segment_shares(allocation, weights, segment)
        rows += [
            (
                labels.segments[segment],
                labels.variants[variant],
                100 * shares[variant],
                percent(shares[variant])[:-2],
                labels.techniques[variant],
                column,
                row,
            )
            for row, variant in enumerate(kept)
            if shares[variant] > 0
        ]
    return pd.DataFrame(rows, columns=["segment", "message", "share", "label", "techniques", "column", "row"])


def uplift_frame(rows: Sequence[PublicRow], segment: str, labels: Labels, success: Success) -> pd.DataFrame:
    """Difference to the plain message in one segment, on all channels together.

    Columns: message, uplift, lower, upper (percentage points; missing where the row is hidden, and `note` says why),
    certainty, told, counted, best, techniques, plain (0), rank; sorted by uplift, largest first.
    """
    inside = [row for row in rows if row.segment == segment and row.channel == EVERYONE]
    known = [row for row in told_rows(inside) if row.variant != labels.control]
    known.sort(key=lambda row: -row.uplift)
    hidden = [row for row in inside if isinstance(row, HiddenRow) and row.variant != labels.control]
    entries = [_told(row, labels, success) for row in known] + [_untold(row, labels, success) for row in hidden]
    kept = [entry | {"plain": 0.0, "rank": rank} for rank, entry in enumerate(entries[: 2 * len(CATEGORICAL)])]
    return pd.DataFrame(kept, columns=UPLIFT_COLUMNS)


def _named(row: PublicRow, labels: Labels) -> dict[str, object]:
    return {"message": labels.variants[row.variant], "techniques": labels.techniques[row.variant]}


def _untold(row: HiddenRow, labels: Labels, success: Success) -> dict[str, object]:
    none = {"uplift": None, "lower": None, "upper": None, "told": "–", "best": "–", "certainty": "Not clear yet"}
    return _named(row, labels) | none | {"counted": count_words(row, success), "note": _NOTES[row.why]}


def count_words(row: PublicRow, success: Success) -> str:
    """Say what was counted, or that it is not told: "132 of 220", "under 50", "not shown"."""
    if isinstance(row, HiddenRow):
        return f"under {success.least}" if row.why == "small" else "not shown"
    return raw_count(row)


def raw_count(row: UpliftRow) -> str:
    """Say what was counted, before any estimate: "132 of 220"."""
    return f"{round(row.benefit):,} of {round(row.trials):,}"


def _told(row: UpliftRow, labels: Labels, success: Success) -> dict[str, object]:
    return _named(row, labels) | {
        "uplift": 100 * row.uplift,
        "lower": 100 * row.uplift_lower,
        "upper": 100 * row.uplift_upper,
        "certainty": certainty(row),
        "told": estimate(row, success),
        "counted": raw_count(row),
        "best": chance(row.chance_best),
        "note": "",
    }


@dataclass(frozen=True, slots=True)
class _Added:
    """What a technique adds to the plain message's rate."""

    uplift: float
    uplift_lower: float
    uplift_upper: float

    @classmethod
    def of(cls, row: TechniqueRow, rate: float) -> Self:
        start = math.log(rate / (1.0 - rate))
        ends = (row.effect, row.effect_lower, row.effect_upper)
        return cls(*(1.0 / (1.0 + math.exp(-start - end)) - rate for end in ends))


def technique_frame(
    rows: Sequence[PublicRow], techniques: Sequence[TechniqueRow], labels: Labels, success: Success
) -> pd.DataFrame:
    """What each technique would add, used fully, to the plain message's rate over all segments.

    Columns: message (the technique's name), uplift, lower, upper (percentage points), certainty, told, users (messages
    that use it), note, plain (0), rank; largest first. Empty while the plain message is hidden.
    """
    plain = [row for row in told_rows(rows) if row.segment == EVERYONE and row.variant == labels.control]
    if not plain:
        return pd.DataFrame(columns=TECHNIQUE_COLUMNS)
    entries = []
    for rank, row in enumerate(sorted(techniques, key=lambda row: -row.effect)):
        added = _Added.of(row, plain[0].rate)
        users = ", ".join(labels.variants.get(variant, variant) for variant in row.variants)
        percents = (100 * added.uplift, 100 * added.uplift_lower, 100 * added.uplift_upper)
        entries.append((technique_name(row.technique), *percents, certainty(added), estimate(added, success), users,
                        "", 0.0, rank))  # fmt: skip
    return pd.DataFrame(entries, columns=TECHNIQUE_COLUMNS)


def common_limit(frames: Iterable[pd.DataFrame]) -> float:
    """A round number of percentage points that holds every interval on both sides of 0; at least 10.

    Examples
    --------
    >>> common_limit([pd.DataFrame({"lower": [-3.0], "upper": [11.5]})])
    20.0
    """
    ends = [abs(float(value)) for frame in frames for name in ("lower", "upper") for value in frame[name].dropna()]
    return 10.0 * max(1.0, -(-max(ends, default=0.0) // 10.0))


def certainty(row: Gain) -> str:
    """Better, worse or not clear yet: which side of the plain message the whole 95 % interval lies on."""
    if row.uplift_lower > 0:
        return "Better"
    return "Worse" if row.uplift_upper < 0 else "Not clear yet"


def leading_share(publication: Publication, weights: Weights) -> tuple[float, float] | None:
    """Share of messages that go to the message most likely to be the best in its context, and what even shares give.

    None before the first answers: nothing leads then. One number about everybody: it rests on all rows, the hidden ones
    too, and is shown once answers in all are.
    """
    if not publication.answered:
        return None
    best: dict[Context, UpliftRow] = {}
    for row in publication.uplift:
        context = Context(row.segment, row.channel)
        if context in weights and (context not in best or row.chance_best > best[context].chance_best):
            best[context] = row
    table = {context: publication.allocation.row(context) for context in best}
    leading = sum(weights[context] * table[context].get(row.variant, 0.0) for context, row in best.items())
    even = sum(weights[context] / len(table[context]) for context in best)
    return (leading, even) if best else None


def decisions_per_minute(history: Sequence[Publication], now: datetime) -> float | None:
    """Decisions per minute over the last RATE_WINDOW; None before there are two publications.

    Publications follow new decisions, so a newest one older than STILL says that there were none since.
    """
    if len(history) < 2:
        return None
    newest = history[-1].published_at
    end = newest if now - newest < STILL else now
    window = [publication for publication in history if publication.published_at >= end - RATE_WINDOW]
    start = window[0] if window else history[-1]
    minutes = max((end - start.published_at).total_seconds(), 1.0) / 60.0
    return (history[-1].decided - start.decided) / minutes
