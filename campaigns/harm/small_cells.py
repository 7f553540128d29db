"""Small cells: which counts of people may be shown so that nobody can be singled out, by name or by subtraction.

Gate H10 of the harm gates. Two steps: a count of too few people is hidden (primary suppression), and then others, the
smallest first, until no hidden one can be worked out from what is still shown (complementary suppression).
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

PEOPLE = 50
"""Fewest people that a count, a rate or an estimate may speak of."""

ENGAGED = 10
"""The same where a metric says no more than delivered, seen or clicked (level 2 and below)."""

AUDIENCE = 1000
"""Smallest audience that a campaign may be aimed at; forbear's own default."""

type Reason = Literal["small", "complement"]


@dataclass(frozen=True, slots=True)
class Sum[Cell]:
    """A published relation between counts: `total` is the sum of `parts`."""

    total: Cell
    parts: tuple[Cell, ...]


def least_people(level: int) -> int:
    """Fewest people that a number about a metric of this outcome level may speak of.

    Notes
    -----
    50, and 10 for clicks: the aggregation requirements of Google's Ads Data Hub (developers.google.com/ads-data-hub,
    "Privacy checks", read 2026-11; that the 10 covers impressions and views too is forbear's reading).

    Examples
    --------
    >>> least_people(6), least_people(2)
    (50, 10)
    """
    return PEOPLE if level > 2 else ENGAGED


def in_multiples(people: float, least: int) -> int:
    """Round a number of people to how many times the least it is, so that as a weight it tells of nobody.

    Examples
    --------
    >>> [in_multiples(people, 50) for people in (24, 25, 74, 75, 509)]
    [0, 1, 1, 2, 10]
    """
    return int(people / least + 0.5)


def audience_sentence(size: int | None) -> str:
    """Explain why an audience of this size is refused; "" where it is large enough or not known.

    Examples
    --------
    >>> print(audience_sentence(400))
    an audience of 400 people is refused (gate H10); wanted 1000 or more; widen the places or the contents
    >>> audience_sentence(1000)
    ''
    """
    if size is None or size >= AUDIENCE:
        return ""
    words = f"an audience of {size} people is refused (gate H10); wanted {AUDIENCE} or more"
    return f"{words}; widen the places or the contents"


def suppress[Cell](
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], minimum: int, spare: Collection[Cell] = ()
) -> dict[Cell, Reason]:
    """Choose the counts to hide: those under `minimum`, and those that would give one of them away.

    Parameters
    ----------
    counts : every count that would be published, totals among them. A count of 0 is small too: that nobody in a small
        group did something tells of each of them. Leave out what cannot happen (a message that a segment never sees).
    sums : which counts add up to which. Every cell named must be in `counts`.
    minimum : fewest people in a count that is shown, see `least_people`.
    spare : cells that much else rests on: hidden to protect others only where nothing else serves.

    Returns
    -------
    The hidden cells with the reason: "small", or "complement" for those hidden to protect others. Of two that would
    serve, the one with fewer people is hidden, then the one that comes first.

    Notes
    -----
    Guaranteed, and checked exactly by `given_away`: no hidden count follows from the shown ones and `sums`. Also, the
    hidden parts of a shown total have `minimum` people or more together, because subtraction tells that number.

    Not guaranteed: (1) bounds. Counts are not negative, so of two hidden parts that add up to 60 each is at most 60,
    and where a shown total leaves 0 all are 0. (2) Differences over time: who has yesterday's table and today's learns
    what came between, and a cell that is shown one day and hidden the next has been told. (3) Sums over several
    relations at once may be small. (4) What others know: their own answer, or a list of who was asked. (5) Everybody
    in a shown cell may have answered alike. (6) Counts stand for people: one who answers twice counts twice.
    Which cells to hide so that least is lost is a hard problem; the smallest first is a plain rule, not the best one.
    Source: L. H. Cox (1980), Suppression methodology and statistical disclosure control, J Am Stat Assoc 75:377-385
    (for the two steps; pages from memory, verify).

    Examples
    --------
    >>> suppress({"all": 400, "a": 20, "b": 180, "c": 200}, [Sum("all", ("a", "b", "c"))], 50)
    {'a': 'small', 'b': 'complement'}
    """
    hidden: dict[Cell, Reason] = {cell: "small" for cell, count in counts.items() if count < minimum}
    relations = _relations(sums)
    cost = {cell: (cell in spare, count) for cell, count in counts.items()}
    queue = deque(sums)
    while True:
        while queue:
            for cell in _also_hidden(queue.popleft(), cost, hidden, minimum):
                hidden[cell] = "complement"
                queue.extend(relations[cell])
        more = _one_more(cost, hidden, sums)
        if more is None:
            return hidden
        hidden[more] = "complement"
        queue.extend(relations[more])


