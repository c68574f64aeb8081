import os
import time
from pathlib import Path

import pytest

from dropd.intake.census import Census
from dropd.project import Root


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root.at(tmp_path)
    root.projects.mkdir()
    return root


def put(root: Root, project: str, name: str) -> Path:
    path = root.project(project).input / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_triggers_and_cancel_files_call_and_nothing_else_does(root: Root) -> None:
    for project, name in {"a": "render.yaml", "b": "cancel", "c": "scenes.json", "d": "images/render.yaml"}.items():
        put(root, project, name)

    assert Census(root).all().calling == {"a", "b"}


def test_the_first_census_calls_nothing_changed(root: Root) -> None:
    put(root, "a", "scenes.json")

    assert Census(root).all().changed == frozenset()


def test_a_name_that_comes_or_goes_is_a_change_that_is_told_once(root: Root) -> None:
    put(root, "still", "render.yaml")
    kept = put(root, "goes", "scenes.json")
    census = Census(root)
    census.all()
    kept.unlink()
    put(root, "new", "scenes.json")

    assert census.all().changed == {"goes", "new"}
    assert census.all().changed == frozenset()
    assert census.all().calling == {"still"}


def test_a_client_that_sets_the_times_of_the_folder_hides_no_change(root: Root) -> None:
    put(root, "a", "scenes.json")
    folder = root.project("a").input
    before = folder.stat()
    census = Census(root)
    census.all()
    put(root, "a", "render.yaml")
    os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert census.all().changed == {"a"}


def test_a_name_that_came_in_the_same_second_of_a_coarse_disk_is_found(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "a", "scenes.json")
    second_ns = time.time_ns()
    monkeypatch.setattr("dropd.intake.census._stamp", lambda _: (1, second_ns, second_ns))
    census = Census(root)
    census.all()
    put(root, "a", "render.yaml")
    found = census.all()

    assert found.calling == {"a"}
    assert found.changed == {"a"}


def test_where_times_never_move_a_folder_is_read_each_time(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, "a", "scenes.json")
    monkeypatch.setattr("dropd.intake.census._stamp", lambda _: (1, 2, 3))
    census = Census(root)
    for _ in range(3):
        census.all()
    put(root, "a", "render.yaml")

    assert census.all().calling == frozenset()
    assert census.all(None).calling == {"a"}


def test_files_in_a_project_without_an_input_folder_are_noticed_too(root: Root) -> None:
    root.project("a").folder.mkdir()
    census = Census(root)
    census.all()
    (root.project("a").folder / "render.yaml").touch()

    assert census.of(["a"]).changed == {"a"}


def test_projects_that_are_gone_are_forgotten_and_new_again_when_they_return(root: Root) -> None:
    put(root, "a", "render.yaml")
    census = Census(root)
    census.all()
    root.projects.rename(root.folder / "away")
    assert census.all() == census.of([])

    (root.folder / "away").rename(root.projects)
    assert census.all().calling == {"a"}
