"""status.json of a project and of the root: what they hold and how it is spelled on disk.

Write with `model_dump_json(indent=2)`, read with `model_validate_json`. Keys that a newer dropd added are
passed over when read, because another machine may write in the same synced folder.
"""

from pydantic import Field, JsonValue

from dropd.contracts.job_parts import Check, ErrorReport, Estimate, Moment, Output, Part, Text
from dropd.contracts.job_state import STAGE_PATTERN, JobState


class WaitingFor(Part):
    """One file that keeps a job from starting."""

    path: Text
    """The file, relative to the project folder."""
    reason: Text
    """Why it is waited for, in words: it is missing, it still grows, it is not complete."""
    size: int | None = None
    """Bytes that have arrived so far; null when nothing has."""


class JobLine(Part):
    """One open job of a project."""

    job_id: str
    """Sorts by the time when the trigger was first seen."""
    trigger: Text
    """Name of the trigger file."""
    state: JobState
    """Where the job stands."""
    stage: str | None = Field(default=None, pattern=STAGE_PATTERN)
    """What a running job is doing."""
    progress: float = Field(default=0.0, ge=0, le=1)
    """How much of the job is done, from 0 to 1."""
    message: Text
    """The same in one plain sentence."""
    priority: int = 0
    """Jobs with a higher number start first."""
    queued_at: Moment | None = None
    """When everything had arrived."""


class HistoryLine(Part):
    """One job that has ended."""

    job_id: str
    """Sorts by the time when the trigger was first seen."""
    trigger: Text
    """Name of the trigger file."""
    state: JobState
    """How the job ended."""
    finished_at: Moment
    """When it ended."""
    message: Text
    """How it ended, in one plain sentence."""
    output: Text | None = None
    """The film it made, relative to the project folder."""


class DaemonFacts(Part):
    """The dropd that wrote the file."""

    version: str
    """Version of dropd."""
    host: Text
    """Name of the machine it runs on."""
    pid: int
    """Its process id there."""


class Status(Part):
    """status.json of one project; its top level tells of the most urgent open job, else of the last one."""

    schema_version: int = Field(default=1, alias="schema")
    """Version of this format; it grows only when a key changes its meaning."""
    project: Text
    """Name of the project folder."""
    job_id: str | None = None
    """The job that the top level tells of; null while there is no trigger."""
    trigger: Text | None = None
    """Name of its trigger file."""
    state: JobState
    """Where the job stands."""
    stage: str | None = Field(default=None, pattern=STAGE_PATTERN)
    """What a running job is doing; `SCENE_BUILD[3]` is the fourth scene."""
    progress: float = Field(default=0.0, ge=0, le=1)
    """How much of the job is done, from 0 to 1."""
    message: Text
    """All of this in one plain sentence."""
    waiting_for: tuple[WaitingFor, ...] = ()
    """Every file that keeps the job from starting."""
    priority: int = 0
    """Jobs with a higher number start first."""
    attempt: int = Field(default=0, ge=0)
    """Which attempt at the render this is, counted from 1; 0 before the first."""
    queued_at: Moment | None = None
    """When everything had arrived."""
    started_at: Moment | None = None
    """When the current attempt began."""
    updated_at: Moment
    """When this file was written."""
    finished_at: Moment | None = None
    """When the job ended."""
    eta_seconds: float | None = None
    """How much longer the render is expected to take; null when it cannot be told."""
    options: dict[str, JsonValue] | None = None
    """The render options as they apply to this job, defaults filled in, spelled as in a trigger."""
    voice: Text | None = None
    """The voice that speaks what has no voice-over; null when nothing is spoken."""
    warnings: tuple[Text, ...] = ()
    """What its owner may want to know; the film is made all the same."""
    error: ErrorReport | None = None
    """Why the job failed."""
    outputs: tuple[Output, ...] = ()
    """The published files that are there now."""
    check: Check | None = None
    """What the check of the drop found, where a trigger asked for one."""
    estimate: Estimate | None = None
    """What the render is expected to take."""
    log_file: Text | None = None
    """The job's log, relative to the project folder."""
    recent_logs: tuple[Text, ...] = ()
    """The last lines of that log, oldest first."""
    jobs: tuple[JobLine, ...] = ()
    """Every open job of the project, most urgent first."""
    history: tuple[HistoryLine, ...] = ()
    """The jobs that ended last, newest first."""
    daemon: DaemonFacts
    """The dropd that wrote this file."""


class ProjectLine(Part):
    """One project in the status of the root."""

    project: Text
    """Name of the project folder."""
    state: JobState
    """Where its most urgent job stands."""
    stage: str | None = Field(default=None, pattern=STAGE_PATTERN)
    """What a running job is doing."""
    progress: float = Field(default=0.0, ge=0, le=1)
    """How much of the job is done, from 0 to 1."""
    message: Text
    """The same in one plain sentence."""
    updated_at: Moment
    """When this last changed."""
    output: Text | None = None
    """The film that is there now, relative to the root."""


class RootStatus(Part):
    """status.json of the root: every project at a glance."""

    schema_version: int = Field(default=1, alias="schema")
    """Version of this format; it grows only when a key changes its meaning."""
    daemon: DaemonFacts
    """The dropd that works on this root."""
    updated_at: Moment
    """When this file was written; older than half an hour means that no dropd is running."""
    warnings: tuple[Text, ...] = ()
    """What keeps this dropd from noticing changes at once, and what to do about it."""
    counts: dict[JobState, int] = Field(default_factory=dict)
    """How many projects are in each state."""
    projects: tuple[ProjectLine, ...] = ()
    """Active projects first, then those that ended last."""
