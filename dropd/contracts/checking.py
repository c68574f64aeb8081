"""From a parsed document to a frozen value, with every fault told at once."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dropd.contracts.model import Contract
from dropd.contracts.plain_words import Groups, problem_of
from dropd.errors import ContractFault, Problem

Document = TypeVar("Document", bound=Contract)

MAX_PROBLEMS = 30
"""More than anybody corrects in one go."""


def checked(model: type[Document], value: object, *, file: str, groups: Groups, context: object = None) -> Document:
    """The document as its model; raises ContractFault, which holds every problem with its path."""
    try:
        return _validated(model, value, context)
    except ValidationError as error:
        problems = tuple(problem_of(details, groups) for details in error.errors(include_url=False))
        raise ContractFault(file, _few(problems)) from error


def faults(model: type[Document], value: object, context: object = None) -> tuple[ErrorDetails, ...]:
    """All that speaks against a document."""
    try:
        _validated(model, value, context)
    except ValidationError as error:
        return tuple(error.errors(include_url=False))
    return ()


def _validated(model: type[Document], value: object, context: object) -> Document:
    # Files know only the keys that are documented for them; the names of Python are for Python.
    return model.model_validate(value, by_alias=True, by_name=False, context=context)


def _few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    left_out = len(problems) - MAX_PROBLEMS
    if left_out <= 0:
        return problems
    return (*problems[:MAX_PROBLEMS], Problem("", f"And {left_out} more."))
