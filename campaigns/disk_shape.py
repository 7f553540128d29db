"""Disk shape: how the tables of campaign.toml, keyed by id, become the tuples of Campaign, and back."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from campaigns.campaign import Campaign
from campaigns.claim import Claim
from campaigns.conduct import Disclosure, Targeting
from campaigns.parts import Channel, Goal, Limit, Metric, Policy
from campaigns.prior import Prior
from campaigns.template import message_file
from campaigns.toml import Key
from campaigns.variant import Image, Norm, SignOff, Variant

TABLES: Mapping[str, tuple[type[BaseModel], str]] = {
    "metrics": (Metric, "id"),
    "channels": (Channel, "id"),
    "claims": (Claim, "id"),
    "variants": (Variant, "id"),
}
SINGLE: Mapping[str, type[BaseModel]] = {
    "goal": Goal,
    "policy": Policy,
    "prior": Prior,
    "targeting": Targeting,
    "disclosure": Disclosure,
}
NESTED: Mapping[Key, type[BaseModel]] = {("norm",): Norm, ("image",): Image, ("image", "signed_off"): SignOff}
"""Tables inside the table of a variant."""

FIELDS: tuple[type[BaseModel], str] = (Limit, "field")
_NAMES = ("id", "field", "code")
_INNER = {"channels": "fields", "variants": "image"}  # what is large enough for a header of its own


def to_values(
    data: Mapping[str, Any], messages: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, Any], list[tuple[Key, str]]]:
    """Turn parsed TOML into what Campaign takes; also give the problems that only the disk's shape can have.

    Parameters
    ----------
    data : parsed campaign.toml.
    messages : text by locale, by variant.
    """
    problems: list[tuple[Key, str]] = []
    values = dict(data)
    for name, (_, label) in TABLES.items():
        if name in values:
            values[name] = _listed(values[name], (name,), label, problems)
    for channel in _tables(values.get("channels")):
        if "fields" in channel:
            place = ("channels", str(channel["id"]), "fields")
            channel["fields"] = _listed(channel["fields"], place, FIELDS[1], problems)
    for variant in _tables(values.get("variants")):
        key = ("variants", str(variant["id"]))
        if "messages" in variant:
            file = message_file(key[1], "<locale>")
            words = f"{'.'.join(key)}.messages: unknown key; texts stand in {file}; delete it"
            problems.append(((*key, "messages"), words))
        variant["messages"] = dict(messages.get(key[1], {}))
        doses = variant.get("techniques")
        if isinstance(doses, dict):
            variant["techniques"] = [{"code": code, "dose": dose} for code, dose in doses.items()]
        elif doses is not None:
            words = f"{'.'.join(key)}.techniques = {doses!r}; wanted doses by technique code"
            problems.append(((*key, "techniques"), words + '; write { "6.1" = 1.0 }'))
            variant["techniques"] = []
    frozen = {name: _tuples(value) for name, value in values.items()}
    return frozen, problems


def to_tables(campaign: Campaign) -> dict[str, Any]:
    """Turn a campaign into the tables of campaign.toml, without texts and without what is empty anyway."""
    data = _kept(campaign)
    for name, (_, label) in TABLES.items():
        if name in data:
            data[name] = {getattr(item, label): _kept(item, label) for item in data[name]}
    for channel in campaign.channels:
        data["channels"][channel.id]["fields"] = {limit.field: _kept(limit, "field") for limit in channel.fields}
    for variant in campaign.variants:
        table = data["variants"][variant.id]
        del table["messages"]
        if variant.techniques:
            table["techniques"] = {dose.code: dose.dose for dose in variant.techniques}
    return {name: table for name, table in data.items() if table != {}}


def tables_in_order(data: Mapping[str, Any]) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """Yield what stands under each [header] of campaign.toml, in the order of the file; the first has no header."""
    yield (), {name: value for name, value in data.items() if not isinstance(value, Mapping)}
    for name in ("title", *SINGLE):
        if name in data:
            yield (name,), data[name]
    for name in ("metrics", "channels", "claims", "facts", "variants"):
        for label, table in data.get(name, {}).items():
            inner = _INNER.get(name, "")
            yield (name, label), {key: value for key, value in table.items() if key != inner}
            match inner, table.get(inner):
                case "fields", dict() as fields:
                    yield from (((name, label, "fields", field), limit) for field, limit in fields.items())
                case "image", dict() as image:
                    yield (name, label, "image"), image


def author_key(loc: tuple[int | str, ...], values: Mapping[str, Any]) -> Key:
    """Turn the place of a pydantic error into the dotted key that the author wrote.

    Examples
    --------
    >>> author_key(("metrics", 0, "level"), {"metrics": ({"id": "landing", "level": "x"},)})
    ('metrics', 'landing', 'level')
    """
    key: list[str] = []
    value: Any = values
    for step in loc:
        if step == "[key]":
            continue
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        name = next((value[name] for name in _NAMES if name in value), step) if isinstance(value, dict) else step
        key.append(str(name if isinstance(step, int) else step))
    if len(key) == 5 and key[2] == "techniques":
        key.pop()
    return tuple(key)


def known_keys(key: Key) -> tuple[str, ...]:
    """List the keys that the table around a key may hold."""
    known: tuple[str, ...] = ()
    match key[:-1]:
        case ():
            known = tuple(Campaign.model_fields)
        case (table,) if table in SINGLE:
            known = tuple(SINGLE[table].model_fields)
        case ("variants", _, *path) if tuple(path) in NESTED:
            known = tuple(NESTED[tuple(path)].model_fields)
        case ("channels", _, "fields", _):
            known = _but(FIELDS[0], FIELDS[1])
        case (table, _) if table in TABLES:
            known = _but(*TABLES[table])
    return known


def _but(model: type[BaseModel], *names: str) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if name not in {*names, "messages"})


def _tables(values: object) -> list[dict[str, Any]]:
    return [item for item in values if isinstance(item, dict)] if isinstance(values, list) else []


def _listed(values: object, key: Key, label: str, problems: list[tuple[Key, str]]) -> object:
    if not isinstance(values, dict):
        words = f"{'.'.join(key)} is no table; wanted one table for each; write [{'.'.join(key)}.<{label}>]"
        problems.append((key, words))
        return []
    listed: list[object] = []
    for name, table in values.items():
        if isinstance(table, dict) and label in table:
            words = f"{'.'.join((*key, name, label))}: unknown key; the table's own name is its {label}; delete it"
            problems.append(((*key, name, label), words))
        listed.append({**table, label: name} if isinstance(table, dict) else table)
    return listed


def _tuples(value: object) -> object:
    match value:
        case dict():
            return {name: _tuples(item) for name, item in value.items()}
        case list():
            return tuple(_tuples(item) for item in value)
        case _:
            return value


def _kept(model: BaseModel, *names: str) -> dict[str, Any]:
    """Give the fields worth writing: what is empty or absent by default says nothing."""
    kept: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value, default = getattr(model, name), info.get_default(call_default_factory=True)
        if name not in names and (value != default or bool(default)):
            kept[name] = _kept(value) if isinstance(value, BaseModel) else value
    return kept
