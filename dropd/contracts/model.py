"""What the models of all written contracts share."""

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Contract(BaseModel):
    """A group of keys: frozen, camelCase in files, no unknown keys, and null is the same as not given."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """Every key that a file may use here, other spellings included."""
        return tuple(key for name in cls.model_fields for key in cls._spellings(name))

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        """Leave out keys that are null; an unknown one stays, to be told."""
        if not isinstance(value, dict):
            return value
        known = {*cls.keys(), *cls.model_fields}
        return {key: item for key, item in value.items() if item is not None or key not in known}

    @classmethod
    def _spellings(cls, name: str) -> tuple[str, ...]:
        alias = cls.model_fields[name].validation_alias or name
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
        return tuple(str(choice) for choice in choices)
