"""Tells of jobs where their owners look: the log, status.json and status.html of the project and of the root."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from dropd.clock import Clock
from dropd.contracts.job_state import JobState
from dropd.contracts.status import DaemonFacts, ProjectLine, Status, WaitingFor
from dropd.events import Event, Progressed
from dropd.intake.delivery import Awaited
from dropd.jobs.record import JobRecord
from dropd.jobs.store import JobStore
from dropd.project import Project, Root
from dropd.report.joblogs import JobLogs
from dropd.report.logs import Log
from dropd.report.view import (
    NOTHING_YET,
    Live,
    fold,
    outputs_of,
    project_line,
    project_status,
    refused_status,
    root_status,
    told_job,
)
from dropd.report.writer import StatusFiles


class Reporter:
    """Knows what was told last, and tells what is new."""

    def __init__(
        self,
        root: Root,
        store: JobStore,
        files: StatusFiles,
        logs: JobLogs,
        daemon: DaemonFacts,
        clock: Clock,
    ) -> None:
        self._root = root
        self._store = store
        self._files = files
        self._logs = logs
        self._daemon = daemon
        self._clock = clock
        self._lives: dict[str, Live] = {}
        self._notes: dict[str, tuple[str, ...]] = {}
        self._warnings: tuple[str, ...] = ()
        self._states: dict[str, tuple[JobState, str]] = {}
        self._lines: dict[str, ProjectLine] = {}
        self._due_s: dict[str, float] = {}
        self._refusals: dict[str, str] = {}
        self._root_changed = False

    def happened(self, record: JobRecord, event: Event) -> None:
        """One event of a running job."""
        self._lives[record.job_id] = fold(self._lives.get(record.job_id, NOTHING_YET), event)
        if not isinstance(event, Progressed):
            self._log(record).info(event.event, **event.model_dump(mode="json", exclude={"event", "files", "digests"}))
        self.changed(record.project)

    def awaits(self, job_id: str, awaited: Sequence[Awaited]) -> None:
        """What a job waits for; nothing, once everything is there."""
        waiting_for = tuple(
            WaitingFor(path=f"input/{one.path}", reason=one.reason, size=one.size_bytes) for one in awaited
        )
        self._lives[job_id] = Live(waiting_for=waiting_for)

    def ended(self, record: JobRecord) -> None:
        """A job is closed: the last that is logged of it."""
        self._log_change(record)
        self._states.pop(record.job_id, None)
        self._lives.pop(record.job_id, None)
        self.changed(record.project)

    def refused(self, project: str, message: str) -> bool:
        """A project cannot be taken as it is. Returns whether that is news."""
        if self._refusals.get(project) == message:
            return False
        self._refusals[project] = message
        self.changed(project)
        return True

    def accepted(self, project: str) -> None:
        """A project can be taken."""
        if self._refusals.pop(project, None) is not None:
            self.changed(project)

    def notes(self, project: str, sentences: tuple[str, ...]) -> bool:
        """What was seen in a project beside its jobs: near misses, a film that is out of date. Returns whether that
        is news.
        """
        news = sentences != self._notes.get(project, ())
        if sentences:
            self._notes[project] = sentences
        else:
            self._notes.pop(project, None)
        return news

    def left(self, project: str) -> None:
        """The jobs of a project are another dropd's, and so is what is told of them."""
        self._due_s.pop(project, None)
        self._forget(project)

    def warn(self, sentences: tuple[str, ...]) -> None:
        """What is wrong with the watch on the root; replaces what was said before."""
        self._warnings = sentences
        self._root_changed = True

    def changed(self, project: str) -> None:
        """Something about a project may have to be told."""
        self._due_s[project] = float("-inf")

    def tell(self, now_s: float) -> None:
        """Write what has to be told by now."""
        for project_id in [project for project, due_s in self._due_s.items() if due_s <= now_s]:
            del self._due_s[project_id]
            self._tell_project(self._root.project(project_id), now_s)
        if self._files.root_is_due(now_s, changed=self._root_changed):
            lines = list(self._lines.values())
            self._files.write_root(
                self._root, root_status(lines, self._daemon, self._clock.utc(), self._warnings), now_s
            )
            self._root_changed = False

    def next_due_s(self) -> float:
        """When something will have to be told, if nothing happens before."""
        return min(self._due_s.values(), default=float("inf"))

    def recall(self, projects: Iterable[str]) -> None:
        """Know the projects of an earlier run, for the root's page.

        Their own files are left as they are, except where dropd was killed before it could tell of an end.
        """
        for project in map(self._root.project, projects):
            if _is_there(project.folder):
                status = self._status(project)
                self._lines[project.id] = project_line(status)
                if _told(project) != (status.job_id, status.state):
                    self.changed(project.id)

    def _tell_project(self, project: Project, now_s: float) -> None:
        open_jobs = self._store.open_in(project.id)
        for record in open_jobs:
            self._log_change(record)
        if not _is_there(project.folder):
            self._forget(project.id)
            return
        status = self._status(project)
        self._list(project_line(status))
        due_s = self._files.write(project, status, now_s)
        if due_s is not None:
            self._due_s[project.id] = due_s
        elif status.job_id is not None and not open_jobs:
            self._files.forget(project.id)
            for record in self._store.closed_in(project.id):
                self._logs.forget(record.job_id)

    def _list(self, line: ProjectLine) -> None:
        """Put a project into the root's status, if there is something new to say of it."""
        before = self._lines.get(line.project)
        if before is None or before != line.model_copy(update={"updated_at": before.updated_at}):
            self._lines[line.project] = line
            self._root_changed = True

    def _forget(self, project: str) -> None:
        """A project is gone from the disk."""
        self._files.forget(project)
        if self._lines.pop(project, None) is not None:
            self._root_changed = True

    def _status(self, project: Project) -> Status:
        if project.id in self._refusals:
            return refused_status(project.id, self._refusals[project.id], self._daemon, self._clock.utc())
        closed = self._store.closed_in(project.id)
        open_jobs = self._store.open_in(project.id)
        told = told_job(open_jobs, closed)
        return project_status(
            project.id,
            open_jobs=open_jobs,
            closed_jobs=closed,
            lives=self._lives,
            notes=self._notes.get(project.id, ()),
            outputs=[output for output in outputs_of(closed) if _is_there(project.folder / output.path)],
            recent_logs=() if told is None else self._logs.recent(told.job_id),
            daemon=self._daemon,
            now=self._clock.utc(),
        )

    def _log_change(self, record: JobRecord) -> None:
        """Log each step of a job once: its state, and what is waited for when that changes."""
        now = (record.state, record.message)
        if self._states.get(record.job_id) == now:
            return
        self._states[record.job_id] = now
        log = self._log(record)
        error = {} if record.error is None else {"code": record.error.code, "hint": record.error.hint}
        tell = log.error if record.state is JobState.FAILED else log.info
        tell(f"job_{record.state.value.lower()}", message=record.message, attempt=record.attempt, **error)

    def _log(self, record: JobRecord) -> Log:
        return self._logs.of(self._root.project(record.project), record.job_id)


def _told(project: Project) -> tuple[object, object]:
    """Of which job status.json tells, and its state."""
    try:
        status = json.loads(project.status_json.read_bytes())
        return status["jobId"], status["state"]
    except (OSError, ValueError, LookupError, TypeError):
        return None, None


def _is_there(path: Path) -> bool:
    """As `Path.exists`, for folders too that dropd may not look into."""
    try:
        path.lstat()
    except OSError:
        return False
    return True


def log_write_error(log: Log, path: Path, error: OSError) -> None:
    """A status file could not be written: told in the log, tried again when something changes."""
    log.warning("status_not_written", path=str(path), reason=error.strerror or str(error))
