"""How to read a survey: a TOML file that says which column measures which determinant, and which are items."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, cast

from segments.arrays import FloatArray
from segments.models.base import Question
from segments.table import Table, gathered

type Direction = Literal["high", "low"]
MAPPINGS = Path(__file__).parent / "mappings"


@dataclass(frozen=True, slots=True)
class Column:
    """A question of the survey, answered on a scale of whole numbers.

    Parameters
    ----------
    name : column of the file.
    determinant : what it measures; None for a column that is an item only.
    lowest, highest : ends of the scale.
    hinders : which end stands for a barrier to the desired behaviour.
    missing : codes that mean "no answer", besides an empty cell.

    Examples
    --------
    >>> Column("att", "beliefs_consequences", 1, 5, "low", ()).barrier(2)
    0.75
    """

    name: str
    determinant: str | None
    lowest: int
    highest: int
    hinders: Direction
    missing: tuple[float, ...]

    def barrier[A: (float, FloatArray)](self, answer: A) -> A:
        """Turn an answer, or an array of them, into a barrier, 0 (none) to 1 (strongest)."""
        part = (answer - self.lowest) / (self.highest - self.lowest)
        return part if self.hinders == "high" else 1.0 - part

    def question(self, cuts: tuple[int, ...]) -> Question:
        """Make it an item: each cut begins a new level; no cuts leave every answer a level of its own.

        Examples
        --------
        >>> Column("att", None, 1, 5, "low", ()).question((2, 4)).levels
        (0, 1, 1, 2, 2)
        """
        choices = tuple(range(self.lowest, self.highest + 1))
        begins = cuts or choices[1:]
        return Question(self.name, choices, tuple(sum(choice >= begin for begin in begins) for choice in choices))


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """All that a survey file's reader must be told.

    Parameters
    ----------
    columns : by name.
    items : name of column to its cuts, in order; the typing model asks these.
    exclude : column to values; a row with one of them is left out.
    require : columns that must be answered.
    minimum_answers : how many items a respondent must have answered.
    ignore : columns that may look like personal data and are never read.
    weight : column of weights, or None.
    """

    columns: Mapping[str, Column]
    items: Mapping[str, tuple[int, ...]]
    exclude: Mapping[str, tuple[str, ...]]
    require: tuple[str, ...]
    minimum_answers: int
    ignore: tuple[str, ...]
    weight: str | None

    @property
    def used(self) -> tuple[str, ...]:
        """Every column that is read, once."""
        names = [*self.exclude, *self.require, *self.columns, *([self.weight] if self.weight else [])]
        return tuple(dict.fromkeys(names))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The items as questions of a typing model."""
        return tuple(self.columns[name].question(cuts) for name, cuts in self.items.items())


def load_mapping(path: Path) -> SurveyMapping:
    """Read a mapping file.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        For an unknown or missing key or a value that is not allowed, with file and line.

    Examples
    --------
    >>> mapping = load_mapping(MAPPINGS / "redsiskin.toml")
    >>> mapping.exclude["country"], mapping.columns["moral1"].determinant
    (('France',), 'moral_norm')
    """
    whole = Table.read(path)
    whole.only("minimum_answers", "missing", "exclude", "require", "ignore", "weight", "scale", "columns", "items")
    missing = whole.numbers("missing", ())
    scale = whole.numbers("scale", ())
    tables = whole.table("columns").tables()
    read = gathered(partial(_read_column, name, table, scale, missing) for name, table in tables.items())
    columns = dict(zip(tables, read, strict=True))
    items = whole.table("items")
    exclude = whole.table("exclude", default=True)
    minimum = whole.whole("minimum_answers", 1)
    if not items.values:
        items.refuse((), "is empty; wanted at least one item, such as att_x = [2, 4]")
    if not 1 <= minimum <= len(items.values):
        whole.refuse(("minimum_answers",), f"= {minimum}; wanted 1 to {len(items.values)}, the number of items")
    cuts = gathered(partial(_read_cuts, items, name, columns) for name in items.values)
    return SurveyMapping(
        columns=columns,
        items=dict(zip(items.values, cuts, strict=True)),
        exclude={name: exclude.texts(name) for name in exclude.values},
        require=whole.texts("require", ()),
        minimum_answers=minimum,
        ignore=whole.texts("ignore", ()),
        weight=whole.text("weight") if "weight" in whole.values else None,
    )


def _read_column(name: str, table: Table, scale: tuple[float, ...], missing: tuple[float, ...]) -> Column:
    table.only("determinant", "scale", "hinders", "missing")
    ends = table.numbers("scale", scale or None)
    if len(ends) != 2 or ends[0] >= ends[1] or any(end != int(end) for end in ends):
        table.refuse(("scale",), f"= {list(ends)}; wanted two whole numbers, the lower first, such as [1, 5]")
    hinders = table.text("hinders", "high")
    if hinders not in {"high", "low"}:
        table.refuse(
            ("hinders",), f'= "{hinders}"; wanted "high" or "low": the end of the scale that stands for a barrier'
        )
    return Column(
        name=name,
        determinant=table.text("determinant") if "determinant" in table.values else None,
        lowest=int(ends[0]),
        highest=int(ends[1]),
        hinders=cast("Direction", hinders),
        missing=table.numbers("missing", missing),
    )


def _read_cuts(items: Table, name: str, columns: Mapping[str, Column]) -> tuple[int, ...]:
    if name not in columns:
        items.refuse((name,), f"is not among the columns; add [columns.{name}]")
    column = columns[name]
    cuts = items.numbers(name)
    if list(cuts) != sorted(set(cuts)) or any(
        cut != int(cut) or not column.lowest < cut <= column.highest for cut in cuts
    ):
        items.refuse(
            (name,),
            f"= {list(cuts)}; wanted rising whole numbers above {column.lowest} and up to {column.highest}, each the "
            "first answer of a new level; [] leaves every answer a level",
        )
    return tuple(int(cut) for cut in cuts)
