"""What each source of settings says: values, and where each was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dropd.errors import Problem
from dropd.settings.names import ANCESTOR_SERVER_NAMES, PREFIX, did_you_mean, names_by_variable, setting_names

UNKNOWN = "There is no such setting."


@dataclass(frozen=True, slots=True)
class Given:
    """One setting that a source gives."""

    name: str
    """As in `setting_names`."""
    value: object
    origin: str
    """Where it was typed, in words: `DROPD_ROOT in the environment`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one source gives, and all that is wrong with it."""

    given: tuple[Given, ...] = ()
    problems: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()
    """Variables that only the ancestor's web server needed."""


def of_document(document: object, file: str) -> Reading:
    """Given the content of a YAML file, its settings; every key that is no setting is a problem."""
    if document is None:
        return Reading()
    if not isinstance(document, dict):
        return Reading(problems=(Problem(file, "This is not a list of settings.", "Write `root: ~/Videos`."),))
    leaves = tuple(_leaves(document))
    names = setting_names()
    return Reading(
        tuple(
            Given(name, _text(value), f"{name} in {file}")
            for name, value in leaves
            if name in names and value not in (None, "")
        ),
        tuple(problem for name, value in leaves for problem in _problems_of(name, value, file)),
    )


def of_variables(variables: Mapping[str, str], place: str) -> Reading:
    """Given variables, their settings; an unknown one is a problem if it begins with DROPD_."""
    names = names_by_variable()
    # A container's way to leave a variable out is to set it to nothing.
    texts = {variable: text.strip() for variable, text in variables.items() if text.strip()}
    return Reading(
        tuple(
            Given(name, texts[variable], f"{variable} in {place}")
            for variable, name in names.items()
            if variable in texts
        ),
        tuple(
            Problem(f"{variable} in {place}", UNKNOWN, did_you_mean(variable, names))
            for variable in texts
            if variable.startswith(PREFIX) and variable not in names
        ),
        tuple(variable for variable in ANCESTOR_SERVER_NAMES if variable in texts),
    )


def of_values(values: Mapping[str, object], place: str) -> Reading:
    """Given settings by their names, the same with the place that they are from; None is not set."""
    return Reading(tuple(Given(name, value, place) for name, value in values.items() if value is not None))


def _leaves(group: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in group.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _problems_of(name: str, value: object, file: str) -> Iterator[Problem]:
    names = setting_names()
    if name in names:
        return
    if not any(each.startswith(f"{name}.") for each in names):
        yield Problem(f"{name} in {file}", UNKNOWN, did_you_mean(name, names))
    elif value not in (None, "", {}):
        yield Problem(f"{name} in {file}", "This is a group of settings.", "Write each below it, indented.")


def _text(value: object) -> object:
    # YAML gives text; a file that happens to be JSON gives numbers. A key of a service may look like one.
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, list | dict) else str(value)
