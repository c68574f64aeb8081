"""The text of a `.env` file, into variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from dotenv.parser import parse_stream
from dotenv.variables import parse_variables


@dataclass(frozen=True, slots=True)
class DotenvText:
    """What a `.env` file says."""

    variables: Mapping[str, str]
    broken_lines: tuple[int, ...]
    """Lines that are no variable, counted from 1."""


def parse_dotenv(text: str, environment: Mapping[str, str]) -> DotenvText:
    """Read NAME=value lines; `${NAME}` takes the value of the environment, or of a line above."""
    variables: dict[str, str] = {}
    broken_lines: list[int] = []
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            broken_lines.append(binding.original.line)
        elif binding.key and binding.value:
            known = {**variables, **environment}
            variables[binding.key] = "".join(atom.resolve(known) for atom in parse_variables(binding.value))
    return DotenvText(variables, tuple(broken_lines))
