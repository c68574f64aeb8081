"""Small texts with a meaning: choices, switches, blank texts, and `off`, which means without."""

from collections.abc import Sized
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from dropd.contracts.refusal import refused, shown
from dropd.language.tags import is_language_tag

_OFF = ("off", "none", "no")
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class OffMeans:
    """An annotation that reads `off`, `none` and `no`, in any case, and false as `substitute`."""

    substitute: object

    def read(self, value: object) -> object:
        """Return the substitute for what means without, and all else as it is."""
        is_off = value is False or (isinstance(value, str) and value.strip().lower() in _OFF)
        return self.substitute if is_off else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"enum": [*_OFF, False]}]}


def parse_switch(value: object) -> bool:
    """A yes or no, as JSON or as text; raises pydantic's error for all else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _SWITCH:
        return _SWITCH[value.strip().lower()]
    raise refused(f"{shown(value)} is neither yes nor no.", "Write true or false.")


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _blank_as_none(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None


AnyCase = BeforeValidator(_lower)
"""An annotation for choices that may be typed in capitals."""


def _not_empty(value: Sized) -> Sized:
    if not value:
        raise refused("This is empty.", "Name at least one.")
    return value


NotEmpty = AfterValidator(_not_empty)
"""An annotation for lists and texts; unlike pydantic's min_length it is silent where an item is wrong."""

Text = Annotated[str | None, BeforeValidator(_blank_as_none)]
"""Free text without blanks around it; None when nothing but blanks was typed."""


def _language_tag(text: str | None) -> str | None:
    if text is not None and not is_language_tag(text):
        raise refused(f"{shown(text)} is no language code.", "Write, for example, en, de or pt-BR.")
    return text


LanguageTag = Annotated[Text, AfterValidator(_language_tag)]
"""A language by its code (BCP 47), or None."""

Switch = Annotated[bool, PlainValidator(parse_switch), WithJsonSchema({"type": "boolean"})]
"""A yes or no."""
