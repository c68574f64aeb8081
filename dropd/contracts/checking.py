"""From a parsed document to a frozen value, with every fault told at once."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dropd.contracts.model import Contract
from dropd.contracts.plain_words import problem_of
from dropd.contracts.unknown_keys import Groups, Location
from dropd.errors import ContractFault

Document = TypeVar("Document", bound=Contract)


def checked(
    model: type[Document],
    value: object,
    *,
    file: str,
    groups: Groups,
    context: object = None,
    passed_over: Iterable[Location] = (),
) -> Document:
    """The document as its model; raises ContractFault, which holds every problem with its path.

    `passed_over` are the keys that were left out before, in case one of them was meant for what is missing.
    """
    try:
        return _validated(model, value, context)
    except ValidationError as error:
        places = tuple(passed_over)
        problems = tuple(problem_of(details, groups, places) for details in error.errors(include_url=False))
        raise ContractFault(file, problems) from error


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
