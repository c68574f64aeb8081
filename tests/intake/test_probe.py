from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from dropd.intake.listing import Observation
from dropd.intake.probe import Check, Prober, Unchecked, Unfinished, Verdict, Whole, not_readable

P = ParamSpec("P")
T = TypeVar("T")

INPUT = Path("input")


def ignore(_: Path) -> None:
    pass


class Later(Executor):
    """Runs what was submitted when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def run(self) -> None:
        for future, call in self.waiting:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except OSError as error:
                    future.set_exception(error)
        self.waiting.clear()


class Answers:
    """A check that gives its answers one after another and counts."""

    def __init__(self, *answers: Verdict | OSError) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, _folder: Path, path: str) -> Verdict:
        self.asked.append(path)
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer


def seen(size: int) -> Observation:
    return Observation(size_bytes=size, mtime_ns=0, ctime_ns=0, inode=1, is_file=True)


@pytest.fixture
def later() -> Later:
    return Later()


def test_a_file_is_being_checked_until_its_verdict_is_there(later: Later) -> None:
    prober = Prober(Answers(Whole()), later, ignore)

    assert prober.verdict(INPUT, "a.jpg", seen(1)) is None

    later.run()

    assert prober.verdict(INPUT, "a.jpg", seen(1)) == Whole()


def test_each_content_is_checked_once(later: Later) -> None:
    check = Answers(Unfinished(), Whole())
    prober = Prober(check, later, ignore)
    for size in (1, 1, 1, 2, 2):
        prober.verdict(INPUT, "a.jpg", seen(size))
        later.run()

    assert prober.verdict(INPUT, "a.jpg", seen(2)) == Whole()
    assert check.asked == ["a.jpg", "a.jpg"]


def test_a_check_of_an_older_content_is_not_made_any_more(later: Later) -> None:
    check = Answers(Whole())
    prober = Prober(check, later, ignore)
    prober.verdict(INPUT, "a.jpg", seen(1))
    prober.verdict(INPUT, "a.jpg", seen(2))

    later.run()

    assert check.asked == ["a.jpg"]


def test_a_file_that_could_not_be_read_is_checked_again(later: Later) -> None:
    prober = Prober(Answers(OSError("share is gone"), Whole()), later, ignore)
    prober.verdict(INPUT, "a.jpg", seen(1))
    later.run()

    assert prober.verdict(INPUT, "a.jpg", seen(1)) is None

    prober.verdict(INPUT, "a.jpg", seen(1))
    later.run()

    assert prober.verdict(INPUT, "a.jpg", seen(1)) == Whole()


def test_what_no_tool_can_say_now_is_told_and_asked_again_until_one_can(later: Later) -> None:
    no_tool = Unchecked("not checked yet")
    check = Answers(no_tool, no_tool, Whole())
    prober = Prober(check, later, ignore)
    prober.verdict(INPUT, "a.jpg", seen(1))
    told = []
    for _ in range(3):
        later.run()
        told += [prober.verdict(INPUT, "a.jpg", seen(1)), prober.verdict(INPUT, "a.jpg", seen(1))]
        prober.ask_again(INPUT)
        told.append(prober.verdict(INPUT, "a.jpg", seen(1)))

    assert told == [no_tool] * 6 + [Whole()] * 3
    assert len(check.asked) == 3


def test_what_is_gone_is_forgotten_and_what_stays_is_not(later: Later) -> None:
    check: Check = (answers := Answers(Whole(), Whole(), Whole()))
    prober = Prober(check, later, ignore)
    prober.verdict(INPUT, "gone.jpg", seen(1))
    prober.verdict(INPUT, "here.jpg", seen(1))
    later.run()

    prober.keep_only(INPUT, {"here.jpg"})

    assert prober.verdict(INPUT, "here.jpg", seen(1)) == Whole()
    assert prober.verdict(INPUT, "gone.jpg", seen(1)) is None
    later.run()
    assert answers.asked == ["gone.jpg", "here.jpg", "gone.jpg"]


def test_a_file_without_rights_is_told_with_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch(mode=0o600)

    assert not_readable(tmp_path / "a.jpg") == Unfinished("not readable for dropd (its mode is 0600)")
    assert not_readable(tmp_path / "gone.jpg") == Unfinished("not readable for dropd")
