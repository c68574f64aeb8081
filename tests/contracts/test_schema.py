"""The committed JSON Schemas are those of the models, and say what the models say."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dropd.contracts.schema import schemas

FOLDER = Path(__file__).parents[2] / "config" / "schema"


def is_valid(document: object, name: str) -> bool:
    schema = json.loads(schemas()[name])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(document)


@pytest.mark.parametrize("name", list(schemas()))
def test_the_committed_schema_is_up_to_date(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == schemas()[name], "run: python -m dropd.contracts.schema"


def test_every_key_of_a_trigger_is_described() -> None:
    groups = json.loads(schemas()["trigger.schema.json"])["$defs"].values()
    assert all("description" in rule for group in groups for rule in group["properties"].values())


@pytest.mark.parametrize(
    ("trigger", "valid"),
    [
        ({}, True),
        ({"outputName": None, "renderOptions": {"crf": None, "fps": "30000/1001", "loudness": "off"}}, True),
        ({"renderOptions": {"titleStyle": {"fill": "white", "outline": "off"}}}, True),
        ({"renderOptions": {"crff": 20}}, False),
        ({"renderOptions": {"crf": 99}}, False),
        ({"priority": 1001}, False),
    ],
)
def test_the_schema_of_the_trigger_accepts_what_dropd_accepts(trigger: object, *, valid: bool) -> None:
    assert is_valid(trigger, "trigger.schema.json") == valid


@pytest.mark.parametrize(
    ("scenes", "valid"),
    [
        ({"scenes": [{"images": ["a.jpg"], "VO": None, "mood": 3}], "agent": "x"}, True),
        ({"scenes": []}, False),
        ({"scenes": [{"images": []}]}, False),
        ({"scenes": [{"VO": "text"}]}, False),
    ],
)
def test_the_schema_of_scenes_accepts_what_dropd_accepts(scenes: object, *, valid: bool) -> None:
    assert is_valid(scenes, "scenes.schema.json") == valid
