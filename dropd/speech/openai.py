"""Narration by OpenAI, or by any of the servers that answer as it does: Kokoro-FastAPI, speaches, the Coqui fork.

The interface: https://platform.openai.com/docs/api-reference/audio/createSpeech
"""

from types import TracebackType
from typing import Self

from dropd.speech.answers import names_in
from dropd.speech.voice import Voice
from dropd.speech.web import Web

USUAL_VOICE, USUAL_MODEL = "alloy", "tts-1"
LONGEST = 4096


class OpenAiService:
    """Speaks with one voice of one server."""

    longest = LONGEST
    reads_signs = True

    def __init__(self, voice: Voice) -> None:
        self._wish = voice
        self._name = voice.name or USUAL_VOICE
        self._model = voice.server.model or USUAL_MODEL
        headers = {"Authorization": f"Bearer {voice.server.key}"} if voice.server.key else {}
        self._web = Web(voice.server, "the OpenAI server", headers)
        self.voice = f"openai: {self._name}"
        self.language = voice.language

    @property
    def identity(self) -> str:
        """The server, its model, the voice and its speed. It hears by itself which language a text is in."""
        return f"openai {self._wish.server.url} {self._model} {self._name} {self._wish.speed}"

    @property
    def notes(self) -> tuple[str, ...]:
        """All wishes are followed."""
        return ()

    def say(self, text: str) -> bytes:
        """Speak a text: a WAV file. Raises SpeechFault or TryAgain."""
        asked: dict[str, str | float] = {"model": self._model, "input": text, "voice": self._name}
        asked |= {"response_format": "wav", "speed": self._wish.speed}
        return self._web.ask("POST", "/audio/speech", json=asked).body

    def voices(self) -> tuple[str, ...]:
        """The voices that the server names; OpenAI's own does not. Raises SpeechFault or TryAgain."""
        answer = self._web.try_out("GET", "/audio/voices")
        return () if answer is None else names_in(answer.body)

    def __enter__(self) -> Self:
        """The service itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._web.__exit__(kind, error, trace)
