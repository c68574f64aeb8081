"""What is not the fault of the drop: it is told, costs no attempt, and heals by itself."""

import errno
import io
import os
import shutil
import subprocess
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.media.builds import find_ffmpeg
from tests.accounts import needs_root


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


class Refusal:
    """Makes the renames into some folders fail, as a full or read-only disk does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
        self.folders: set[str] = set()

        def refusing(move: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
            def moved(source: Any, target: Any) -> None:
                if Path(target).parent.name in self.folders:
                    raise OSError(code, os.strerror(code), str(target))
                move(source, target)

            return moved

        for name in ("rename", "replace"):
            monkeypatch.setattr(os, name, refusing(getattr(os, name)))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "There is no space left on the disk"),
        (errno.EACCES, "dropd is not allowed to use a file or folder"),
        (errno.EROFS, "The disk or network share does not answer as it should"),
    ],
)
def test_an_end_that_the_disk_refuses_is_told_and_done_later(
    house: Any, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    refusal = Refusal(monkeypatch, code)
    refusal.folders = {"done"}
    project = house.drop(checkOnly=True)
    house.until(JobState.RUNNING)
    for _ in range(100):
        house.turn()
        if house.daemon.job_of("house").settlement:
            break
        house.wake.wait(10)
        house.wake.clear()
    house.pass_s(11)
    assert house.status().message.startswith(sentence)
    assert names(project.input) == ["images", "render.yaml", "scenes.json"]

    refusal.folders = set()
    house.pass_s(31)
    assert house.status().state is JobState.SUCCEEDED
    assert len(names(project.done)) == 1


def test_records_that_the_disk_refuses_stop_no_daemon_and_start_no_render(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = Refusal(monkeypatch, errno.ENOSPC)
    refusal.folders = {"jobs"}
    house.drop()
    house.pass_s(40)

    assert house.status().message.startswith("There is no space left on the disk")
    assert house.status().attempt == 0
    (told,) = (line["reason"] for line in house.lines if line["event"] == "records_not_kept")
    assert told.startswith("There is no space left on the disk")
    refusal.folders = set()
    assert house.until(JobState.RUNNING).attempt == 1


def test_a_status_that_could_not_be_written_is_written_later(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project = house.drop()
    house.put("house", "render.yaml", "crff: 20")
    refusal = Refusal(monkeypatch, errno.ENOSPC)
    house.pass_s(30)
    refusal.folders = {"house"}
    house.pass_s(60)
    assert house.status().state is JobState.WAITING
    assert len(names(project.failed)) == 2

    refusal.folders = set()
    house.pass_s(31)
    assert house.status().state is JobState.FAILED
    assert sum(line["event"] == "status_not_written" for line in house.lines) == 2


def test_too_little_space_is_told_before_anything_begins(house: Any, settings: Any) -> None:
    house.daemon.stop()
    house.settings = settings.model_copy(update={"reserve_disk_mb": 10**9})
    house.start()
    house.drop()
    house.pass_s(50)

    assert "dropd keeps 1000000000 MB in reserve" in house.status().message
    assert (house.status().state, house.status().attempt) == (JobState.WAITING, 0)


def test_a_root_that_is_not_mounted_cancels_nothing(house: Any) -> None:
    house.drop()
    (house.project().input / "images" / "yard.jpg").unlink()
    job = house.until(JobState.WAITING)
    away = house.root.folder.rename(house.root.folder.with_name("away"))
    house.root.projects.mkdir(parents=True)
    house.pass_s(30)
    assert names(house.root.folder) == ["projects"]

    shutil.rmtree(house.root.folder)
    away.rename(house.root.folder)
    house.drop(trigger=None)
    house.pass_s(10)
    assert house.daemon.job_of("house").job_id == job.job_id
    assert house.daemon.job_of("house").state is JobState.RUNNING


def test_a_daemon_that_is_stopped_puts_its_job_back_and_the_next_one_goes_on(house: Any) -> None:
    project = house.drop(checkOnly=True)
    job = house.until(JobState.RUNNING)
    house.daemon.stop()
    assert house.status().state is JobState.WAITING
    assert house.status().message == "dropd was stopped; it goes on when dropd runs again."

    house.start()
    house.touch()
    done = house.film()
    assert (done.job_id, done.attempt) == (job.job_id, 1)
    assert not project.work.exists()


@needs_root
@pytest.mark.parametrize("place", ["", "input"])
def test_a_disk_that_goes_from_under_a_project_cancels_nothing(house: Any, place: str) -> None:
    point = house.project().folder / place
    point.mkdir(parents=True)
    disk = house.root.folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", disk], check=True)
    try:
        subprocess.run(["mount", "--bind", disk, point], check=True)
        project = house.drop()
        picture = (project.input / "images" / "yard.jpg").read_bytes()
        (project.input / "images" / "yard.jpg").unlink()
        job = house.until(JobState.WAITING)
        subprocess.run(["umount", "-l", point], check=True)
        house.touch()
        house.pass_s(40)
        assert house.daemon.job_of("house").state is JobState.WAITING
        assert "is not mounted" in house.daemon.job_of("house").message

        subprocess.run(["mount", "--bind", disk, point], check=True)
        house.put("house", "images/yard.jpg", picture)
        house.turn()
        assert house.film().job_id == job.job_id
    finally:
        for mounted in (point, disk):
            subprocess.run(["umount", "-l", mounted], check=False)


def test_a_folder_that_could_not_be_looked_at_is_looked_at_again_without_any_change(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.drop()
    house.until(JobState.RUNNING)  # everything has been seen as it is
    house.daemon.stop()
    house.start()
    house.turn()
    fault = OSError(errno.EIO, os.strerror(errno.EIO), "images")
    with monkeypatch.context() as broken:
        broken.setattr("dropd.intake.inbox.list_input", lambda _: (_ for _ in ()).throw(fault))
        house.touch()
        house.pass_s(2)
        assert house.daemon.job_of("house").message.startswith("The disk or network share does not answer")
    house.pass_s(14)

    assert house.daemon.job_of("house").state is not JobState.WAITING
    house.film()


def test_what_changed_before_a_turn_that_broke_off_is_not_forgotten(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.turn()
    house.turn()
    house.drop()
    with monkeypatch.context() as broken:
        fault = OSError(errno.EIO, os.strerror(errno.EIO))
        broken.setattr("dropd.daemon.root_pause", lambda _: (_ for _ in ()).throw(fault))
        with pytest.raises(OSError, match="Input/output"):
            house.turn()
    house.turn()

    assert house.daemon.job_of("house") is not None


def test_a_decoder_that_does_not_start_is_told_and_waited_for(house: Any, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    house.daemon.stop()
    house.build = replace(house.build, path=str(program))
    house.start()
    house.drop()
    house.put("house", "voiceovers/00.wav", second_of_sound())
    house.pass_s(30)

    (awaited,) = house.status().waiting_for
    assert awaited.reason == "not checked yet (The sound decoder could not be started; dropd tries again)"
    written_ns = house.project().status_json.stat().st_mtime_ns
    house.pass_s(60)
    assert house.project().status_json.stat().st_mtime_ns == written_ns, "it is the same that is told"

    program.symlink_to(find_ffmpeg().path)
    house.film()


def second_of_sound() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(range(250)) * 64)
    return buffer.getvalue()
