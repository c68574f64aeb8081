from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from dropd.intake.delivery import UsedFile
from dropd.jobs.freshness import Freshness
from dropd.jobs.inputs import changed_files, looks, read_inputs
from dropd.jobs.record import JobRecord
from dropd.project import Project

PATIENCE_S = 10.0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path / "house")
    project.input.mkdir(parents=True)
    for name in ("front.jpg", "render.yaml"):
        (project.input / name).write_text(name)
    return project


@pytest.fixture
def film(project: Project, a_job: Any) -> JobRecord:
    seen = (looks(project.input, "front.jpg"), looks(project.input, "render.yaml"))
    job: JobRecord = a_job(inputs=read_inputs(project.input, tuple(one for one in seen if one)).files)
    return job


@pytest.fixture
def answers() -> SimpleQueue[str]:
    return SimpleQueue()


@pytest.fixture
def freshness(answers: SimpleQueue[str]) -> Iterator[Freshness]:
    with ThreadPoolExecutor(1) as executor:
        yield Freshness(executor, answers.put)


def test_a_film_of_files_that_look_as_before_is_fresh_at_once(
    freshness: Freshness, project: Project, film: JobRecord
) -> None:
    assert freshness.changed(project, film) == ()


@pytest.mark.parametrize(("text", "changed"), [("front.jpg", ()), ("another", ("front.jpg",))])
def test_what_looks_otherwise_is_compared_beside_the_loop(
    freshness: Freshness, project: Project, film: JobRecord, answers: SimpleQueue[str], text: str, changed: tuple[str]
) -> None:
    (project.input / "front.jpg").write_text(text)
    found = freshness.changed(project, film)
    if found is None:
        assert answers.get(timeout=PATIENCE_S) == "house"
        found = freshness.changed(project, film)

    assert found == changed


def test_the_trigger_was_moved_away_and_is_not_asked_for(
    freshness: Freshness, project: Project, film: JobRecord
) -> None:
    (project.input / "render.yaml").unlink()

    assert freshness.changed(project, film) == ()


def test_a_comparison_that_nobody_waits_for_any_more_ends_in_the_middle_of_a_file(project: Project) -> None:
    other = UsedFile(path="front.jpg", size_bytes=1, mtime_ns=1, ctime_ns=1, inode=1, sha256="00")

    with pytest.raises(CancelledError):
        list(changed_files(project.input, (other,), is_given_up=lambda: True))
