"""What happened, as frozen values: renderers yield them, the foreman hears them, `report/` folds them.

They cross from the render process to the daemon as JSON lines; `event` is their stable name there and in the logs.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from dropd.contracts.job_parts import Check, Estimate
from dropd.contracts.job_state import Stage
from dropd.errors import DropdError


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StageStarted(_Event):
    """A stage began. `scene` counts from zero and is given for SCENE_BUILD only."""

    event: Literal["stage_started"] = "stage_started"
    stage: Stage
    scene: int | None = None

    @property
    def label(self) -> str:
        """As status.json shows it: `CONCAT`, `SCENE_BUILD[3]`."""
        return self.stage.value if self.scene is None else f"{self.stage.value}[{self.scene}]"


class Progressed(_Event):
    """How much of the whole job is done, 0 to 1, and what is being done, in words."""

    event: Literal["progressed"] = "progressed"
    fraction: float = Field(ge=0, le=1)
    message: str


class ChunkDone(_Event):
    """A chunk of the film is there: encoded now, or found in the cache."""

    event: Literal["chunk_done"] = "chunk_done"
    chunk: int
    of_chunks: int
    scene: int
    frames: int
    from_cache: bool


class Warned(_Event):
    """Something that its owner may want to know; the film is made all the same."""

    event: Literal["warned"] = "warned"
    message: str


class VoiceChosen(_Event):
    """The voice that speaks what has no voice-over."""

    event: Literal["voice_chosen"] = "voice_chosen"
    voice: str


class Planned(_Event):
    """The film's measure, known once all sound is."""

    event: Literal["planned"] = "planned"
    frames: int
    samples: int
    duration_s: float
    scenes: int
    shots: int


class StagedFile(_Event):
    """One finished file in the job's work folder, waiting to be published under `name` in the output folder."""

    event: Literal["staged_file"] = "staged_file"
    staged: str
    name: str
    bytes: int
    sha256: str
    duration_s: float | None = None
    width_px: int | None = None
    height_px: int | None = None


class FilmReady(_Event):
    """Everything is rendered and verified. Files are in the order in which they must be published: film last."""

    event: Literal["film_ready"] = "film_ready"
    files: tuple[StagedFile, ...]
    digests: dict[str, str]
    """The SHA-256 of every file that the film was made from, by path below `input/`."""


class Checked(_Event):
    """A check is over: what was found, and what the render would take."""

    event: Literal["checked"] = "checked"
    check: Check
    estimate: Estimate | None = None


class Failed(_Event):
    """The job ended with an error; the fields are those of `errors.DropdError`, `detail` is for the log alone."""

    event: Literal["failed"] = "failed"
    code: str
    message: str
    hint: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    heals: bool = False
    again: bool = False
    detail: str = ""

    @property
    def in_full(self) -> str:
        """What is wrong, then what to do."""
        return f"{self.message} {self.hint}".strip()

    @classmethod
    def of(cls, error: DropdError) -> "Failed":
        """The event that tells of an error."""
        return cls(
            code=error.code,
            message=error.message,
            hint=error.hint,
            file=error.file,
            line=error.line,
            column=error.column,
            heals=error.heals,
            again=error.again,
            detail=error.detail,
        )


Event = Annotated[
    StageStarted | Progressed | ChunkDone | Warned | VoiceChosen | Planned | StagedFile | FilmReady | Checked | Failed,
    Field(discriminator="event"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads one JSON line: `EVENT.validate_json(line)`."""
