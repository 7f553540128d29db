"""Small cells: nobody in a small group can be read off a table, or worked out from its totals."""

import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.harm.small_cells import (
    AUDIENCE,
    Sum,
    audience_sentence,
    given_away,
    least_people,
    suppress,
)

type Cell = tuple[str, ...]
type Table = tuple[dict[Cell, int], tuple[Sum[Cell], ...]]

MINIMUM = 50
ALL = "*"


def two_way_sums(rows: Sequence[str], columns: Sequence[str]) -> tuple[Sum[tuple[str, str]], ...]:
    """Relations of a table with row totals (row, "*"), column totals ("*", column) and the grand total ("*", "*")."""
    return (
        *(Sum((row, ALL), tuple((row, column) for column in columns)) for row in rows),
        *(Sum((ALL, column), tuple((row, column) for row in rows)) for column in columns),
        Sum((ALL, ALL), tuple((row, ALL) for row in rows)),
        Sum((ALL, ALL), tuple((ALL, column) for column in columns)),
    )


def two_way(cells: list[list[int]]) -> Table:
    """A table a, b, ... × x, y, ... with all its totals."""
    rows, columns = "abcdefg"[: len(cells)], "tuvwxyz"[-len(cells[0]) :]
    counts: dict[Cell, int] = {(r, c): cells[i][j] for i, r in enumerate(rows) for j, c in enumerate(columns)}
    counts |= {(r, ALL): sum(cells[i]) for i, r in enumerate(rows)}
    counts |= {(ALL, c): sum(row[j] for row in cells) for j, c in enumerate(columns)}
    counts[ALL, ALL] = sum(map(sum, cells))
    return counts, two_way_sums(rows, columns)


def three_levels(cells: list[list[list[int]]]) -> Table:
    """Totals over channels of totals over segments, as results are published: (variant, segment, channel)."""
    counts: dict[Cell, int] = {}
    sums: list[Sum[Cell]] = []
    for v, variant in enumerate(cells):
        for s, segment in enumerate(variant):
            parts: tuple[Cell, ...] = tuple((str(v), str(s), str(c)) for c in range(len(segment)))
            counts |= dict(zip(parts, segment, strict=True))
            counts[str(v), str(s), ALL] = sum(segment)
            sums.append(Sum((str(v), str(s), ALL), parts))
        counts[str(v), ALL, ALL] = sum(map(sum, variant))
        sums.append(Sum((str(v), ALL, ALL), tuple((str(v), str(s), ALL) for s in range(len(variant)))))
    counts[ALL, ALL, ALL] = sum(counts[str(v), ALL, ALL] for v in range(len(cells)))
    sums.append(Sum((ALL, ALL, ALL), tuple((str(v), ALL, ALL) for v in range(len(cells)))))
    return counts, tuple(sums)


def uniquely_determined(hidden: list[Cell], sums: tuple[Sum[Cell], ...]) -> list[Cell]:
    """Hidden cells whose unit vector lies in the row space: adding it leaves the rank."""
    matrix = np.zeros((len(sums), len(hidden)))
    for i, relation in enumerate(sums):
        for j, cell in enumerate(hidden):
            matrix[i, j] = (cell in relation.parts) - (cell == relation.total)
    if not hidden:
        return []
    rank = np.linalg.matrix_rank(matrix)
    unit = np.eye(len(hidden))
    return [cell for j, cell in enumerate(hidden) if np.linalg.matrix_rank(np.vstack([matrix, unit[j]])) == rank]


def test_one_small_part_takes_the_next_smallest_with_it() -> None:
    """400 - 180 - 200 = 20 would give the 20 away; the smaller of 180 and 200 is hidden too."""
    counts = {"all": 400, "a": 200, "b": 20, "c": 180}
    assert suppress(counts, [Sum("all", ("a", "b", "c"))], MINIMUM) == {"b": "small", "c": "complement"}


def test_two_small_parts_that_are_few_people_together_take_a_third_with_them() -> None:
    """2 + 5 = 7 people would be told by 307 - 300; 7 + 90 = 97 are enough."""
    counts = {"all": 397, "a": 2, "b": 5, "c": 90, "d": 300}
    assert suppress(counts, [Sum("all", ("a", "b", "c", "d"))], MINIMUM) == {
        "a": "small", "b": "small", "c": "complement",
    }  # fmt: skip


def test_two_small_parts_that_are_enough_people_together_are_enough() -> None:
    counts = {"all": 350, "a": 20, "b": 30, "c": 300}
    assert suppress(counts, [Sum("all", ("a", "b", "c"))], MINIMUM) == {"a": "small", "b": "small"}


def test_a_spared_part_is_hidden_only_where_nothing_else_serves() -> None:
    counts = {"all": 400, "a": 20, "b": 180, "c": 200}
    sums = [Sum("all", ("a", "b", "c"))]
    assert suppress(counts, sums, MINIMUM, spare={"b"}) == {"a": "small", "c": "complement"}
    assert suppress(counts, sums, MINIMUM, spare={"b", "c"}) == {"a": "small", "b": "complement"}


