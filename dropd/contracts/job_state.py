"""Where a job stands: its states, and the stages of its render."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of a render, in their order."""

    VALIDATE = "VALIDATE"
    AUDIO_PREP = "AUDIO_PREP"
    SCENE_BUILD = "SCENE_BUILD"
    CONCAT = "CONCAT"
    FINALIZE = "FINALIZE"


STAGE_PATTERN = rf"^({'|'.join(Stage)})(\[\d+\])?$"
"""As the event `StageStarted` spells it: `CONCAT`, `SCENE_BUILD[3]`."""


class JobState(StrEnum):
    """Where a job stands. The last three are final."""

    WAITING = "WAITING"
    """Something has not arrived yet, or the trigger itself is missing; `waitingFor` says what."""
    QUEUED = "QUEUED"
    """Everything is there; the job starts when its turn comes."""
    RUNNING = "RUNNING"
    """The film is being made; `stage` and `progress` say how far it is."""
    SUCCEEDED = "SUCCEEDED"
    """The film is in `output/` and the trigger in `done/`."""
    FAILED = "FAILED"
    """No film was made; `error` says why, and the trigger is in `failed/`."""
    CANCELLED = "CANCELLED"
    """The owner took the trigger away, changed it, or dropped a file `cancel`."""

    @property
    def is_final(self) -> bool:
        """Whether the job has ended."""
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)
