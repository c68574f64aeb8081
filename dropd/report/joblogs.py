"""Each job's own log beside its project, and its last lines for status.json."""

from collections import deque
from collections.abc import Sequence

from structlog.typing import EventDict

from dropd.project import Project
from dropd.report.logs import Log, Sink, job_sink, log_to, readable

RECENT_LINES = 20


class JobLogs:
    """Hands out one logger a job; each line also goes to the daemon's own sinks."""

    def __init__(self, sinks: Sequence[Sink], level: str) -> None:
        self._sinks = tuple(sinks)
        self._level = level
        self._logs: dict[str, Log] = {}
        self._recent: dict[str, deque[str]] = {}

    def of(self, project: Project, job_id: str) -> Log:
        """The logger of a job, with its id and project bound."""
        if job_id not in self._logs:
            recent: deque[str] = deque(maxlen=RECENT_LINES)

            def remember(line: EventDict) -> None:
                recent.append(readable(line))

            sinks = (job_sink(project.log_of(job_id)), remember, *self._sinks)
            self._recent[job_id] = recent
            self._logs[job_id] = log_to(sinks, self._level).bind(job_id=job_id, project=project.id)
        return self._logs[job_id]

    def recent(self, job_id: str) -> tuple[str, ...]:
        """The last lines of a job's log, oldest first."""
        return tuple(self._recent.get(job_id, ()))

    def forget(self, job_id: str) -> None:
        """A job was closed long ago."""
        self._logs.pop(job_id, None)
        self._recent.pop(job_id, None)
