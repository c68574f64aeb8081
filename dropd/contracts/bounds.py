"""Limits of numbers, told with both ends."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dropd.contracts.refusal import refused, shown_number

Value = TypeVar("Value", int, float, Fraction)


@dataclass(frozen=True, slots=True)
class Between:
    """An annotation: the number must lie from `low` to `high`, both included unless `above_low`."""

    low: float
    high: float
    above_low: bool = False

    def check(self, value: Value) -> Value:
        """Return the value; raise pydantic's error if it is out of bounds."""
        if self.low <= value <= self.high and not (self.above_low and value == self.low):
            return value
        low, high = shown_number(self.low), shown_number(self.high)
        fault = "large" if value > self.high else "small"
        allowed = f"above {low} and up to {high}" if self.above_low else f"from {low} to {high}"
        raise refused(f"{shown_number(value)} is too {fault}.", f"Write a number {allowed}.")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        lowest = "exclusiveMinimum" if self.above_low else "minimum"
        return handler(schema) | {lowest: self.low, "maximum": self.high}
