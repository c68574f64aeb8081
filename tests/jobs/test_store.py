import errno
import os
import re
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.job_parts import Output
from dropd.intake.delivery import UsedFile
from dropd.jobs.record import JOB_ID, JobRecord
from dropd.jobs.store import KEPT_CLOSED_PER_PROJECT, JobStore
from tests.jobs.conftest import NOON

LATER = "2026-11-22T13:00:00Z"
USED = UsedFile(path="images/a.jpg", size_bytes=1, mtime_ns=2, ctime_ns=3, inode=4, sha256="00")


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path, a_job: Any) -> None:
    store = JobStore(tmp_path)
    store.save(a_job("20261122T120000Z-0002"))
    store.save(a_job("20261122T120000Z-0001", project="barn"))
    again = JobStore(tmp_path)

    assert again.load() == ()
    assert again.open() == store.open()
    assert [record.project for record in again.open()] == ["barn", "house"]
    assert again.projects() == {"barn", "house"}


def test_a_record_that_cannot_be_read_is_named_and_left_alone(tmp_path: Path, a_job: Any) -> None:
    JobStore(tmp_path).save(a_job())
    (tmp_path / "torn.json").write_text("{")
    store = JobStore(tmp_path)

    assert store.load() == ("torn.json",)
    assert len(store.open()) == 1
    assert (tmp_path / "torn.json").read_text() == "{"


def test_keys_of_a_newer_dropd_are_passed_over(tmp_path: Path, a_job: Any) -> None:
    JobStore(tmp_path).save(a_job())
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text().replace("{", '{"mood": "good",', 1))

    assert JobStore(tmp_path).load() == ()


def test_only_the_last_closed_jobs_of_a_project_are_kept(tmp_path: Path, a_job: Any) -> None:
    store = JobStore(tmp_path)
    jobs = [a_job(f"20261122T120000Z-{number:04x}") for number in range(KEPT_CLOSED_PER_PROJECT + 5)]
    for job in jobs:
        store.save(job)
        store.save(job.with_(finished_at=job.seen_at))
    newest = [job.job_id for job in reversed(jobs)][:KEPT_CLOSED_PER_PROJECT]

    assert [job.job_id for job in store.closed_in("house")] == newest
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(newest)
    assert store.open() == []


@given(st.lists(st.integers(0, 3_000_000) | st.integers(0, 30), min_size=1, max_size=KEPT_CLOSED_PER_PROJECT))
def test_jobs_sort_in_the_order_in_which_they_were_seen_and_no_two_are_one(microseconds: list[int]) -> None:
    """Two renders of one project may begin within a second, and a clock may step back: the later is the newest."""
    ids = []
    with TemporaryDirectory() as folder:
        store = JobStore(Path(folder))
        for place, later in enumerate(microseconds):
            now = NOON + timedelta(microseconds=later)
            ids.append(store.new_id("house", now))
            record = JobRecord(job_id=ids[-1], project="house", trigger="a", plain_name="a", stem="a", seen_at=now)
            store.save(record if place % 2 else record.with_(finished_at=now))

    assert ids == sorted(set(ids))
    assert all(re.fullmatch(JOB_ID, job_id) for job_id in ids)


def test_what_the_disk_refuses_is_kept_and_written_later(
    tmp_path: Path, a_job: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = JobStore(tmp_path)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        store.save(a_job())
        trouble = store.trouble(a_job().job_id)
        assert trouble is not None
        assert trouble.errno == errno.ENOSPC
        assert store.catch_up() is not None
        assert list(tmp_path.iterdir()) == []

    assert store.open() == [a_job()]
    assert store.catch_up() is None
    assert store.trouble(a_job().job_id) is None
    assert len(list(tmp_path.iterdir())) == 1


def a_film(a_job: Any, number: int, *inputs: UsedFile, **changes: Any) -> Any:
    output = Output(path="output/video.mp4", job_id="any", bytes=1, sha256="00")
    made = {"state": "SUCCEEDED", "started_at": NOON, "finished_at": LATER, "outputs": (output,), **changes}
    return a_job(f"20261122T120000Z-{number:04}", inputs=inputs, **made)


def test_the_last_film_is_that_of_the_last_job_that_made_one_with_its_inputs(tmp_path: Path, a_job: Any) -> None:
    store = JobStore(tmp_path)
    assert store.last_film("house") is None

    store.save(a_film(a_job, 1))
    store.save(a_film(a_job, 2, USED))
    store.save(a_film(a_job, 3, state="FAILED", outputs=()))
    store.save(a_film(a_job, 4, outputs=()))  # a check only
    store.save(a_film(a_job, 5, started_at=None))  # answered by a film that was there

    last = store.last_film("house")
    assert last is not None
    assert (last.job_id[-4:], last.inputs) == ("0002", (USED,))
    assert store.last_film("barn") is None


def test_what_a_film_was_made_of_is_kept_on_disk_and_not_in_memory(tmp_path: Path, a_job: Any) -> None:
    store = JobStore(tmp_path)
    store.save(a_job(inputs=(USED,), finished_at=LATER))
    for known in (store, JobStore(tmp_path)):
        known.load()
        (closed,) = known.closed_in("house")

        assert closed.inputs == ()
        assert known.whole(closed).inputs == (USED,)
