"""A progress bar fed by status.json: the files are the state, for this terminal as for everybody else.

How the job ended is for the command to tell, on lines of its own.
"""

from types import TracebackType
from typing import Self

from pydantic import ValidationError
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

from dropd.cli.console import OUT, say
from dropd.contracts.job_state import JobState
from dropd.contracts.status import Status
from dropd.daemon import Daemon
from dropd.project import Project

BAR_COLUMNS = 20


class Watching:
    """Shows a project's status after every turn of the daemon, as a bar, or as lines where there is no terminal."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._told = ""
        self._over: set[str] = set()
        """The jobs that are over, or rested once: another may be tried while they do."""
        self._progress = Progress(
            TextColumn("{task.fields[state]:9}"), BarColumn(BAR_COLUMNS), TextColumn("{task.percentage:3.0f} %"),
            TimeElapsedColumn(), TextColumn("{task.description}", table_column=Column()),  # which wraps
            console=OUT, disable=not OUT.is_terminal,
        )  # fmt: skip
        self._bar: TaskID = self._progress.add_task("", total=1.0, state="")

    def has_ended(self, daemon: Daemon) -> bool:
        """Show the status as it is now; True once every job of the project is over: there is one for each trigger."""
        jobs = daemon.jobs_of(self._project.id)
        # A daemon would try again later what ended for a reason outside the drop; a command says so and ends.
        self._over |= {job.job_id for job in jobs if not job.is_open or daemon.rests(job)}
        is_over = bool(jobs) and {job.job_id for job in jobs} <= self._over
        status = read_status(self._project)
        if status is not None:
            self._show(status, doing="" if is_over else status.message)
        return is_over

    def _show(self, status: Status, doing: str) -> None:
        self._progress.update(self._bar, completed=status.progress, description=doing, state=status.state.value)
        step = f"{status.state.value} {status.stage or ''}".strip()
        # Of a stage its first word is enough; what is waited for is told whenever it is something else.
        news = doing if status.state is JobState.WAITING else step
        if doing and not OUT.is_terminal and news != self._told:
            say(f"{step}: {doing}")
            self._told = news

    def __enter__(self) -> Self:
        """The bar, shown."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()


def read_status(project: Project) -> Status | None:
    """A project's status.json; None while there is none."""
    try:
        return Status.model_validate_json(project.status_json.read_bytes())
    except (OSError, ValidationError):
        return None
