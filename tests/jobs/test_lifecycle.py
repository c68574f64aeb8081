from datetime import UTC, datetime
from typing import Any

import pytest

from dropd.contracts.job_parts import Check
from dropd.contracts.job_state import JobState
from dropd.contracts.options import RenderOptions
from dropd.errors import ContractFault, InterruptedFault, MediaFault, Problem, SyntaxFault
from dropd.events import FilmReady, StagedFile
from dropd.intake.names import trigger_name
from dropd.jobs import lifecycle
from dropd.jobs.record import JobRecord

NOW = datetime(2026, 11, 22, 13, 0, 0, tzinfo=UTC)


def start(record: JobRecord) -> JobRecord:
    return lifecycle.started(record, options=RenderOptions(), trigger_digest="ab", now=NOW)


def test_a_trigger_that_comes_back_keeps_its_own_name() -> None:
    name = trigger_name("20261122T120000Z-0001.kitchen.render.yaml")
    assert name is not None
    job = lifecycle.first_seen("20261123T120000Z-0002", "house", "20261122T120000Z-0001.kitchen.render.yaml", name, NOW)

    assert (job.state, job.plain_name, job.stem) == (JobState.WAITING, "kitchen.render.yaml", "kitchen")


def test_a_place_in_the_queue_is_kept_until_something_is_missing_again(a_job: Any) -> None:
    queued = lifecycle.queued(a_job(), now=NOW)
    later = lifecycle.queued(queued, now=NOW.replace(hour=14))

    assert later.queued_at == NOW
    assert lifecycle.waiting(later, "Waiting for one file.").queued_at is None


def test_an_attempt_that_ended_from_outside_does_not_count(a_job: Any) -> None:
    back = lifecycle.put_back(start(a_job(attempt=1)), "The disk is full.")

    assert (back.state, back.attempt, back.message) == (JobState.WAITING, 1, "The disk is full.")
    assert back.trigger_digest is None


def test_an_attempt_that_could_not_begin_takes_none_of_the_earlier_ones_away(a_job: Any) -> None:
    assert lifecycle.put_back(a_job(state=JobState.QUEUED, attempt=2), "The disk is full.").attempt == 2


def test_interruptions_count_and_end_the_job_at_last(a_job: Any) -> None:
    job = a_job()
    for _ in range(2):
        job = lifecycle.interrupted(start(job), attempts=3)
        assert (job.state, job.is_settling) == (JobState.WAITING, False)
    job = lifecycle.interrupted(start(job), attempts=3)
    ended = lifecycle.finish(job, NOW)

    assert (ended.state, ended.finished_at, ended.settlement) == (JobState.FAILED, NOW, None)
    assert ended.message == "The render of this project was interrupted 3 times."


def test_a_job_that_was_interrupted_and_found_its_film_made_has_made_none(a_job: Any) -> None:
    """Else what it was answered with would count as read when it began."""
    interrupted = lifecycle.interrupted(start(a_job()), attempts=3)

    assert lifecycle.answered(interrupted, start(a_job())).started_at is None


def test_a_film_is_published_last_and_told_first(a_job: Any) -> None:
    files = tuple(StagedFile(staged=name, name=name, bytes=1, sha256="00") for name in ("v.jpg", "v.srt", "v.mp4"))
    job = lifecycle.succeeded(start(a_job()), FilmReady(files=files, digests={}), (), ())

    assert job.settlement is not None
    assert [move.name for move in job.settlement.moves] == ["v.jpg", "v.srt", "v.mp4"]
    assert [output.path for output in job.outputs] == ["output/v.mp4", "output/v.jpg", "output/v.srt"]
    assert job.settlement.trigger_goes_to == "done"


def test_what_the_last_film_of_the_same_name_had_alone_is_left_over(a_job: Any) -> None:
    def film(*names: str) -> FilmReady:
        return FilmReady(
            files=tuple(StagedFile(staged=name, name=name, bytes=1, sha256="00") for name in names), digests={}
        )

    def made(*names: str, closed: tuple[JobRecord, ...] = ()) -> JobRecord:
        return lifecycle.finish(lifecycle.succeeded(start(a_job()), film(*names), (), closed), NOW)

    older, other = made("video.vtt", "video.mp4"), made("short.srt", "short.mp4")
    last = made("video.srt", "scene_01.mp4", "video.mp4", closed=(other, older))

    new = lifecycle.succeeded(start(a_job()), film("scene_00.mp4", "video.mp4"), (), (other, last, older))

    assert new.settlement is not None
    assert [output.path for output in new.settlement.leftovers] == ["output/video.srt", "output/scene_01.mp4"]


