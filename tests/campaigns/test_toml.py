"""TOML: each key's line is found however it is written, and what is written is read back the same."""

import tomllib
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import InvalidInput
from campaigns.toml import Plain, key_lines, line_of, read_toml, toml_key, toml_value

WRITTEN = '''# first
a = 1
"b c".d = """
[not.a.table]
x = 1
"""   # comment with [brackets] and "quotes"
e = [
  1, # one
  {f = 'x#y', g.h = ["]", 2]},
]

[t . "6.1"]
i = 2026-01-31
j = "a \\" = [q]"
[[list]]
k = true
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("a",), 2), (("b c",), 3), (("b c", "d"), 3), (("e",), 7), (("e", "0"), 8), (("e", "1", "f"), 9),
        (("e", "1", "g", "h", "1"), 9), (("t", "6.1"), 12), (("t", "6.1", "i"), 13), (("t", "6.1", "j"), 14),
        (("list",), 15), (("list", "k"), 16),
    ],
)  # fmt: skip
def test_each_key_is_found_on_its_line(key: tuple[str, ...], line: int) -> None:
    tomllib.loads(WRITTEN)
    assert key_lines(WRITTEN)[key] == line


def test_nothing_inside_strings_and_comments_is_taken_for_a_key() -> None:
    assert {"not", "x", "q", "brackets"}.isdisjoint({key[0] for key in key_lines(WRITTEN)})


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 200_000 + " = 1", 'x = {a' + ' . "b"' * 100_000 + " = 1}", "[a" + ".a" * 200_000 + "]",
        "a = '" + ".a" * 15 + "'\nb" + ". 'c'" * 100_000 + " = 1", "a" * 500_000 + ' "' * 100_000,
        "a = [" + "1," * 200_000 + "]\nb =", "\n".join(f"a{number}.b.c = 1" for number in range(50_000)) + "\nb =",
    ],
    ids=["key", "inline table", "header", "quoted", "words", "list", "many keys"],
)  # fmt: skip
def test_a_file_made_to_take_long_is_refused_in_less_than_three_seconds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "campaign.toml"
    path.write_text(text, encoding="utf-8")
    start = perf_counter()
    with pytest.raises(InvalidInput, match=r"campaign.toml:\d+: "):
        read_toml(path, "campaign.toml")
    assert perf_counter() - start < 3


def test_the_lines_of_a_long_list_are_found_in_less_than_three_seconds() -> None:
    start = perf_counter()
    assert key_lines("a = [\n" + "1,\n" * 100_000 + "]")["a", "99999"] == 100_001
    assert perf_counter() - start < 3


def test_a_key_that_is_not_there_has_the_line_of_the_table_around_it() -> None:
    lines = key_lines(WRITTEN)
    assert line_of(lines, ("t", "6.1", "missing", "deeper")) == 12
    assert line_of(lines, ("nowhere",)) == 1


SCALARS = st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.dates()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(table=st.dictionaries(st.text(), VALUES, max_size=4))
def test_whatever_is_written_is_read_back_the_same_and_every_key_has_a_line(table: dict[str, Plain]) -> None:
    text = "\n".join(f"{toml_key((name,))} = {toml_value(value)}" for name, value in table.items())
    assert tomllib.loads(text) == table
    lines = key_lines(text)
    assert [lines[name,] for name in table] == list(range(1, len(table) + 1))
