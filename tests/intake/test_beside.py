import os
from pathlib import Path

from dropd.intake.beside import Beside, look_beside
from dropd.project import Project


def test_what_lies_in_a_project_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    (tmp_path / "render.yaml").touch()
    (tmp_path / "link").symlink_to(tmp_path / "input")

    assert look_beside(Project(tmp_path)) == Beside(frozenset({"render.yaml", "link"}), frozenset({"input"}))


def test_a_project_within_a_project_is_looked_for_where_there_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "house" / "input").mkdir(parents=True)
    (tmp_path / "output").mkdir()

    seen = look_beside(Project(tmp_path))

    assert not seen.has_input
    assert seen.nested == {"house"}

    (tmp_path / "input").mkdir()

    assert look_beside(Project(tmp_path)).nested == frozenset()


def test_a_project_that_is_gone_has_nothing_beside(tmp_path: Path) -> None:
    assert look_beside(Project(tmp_path / "gone")) == Beside()


def test_names_that_are_not_utf_8_are_seen(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff")).touch()

    assert look_beside(Project(tmp_path)).files == {"bad\udcff"}
