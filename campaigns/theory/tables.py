"""Theory tables: reads the CSV files of `tables/` strictly and once, as rows of `campaigns.theory.rows`.

A file has exactly the columns of its row, then `citation`, `licence`, `status`. An empty cell is only right where the
row may go without. Whatever is wrong is told with file, line and column: a table that is half right gives no rows.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import cast

from pydantic import ValidationError

from campaigns.errors import Problem
from campaigns.problems import refuse, sentence
from campaigns.theory.rows import (
    Component,
    ComponentFunction,
    Determinant,
    DomainComponent,
    DomainFunction,
    EffectSize,
    FunctionPolicy,
    FunctionTechnique,
    Mechanism,
    MechanismDeterminant,
    Messenger,
    Motivation,
    OutcomeLevel,
    RiskFlag,
    Row,
    StageTechnique,
    Technique,
    TechniqueEffect,
    TechniqueLink,
    TheoryModel,
    WheelPart,
    WildlifeEvidence,
)

ORIGIN = ("citation", "licence", "status")
"""The last three columns of every table."""

ROWS: tuple[type[Row], ...] = (
    Technique, TechniqueLink, Mechanism, MechanismDeterminant, Determinant, Component, WheelPart, ComponentFunction,
    DomainComponent, DomainFunction, FunctionPolicy, FunctionTechnique, TechniqueEffect, EffectSize, WildlifeEvidence,
    Messenger, RiskFlag, Motivation, OutcomeLevel, StageTechnique, TheoryModel,
)  # fmt: skip
"""One kind of row per table."""


def table[R: Row](row: type[R]) -> tuple[R, ...]:
    """Give all rows of a table of the engine, in the file's order.

    Raises
    ------
    InvalidInput
        If the file is not as it must be; every fault is told with its line and column.

    Examples
    --------
    >>> from campaigns.theory.rows import Motivation
    >>> [motivation.name for motivation in table(Motivation)]
    ['experiential', 'social', 'functional', 'financial', 'spiritual']
    """
    return cast("tuple[R, ...]", _read(row))


@cache
def _read(row: type[Row]) -> tuple[Row, ...]:
    return read_table(row, files("campaigns").joinpath("tables", row.FILE).read_text(encoding="utf-8"))


def read_table[R: Row](row: type[R], text: str) -> tuple[R, ...]:
    """Read the text of a table.

    Parameters
    ----------
    row : the kind of row; it names the file and says which columns tell rows apart.
    text : the file as it is.

    Raises
    ------
    InvalidInput
        If a column is missing, unknown or out of place, a cell cannot be read, or two rows have the same key.

    Examples
    --------
    >>> from campaigns.theory.rows import Motivation
    >>> read_table(Motivation, "id,name,gloss,products,citation,licence")
    Traceback (most recent call last):
    campaigns.errors.InvalidInput: motivations.csv:1: columns = id, name, gloss, products, citation, licence; wanted ...
    """
    (_, columns), *lines = _cells(row, text) or [(1, [])]
    refuse(_header_problems(row, columns))
    found: list[R] = []
    problems: list[Problem] = []
    for line, cells in lines:
        if len(cells) != len(columns):
            problems.append(
                Problem(row.FILE, line, f"{len(cells)} cells; wanted {len(columns)}", "quote text with commas")
            )
            continue
        filled = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
        origin = {name: filled.pop(name) for name in ORIGIN if name in filled}
        try:
            found.append(row.model_validate(filled | {"origin": origin}))
        except ValidationError as error:
            problems += _cell_problems(row, line, error)
    refuse([*problems, *_twice(row, found)])
    return tuple(found)


def _cells(row: type[Row], text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        refuse([Problem(row.FILE, reader.line_num, f"{error}; wanted comma-separated cells", "mend the quotes")])
        raise


def _header_problems(row: type[Row], header: list[str]) -> Iterator[Problem]:
    columns = [name for name in row.model_fields if name not in {"note", "origin"}]
    wanted = [*columns, *(["note"] if "note" in header else []), *ORIGIN]
    if header != wanted:
        told = f"columns = {', '.join(header) or 'none'}; wanted {', '.join(wanted)}"
        yield Problem(row.FILE, 1, told, "write the header like this")


def _cell_problems(row: type[Row], line: int, error: ValidationError) -> Iterator[Problem]:
    for fault in error.errors():
        column = next(str(part) for part in fault["loc"] if part != "origin")
        yield Problem(row.FILE, line, sentence(fault, column, row.model_fields))


def _twice(row: type[Row], found: Sequence[Row]) -> Iterator[Problem]:
    keys = Counter(tuple(str(getattr(one, name)) for name in row.KEY) for one in found)
    for key, times in keys.items():
        if times > 1:
            named = ", ".join(f"{name} = {value}" for name, value in zip(row.KEY, key, strict=True))
            yield Problem(row.FILE, 0, f"{named} is in {times} rows; wanted one row", "delete the others")
