"""What every speech service can do, and which one a job speaks with."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict

from dropd.contracts.options import SpeechApi
from dropd.errors import NarrationFault
from dropd.speech.piper import PiperSpeaker


class Voice(BaseModel):
    """Which service speaks, with which voice: resolved from trigger, scenes.json and settings, in this order."""

    model_config = ConfigDict(frozen=True)

    api: SpeechApi | None = None
    name: str | None = None
    """What the service calls the voice; None for its default. For Piper it is a file of the settings."""
    language: str | None = None
    piper_voice: Path | None = None


class Speaker(AbstractContextManager["Speaker"], Protocol):
    """A service that is ready to speak."""

    @property
    def identity(self) -> str:
        """What its sound depends on besides the text; a part of the key under which narration is kept."""

    @property
    def voice(self) -> str:
        """The voice, as people know it: shown in status.json."""

    def speak(self, text: str, target: Path) -> None:
        """Write `text`, spoken, to `target` as a WAV file. Raises SpeechFault."""

    def __enter__(self) -> Self:
        """The speaker itself."""


def speaker_for(voice: Voice, folder: Path) -> Speaker:
    """Return the speaker for a voice, with a folder of the job for what it needs.

    Raises NarrationFault for a service that this version cannot reach.
    """
    if voice.api == "piper":
        return PiperSpeaker(voice.piper_voice, folder)
    raise NarrationFault(
        f"Text is to be spoken by {voice.api}, but this version of dropd speaks with Piper only.",
        hint="Write ttsApi: piper under renderOptions, or add voice-overs.",
    )
