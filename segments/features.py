"""A survey file into arrays: reads CSV by a mapping, leaves rows out for stated reasons, turns answers to barriers."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from campaigns.errors import InvalidInput, NotFound
from campaigns.problems import did_you_mean
from segments.arrays import FloatArray, IntArray
from segments.mapping import Column, SurveyMapping, load_mapping
from segments.models.base import Question
from segments.privacy import personal_reason
from segments.survey import MISSING, Survey


def read_survey(csv_path: Path, mapping_path: Path) -> Survey:
    """Read a survey by its mapping, with an account of every row that is left out.

    Parameters
    ----------
    csv_path : UTF-8, commas, names in the first line; an empty cell is no answer.
    mapping_path : see `segments.mapping`.

    Raises
    ------
    NotFound
        If one of the files is missing.
    InvalidInput
        If a column is missing, looks like personal data, has one value only, or holds an answer off its scale (with
        the row's line in the file); if nobody is left.
    """
    mapping = load_mapping(mapping_path)
    file = csv_path.name
    frame = _read_frame(csv_path)
    _refuse_personal(frame, mapping, file)
    for name in mapping.used:
        if name not in frame.columns:
            raise InvalidInput(
                f"{file}: there is no column {name!r}, which {mapping_path.name} names; "
                f"{did_you_mean(name, frame.columns)}."
            )
    answers = {name: _numbers(frame[name], column, file) for name, column in mapping.columns.items()}
    keep, dropped = _kept(frame, answers, mapping)
    if not keep.any():
        reasons = "; ".join(f"{reason}: {count}" for reason, count in dropped.items())
        raise InvalidInput(f"{file}: all {len(frame)} rows are left out ({reasons}). Relax the mapping.")
    kept = {name: values[keep] for name, values in answers.items()}
    for name in mapping.items:
        _refuse_constant(name, kept[name], file)
    determinants, scores = _scores(kept, mapping)
    coded = [_levels(kept[question.id], question) for question in mapping.questions]
    return Survey(
        questions=mapping.questions,
        answers=np.column_stack(coded),
        determinants=determinants,
        scores=scores,
        weights=_weights(frame, mapping, keep, file),
        dropped=dropped,
        source=file,
    )


def _read_frame(csv_path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(csv_path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"{csv_path}: there is no such file. Check the path.") from None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{csv_path}: cannot be read as CSV in UTF-8: {error}.") from None


def _refuse_personal(frame: pd.DataFrame, mapping: SurveyMapping, file: str) -> None:
    for name in frame.columns:
        ignored = name in mapping.ignore and name not in mapping.used
        if not ignored and (reason := personal_reason(name, frame[name].head(200))) is not None:
            raise InvalidInput(
                f"{file}: column {name!r} looks like personal data ({reason}); nothing was read. Delete it, "
                f'or, if it is harmless, add it to ignore = ["{name}"] in the mapping: it is then never used.'
            )


def _numbers(texts: "pd.Series[str]", column: Column, file: str) -> FloatArray:
    """Read a column of answers, NaN for none; refuse the first that is not a whole number of its scale."""
    trimmed = texts.str.strip()
    values = pd.to_numeric(trimmed, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    empty = (trimmed == "").to_numpy(dtype=bool) | np.isin(values, column.missing)
    wrong = ~empty & ~((values >= column.lowest) & (values <= column.highest) & (values == np.round(values)))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidInput(
            f"{file}:{row + 2}: {column.name} = {trimmed.iloc[row]!r}; wanted a whole number from {column.lowest} to "
            f"{column.highest} or an empty cell. Mend the row, or name the code in missing = [...] of the mapping."
        )
    values[empty] = np.nan
    return values


def _kept(
    frame: pd.DataFrame, answers: dict[str, FloatArray], mapping: SurveyMapping
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Find the rows that stay, and count the others by the first reason that holds."""
    keep = np.ones(len(frame), dtype=bool)
    dropped: dict[str, int] = {}

    def leave_out(reason: str, rows: NDArray[np.bool_]) -> None:
        if count := int(np.sum(keep & rows)):
            dropped[reason] = count
        keep[rows] = False

    for name, values in mapping.exclude.items():
        for value in values:
            leave_out(f"{name} is {value}", (frame[name].str.strip() == value).to_numpy(dtype=bool))
    for name in mapping.require:
        unanswered = (
            np.isnan(answers[name]) if name in answers else (frame[name].str.strip() == "").to_numpy(dtype=bool)
        )
        leave_out(f"{name} is not answered", unanswered)
    given = np.sum([~np.isnan(answers[name]) for name in mapping.items], axis=0)
    few = f"fewer than {mapping.minimum_answers} of {len(mapping.items)} items answered"
    leave_out(few, given < mapping.minimum_answers)
    return keep, dropped


def _refuse_constant(name: str, values: FloatArray, file: str) -> None:
    seen = np.unique(values[~np.isnan(values)])
    if len(seen) < 2:
        found = f"has the single value {seen[0]:g}" if len(seen) else "has no answer"
        raise InvalidInput(
            f"{file}: {name} {found} in all {len(values)} rows: it cannot separate people; remove it from [items]."
        )


def _levels(values: FloatArray, question: Question) -> IntArray:
    lowest = int(question.choices[0])
    levels = np.array(question.levels, dtype=np.int64)
    answered = ~np.isnan(values)
    coded = np.full(len(values), MISSING, dtype=np.int64)
    coded[answered] = levels[values[answered].astype(np.int64) - lowest]
    return coded


def _scores(answers: dict[str, FloatArray], mapping: SurveyMapping) -> tuple[tuple[str, ...], FloatArray]:
    """Average the barriers of each determinant's columns that a person answered, shape (respondents, determinants)."""
    determinants = tuple(
        sorted({column.determinant for column in mapping.columns.values() if column.determinant is not None})
    )
    scores = []
    for determinant in determinants:
        parts = np.array(
            [
                column.barrier(answers[name])
                for name, column in mapping.columns.items()
                if column.determinant == determinant
            ]
        )
        answered = ~np.isnan(parts)
        totals = np.where(answered, parts, 0.0).sum(axis=0)
        scores.append(np.where(answered.any(axis=0), totals / np.maximum(answered.sum(axis=0), 1), np.nan))
    people = len(next(iter(answers.values())))
    return determinants, np.column_stack(scores) if scores else np.zeros((people, 0))


def _weights(frame: pd.DataFrame, mapping: SurveyMapping, keep: NDArray[np.bool_], file: str) -> FloatArray:
    if mapping.weight is None:
        return np.ones(int(keep.sum()))
    weights = pd.to_numeric(frame[mapping.weight], errors="coerce").to_numpy(dtype=np.float64)
    wrong = keep & ~(np.isfinite(weights) & (weights > 0.0))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidInput(
            f"{file}:{row + 2}: {mapping.weight} = {frame[mapping.weight].iloc[row]!r}; wanted a weight above 0."
        )
    kept: FloatArray = weights[keep] / weights[keep].mean()
    return kept
