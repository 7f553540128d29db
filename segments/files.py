"""The segments of a campaign on disk: segments.toml, and the typing model (JSON or TOML) beside it."""

import json
import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from campaigns.campaign import SEGMENTS_FILE
from campaigns.errors import InvalidInput, NotFound, Problem
from campaigns.problems import refuse
from campaigns.text_files import write_whole
from campaigns.toml import line_of, read_toml, toml_key, toml_value
from segments.models import model_from_json
from segments.models.base import MembershipModel
from segments.segment import InvalidSegment, Segment, Segmentation
from segments.table import Table, gathered

SHARE_TOLERANCE = 0.005


def load_segmentation(path: Path) -> Segmentation:
    r"""Read segments.toml, and the typing model that it names.

    Parameters
    ----------
    path : the file, or the campaign folder that holds a `segments.toml`.

    Raises
    ------
    NotFound
        If there is no such file, or the typing model it names is missing.
    InvalidInput
        If a key is unknown or missing, a value is out of range, shares do not sum to 1 within .005, or the model
        speaks of other segments. The text begins with file and line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "segments.toml")
    ...     _ = file.write_text('[segments.gifts]\nlabel = {en = "Gifts"}\nshare = 1.0\n')
    ...     load_segmentation(file).ids
    ('gifts',)
    """
    file = _file(path)
    if file.is_symlink() and not file.resolve().is_relative_to(file.parent.resolve()):
        raise InvalidInput(f"{file}: points outside its folder; wanted a file inside it. Copy the file here.")
    whole = Table.read(file)
    segments = _read_segments(whole)
    total = math.fsum(segment.share for segment in segments)
    if abs(total - 1.0) > SHARE_TOLERANCE:
        whole.refuse(("segments",), f"have shares that sum to {total:.4g}; wanted 1; mend the shares")
    model = _read_model(whole, _file(path).parent) if "model" in whole.values else None
    try:
        return Segmentation(segments, model)
    except InvalidInput as error:
        raise InvalidInput(f"{whole.file}: {error}") from None


def _file(path: Path) -> Path:
    return path / SEGMENTS_FILE if path.is_dir() else path


def _read_segments(whole: Table) -> tuple[Segment, ...]:
    tables = whole.table("segments").tables()
    reads: list[Callable[[], Segment | None]] = [partial(whole.only, "segments", "model")]
    reads += [partial(_read_segment, name, table) for name, table in tables.items()]
    return tuple(segment for segment in gathered(reads) if segment is not None)


def _read_segment(name: str, table: Table) -> Segment:
    reads: dict[str, Callable[[], object]] = {
        "label": partial(_by_key, table, "label", Table.text),
        "share": partial(table.number, "share"),
        "role": partial(table.text, "role", "target"),
        "motivation": partial(_text_or_none, table, "motivation"),
        "stage": partial(table.text, "stage", "precontemplation"),
        "barriers": partial(_by_key, table, "barriers", Table.number, default=True),
        "reactance": partial(table.number, "reactance", 0.3),
        "trusted_messengers": partial(table.texts, "trusted_messengers", ()),
        "distrusted_messengers": partial(table.texts, "distrusted_messengers", ()),
    }
    known: Callable[[], object] = partial(table.only, *reads)
    found = gathered([*reads.values(), known])[:-1]
    values: dict[str, Any] = dict(zip(reads, found, strict=True))
    try:
        return Segment(name, **values)
    except InvalidSegment as error:
        problems = [Problem(table.file, line_of(table.lines, fault.key), fault.text) for fault in error.faults]
        refuse(problems)
        raise


def _by_key[Made](
    table: Table, key: str, read: Callable[[Table, str], Made], *, default: bool = False
) -> dict[str, Made]:
    inner = table.table(key, default=default)
    return dict(zip(inner.values, gathered(partial(read, inner, name) for name in inner.values), strict=True))


def _text_or_none(table: Table, key: str) -> str | None:
    return table.text(key) if key in table.values else None


def _read_model(whole: Table, folder: Path) -> MembershipModel:
    name = whole.text("model")
    if Path(name).name != name:
        whole.refuse(("model",), f'= "{name}"; wanted a file in the same folder, such as "typing.json"')
    path = folder / name
    if not path.is_file():
        raise NotFound(
            f"{whole.file}: model = {name!r}, but there is no such file beside it. Fit it or delete the line."
        )
    written = read_toml(path).values if path.suffix == ".toml" else None
    try:
        document: object = json.loads(path.read_text(encoding="utf-8")) if written is None else written
        return model_from_json(document)
    except ValueError as error:
        raise InvalidInput(f"{path}: not JSON: {error}.") from None
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


def check_place(path: Path) -> None:
    """Say at once, before long work, whether `save_segmentation` has a folder to write into.

    Raises
    ------
    NotFound
        If the folder of `path` does not exist.

    Examples
    --------
    >>> check_place(Path("nowhere/segments.toml"))
    Traceback (most recent call last):
    campaigns.errors.NotFound: nowhere/segments.toml: there is no folder nowhere; wanted one to write into; make it ...
    """
    folder = _file(path).parent
    if not folder.is_dir():
        raise NotFound(f"{path}: there is no folder {folder}; wanted one to write into; make it or name another.")


def save_segmentation(segmentation: Segmentation, path: Path) -> None:
    """Write segments.toml, and the typing model as `typing.json` beside it; each file whole or not at all.

    Raises
    ------
    NotFound
        If the folder does not exist; `check_place` says so beforehand.

    Examples
    --------
    >>> import tempfile
    >>> gifts = Segmentation((Segment("gifts", {"en": "Gifts"}, 1.0),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_segmentation(gifts, Path(folder, "segments.toml"))
    ...     load_segmentation(Path(folder)).version == gifts.version
    True
    """
    check_place(path)
    path = _file(path)
    if segmentation.model is not None:
        text = json.dumps(segmentation.model.to_json(), indent=1, ensure_ascii=False)
        write_whole(path.with_name("typing.json"), text + "\n")
    write_whole(path, segmentation_toml(segmentation))


def segmentation_toml(segmentation: Segmentation) -> str:
    """Write a segmentation as the text of a segments.toml.

    Examples
    --------
    >>> print(segmentation_toml(Segmentation((Segment("gifts", {"en": "Gifts"}, 1.0),))))
    [segments.gifts]
    label = { en = "Gifts" }
    share = 1.0
    ...
    """
    parts = [] if segmentation.model is None else ['model = "typing.json"\n']
    for segment in segmentation.segments:
        values = {key: value for key, value in segment.to_json().items() if key != "id" and value is not None}
        rows = [f"{key} = {_toml(value)}" for key, value in values.items()]
        parts.append("\n".join([f"[{toml_key(('segments', segment.id))}]", *rows]) + "\n")
    return "\n".join(parts)


def _toml(value: object) -> str:
    if isinstance(value, str | float | int):
        return toml_value(value)
    if isinstance(value, Mapping):
        return toml_value({str(key): cast("str | float", item) for key, item in value.items()})
    return toml_value(cast("list[str]", value))
