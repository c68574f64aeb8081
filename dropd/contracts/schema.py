"""The JSON Schemas of the contracts, for editors and for other people's programs.

`python -m dropd.contracts.schema` writes them into config/schema/.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from dropd.contracts.colour import Colour
from dropd.contracts.exact import plain_rate
from dropd.contracts.scenes import Scenes
from dropd.contracts.size import Size
from dropd.contracts.status import Status
from dropd.contracts.trigger import Trigger

FOLDER = Path("config/schema")


def schemas() -> Mapping[str, str]:
    """The text of every schema, by its file name."""
    return {
        "scenes.schema.json": _text(_open(_written_by_people(Scenes))),
        "trigger.schema.json": _text(_written_by_people(Trigger)),
        "status.schema.json": _text(_schema(Status, "serialization")),
    }


def main() -> None:
    """Write every schema into config/schema/ of the working folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


class _Generator(GenerateJsonSchema):
    def encode_default(self, dft: Any) -> Any:
        """Defaults as a user would write them; of its own, pydantic 2.14 gives "5/2" for 2.5 seconds."""
        if isinstance(dft, Fraction):
            return plain_rate(dft)
        if isinstance(dft, Size | Colour):
            return str(dft)
        return super().encode_default(dft.model_dump(mode="json") if isinstance(dft, BaseModel) else dft)

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles: they would only repeat the keys."""
        del schema
        return False


def _schema(model: type[BaseModel], mode: JsonSchemaMode) -> dict[str, Any]:
    schema = model.model_json_schema(mode=mode, schema_generator=_Generator)
    return {"$schema": _Generator.schema_dialect, **schema}


def _written_by_people(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a file in which null is the same as not given."""
    schema = _schema(model, "validation")
    for group in _groups(schema):
        for key, rule in group.get("properties", {}).items():
            if key not in group.get("required", ()):
                group["properties"][key] = _or_null(rule)
    return schema


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a file in which unknown keys are welcome."""
    for group in _groups(schema):
        group.pop("additionalProperties", None)
    return schema


def _groups(schema: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return (schema, *schema.get("$defs", {}).values())


def _or_null(rule: dict[str, Any]) -> dict[str, Any]:
    null = {"type": "null"}
    if "anyOf" in rule:
        return rule if null in rule["anyOf"] else {**rule, "anyOf": [*rule["anyOf"], null]}
    about = {key: value for key, value in rule.items() if key in ("description", "default")}
    bare = {key: value for key, value in rule.items() if key not in about}
    return {**about, "anyOf": [bare, null]}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
