"""A progress bar fed by status.json: the files are the state, for this terminal as for everybody else."""

from types import TracebackType
from typing import Self

from pydantic import ValidationError
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from dropd.cli.console import OUT
from dropd.contracts.status import Status
from dropd.daemon import Daemon
from dropd.project import Project


class Watching:
    """Shows a project's status after every turn of the daemon; says when the job has ended."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._progress = Progress(
            TextColumn("{task.fields[state]:9}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"),
            TimeElapsedColumn(), TextColumn("{task.description}"), console=OUT,
        )  # fmt: skip
        self._bar: TaskID = self._progress.add_task("", total=1.0, state="")

    def has_ended(self, daemon: Daemon) -> bool:
        """Show the status as it is now; True once the newest job of the project is over."""
        status = read_status(self._project)
        if status is not None:
            self._progress.update(
                self._bar, completed=status.progress, description=status.message, state=status.state.value
            )
        job = daemon.job_of(self._project.id)
        return job is not None and not job.is_open

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
