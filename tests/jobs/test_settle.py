import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from dropd.contracts.job_parts import ErrorReport, Output
from dropd.contracts.job_state import JobState
from dropd.errors import ChangedFault, UnsafeFault
from dropd.jobs.record import JobRecord, Move, Settlement
from dropd.jobs.settle import prepare_work, settle
from dropd.project import Project

MADE = Settlement(
    state=JobState.SUCCEEDED,
    message="The film is ready.",
    moves=(Move(staged="video.mp4", name="video.mp4"),),
    trigger_goes_to="done",
)
FAILED = Settlement(
    state=JobState.FAILED,
    message="It failed.",
    error=ErrorReport(code="media", message="front.jpg is damaged."),
    trigger_goes_to="failed",
)

REMOVED = Settlement(state=JobState.CANCELLED, message="Cancelled, because its trigger was removed.")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path / "house")
    project.input.mkdir(parents=True)
    project.folder.chmod(0o2775)
    (project.input / "render.yaml").write_text("crf: 20")
    return project


def stage(project: Project, job: JobRecord) -> None:
    prepare_work(project, job.job_id)
    (project.work_of(job.job_id) / "video.mp4").write_text("film")


def output(name: str, content: str) -> Output:
    """A file that a job says it has made."""
    data = content.encode()
    return Output(path=f"output/{name}", job_id="1", bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def test_doing_it_twice_changes_nothing(project: Project, a_job: Any) -> None:
    job = a_job(outputs=(output("video.mp4", "film"),))
    stage(project, job)
    settle(project, job, MADE)
    before = sorted(project.folder.rglob("*"))
    settle(project, job, MADE)

    assert sorted(project.folder.rglob("*")) == before
    assert (project.output / "video.mp4").read_text() == "film"
    assert not project.work.exists()


def test_what_is_left_of_the_film_before_goes_unless_somebody_has_changed_it(project: Project, a_job: Any) -> None:
    project.output.mkdir()
    for name, content in (("video.srt", "old words"), ("scene_01.mp4", "an own cut"), ("notes.txt", "mine")):
        (project.output / name).write_text(content)
    (project.output / "scene_02.mp4").symlink_to(project.output / "notes.txt")
    (project.output / "scene_03.mp4").mkdir()
    of_before = {
        "video.srt": "old words", "scene_01.mp4": "was made", "scene_02.mp4": "mine", "scene_03.mp4": "", "a.mp4": ""
    }  # fmt: skip
    job = a_job(outputs=(output("video.mp4", "film"),))
    stage(project, job)
    leftovers = tuple(output(name, content) for name, content in of_before.items())

    settle(project, job, MADE.model_copy(update={"leftovers": leftovers}))

    left = {path.name for path in project.output.iterdir()}
    assert left == {"video.mp4", "scene_01.mp4", "scene_02.mp4", "scene_03.mp4", "notes.txt"}
    assert (project.output / "notes.txt").read_text() == "mine"


EARLIER = "20261121T080000Z-11aa"


@pytest.mark.parametrize("settlement", [MADE, FAILED])
def test_of_a_trigger_that_comes_back_from_failed_the_earlier_error_goes_when_its_own_end_is_told(
    project: Project, a_job: Any, settlement: Settlement
) -> None:
    settle(project, a_job(job_id=EARLIER), FAILED)
    (project.failed / f"{EARLIER}.render.yaml").rename(project.input / f"{EARLIER}.render.yaml")
    again = a_job(trigger=f"{EARLIER}.render.yaml", outputs=(output("video.mp4", "film"),))
    stage(project, again)

    settle(project, again, settlement)

    assert not project.error_of(EARLIER).exists()
    assert project.error_of(again.job_id).exists() == (settlement is FAILED)


@pytest.mark.parametrize("removed", [True, False])
def test_of_a_trigger_that_comes_back_from_failed_and_is_then_deleted_the_earlier_error_goes_too(
    project: Project, a_job: Any, *, removed: bool
) -> None:
    settle(project, a_job(job_id=EARLIER), FAILED)
    (project.failed / f"{EARLIER}.render.yaml").rename(project.input / f"{EARLIER}.render.yaml")
    if removed:
        (project.input / f"{EARLIER}.render.yaml").unlink()

    settle(project, a_job(trigger=f"{EARLIER}.render.yaml"), REMOVED)

    assert project.error_of(EARLIER).exists() != removed  # another in its place is a job of its own


def test_of_a_trigger_that_was_copied_out_of_failed_the_earlier_error_stays_beside_the_earlier_trigger(
    project: Project, a_job: Any
) -> None:
    settle(project, a_job(job_id=EARLIER), FAILED)
    (project.input / f"{EARLIER}.render.yaml").write_text("crf: 20")
    again = a_job(trigger=f"{EARLIER}.render.yaml")
    stage(project, again)

    settle(project, again, MADE)

    assert project.error_of(EARLIER).exists()


def test_an_earlier_error_goes_although_the_file_that_cancelled_its_job_still_lies_there(
    project: Project, a_job: Any
) -> None:
    settle(project, a_job(job_id=EARLIER), FAILED)
    (project.failed / f"{EARLIER}.cancel").touch()
    (project.failed / f"{EARLIER}.render.yaml").rename(project.input / f"{EARLIER}.render.yaml")
    again = a_job(trigger=f"{EARLIER}.render.yaml")
    stage(project, again)

    settle(project, again, MADE)

    assert [path.name for path in project.failed.iterdir()] == [f"{EARLIER}.cancel"]


def test_nothing_is_removed_behind_a_link_in_the_place_of_failed(project: Project, a_job: Any, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{EARLIER}.error.txt").touch()
    project.failed.symlink_to(elsewhere)
    (project.input / f"{EARLIER}.render.yaml").write_text("crf: 20")
    again = a_job(trigger=f"{EARLIER}.render.yaml")
    stage(project, again)

    settle(project, again, MADE)

    assert (elsewhere / f"{EARLIER}.error.txt").exists()


WITH_A_POSTER = MADE.model_copy(update={"moves": (Move(staged="video.jpg", name="video.jpg"), *MADE.moves)})


def stage_with_a_poster(project: Project, job: JobRecord) -> None:
    stage(project, job)
    (project.work_of(job.job_id) / "video.jpg").write_text("poster")


def test_a_crash_between_two_files_is_made_good(project: Project, a_job: Any) -> None:
    stage_with_a_poster(project, a_job())
    project.output.mkdir()
    (project.work_of(a_job().job_id) / "video.jpg").rename(project.output / "video.jpg")
    settle(project, a_job(outputs=(output("video.mp4", "film"), output("video.jpg", "poster"))), WITH_A_POSTER)

    assert {path.name: path.read_text() for path in project.output.iterdir()} == {
        "video.jpg": "poster",
        "video.mp4": "film",
    }


def test_a_film_that_was_moved_before_a_crash_is_on_the_disk_before_its_trigger_goes(
    project: Project, a_job: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(project, a_job())
    project.output.mkdir()
    (project.work_of(a_job().job_id) / "video.mp4").rename(project.output / "video.mp4")
    steps = watched_steps(monkeypatch)
    settle(project, a_job(outputs=(output("video.mp4", "film"),)), MADE)

    assert ("fsync", project.output) in steps
    assert steps.index(("fsync", project.output)) < steps.index(("rename", project.input / "render.yaml"))


def watched_steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """What is synced and what is renamed, in its order."""
    steps: list[tuple[str, Path]] = []
    fsync, rename = os.fsync, os.rename

    def told_fsync(descriptor: int) -> None:
        steps.append(("fsync", Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def told_rename(source: Path, target: Path) -> None:
        steps.append(("rename", Path(source)))
        rename(source, target)

    monkeypatch.setattr(os, "fsync", told_fsync)
    monkeypatch.setattr(os, "rename", told_rename)
    return steps


def test_the_film_that_is_there_stays_until_all_beside_the_new_one_is_in_place(project: Project, a_job: Any) -> None:
    stage_with_a_poster(project, a_job())
    (project.output / "video.jpg").mkdir(parents=True)
    (project.output / "video.mp4").write_text("older film")

    with pytest.raises(IsADirectoryError):
        settle(project, a_job(), WITH_A_POSTER)
    assert (project.output / "video.mp4").read_text() == "older film"

    (project.output / "video.jpg").rmdir()
    settle(project, a_job(), WITH_A_POSTER)
    assert (project.output / "video.mp4").read_text() == "film"


def test_a_file_that_vanished_is_noticed_before_any_beside_it_is_moved(project: Project, a_job: Any) -> None:
    stage_with_a_poster(project, a_job())
    poster, film = WITH_A_POSTER.moves
    vanished = Move(staged="video.srt", name="video.srt")

    with pytest.raises(ChangedFault, match=r"video.srt was finished but vanished"):
        settle(project, a_job(), MADE.model_copy(update={"moves": (poster, vanished, film)}))
    assert not project.output.exists()


def test_what_lies_in_done_is_never_overwritten(project: Project, a_job: Any) -> None:
    project.done.mkdir()
    kept = project.done / f"{a_job().job_id}.render.yaml"
    kept.write_text("older")
    stage(project, a_job())
    settle(project, a_job(), MADE)

    assert kept.read_text() == "older"
    assert (project.input / "render.yaml").exists()


def test_a_trigger_that_was_replaced_since_stays_for_a_job_of_its_own(project: Project, a_job: Any) -> None:
    stage(project, a_job())
    settle(project, a_job(trigger_digest="of another text"), MADE)

    assert (project.input / "render.yaml").read_text() == "crf: 20"
    assert (project.output / "video.mp4").exists()


@pytest.mark.parametrize("older", [None, "older film", "elif"])
def test_a_finished_film_that_vanished_is_no_success(project: Project, a_job: Any, older: str | None) -> None:
    if older:
        project.output.mkdir()
        (project.output / "video.mp4").write_text(older)

    with pytest.raises(ChangedFault, match=r"video.mp4 was finished but vanished"):
        settle(project, a_job(outputs=(output("video.mp4", "film"),)), MADE)
    assert (project.input / "render.yaml").exists()


def test_folders_and_films_have_the_rights_of_the_project(project: Project, a_job: Any) -> None:
    stage(project, a_job())
    (project.work_of(a_job().job_id) / "video.mp4").chmod(0o600)
    settle(project, a_job(), MADE)

    assert stat.S_IMODE((project.output / "video.mp4").stat().st_mode) == 0o664
    assert stat.S_IMODE(project.done.stat().st_mode) == 0o2775


@pytest.mark.parametrize("folder", ["output", "done"])
def test_a_link_in_the_place_of_a_folder_is_not_followed(
    project: Project, a_job: Any, tmp_path: Path, folder: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project.folder / folder).symlink_to(outside)
    stage(project, a_job())

    with pytest.raises(UnsafeFault, match=f"{folder} in the project house is a link"):
        settle(project, a_job(), MADE)
    assert os.listdir(outside) == []  # noqa: PTH208 - pathlib follows just the same


def test_what_a_failed_job_made_is_kept_until_a_film_succeeds(project: Project, a_job: Any) -> None:
    failed, made = a_job("20261122T120000Z-0001"), a_job("20261122T130000Z-0002")
    stage(project, failed)
    settle(project, failed, FAILED)
    assert project.work_of(failed.job_id).exists()
    foreign = project.work / "scene_00.mp4"
    foreign.write_text("of somebody else")

    stage(project, made)
    settle(project, made, MADE)
    assert list(project.work.iterdir()) == [foreign]


def test_a_failed_job_that_made_nothing_leaves_no_empty_folders(project: Project, a_job: Any) -> None:
    prepare_work(project, a_job().job_id)

    settle(project, a_job(), FAILED)

    assert not project.work.exists()


def test_nothing_is_made_where_a_project_was(project: Project, a_job: Any, tmp_path: Path) -> None:
    project.folder.rename(tmp_path / "elsewhere")
    settle(project, a_job(), FAILED)

    assert not project.folder.exists()


def test_a_trigger_that_was_copied_to_another_disk_before_a_crash_does_not_stay(project: Project, a_job: Any) -> None:
    stage(project, a_job())
    project.done.mkdir()
    (project.done / f"{a_job().job_id}.render.yaml").write_text("crf: 20")
    settle(project, a_job(), MADE)

    assert not (project.input / "render.yaml").exists()
