"""Rooms import only rooms below them: data flows one way."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dropd

PACKAGE = Path(dropd.__file__).parent

# From the ground up; rooms of one line do not know each other, except as said in MAY_KNOW.
LAYERS = (
    {"errors", "project", "ownership", "durable", "beneath", "clock", "systemd", "cache", "life", "language"},
    {"contracts"},
    {"events", "settings", "media"},
    {"intake", "film", "speech", "example"},
    {"jobs"},
    {"report"},
    {"surroundings"},
    {"visits"},
    {"daemon"},
    {"service"},
    {"cli"},
)
MAY_KNOW = {
    ("cache", "durable"),
    ("cache", "errors"),
    ("durable", "ownership"),
    ("systemd", "durable"),
    ("life", "clock"),
    ("life", "project"),
    ("life", "systemd"),
    ("beneath", "errors"),
    ("project", "errors"),
}
ONE_OWNER = {"subprocess": "media/process.py", "watchdog": "intake/watch.py", "jinja2": "report/pages.py"}


def imports() -> Iterator[tuple[str, str]]:
    """Every (file, imported module)."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield str(path.relative_to(PACKAGE)), node.module
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield str(path.relative_to(PACKAGE)), alias.name


def level(room: str) -> int:
    return next(index for index, rooms in enumerate(LAYERS) if room in rooms)


def test_no_room_imports_a_room_above_or_beside_it() -> None:
    wrong = []
    for file, module in imports():
        room = file.partition("/")[0].removesuffix(".py")
        parts = module.split(".")
        if parts[0] != "dropd" or len(parts) == 1 or room in ("__init__", "__main__") or parts[1] == room:
            continue
        if level(parts[1]) >= level(room) and (room, parts[1]) not in MAY_KNOW:
            wrong.append(f"{file} imports {module}")

    assert wrong == []


@pytest.mark.parametrize(
    ("loaded", "not_needed"),
    [
        (
            "dropd.jobs.render_child",
            {"dropd.settings", "dropd.intake.inbox", "dropd.contracts.status", "watchdog", "jinja2"},
        ),
        ("dropd.cli.one_film", {"numpy", "cv2", "dropd.film", "dropd.jobs.runner"}),
        ("dropd.media.picture_server", {"numpy", "simplejpeg"}),
    ],
)
def test_a_process_loads_what_it_needs_and_no_more(loaded: str, not_needed: set[str]) -> None:
    """Each starts for every film: what it loads is waited for."""
    asked = f"import sys, {loaded}; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()

    assert loaded in modules
    assert not_needed.intersection(modules) == set()


def test_what_has_effects_is_imported_in_one_place() -> None:
    for module, owner in ONE_OWNER.items():
        assert {file for file, imported in imports() if imported.partition(".")[0] == module} == {owner}


def test_files_are_short_enough_to_be_read_at_once() -> None:
    assert [str(path) for path in PACKAGE.rglob("*.py") if len(path.read_text().splitlines()) > 300] == []