def _relations[Cell](sums: Iterable[Sum[Cell]]) -> dict[Cell, list[Sum[Cell]]]:
    """The relations that each cell is in."""
    found: defaultdict[Cell, list[Sum[Cell]]] = defaultdict(list)
    for relation in sums:
        for cell in (relation.total, *relation.parts):
            found[cell].append(relation)
    return found


def _also_hidden[Cell](
    relation: Sum[Cell], cost: Mapping[Cell, tuple[bool, int]], hidden: Collection[Cell], minimum: int
) -> list[Cell]:
    """What one relation needs hidden besides: with its total shown, no part or several with enough people together."""
    count = sum(part in hidden for part in relation.parts)
    if (count == 0) != (relation.total in hidden):
        return []
    shown = sorted((part for part in relation.parts if part not in hidden), key=lambda part: cost[part])
    if relation.total in hidden:
        return shown[:1] if count == 0 else []
    people = sum(cost[part][1] for part in relation.parts if part in hidden)
    more: list[Cell] = []
    while len(more) < len(shown) and (count + len(more) < 2 or people < minimum):
        people += cost[shown[len(more)]][1]
        more.append(shown[len(more)])
    return more if count + len(more) > 1 else [*more, relation.total]


def _one_more[Cell](
    cost: Mapping[Cell, tuple[bool, int]], hidden: Collection[Cell], sums: Sequence[Sum[Cell]]
) -> Cell | None:
    """The smallest shown count beside a hidden one that is given away; None where none is, or nothing is left."""
    told = given_away(hidden, sums)
    for near in (told, set(hidden) if told else set()):
        beside = [
            cell
            for relation in sums
            if not near.isdisjoint((relation.total, *relation.parts))
            for cell in (*relation.parts, relation.total)
            if cell not in hidden
        ]
        if beside:
            return min(beside, key=lambda cell: cost[cell])
    return None


def given_away[Cell](hidden: Collection[Cell], sums: Iterable[Sum[Cell]]) -> set[Cell]:
    """The hidden cells whose counts follow from the shown ones: exact linear algebra over the relations.

    Notes
    -----
    Relations that share hidden cells are solved together. Where they form a tree, each with two hidden cells or more
    (totals over segments over channels are one), nothing has to be solved: in any combination of them at least two
    cells are each in one relation only, so two unknowns stay. Else the time grows with the square of the relations
    times the hidden cells: tables of some thousand cells.

    Examples
    --------
    Each line has two hidden cells, yet a + b, b + c and a + c give all three away:

    >>> sorted(given_away({"a", "b", "c"}, [Sum("x", ("a", "b")), Sum("y", ("b", "c")), Sum("z", ("a", "c"))]))
    ['a', 'b', 'c']
    """
    found: set[Cell] = set()
    for lines in _connected([_unknowns(relation, hidden) for relation in sums]):
        cells = {cell for line in lines for cell in line}
        entries = sum(map(len, lines))
        if entries != len(lines) + len(cells) - 1 or min(map(len, lines)) < 2:
            found |= _solved(lines)
    return found


def _unknowns[Cell](relation: Sum[Cell], hidden: Collection[Cell]) -> dict[Cell, Fraction]:
    """Coefficients of a relation's hidden cells."""
    line = {part: Fraction(1) for part in relation.parts if part in hidden}
    return line | ({relation.total: Fraction(-1)} if relation.total in hidden else {})


def _connected[Cell](lines: Iterable[dict[Cell, Fraction]]) -> list[list[dict[Cell, Fraction]]]:
    """Group the lines that share cells, directly or through others."""
    lines = [line for line in lines if line]
    with_cell: defaultdict[Cell, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for cell in line:
            with_cell[cell].append(number)
    groups, seen = [], [False] * len(lines)
    for start in range(len(lines)):
        group, waiting = [], [start]
        while waiting:
            number = waiting.pop()
            if not seen[number]:
                seen[number] = True
                group.append(lines[number])
                waiting.extend(other for cell in lines[number] for other in with_cell[cell] if not seen[other])
        if group:
            groups.append(group)
    return groups


def _solved[Cell](lines: Iterable[dict[Cell, Fraction]]) -> set[Cell]:
    """Cells with one value in every solution: those that stand alone in a line of the reduced echelon form."""
    reduced: dict[Cell, dict[Cell, Fraction]] = {}
    for line in lines:
        rest = dict(line)
        for pivot in [cell for cell in rest if cell in reduced]:
            _subtract(rest, reduced[pivot], rest[pivot])
        if not rest:
            continue
        pivot = next(iter(rest))
        rest = {cell: value / rest[pivot] for cell, value in rest.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, rest, other[pivot])
        reduced[pivot] = rest
    return {pivot for pivot, line in reduced.items() if len(line) == 1}


def _subtract[Cell](line: dict[Cell, Fraction], other: Mapping[Cell, Fraction], times: Fraction) -> None:
    for cell, value in other.items():
        line[cell] = line.get(cell, Fraction(0)) - times * value
        if line[cell] == 0:
            del line[cell]
