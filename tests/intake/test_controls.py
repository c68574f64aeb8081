from pathlib import Path

import pytest

from dropd.intake.controls import controls_of, is_cancel, is_pause, root_pause
from dropd.project import Project, Root


@pytest.mark.parametrize("name", ["cancel", "Cancel", "CANCEL.TXT", "cancel.txt"])
def test_a_cancel_file_is_known_in_any_case_and_with_the_ending_that_windows_hides(name: str) -> None:
    assert is_cancel(name)


@pytest.mark.parametrize("name", ["pause", "PAUSE", "Pause.txt"])
def test_so_is_a_pause_file(name: str) -> None:
    assert is_pause(name)


@pytest.mark.parametrize("name", ["cancelled", "pause.md", "cancel.jpg", "do pause", ""])
def test_other_names_mean_nothing(name: str) -> None:
    assert not is_cancel(name)
    assert not is_pause(name)


def test_controls_lie_in_the_project_or_in_its_input_and_are_named_below_the_project(tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / "Pause.txt").touch()
    (tmp_path / "cancel").mkdir()
    found = controls_of(project, ["cancel", "pause", "scenes.json"])

    assert found.cancels == ("input/cancel",)
    assert found.pauses == ("Pause.txt", "input/pause")


def test_a_link_and_a_folder_are_no_control(tmp_path: Path) -> None:
    (tmp_path / "pause").symlink_to(tmp_path)

    assert root_pause(Root.at(tmp_path)) is None


def test_the_whole_root_can_be_paused(tmp_path: Path) -> None:
    assert root_pause(Root.at(tmp_path)) is None
    (tmp_path / "PAUSE").touch()

    assert root_pause(Root.at(tmp_path)) == "PAUSE"
