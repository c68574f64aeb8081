"""Reading all sources of settings, in their order, and telling everything that is wrong with them at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dropd.contracts.documents import parse_json_or_yaml
from dropd.contracts.plain_words import problem_of
from dropd.contracts.text import decode_text
from dropd.errors import DropFault, Problem, SetupFault
from dropd.settings.dotenv_text import parse_dotenv
from dropd.settings.model import Settings
from dropd.settings.places import SYSTEM_CONFIG, Places
from dropd.settings.sources import Given, Reading, of_document, of_values, of_variables

NO_OVERRIDES: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and what their owner should know about them."""

    settings: Settings
    notes: tuple[str, ...] = ()
    """Whole sentences, for the log."""


def load_settings(
    config: Path | None,
    environment: Mapping[str, str],
    working_folder: Path,
    *,
    overrides: Mapping[str, object] = NO_OVERRIDES,
    system_config: Path = SYSTEM_CONFIG,
) -> LoadedSettings:
    """The settings: of `overrides`, else the environment, else `.env`, else the YAML file, else the defaults.

    `overrides` is the command line; its names are those of YAML, groups joined by a point: `speech.api`.
    `config` is the YAML file, which must be there; None looks in the user's config folder, then at
    `system_config`. Raises SetupFault with every problem of every source.
    """
    places = Places.of(environment, working_folder)
    file = _config_file(config, places, system_config)
    readings = (
        of_values(places.default_settings(), "the default folders"),
        _read_document(file) if file else Reading(),
        *(_read_dotenv(dotenv, environment) for dotenv in _dotenv_files(file or places.user_config, working_folder)),
        of_variables(environment, "the environment"),
        of_values(overrides, "the command line"),
    )
    given = {each.name: each for reading in readings for each in reading.given}
    settings, refusals = _validated(given, places)
    problems = (*(problem for reading in readings for problem in reading.problems), *refusals)
    if settings is None or problems:
        raise _fault(problems)
    return LoadedSettings(settings, _notes(name for reading in readings for name in reading.unused))


def _config_file(config: Path | None, places: Places, system_config: Path) -> Path | None:
    if config is not None:
        file = places.working_folder / config
        if not _is_file(file):
            raise SetupFault(f"There is no settings file {file}.", hint="Check the path.", file=str(file))
        return file
    return next((file for file in (places.user_config, system_config) if _is_file(file)), None)


def _dotenv_files(config_file: Path, working_folder: Path) -> tuple[Path, ...]:
    """Beside the YAML file, or where one would be, and here.

    The later counts: the one in the working folder is nearer to whoever types the command.
    """
    folders = dict.fromkeys((config_file.parent, working_folder))
    # A folder of this name is somebody's virtual environment.
    return tuple(folder / ".env" for folder in folders if _is_file(folder / ".env"))


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except PermissionError:
        # Somebody else's folder; pathlib before Python 3.14 raises here.
        return False


def _read_document(file: Path) -> Reading:
    try:
        return of_document(parse_json_or_yaml(file.read_bytes(), str(file)), str(file))
    except (DropFault, OSError) as error:
        return _unreadable(file, error)


def _read_dotenv(file: Path, environment: Mapping[str, str]) -> Reading:
    try:
        dotenv = parse_dotenv(decode_text(file.read_bytes(), str(file)), environment)
    except (DropFault, OSError) as error:
        return _unreadable(file, error)
    reading = of_variables(dotenv.variables, str(file))
    broken = tuple(
        Problem(f"line {line} of {file}", "This cannot be read.", "Write NAME=value.") for line in dotenv.broken_lines
    )
    return replace(reading, problems=(*broken, *reading.problems))


def _unreadable(file: Path, error: DropFault | OSError) -> Reading:
    if isinstance(error, DropFault):
        return Reading(problems=(Problem("", error.message, error.hint),))
    return Reading(problems=(Problem(str(file), f"This file cannot be read ({error.strerror})."),))


def _validated(given: Mapping[str, Given], places: Places) -> tuple[Settings | None, tuple[Problem, ...]]:
    try:
        return Settings.model_validate(_nested(given.values()), context=places), ()
    except ValidationError as error:
        return None, tuple(_problem(details, given) for details in error.errors(include_url=False))


def _problem(details: ErrorDetails, given: Mapping[str, Given]) -> Problem:
    found = problem_of(details, groups={})
    origins = [each.origin for name, each in given.items() if f"{name}.".startswith(f"{found.path}.")]
    return Problem(" and ".join(origins) or found.path, found.message, found.hint)


def _nested(given: Iterable[Given]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for each in given:
        *sections, key = each.name.split(".")
        group = nested
        for section in sections:
            group = group.setdefault(section, {})
        group[key] = each.value
    return nested


def _fault(problems: tuple[Problem, ...]) -> SetupFault:
    count = "One thing is" if len(problems) == 1 else f"{len(problems)} things are"
    listed = "\n".join(f"  - {problem}" for problem in problems)
    return SetupFault(f"{count} wrong in the settings:\n{listed}", hint="Correct this and start dropd again.")


def _notes(unused: Iterable[str]) -> tuple[str, ...]:
    names = ", ".join(dict.fromkeys(unused))
    return (f"dropd has no web server and does not use {names}.",) if names else ()
