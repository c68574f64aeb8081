"""kill -9 at every durable step: the job ends once, whole, with its trigger in exactly one place."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_state import JobState
from dropd.durable import TEMPORARY_PREFIX
from dropd.project import Root


class Killed(BaseException):
    """The process is gone at this point."""


class Power:
    """Counts what reaches the disk, and cuts at one step; from then on nothing reaches it any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        for name in ("rename", "replace", "fsync", "unlink", "rmdir", "mkdir"):
            monkeypatch.setattr(os, name, self._guarded(getattr(os, name)))

    def _guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **options: Any) -> Any:
            if self.left is not None:
                if self.left <= 0:
                    raise Killed
                self.left -= 1
            return call(*args, **options)

        return guarded


def crashed(house: Any, power: Power, step: int) -> bool:
    """Run until the job has ended, or until the crash; then a new daemon is there."""
    power.left = step
    try:
        house.pass_s(3)
    except Killed:
        return True
    finally:
        power.left = None
    return False


def litter(root: Root) -> list[Path]:
    return [path for path in root.folder.rglob("*") if path.name.startswith(TEMPORARY_PREFIX)]


def as_dead(root: Root) -> None:
    """The process that left these is this one, which is alive: let them look like those of a dead one."""
    for path in litter(root):
        path.rename(path.with_name(f"{TEMPORARY_PREFIX}999999999-{path.name.rpartition('-')[2]}"))


def test_a_crash_at_any_step_of_the_end_leaves_one_whole_film(
    house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house.drop()
    house.until(JobState.RUNNING)
    with monkeypatch.context() as patched:
        patched.setattr("dropd.jobs.foreman.settle", _killed)
        with pytest.raises(Killed):
            house.film()
    power = Power(monkeypatch)
    kept = tmp_path / "kept"
    shutil.copytree(house.root.folder, kept)
    staged = next(kept.rglob("work/*/video.mp4")).read_bytes()

    for step in range(200):
        shutil.rmtree(house.root.folder)
        shutil.copytree(kept, house.root.folder)
        house.start()
        was_killed = crashed(house, power, step)
        as_dead(house.root)
        house.start()
        house.pass_s(1)
        project, job = house.project(), house.daemon.job_of("house")
        assert job.state is JobState.SUCCEEDED, step
        assert (project.output / "video.mp4").read_bytes() == staged, step
        assert [path.name for path in project.done.iterdir()] == [f"{job.job_id}.render.yaml"], step
        assert not (project.input / "render.yaml").exists(), step
        assert not project.failed.exists(), step
        assert not project.work.exists(), step
        assert litter(house.root) == [], step
        assert len(house.status().history) == 1, step
        if not was_killed:
            break
    assert 20 < step < 200


def test_a_crash_at_any_step_of_a_failure_leaves_the_trigger_in_one_place(
    house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house.drop()
    house.put("house", "render.yaml", "crff: 20")
    house.pass_s(60)
    power = Power(monkeypatch)
    kept = tmp_path / "kept"
    shutil.copytree(house.root.folder, kept)
    for step in range(200):
        shutil.rmtree(house.root.folder)
        shutil.copytree(kept, house.root.folder)
        house.start()
        house.pass_s(60)
        was_killed = crashed(house, power, step)
        as_dead(house.root)
        house.start()
        house.touch()
        job = house.until(JobState.FAILED)
        project = house.project()
        assert sorted(path.name for path in project.failed.iterdir()) == [
            f"{job.job_id}.error.txt",
            f"{job.job_id}.render.yaml",
        ], step
        assert not (project.input / "render.yaml").exists(), step
        assert litter(house.root) == [], step
        if not was_killed:
            break
    assert 10 < step < 200


def test_a_render_that_kills_dropd_three_times_fails_with_a_sentence(house: Any) -> None:
    house.drop()
    for attempt in (1, 2, 3):
        assert house.until(JobState.RUNNING).attempt == attempt
        stop_child(house)
        house.start()
        house.touch()
    house.until(JobState.FAILED)

    assert "The render of this project was interrupted 3 times." in house.error_text()
    assert house.status().error.code == "interrupted"
    assert any(line["event"] == "job_failed" for line in house.lines)


def stop_child(house: Any) -> None:
    """What the kernel does to a render whose daemon was killed."""
    for render in list(house.daemon._foreman._renders.values()):  # noqa: SLF001 - nobody else may know of it
        render.kill()


def _killed(*_: object) -> None:
    raise Killed
