"""pydantic's findings in plain words: where, what is there, what is allowed."""

import re
from collections.abc import Callable, Iterable, Mapping

from pydantic_core import ErrorDetails

from dropd.contracts.refusal import REFUSED, shown
from dropd.contracts.unknown_keys import Groups, Location, nearest, unknown_key
from dropd.errors import Problem

UNKNOWN_KEY = "extra_forbidden"

_BEGINNINGS = 'It begins with a key: {"scenes": … } in scenes.json, renderOptions: in a trigger.'
_COLON_WITHOUT_SPACE = re.compile(r"\w+:\S")
_PLAIN_KEY = re.compile(r"[\w-]{1,60}")


def problem_of(error: ErrorDetails, groups: Groups, passed_over: Iterable[Location] = ()) -> Problem:
    """One finding of pydantic as a problem for its owner. Nothing of pydantic's own wording is left.

    What is missing may be there under one of the keys that were `passed_over`.
    """
    kind = error["type"]
    if kind == REFUSED:
        words = error["ctx"]["message"], error["ctx"]["hint"]
    elif kind == UNKNOWN_KEY:
        words = unknown_key(error["loc"], groups)
    elif kind == "missing":
        words = _missing(error["loc"], passed_over)
    else:
        words = _WORDS.get(kind, _does_not_work)(error)
    return Problem(path_of(error["loc"]), *words)


def path_of(location: Location) -> str:
    """Where something is in a document: `scenes[0].images[2]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in location).removeprefix(".")


def _key(key: str) -> str:
    """A key as it is, unless its length or its characters would spoil a sentence."""
    return key if _PLAIN_KEY.fullmatch(key) else shown(key)


def _missing(location: Location, passed_over: Iterable[Location]) -> tuple[str, str]:
    key = str(location[-1])
    beside = tuple(str(place[-1]) for place in passed_over if place[:-1] == location[:-1])
    near = nearest(key, beside)
    hint = f"There is `{near}`: did you mean `{key}`?" if near else ""
    return "This is missing, and dropd cannot do without it.", hint


def _no_group(error: ErrorDetails) -> tuple[str, str]:
    given, hint = error["input"], ""
    if isinstance(given, list):
        hint = "Take the dash away, in JSON the square brackets." if error["loc"] else _BEGINNINGS
    elif isinstance(given, str) and _COLON_WITHOUT_SPACE.match(given):
        hint = "In YAML, put a space behind the colon."
    return f"A group of keys belongs here, but there is {shown(given)}.", hint


def _no_list(error: ErrorDetails) -> tuple[str, str]:
    return f"A list belongs here, but there is {shown(error['input'])}.", "Put it in square brackets: [ ]."


def _no_text(error: ErrorDetails) -> tuple[str, str]:
    return f"Text belongs here, but there is {shown(error['input'])}.", "Put it in quotes."


def _no_choice(error: ErrorDetails) -> tuple[str, str]:
    allowed = error["ctx"]["expected"].replace("'", "")
    return f"{shown(error['input'])} does not work here.", f"Write {allowed}."


def _does_not_work(error: ErrorDetails) -> tuple[str, str]:
    return f"{shown(error['input'])} does not work here.", ""


_WORDS: Mapping[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    "model_type": _no_group,
    "tuple_type": _no_list,
    "string_type": _no_text,
    "literal_error": _no_choice,
}
