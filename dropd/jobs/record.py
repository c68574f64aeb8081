"""What must survive a restart of one job: a small frozen record, kept as a file of its own."""

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from dropd.contracts.job_parts import Check, ErrorReport, Estimate, Output
from dropd.contracts.job_state import JobState
from dropd.intake.delivery import UsedFile

JOB_ID = r"\d{8}T\d{6}Z-[0-9a-f]{4}"
"""How an id looks, as a regular expression."""
SECOND, PARTS = "%Y%m%dT%H%M%SZ", 0x10000
"""How its second is written, and of how many parts of a second it tells."""

LONGEST_NAME_BYTES = 255
"""What ext4, XFS, Btrfs, NTFS and most shares allow."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Move(_Value):
    """A finished file: from the job's work folder to the output folder, by name."""

    staged: str
    name: str


class Settlement(_Value):
    """How a job ends, written down before any of it is done, so that a restart can finish it.

    Doing it twice is harmless: what was moved already is no longer there to be moved.
    """

    state: JobState
    message: str
    error: ErrorReport | None = None
    moves: tuple[Move, ...] = ()
    leftovers: tuple[Output, ...] = ()
    """Files of the film that is replaced for which the new one has none: subtitles of other words, scenes of before."""
    trigger_goes_to: Literal["done", "failed"] | None = None
    """None when the trigger is gone, or is now another one."""
    controls: tuple[str, ...] = ()
    """Control files, by path below the project, that have done their work."""


class JobRecord(_Value):
    """One job."""

    job_id: str
    project: str
    trigger: str
    """The trigger's file name in `input/`."""
    plain_name: str
    """The same without a job id from an earlier life."""
    stem: str
    """What the trigger's name says of the film's name."""
    trigger_digest: str | None = None
    """SHA-256 of the trigger that the render was started with."""
    state: JobState = JobState.WAITING
    message: str = ""
    priority: int = 0
    attempt: int = 0
    seen_at: AwareDatetime
    queued_at: AwareDatetime | None = None
    started_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    options: dict[str, JsonValue] | None = None
    voice: str | None = None
    warnings: tuple[str, ...] = ()
    error: ErrorReport | None = None
    outputs: tuple[Output, ...] = ()
    inputs: tuple[UsedFile, ...] = ()
    """What its film was made from, the trigger among it."""
    restarts: int = 0
    """How often a file changed while the film was being made."""
    check: Check | None = None
    estimate: Estimate | None = None
    settlement: Settlement | None = None

    @property
    def put_away_name(self) -> str:
        """The trigger's name in done/ or failed/: behind the job's id, cut at the front where it would be too long."""
        room = LONGEST_NAME_BYTES - len(f"{self.job_id}.")
        kept = self.plain_name.encode("utf-8", "surrogateescape")[-room:].decode("utf-8", "ignore")
        return f"{self.job_id}.{kept}"

    @property
    def is_open(self) -> bool:
        """Whether something remains to be done for it."""
        return self.finished_at is None

    @property
    def is_settling(self) -> bool:
        """Whether its end is decided, but not done yet."""
        return self.is_open and self.settlement is not None

    def with_(self, **changes: object) -> "JobRecord":
        """The record with some fields changed."""
        return self.model_copy(update=changes)


def job_id_at(moment: datetime) -> str:
    """An id that sorts by time: `20261122T190203Z-3f9c`, 0x3f9c of 0x10000 parts after the second."""
    part = moment.microsecond * PARTS // 1_000_000
    return f"{moment.astimezone(UTC):{SECOND}}-{part:04x}"


def moment_after(job_id: str) -> datetime:
    """The earliest moment whose id is a later one."""
    second, _, part = job_id.rpartition("-")
    later = timedelta(microseconds=ceil((int(part, 16) + 1) * 1_000_000 / PARTS))
    return datetime.strptime(second, SECOND).replace(tzinfo=UTC) + later