def test_a_total_of_one_part_is_hidden_with_it() -> None:
    """b is hidden to protect a; c is all of b's only part, and would tell it."""
    counts = {"all": 130, "a": 40, "b": 90, "c": 90}
    hidden = suppress(counts, [Sum("all", ("a", "b")), Sum("b", ("c",))], MINIMUM)
    assert hidden == {"a": "small", "b": "complement", "c": "complement"}


def test_a_small_total_with_shown_parts_cannot_be() -> None:
    """Parts of a small total are small; so are parts of nothing."""
    counts = {"all": 49, "a": 49, "b": 0}
    assert suppress(counts, [Sum("all", ("a", "b"))], MINIMUM) == dict.fromkeys(("all", "a", "b"), "small")


@pytest.mark.parametrize(("count", "hidden"), [(0, {"a": "small"}), (49, {"a": "small"}), (50, {})])
def test_nobody_is_a_small_group_and_fifty_are_not(count: int, hidden: dict[str, str]) -> None:
    assert suppress({"a": count}, [], MINIMUM) == hidden


def test_the_minimum_follows_the_level_of_the_outcome() -> None:
    assert [least_people(level) for level in range(11)] == [10, 10, 10, *([50] * 8)]


def test_an_audience_below_a_thousand_is_refused_and_an_unknown_one_is_not_judged() -> None:
    assert "999 people is refused (gate H10)" in audience_sentence(AUDIENCE - 1)
    assert (audience_sentence(AUDIENCE), audience_sentence(None)) == ("", "")


def test_one_small_cell_of_a_two_way_table_takes_the_smallest_square_it_can() -> None:
    """8 hides 60 in its row (so row a keeps two unknowns) and 70 in its column; 300 closes the square."""
    counts, sums = two_way([[8, 60, 400], [70, 300, 500], [900, 800, 700]])
    hidden = suppress(counts, sums, MINIMUM)
    assert hidden == {
        ("a", "x"): "small", ("a", "y"): "complement", ("b", "x"): "complement", ("b", "y"): "complement",
    }  # fmt: skip


def test_two_unknowns_in_every_line_are_not_enough_where_lines_combine() -> None:
    """(b, z) is the only link between two closed squares: rows a + b less columns x + y leave it alone."""
    cells: set[Cell] = {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("b", "z"), ("c", "z"), ("c", "w"), ("d", "z"),
                        ("d", "w")}  # fmt: skip
    sums = two_way_sums("abcd", "wxyz")
    assert given_away(cells, sums) == {("b", "z")} == set(uniquely_determined(sorted(cells), sums))


def test_a_cell_that_combined_lines_would_give_away_gets_company() -> None:
    """The pattern above with numbers: every line has two small cells or none, with 50 people or more together."""
    big = 500
    counts, sums = two_way([
        [big, 30, 40, big], [big, 41, 29, 33], [35, big, big, 45], [28, big, big, 31],
    ])  # fmt: skip
    assert given_away([cell for cell, count in counts.items() if count < MINIMUM], sums) == {("b", "z")}
    hidden = suppress(counts, sums, MINIMUM)
    assert [cell for cell, why in hidden.items() if why == "complement"] != []
    assert uniquely_determined(list(hidden), sums) == []


small_or_large = st.one_of(st.integers(0, 60), st.integers(0, 400))


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(small_or_large, min_size=n, max_size=n), min_size=1,
                                                    max_size=5)))  # fmt: skip
def test_no_hidden_cell_of_a_two_way_table_is_determined_by_what_is_shown(cells: list[list[int]]) -> None:
    _holds(*two_way(cells))


segments = st.lists(st.lists(small_or_large, min_size=1, max_size=3), min_size=1, max_size=3)


@settings(max_examples=150, deadline=None)
@given(st.lists(segments, min_size=1, max_size=4))
def test_no_hidden_cell_of_nested_totals_is_determined_by_what_is_shown(cells: list[list[list[int]]]) -> None:
    _holds(*three_levels(cells))


def _holds(counts: dict[Cell, int], sums: tuple[Sum[Cell], ...]) -> None:
    hidden = suppress(counts, sums, MINIMUM)
    assert {cell for cell, count in counts.items() if count < MINIMUM} == {
        cell for cell, why in hidden.items() if why == "small"
    }
    told = uniquely_determined(list(hidden), sums)
    assert set(told) == given_away(hidden, sums)
    assert told == []
    for relation in sums:
        parts = [part for part in relation.parts if part in hidden]
        if parts and relation.total not in hidden:
            assert sum(counts[part] for part in parts) >= MINIMUM


@settings(max_examples=100, deadline=None)
@given(st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz*")), max_size=14))
def test_what_is_given_away_is_what_the_rank_says(cells: set[Cell]) -> None:
    sums = two_way_sums("abcd", "wxyz")
    assert given_away(cells, sums) == set(uniquely_determined(sorted(cells), sums))


def test_a_thousand_contexts_of_fifty_messages_take_no_more_than_a_moment() -> None:
    """A hundred segments, ten channels, fifty messages; mean 80 answers, so many are small. About 0.1 s."""
    rng = np.random.default_rng(1)
    counts, sums = three_levels(rng.geometric(1 / 80, size=(50, 100, 10)).tolist())
    started = time.perf_counter()
    hidden = suppress(counts, sums, MINIMUM)
    assert time.perf_counter() - started < 5.0
    assert 10_000 < len(hidden) < len(counts)
