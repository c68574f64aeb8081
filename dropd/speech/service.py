"""What every speech service can do, and which one a voice is of.

Those in the network load an HTTP client for 50 ms, so each is loaded when somebody asks for it.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from dropd.cache.store import Cache
from dropd.errors import SpeechFault
from dropd.speech.piper import PiperService, bundled_voice, language_of
from dropd.speech.voice import Voice


class Service(AbstractContextManager["Service"], Protocol):
    """A service that is ready to speak."""

    @property
    def voice(self) -> str:
        """Service and voice, as people know them: shown in status.json."""

    @property
    def language(self) -> str | None:
        """The language that is spoken, where it is known."""

    @property
    def identity(self) -> str:
        """What its sound depends on besides the text; a part of the key under which it is kept."""

    @property
    def longest(self) -> int:
        """How many characters one request may have."""

    @property
    def reads_signs(self) -> bool:
        """Whether amounts, units and abbreviations are read properly as they are written."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What its owner should know: sentences about wishes that cannot be followed."""

    def say(self, text: str) -> bytes:
        """Speak a text: a sound file of any kind that dropd reads. Raises SpeechFault or TryAgain."""

    def voices(self) -> tuple[str, ...]:
        """The names of the voices that it has, where it tells. Raises SpeechFault or TryAgain."""


def spoken_language(voice: Voice) -> str | None:
    """The language that a voice will speak: as it was asked for, else as the voice itself says. Raises SetupFault."""
    if voice.language is not None:
        return voice.language
    if voice.api == "piper":
        return language_of(voice.piper_voice or bundled_voice())
    if voice.api == "azure" and voice.name:
        from dropd.speech.azure import locale_of  # noqa: PLC0415

        return locale_of(voice.name)
    return None


def service_for(voice: Voice, folder: Path, cache: Cache) -> Service:
    """Return the service of a voice, with a folder of the job for what it needs. Raises SpeechFault and SetupFault."""
    match voice.api:
        case "piper":
            return PiperService(voice, folder)
        case "xtts":
            from dropd.speech.xtts import XttsService  # noqa: PLC0415

            return XttsService(voice, cache)
        case "openai":
            from dropd.speech.openai import OpenAiService  # noqa: PLC0415

            return OpenAiService(voice)
        case "azure":
            from dropd.speech.azure import AzureService  # noqa: PLC0415

            return AzureService(voice)
        case None:
            raise SpeechFault("No speech service is set up.", hint="Write speech: api: piper into the settings.")
