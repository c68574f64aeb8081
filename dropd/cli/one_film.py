"""One film now, by a daemon that works on its project alone and ends with it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from dropd.cli.console import complain, say
from dropd.cli.lookup import project_in, settings_of
from dropd.cli.watching import Watching, read_status
from dropd.contracts.job_state import JobState
from dropd.contracts.status import HistoryLine, Status
from dropd.errors import DropdError, SetupFault
from dropd.intake.controls import pauses_over
from dropd.intake.listing import list_input
from dropd.intake.names import trigger_name, triggers_among
from dropd.jobs.last_trigger import failed_since, last_trigger
from dropd.jobs.lock import only_one
from dropd.jobs.obstacles import lacking_rights
from dropd.jobs.standby import Starter
from dropd.media.builds import find_ffmpeg
from dropd.project import Project, Root
from dropd.report.logs import log_to
from dropd.service import serve
from dropd.settings import Settings

NOW = {
    "quiet_period_s": 0.0, "empty_trigger_grace_s": 0.0, "voice_over_grace_s": 0.0,
    "unsure_quiet_period_s": 1.0, "media_grace_s": 1.0, "syntax_grace_s": 1.0,
    "arrival_timeout_s": 2.0, "removal_grace_s": 0.0, "status_interval_s": 0.5,
}  # fmt: skip
"""Whoever gives this command has copied everything already. Only what looks wrong, or may come from elsewhere, is given
a second. An earlier job whose trigger is gone ends at once, so that this one is reported."""


def make_film(folder: Path, config: Path | None, starter: Starter) -> None:
    """Make the film of a project folder, and tell where it is. Raises SetupFault, and Exit if there is no film."""
    settings, _ = settings_of(config)
    project = project_in(folder)
    if fault := lacking_rights(project):
        raise fault
    with TemporaryDirectory(prefix="dropd-render-") as scratch:
        root = _root_of(project, Path(scratch))
        _refuse_pause(root, project)
        with only_one(root):  # no trigger is put where another dropd would take it, after this command was refused
            _need_trigger(project)
        before = read_status(project)
        render_project(root, project, settings.model_copy(update=NOW), starter)
    _tell(project, before)


def render_project(root: Root, project: Project, settings: Settings, starter: Starter) -> None:
    """Run the daemon on one project, with a bar, until its job has ended."""
    build = find_ffmpeg(settings.ffmpeg)
    with Watching(project) as watching:
        serve(
            root,
            settings,
            build,
            log=log_to((), settings.log_level),
            sinks=(),
            only=project.id,
            until=watching.has_ended,
            starter=starter,
        )


def _refuse_pause(root: Root, project: Project) -> None:
    if pauses := pauses_over(project, root):
        raise SetupFault(f"Paused by the file {pauses[0]}.", hint="Remove it, and give the command again.")


def _need_trigger(project: Project) -> None:
    """Where no trigger lies ready, put that of the last film, or one of all defaults.

    Raises SetupFault where a folder is in the way.
    """
    if triggers_among(list_input(project.input).files):
        return
    last = last_trigger(project)
    path = project.input / (last.path.name if last else "render.yaml")
    if path.is_dir():
        raise SetupFault(f"{path} is a folder.", hint="Remove it; a trigger is a text file.")
    say(f"With the options of the last {last.kind}: {last.path}" if last else _all_defaults(project))
    if failed := failed_since(project, last):
        say(f"A trigger of yours that failed lies here: {failed}. Correct it, and drag it back for its options.")
    with path.open("xb") as trigger:  # never over one that has come meanwhile
        trigger.write(last.content if last else b"")


def _all_defaults(project: Project) -> str:
    return f"No trigger lies in {project.input}, so all defaults are taken."


def _root_of(project: Project, scratch: Path) -> Root:
    """The root that a project lies in, with what dropd knows of it; for a folder elsewhere, one that is thrown away."""
    return Root.above(project) or Root(scratch, project.folder.parent)


def _tell(project: Project, before: Status | None) -> None:
    """Tell how it ended, and of all films that were made: several triggers make several."""
    status = read_status(project)
    if status is None:
        raise typer.Exit(1)
    if status.state is JobState.SUCCEEDED:
        say(status.message)
        _warn(status)
    known = {output.job_id for output in before.outputs} if before is not None else set()
    for output in status.outputs:
        if output.job_id not in known and output.path.endswith(".mp4"):
            say(f"{project.folder / output.path}")
    others = _others_that_failed(status, before)
    for line in others:
        complain(DropdError(f"{line.trigger}: {line.message}"))
        _tell_of_trigger(project, line.job_id)
    if status.state is not JobState.SUCCEEDED:
        _tell_of_failure(project, status)
    if others or status.state is not JobState.SUCCEEDED:
        raise typer.Exit(1)


def _others_that_failed(status: Status, before: Status | None) -> list[HistoryLine]:
    """The jobs that failed since `before`, but for the one that the status is about."""
    known = {line.job_id for line in before.history} if before is not None else set()
    ended = (line for line in status.history if line.job_id not in {*known, status.job_id})
    return [line for line in ended if line.state is JobState.FAILED]


def _tell_of_failure(project: Project, status: Status) -> None:
    if status.error is None:
        complain(DropdError(status.message))
    else:
        complain(DropdError(status.error.message, hint=status.error.hint))
        _tell_of_trigger(project, status.job_id)
    _warn(status)
    for trigger in triggers_among(list_input(project.input).files):
        say(f"The trigger still lies here: {project.input / trigger}")


def _warn(status: Status) -> None:
    for warning in status.warnings:
        say(f"! {warning}", "yellow")


def _tell_of_trigger(project: Project, job_id: str | None) -> None:
    for path in project.failed.glob(f"{job_id}.*"):
        if trigger_name(path.name):
            say(f"The trigger lies here now: {path}")
