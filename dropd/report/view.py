"""status.json as a fold: records of jobs and what is known of running ones, in; one frozen Status, out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from dropd.contracts.film_files import is_scene_file
from dropd.contracts.job_parts import Output
from dropd.contracts.job_state import JobState, Stage
from dropd.contracts.status import DaemonFacts, HistoryLine, JobLine, ProjectLine, RootStatus, Status, WaitingFor
from dropd.events import Event, Progressed, StageStarted
from dropd.jobs.queue import by_urgency
from dropd.jobs.record import JobRecord
from dropd.report.time_left import time_left_s

LISTED_PROJECTS = 50

STAGE_WORDS = {
    Stage.VALIDATE: "Reading the drop.",
    Stage.AUDIO_PREP: "Preparing the sound.",
    Stage.SCENE_BUILD: "Making the pictures.",
    Stage.CONCAT: "Joining the film and checking it.",
    Stage.FINALIZE: "Publishing the film.",
}
"""What a stage is, until its first progress says more."""


@dataclass(frozen=True, slots=True)
class Live:
    """What changes too often to be kept on disk: how far a job is, and what it waits for."""

    stage: str | None = None
    progress: float = 0.0
    message: str | None = None
    waiting_for: tuple[WaitingFor, ...] = ()


NOTHING_YET = Live()


def fold(live: Live, event: Event) -> Live:
    """What is known of a running job after one more event."""
    match event:
        case StageStarted():
            return replace(live, stage=event.label, message=STAGE_WORDS[event.stage])
        case Progressed():
            return replace(live, progress=max(live.progress, event.fraction), message=event.message)
        case _:
            return live


def project_status(
    project: str,
    *,
    open_jobs: Sequence[JobRecord],
    closed_jobs: Sequence[JobRecord],
    lives: Mapping[str, Live],
    notes: Sequence[str] = (),
    outputs: Sequence[Output],
    recent_logs: Sequence[str],
    daemon: DaemonFacts,
    now: datetime,
) -> Status:
    """The status of a project; the top level tells of its most urgent open job, else of the last one.

    `closed_jobs` is newest first. For a project without any job it says what is missing: the trigger. `notes` are
    sentences about what else was seen there.
    """
    job = told_job(open_jobs, closed_jobs)
    if job is None:
        told = _of_no_job(notes)
    else:
        told = _of_job(job, lives.get(job.job_id, NOTHING_YET), notes, recent_logs, now)
    return Status(
        project=project,
        updated_at=now,
        outputs=tuple(outputs),
        jobs=tuple(_job_line(one, lives.get(one.job_id, NOTHING_YET)) for one in by_urgency(open_jobs)),
        history=tuple(_history_line(one) for one in closed_jobs),
        daemon=daemon,
        **told,
    )


def refused_status(project: str, message: str, daemon: DaemonFacts, now: datetime) -> Status:
    """The status of a project that dropd cannot take as it is."""
    return Status(project=project, state=JobState.WAITING, message=message, updated_at=now, daemon=daemon)


def told_job(open_jobs: Sequence[JobRecord], closed_jobs: Sequence[JobRecord]) -> JobRecord | None:
    """The job that the top level tells of: the most urgent open one, else the one that ended last."""
    ended_last = max(closed_jobs, key=lambda job: job.finished_at or job.seen_at, default=None)
    return next(iter(by_urgency(open_jobs)), ended_last)


def root_status(
    projects: Sequence[ProjectLine], daemon: DaemonFacts, now: datetime, warnings: Sequence[str] = ()
) -> RootStatus:
    """The status of the root: active projects first, then those that changed last."""
    active = sorted((line for line in projects if not line.state.is_final), key=lambda line: line.project)
    past = sorted((line for line in projects if line.state.is_final), key=lambda line: line.updated_at, reverse=True)
    states = [line.state for line in projects]
    return RootStatus(
        daemon=daemon,
        updated_at=now,
        warnings=tuple(warnings),
        counts={state: states.count(state) for state in JobState if state in states},
        projects=(*active, *past[:LISTED_PROJECTS]),
    )


def project_line(status: Status) -> ProjectLine:
    """A project's line in the root's status."""
    film = _film_among(status.outputs)
    return ProjectLine(
        project=status.project,
        state=status.state,
        stage=status.stage,
        progress=status.progress,
        message=status.message,
        updated_at=status.finished_at or status.updated_at,
        output=None if film is None else f"projects/{status.project}/{film}",
    )


def outputs_of(closed_jobs: Sequence[JobRecord]) -> tuple[Output, ...]:
    """Every file that jobs have published, each as its last job made it; `closed_jobs` is newest first."""
    found: dict[str, Output] = {}
    for record in closed_jobs:
        if record.state is JobState.SUCCEEDED:
            for output in record.outputs:
                found.setdefault(output.path, output)
    return tuple(found.values())


def _film_among(outputs: Sequence[Output]) -> str | None:
    """The path of a film, which is no single scene."""
    films = (output.path for output in outputs if output.path.endswith(".mp4"))
    return next((path for path in films if not is_scene_file(PurePosixPath(path).name)), None)


def _of_no_job(notes: Sequence[str]) -> dict[str, Any]:
    return {
        "state": JobState.WAITING,
        "message": " ".join(("Waiting for a trigger: add render.yaml to start.", *notes)),
        "waiting_for": (WaitingFor(path="input/render.yaml", reason="missing"),),
    }


def _of_job(
    job: JobRecord, live: Live, notes: Sequence[str], recent_logs: Sequence[str], now: datetime
) -> dict[str, Any]:
    kept = (
        "job_id", "trigger", "state", "priority", "attempt", "queued_at", "started_at", "finished_at", "options",
        "voice", "error", "check", "estimate",
    )  # fmt: skip
    return {
        **{name: getattr(job, name) for name in kept},
        "stage": live.stage if job.state is JobState.RUNNING else None,
        "progress": _progress(job, live),
        "message": _message(job, live),
        "waiting_for": live.waiting_for if job.state is JobState.WAITING else (),
        "eta_seconds": time_left_s(job, live.progress, now),
        "warnings": (*job.warnings, *notes),
        "log_file": f"logs/{job.job_id}.log",
        "recent_logs": tuple(recent_logs),
    }


def _job_line(record: JobRecord, live: Live) -> JobLine:
    running = record.state is JobState.RUNNING
    return JobLine(
        job_id=record.job_id,
        trigger=record.trigger,
        state=record.state,
        stage=live.stage if running else None,
        progress=_progress(record, live),
        message=_message(record, live),
        priority=record.priority,
        queued_at=record.queued_at,
    )


def _history_line(record: JobRecord) -> HistoryLine:
    film = _film_among(record.outputs)
    return HistoryLine(
        job_id=record.job_id,
        trigger=record.trigger,
        state=record.state,
        finished_at=record.finished_at or record.seen_at,
        message=record.message,
        output=film if record.state is JobState.SUCCEEDED else None,
    )


def _message(record: JobRecord, live: Live) -> str:
    """What the render says, while it runs; when its end is decided, or before it begins, what the record says."""
    running = record.state is JobState.RUNNING and not record.is_settling
    return (live.message if running else None) or record.message


def _progress(record: JobRecord, live: Live) -> float:
    if record.state is JobState.SUCCEEDED:
        return 1.0
    # Rounded to what a person sees, so that a file is not rewritten for less.
    return round(live.progress, 3) if record.state is JobState.RUNNING else 0.0