def test_who_cancels_a_film_loses_nothing_of_an_earlier_one(a_job: Any) -> None:
    files = tuple(StagedFile(staged=name, name=name, bytes=1, sha256=name) for name in ("a.jpg", "a.mp4"))
    before = lifecycle.finish(lifecycle.succeeded(start(a_job()), FilmReady(files=files, digests={}), (), ()), NOW)
    again = (files[0], StagedFile(staged="a.mp4", name="a.mp4", bytes=1, sha256="another"))
    job = lifecycle.succeeded(start(a_job()), FilmReady(files=again, digests={}), (), (before,))

    for cancelled in (lifecycle.cancelled(job, "-", (before,)), lifecycle.cancelled_by_file(job, (), (before,))):
        assert cancelled.settlement is not None
        assert [output.path for output in cancelled.settlement.leftovers] == ["output/a.mp4"]


def test_a_film_that_takes_the_place_of_another_trigger_s_film_says_so(a_job: Any) -> None:
    film = FilmReady(files=(StagedFile(staged="a.mp4", name="a.mp4", bytes=1, sha256="00"),), digests={})
    short = start(a_job()).with_(plain_name="short.render.yaml")
    before = lifecycle.finish(lifecycle.succeeded(short, film, (), ()), NOW)

    (warning,) = lifecycle.succeeded(start(a_job()), film, (), (before,)).warnings
    assert warning.startswith("This film has taken the place of the one that short.render.yaml made.")
    assert lifecycle.succeeded(short, film, (), (before,)).warnings == ()
    renamed = start(a_job()).with_(plain_name="Short.render.yaml")
    assert lifecycle.succeeded(renamed, film, (), (before,)).warnings == ()


@pytest.mark.parametrize(
    ("problems", "message"),
    [
        ((), "The check found nothing that stops the film."),
        (("a",), "The check found one problem: a"),
        (("a", "b"), "The check found 2 problems. The first: a"),
    ],
)
def test_a_check_ends_well_whatever_it_found(a_job: Any, problems: tuple[str, ...], message: str) -> None:
    ended = lifecycle.finish(lifecycle.checked(start(a_job()), Check(problems=problems), None), NOW)

    assert (ended.state, ended.message) == (JobState.SUCCEEDED, message)


def test_a_message_of_several_lines_is_told_in_full_where_there_is_room(a_job: Any) -> None:
    job = lifecycle.failed(a_job(), MediaFault("Two are wrong:\n  - a\n  - b", file="images/a.jpg"))

    assert job.message == "Two are wrong: a …"
    assert job.error is not None
    assert job.error.message == "Two are wrong:\n  - a\n  - b"


def test_a_job_without_an_end_cannot_be_finished(a_job: Any) -> None:
    with pytest.raises(ValueError, match="has no end yet"):
        lifecycle.finish(a_job(), NOW)


def test_several_faults_are_told_as_one_with_the_place_of_the_first() -> None:
    wrong = SyntaxFault(
        "render.yaml ends too early.",
        hint="Correct render.yaml.",
        file="render.yaml",
        line=3,
        column=2,
    )
    other = ContractFault("scenes.json", (Problem("vid", "It is a list."),))

    report = lifecycle.report_of(wrong, other, wrong)

    assert report.message == "render.yaml ends too early.\nscenes.json: vid: It is a list."
    assert report.hint == "Correct render.yaml. Correct scenes.json. Then drop the trigger again."
    assert (report.code, report.file, report.line, report.column) == ("syntax", "render.yaml", 3, 2)


def test_what_to_do_about_several_files_is_told_in_full_where_it_is_not_the_same() -> None:
    report = lifecycle.report_of(
        MediaFault("a.jpg is cut off.", hint="Copy it again."), MediaFault("b.jpg is a song.", hint="Save it as JPEG.")
    )

    assert report.hint == "Copy it again. Save it as JPEG. Then drop the trigger again."


def test_what_the_drop_is_not_to_blame_for_asks_for_no_other_trigger() -> None:
    assert (
        lifecycle.report_of(InterruptedFault("It was interrupted.", hint="Look at the log.")).hint == "Look at the log."
    )
