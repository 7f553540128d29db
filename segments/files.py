"""The segments of a campaign on disk: segments.toml, and the typing model (JSON or TOML) beside it."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from campaigns.errors import InvalidInput, NotFound
from campaigns.toml import toml_key, toml_value
from segments.models import model_from_json
from segments.models.base import MembershipModel
from segments.segment import Role, Segment, Segmentation
from segments.table import Table

_KEYS = (
    "label", "share", "role", "motivation", "stage", "barriers", "reactance", "trusted_messengers",
    "distrusted_messengers",
)  # fmt: skip
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
    path = path / "segments.toml" if path.is_dir() else path
    whole = Table.read(path)
    whole.only("segments", "model")
    tables = whole.table("segments").tables()
    segments = tuple(_read_segment(name, table) for name, table in tables.items())
    total = math.fsum(segment.share for segment in segments)
    if abs(total - 1.0) > SHARE_TOLERANCE:
        whole.refuse(("segments",), f"have shares that sum to {total:.4g}; wanted 1; mend the shares")
    model = _read_model(whole, path.parent) if "model" in whole.values else None
    try:
        return Segmentation(segments, model)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


def _read_segment(name: str, table: Table) -> Segment:
    table.only(*_KEYS)
    labels = table.table("label")
    barriers = table.table("barriers", default=True)
    try:
        return Segment(
            id=name,
            label={locale: labels.text(locale) for locale in labels.values},
            share=table.number("share"),
            role=cast("Role", table.text("role", "target")),
            motivation=table.text("motivation") if "motivation" in table.values else None,
            stage=table.text("stage", "precontemplation"),
            barriers={determinant: barriers.number(determinant) for determinant in barriers.values},
            reactance=table.number("reactance", 0.3),
            trusted_messengers=table.texts("trusted_messengers", ()),
            distrusted_messengers=table.texts("distrusted_messengers", ()),
        )
    except InvalidInput as error:
        text = str(error)
        if text.startswith(table.file):
            raise
        head = text.split(" ", 1)[0].rstrip(":")
        key = head.removeprefix(f"segments.{name}").strip(".")
        table.refuse(key.split(".") if key else (), text.removeprefix(head).lstrip(": "))


def _read_model(whole: Table, folder: Path) -> MembershipModel:
    name = whole.text("model")
    if Path(name).name != name:
        whole.refuse(("model",), f'= "{name}"; wanted a file in the same folder, such as "typing.json"')
    path = folder / name
    if not path.is_file():
        raise NotFound(
            f"{whole.file}: model = {name!r}, but there is no such file beside it. Fit it or delete the line."
        )
    try:
        document: object = (
            Table.read(path).values if path.suffix == ".toml" else json.loads(path.read_text(encoding="utf-8"))
        )
        return model_from_json(document)
    except ValueError as error:
        raise InvalidInput(f"{path}: not JSON: {error}.") from None
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


def save_segmentation(segmentation: Segmentation, path: Path) -> None:
    """Write segments.toml, and the typing model as `typing.json` beside it; each file whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> gifts = Segmentation((Segment("gifts", {"en": "Gifts"}, 1.0),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_segmentation(gifts, Path(folder, "segments.toml"))
    ...     load_segmentation(Path(folder)).version == gifts.version
    True
    """
    path = path / "segments.toml" if path.is_dir() else path
    if segmentation.model is not None:
        text = json.dumps(segmentation.model.to_json(), indent=1, ensure_ascii=False)
        _replace(path.with_name("typing.json"), text + "\n")
    _replace(path, segmentation_toml(segmentation))


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


def _replace(path: Path, text: str) -> None:
    """Write beside and rename, so that a reader never sees half a file."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
