"""Everything that can go wrong, as one tree.

Every error says what is wrong (`message`), in which file (`file`, `line`, `column`), what to do (`hint`), and
whether it goes away by itself (`heals`). `code` is stable: status.json, logs and tests rely on it.
The sentences are read by people who do not program; they never hold a traceback or a class name.
"""

from dataclasses import dataclass
from typing import ClassVar

MOST_TOLD = 30
"""How many of the things that are wrong in one file are told: more than anybody corrects in one go."""


class DropdError(Exception):
    """Something that dropd can explain. Only subclasses are raised."""

    code: ClassVar[str] = "internal"
    heals: ClassVar[bool] = False
    again: ClassVar[bool] = False
    """Whether whoever has done what the hint says has to drop the trigger again."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.file = file
        self.line = line
        self.column = column
        self.detail = ""
        """What a tool said before it failed: for the log, not for people."""

    @property
    def in_full(self) -> str:
        """What is wrong, then what to do."""
        return f"{self.message} {self.hint}".strip()


# --- the drop is wrong: the job fails until its owner mends it -----------------------------------------


class DropFault(DropdError):
    """Something in the dropped folder is whole but wrong."""

    again = True


class SyntaxFault(DropFault):
    """A text file cannot be read as JSON or YAML."""

    code = "syntax"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong at one place of a document."""

    path: str
    """Where in the document, as in `scenes[0].images`; empty for the whole document."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """The problem as one sentence."""
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class ContractFault(DropFault):
    """A text file parses but says something that dropd cannot follow; holds every problem at once."""

    code = "contract"

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        listed = "\n".join(f"  - {sentence}" for sentence in self.told)
        several = f"{len(problems)} things are wrong in {file}:\n{listed}"
        super().__init__(
            f"{file}: {problems[0]}" if len(problems) == 1 else several,
            hint=f"Correct {file}.",
            file=file,
        )

    @property
    def told(self) -> tuple[str, ...]:
        """The problems as sentences, the first of them, and how many more there are."""
        more = len(self.problems) - MOST_TOLD
        sentences = tuple(str(problem) for problem in self.problems[:MOST_TOLD])
        return (*sentences, f"And {more} more.") if more > 0 else sentences


class MissingFault(DropFault):
    """A file did not arrive in the time that the settings allow."""

    code = "missing"


class MediaFault(DropFault):
    """A picture or a sound cannot be used."""

    code = "media"


class UnsafeFault(DropFault):
    """A name points outside its folder, or at something that is not a plain file."""

    code = "unsafe"


class NarrationFault(DropFault):
    """A scene has text to speak, but neither a voice-over nor a voice that could speak it."""

    code = "narration"


class TooLargeFault(DropFault):
    """The drop asks for more than the limits in the settings."""

    code = "too-large"


# --- the outside is wrong: dropd waits and goes on by itself --------------------------------------------


class OutsideFault(DropdError):
    """The cause is outside the drop; the job goes back to the queue and costs no attempt."""

    heals = True


class NoSpaceFault(OutsideFault):
    """The disk is full."""

    code = "no-space"


class StorageFault(OutsideFault):
    """A disk or a share does not do what it should."""

    code = "storage"


class SpeechAwaitedFault(OutsideFault):
    """The speech service is down, and the trigger wants to wait for it."""

    code = "speech-awaited"


class ChangedFault(OutsideFault):
    """An input changed while it was being rendered: the job starts again with what is there now."""

    code = "changed"


# --- dropd or its tools are wrong ------------------------------------------------------------------------


class RenderFault(DropdError):
    """A tool failed, or the film did not pass its checks; nothing was published."""

    code = "render"


class SpeechFault(DropdError):
    """The speech service refused, failed, or answered something that is not speech."""

    code = "speech"
    again = True


class SpeechDownFault(SpeechFault):
    """The speech service cannot be reached, or has too much to do: it may be well again later."""

    code = "speech-down"


class InterruptedFault(DropdError):
    """The render was interrupted so often that this job itself must be the cause."""

    code = "interrupted"


class CancelledFault(DropdError):
    """The owner of the project cancelled the job."""

    code = "cancelled"


class SetupFault(DropdError):
    """The machine or the settings are not ready: a command ends with this sentence."""

    code = "setup"
