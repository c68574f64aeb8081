"""Is a film still what its inputs would give? Contents are compared beside the loop, each state of them once."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from dropd.intake.delivery import Fingerprint, UsedFile
from dropd.jobs.inputs import changed_files, looks
from dropd.jobs.record import JobRecord
from dropd.project import Project

Looks = tuple[Fingerprint | None, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    job_id: str
    looks: Looks
    answer: Future[tuple[str, ...]]
    is_over: Event
    """Set when nobody wants to know any more."""


class Freshness:
    """Remembers one comparison a project. `on_answer` is called, on another thread, with the project's id."""

    def __init__(self, executor: Executor, on_answer: Callable[[str], None]) -> None:
        self._executor = executor
        self._on_answer = on_answer
        self._questions: dict[str, _Question] = {}

    def changed(self, project: Project, film_of: JobRecord) -> tuple[str, ...] | None:
        """The inputs of a film, without its trigger, that are gone or have another content than it was made from.

        None while they are being compared: ask again after `on_answer`.
        """
        files = tuple(file for file in film_of.inputs if file.path != film_of.trigger)
        now = tuple(looks(project.input, file.path) for file in files)
        if now == tuple(file.fingerprint for file in files):
            return ()
        asked = self._questions.get(project.id)
        if asked is None or (asked.job_id, asked.looks) != (film_of.job_id, now):
            self.forget(project.id)
            asked = self._questions[project.id] = self._ask(project, film_of.job_id, now, files)
        return self._answer(asked)

    def forget(self, project_id: str) -> None:
        """Nothing is asked of a project any more."""
        asked = self._questions.pop(project_id, None)
        if asked is not None:
            asked.is_over.set()
            asked.answer.cancel()

    def give_up(self) -> None:
        """Nothing is asked at all any more: dropd is to stop."""
        for project_id in list(self._questions):
            self.forget(project_id)

    def _ask(self, project: Project, job_id: str, now: Looks, files: tuple[UsedFile, ...]) -> _Question:
        is_over = Event()
        answer = self._executor.submit(_changed, project.input, files, is_over)
        answer.add_done_callback(lambda _: self._on_answer(project.id))
        return _Question(job_id, now, answer, is_over)

    def _answer(self, asked: _Question) -> tuple[str, ...] | None:
        try:
            return asked.answer.result() if asked.answer.done() else None
        except CancelledError:
            return None


def _changed(folder: Path, files: tuple[UsedFile, ...], is_over: Event) -> tuple[str, ...]:
    return tuple(changed_files(folder, files, is_given_up=is_over.is_set))
