import errno
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.contracts.status import DaemonFacts, RootStatus, Status
from dropd.project import Project, Root
from dropd.report.writer import AGAIN_S, StatusFiles

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
DAEMON = DaemonFacts(version="0.1.0", host="studio", pid=4711)


def a_status(second: int = 0, **changes: Any) -> Status:
    least = {"project": "house", "state": JobState.RUNNING, "message": "Waiting."}
    return Status(**{"updated_at": NOON + timedelta(seconds=second), "daemon": DAEMON, **least, **changes})


def a_writer(told: list[Path]) -> StatusFiles:
    return StatusFiles(interval_s=10, on_error=lambda path, _: told.append(path))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "house").mkdir()
    return Project(tmp_path / "house")


def written(project: Project) -> Status:
    return Status.model_validate_json(project.status_json.read_bytes())


def test_progress_is_written_every_ten_seconds_and_a_new_state_at_once(project: Project) -> None:
    files = a_writer([])
    assert files.write(project, a_status(0), 0) is None
    assert files.write(project, a_status(1, progress=0.1), 1) == 10
    assert written(project).progress == 0
    assert files.write(project, a_status(10, progress=0.2), 10) is None
    assert written(project).progress == 0.2
    assert files.write(project, a_status(11, state=JobState.SUCCEEDED), 11) is None
    assert written(project).state is JobState.SUCCEEDED


def test_the_status_takes_after_the_project_folder_each_time_it_is_written(project: Project) -> None:
    files = a_writer([])
    files.write(project, a_status(0), 0)
    project.folder.chmod(0o2770)
    files.write(project, a_status(1, state=JobState.SUCCEEDED), 1)

    assert [stat.S_IMODE(path.stat().st_mode) for path in (project.status_json, project.status_html)] == [0o660, 0o660]


def test_nothing_is_written_for_a_later_time_alone(project: Project) -> None:
    files = a_writer([])
    files.write(project, a_status(0), 0)
    before = project.status_json.stat()
    files.write(project, a_status(500, eta_seconds=3), 500)

    assert project.status_json.stat() == before


def test_a_file_that_cannot_be_written_is_told_once_and_tried_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    told: list[Path] = []
    files = a_writer(told)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        assert files.write(project, a_status(), 0) == AGAIN_S
        assert files.write(project, a_status(), 30) == 30 + AGAIN_S
    assert told == [project.status_json, project.status_html]
    assert list(project.folder.iterdir()) == []

    assert files.write(project, a_status(), 60) is None
    assert written(project).message == "Waiting."


def test_a_link_in_the_place_of_the_status_is_replaced_not_followed(project: Project, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    project.status_json.symlink_to(victim)
    a_writer([]).write(project, a_status(), 0)

    assert victim.read_text() == "mine"
    assert written(project).project == "house"


def test_the_roots_files_are_a_sign_of_life(tmp_path: Path) -> None:
    Root.at(tmp_path).state.mkdir()
    files = a_writer([])
    assert files.root_is_due(0, changed=False)
    files.write_root(Root.at(tmp_path), RootStatus(daemon=DAEMON, updated_at=NOON), 0)

    assert not files.root_is_due(9, changed=True)
    assert files.root_is_due(10, changed=True)
    assert not files.root_is_due(599, changed=False)
    assert files.root_is_due(600, changed=False)
    assert (tmp_path / "status.html").read_text().startswith("<!")


def test_nothing_is_written_on_an_empty_mount_point(tmp_path: Path) -> None:
    refused: list[Path] = []
    a_writer(refused).write_root(Root.at(tmp_path), RootStatus(daemon=DAEMON, updated_at=NOON), 0)

    assert list(tmp_path.iterdir()) == []
    assert [path.name for path in refused] == ["status.json", "status.html"]
