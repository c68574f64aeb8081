import json
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from dropd.intake.facts import Graces
from dropd.intake.inbox import Inbox, Terms
from dropd.intake.lease import ignore_broken_leases
from dropd.intake.probe import Prober, Verdict, Whole
from dropd.intake.readiness import Ready, Waiting
from dropd.project import Project

SCENES = json.dumps({"scenes": [{"images": ["front.jpg"]}]}).encode()


class AtOnce(Executor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def whole(_folder: Path, _path: str) -> Verdict:
    return Whole()


@pytest.fixture
def project(open_folder: Path) -> Project:
    project = Project(open_folder / "house")
    (project.input / "images").mkdir(parents=True)
    (project.input / "images" / "front.jpg").write_bytes(b"picture")
    (project.input / "scenes.json").write_bytes(SCENES)
    (project.input / "render.yaml").write_bytes(b"priority: 1\n")
    return project


@pytest.fixture
def inbox(project: Project) -> Inbox:
    ignore_broken_leases()
    prober = Prober(whole, AtOnce(), lambda _: None)
    return Inbox(project, prober, Graces(), Terms())


def reasons(inbox: Inbox, now_s: float) -> dict[str, str]:
    readiness = inbox.arrival("render.yaml", now_s).readiness
    assert isinstance(readiness, Waiting)
    return {awaited.path: awaited.reason for awaited in readiness.reasons}


def test_a_drop_that_is_quiet_is_ready(inbox: Inbox) -> None:
    inbox.look(0.0)
    inbox.look(2.0)

    assert isinstance(inbox.arrival("render.yaml", 2.0).readiness, Ready)


@pytest.mark.parametrize("text", ["scenes.json", "render.yaml"])
def test_a_text_that_dropd_may_not_read_is_told_and_read_once_it_may(
    project: Project, inbox: Inbox, nobody: Callable[[], AbstractContextManager[None]], text: str
) -> None:
    (project.input / text).chmod(0o600)
    with nobody():
        inbox.look(0.0)
        inbox.look(20.0)

        assert reasons(inbox, 20.0)[text] == "not readable for dropd (its mode is 0600)"
    (project.input / text).chmod(0o644)
    with nobody():
        inbox.look(30.0)
        inbox.look(50.0)

        assert isinstance(inbox.arrival("render.yaml", 50.0).readiness, Ready)


def test_a_reserved_file_is_given_ten_seconds_of_quiet(project: Project, inbox: Inbox) -> None:
    with (project.input / "images" / "front.jpg").open("wb") as file:
        file.truncate(1_000_000)
    for now_s in (0.0, 2.0, 9.9):
        inbox.look(now_s)

    assert reasons(inbox, 9.9) == {"images/front.jpg": "still arriving"}

    inbox.look(10.0)

    assert isinstance(inbox.arrival("render.yaml", 10.0).readiness, Ready)


def test_a_project_that_lies_one_folder_too_low_is_told(project: Project) -> None:
    above = Inbox(Project(project.folder.parent), Prober(whole, AtOnce(), lambda _: None), Graces(), Terms())
    above.look(0.0)

    (told,) = above.near_misses()

    assert told.startswith("The folder house is a project inside this project")


def test_a_file_that_could_not_be_read_for_a_moment_is_read_again_without_any_change(project: Project) -> None:
    answers: list[Verdict | OSError] = [OSError(5, "share is gone"), Whole()]

    def check(_folder: Path, _path: str) -> Verdict:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    with ThreadPoolExecutor(1) as executor:
        checked: SimpleQueue[Path] = SimpleQueue()
        inbox = Inbox(project, Prober(check, executor, checked.put), Graces(), Terms())
        inbox.look(0.0)
        inbox.look(2.0)
        inbox.arrival("render.yaml", 2.0)
        checked.get(timeout=10)
        assert reasons(inbox, 2.1) == {"images/front.jpg": "being checked"}
        due_s = inbox.next_due_s()
        assert due_s is not None
        inbox.look(due_s)
        inbox.arrival("render.yaml", due_s)
        checked.get(timeout=10)

        assert isinstance(inbox.arrival("render.yaml", due_s).readiness, Ready)
