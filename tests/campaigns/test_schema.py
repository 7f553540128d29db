"""The published schema: committed as generated, true of the examples, and strict about what is wrong."""

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from campaigns.campaign import Campaign
from campaigns.files import campaign_toml, example
from campaigns.schema import SCHEMA_ID, campaign_schema, schema_text

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "campaign.schema.json"
VALIDATOR = Draft202012Validator(campaign_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def parsed(text: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(tomllib.loads(text), default=lambda value: value.isoformat()))
    return values


def read(name: str = "light_suitcase") -> dict[str, Any]:
    return parsed((example(name) / "campaign.toml").read_text(encoding="utf-8"))


def test_the_committed_schema_is_the_one_the_code_means() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), (
        "write it anew: forbear schema > docs/reference/campaign.schema.json"
    )


def test_the_schema_is_valid_and_every_definition_says_what_it_is() -> None:
    Draft202012Validator.check_schema(campaign_schema())
    assert campaign_schema()["$id"] == SCHEMA_ID
    objects = [definition for definition in campaign_schema()["$defs"].values() if "properties" in definition]
    assert all(definition["title"] and definition["description"] for definition in objects)


@pytest.mark.parametrize(
    "name", ["light_suitcase", "wrong_rarity_price", "wrong_prevalence_shame", "wrong_missing_locale"]
)
def test_the_examples_with_a_sound_toml_validate(name: str) -> None:
    assert list(VALIDATOR.iter_errors(read(name))) == []


def test_what_is_saved_validates(light_suitcase: Campaign) -> None:
    assert list(VALIDATOR.iter_errors(parsed(campaign_toml(light_suitcase)))) == []


def test_the_example_with_an_unknown_key_does_not_validate() -> None:
    assert "windw_days" in VALIDATOR.iter_errors(read("wrong_unknown_key")).__next__().message


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("metrics", "landing", "level"), "three"),
        (("metrics", "landing", "level"), 11),
        (("metrics", "landing", "better"), "more"),
        (("metrics", "Not An Id"), {"label": "x", "level": 3}),
        (("channels", "feed", "as_of"), "soon"),
        (("channels", "feed", "fields"), {}),
        (("channels", "feed", "fields", "body", "soft", "en"), 0),
        (("variants", "plain", "messages"), {"en": "x"}),
        (("variants", "law_clear", "techniques"), {"5.3": 1.5}),
        (("variants", "law_clear", "techniques"), {"technique": 1.0}),
        (("facts", "Place"), {"en": "x"}),
        (("locales",), []),
        (("unknown",), 1),
    ],
)
def test_a_wrong_value_does_not_validate(path: tuple[str, ...], value: object) -> None:
    data = copy.deepcopy(read())
    table = data
    for step in path[:-1]:
        table = table[step]
    table[path[-1]] = value
    assert not VALIDATOR.is_valid(data)
