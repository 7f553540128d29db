"""Schema: the published JSON Schema of campaign.toml, so that editors complete and check it while people write.

`forbear schema > docs/reference/campaign.schema.json` writes it anew when `campaigns.campaign`
changes. The loader checks more than a schema can say: that names point somewhere, that texts exist and render.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from campaigns.campaign import Campaign
from campaigns.disk_shape import FIELDS, TABLES

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = "urn:forbear:campaign:1"


def campaign_schema() -> dict[str, Any]:
    """Make the JSON Schema (draft 2020-12) of campaign.toml, with dates as ISO text.

    Examples
    --------
    >>> campaign_schema()["$id"]
    'urn:forbear:campaign:1'
    >>> sorted(campaign_schema()["$defs"]["Metric"]["required"])
    ['label', 'level']
    """
    schema: dict[str, Any] = Campaign.model_json_schema(mode="validation", schema_generator=GenerateJsonSchema)
    definitions = schema["$defs"]
    for name, (model, label) in TABLES.items():
        _without(definitions[model.__name__], label)
        schema["properties"][name] = _keyed(model.__name__, "Identifier", schema["properties"][name].get("minItems", 0))
    _without(definitions[FIELDS[0].__name__], FIELDS[1])
    definitions["Channel"]["properties"]["fields"] = _keyed(FIELDS[0].__name__, "Word", 1)
    variant = definitions["Variant"]
    _without(variant, "messages")
    dose = definitions.pop("Dose")
    variant["properties"]["techniques"] = {
        "type": "object",
        "description": dose["description"],
        "propertyNames": {"$ref": "#/$defs/TechniqueCode"},
        "additionalProperties": {
            key: dose["properties"]["dose"][key] for key in ("type", "exclusiveMinimum", "maximum")
        },
    }
    definitions.pop("Templates")
    head = {"$schema": _DRAFT, "$id": SCHEMA_ID, "title": "campaign.toml of forbear"}
    return head | {key: value for key, value in schema.items() if key != "title"}


def schema_text() -> str:
    """Give the schema as the text of the committed file."""
    return json.dumps(campaign_schema(), indent=2, ensure_ascii=False) + "\n"


def _without(definition: dict[str, Any], name: str) -> None:
    """Take a key out: on disk the table's own name, or a file, says it."""
    del definition["properties"][name]
    if name in definition.get("required", ()):
        definition["required"].remove(name)


def _keyed(definition: str, names: str, least: int) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"$ref": f"#/$defs/{names}"},
        "additionalProperties": {"$ref": f"#/$defs/{definition}"},
        "minProperties": least,
    }
