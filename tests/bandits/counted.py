"""Rows with made-up counts that add up, for tests of what may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bandits.publication import EVERYONE, UpliftRow

type Counts = Mapping[tuple[str, str, str], int]


def with_counts(rows: Sequence[UpliftRow], counts: Counts) -> tuple[UpliftRow, ...]:
    """Give every row the trials of its cell, or of all cells in it, and half of them as benefit."""
    totals = [sum(count for cell, count in counts.items() if _is_inside(cell, row)) for row in rows]
    return tuple(replace(row, trials=total, benefit=total / 2) for row, total in zip(rows, totals, strict=True))


def _is_inside(cell: tuple[str, str, str], row: UpliftRow) -> bool:
    place = (row.segment, row.channel, row.variant)
    return all(wanted in {EVERYONE, found} for found, wanted in zip(cell, place, strict=True))


def rows_of(counts: Counts, share: float = 0.25) -> tuple[UpliftRow, ...]:
    """Rows of all places that have one of these cells, in the order in which results are published."""
    segments = list(dict.fromkeys(cell[0] for cell in counts))
    channels = list(dict.fromkeys(cell[1] for cell in counts))
    variants = list(dict.fromkeys(cell[2] for cell in counts))
    places = [(EVERYONE, EVERYONE), *((s, c) for s in segments for c in (EVERYONE, *channels))]
    empty = [
        UpliftRow(segment, channel, variant, 0, 0, share, 0.5, 0.4, 0.6, 0.05, -0.05, 0.15, 0.1, 0.7, 0.3)
        for segment, channel in places
        for variant in variants
    ]
    return with_counts([row for row in empty if any(_is_inside(cell, row) for cell in counts)], counts)
