"""Is a film still what its inputs would give? Contents are compared beside the loop, each state of them once."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from pathlib import Path

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
            asked = self._questions[project.id] = _Question(film_of.job_id, now, self._compare(project, files))
        return self._answer(asked)

    def forget(self, project_id: str) -> None:
        """Nothing is asked of a project any more."""
        asked = self._questions.pop(project_id, None)
        if asked is not None:
            asked.answer.cancel()

    def _compare(self, project: Project, files: tuple[UsedFile, ...]) -> Future[tuple[str, ...]]:
        future = self._executor.submit(_changed, project.input, files)
        future.add_done_callback(lambda _: self._on_answer(project.id))
        return future

    def _answer(self, asked: _Question) -> tuple[str, ...] | None:
        try:
            return asked.answer.result() if asked.answer.done() else None
        except CancelledError:
            return None


def _changed(folder: Path, files: tuple[UsedFile, ...]) -> tuple[str, ...]:
    return tuple(changed_files(folder, files))
