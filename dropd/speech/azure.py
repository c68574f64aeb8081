"""Narration by Azure's speech service over REST: SSML goes in, a WAV file comes back.

The interface: https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech
"""

import re
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape, quoteattr

from dropd.errors import SpeechFault
from dropd.speech.answers import names_in
from dropd.speech.voice import Voice
from dropd.speech.web import HINT, Web

USUAL_VOICE = "en-US-AvaMultilingualNeural"
FORMAT = "riff-24khz-16bit-mono-pcm"
LONGEST = 3000
"""Azure cuts what lasts longer than ten minutes off, without a word about it: this is four."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (section 2.2)."""


class AzureService:
    """Speaks with one voice of one Azure resource."""

    longest = LONGEST
    reads_signs = True

    def __init__(self, voice: Voice) -> None:
        """Raises SpeechFault if the settings lack region or key."""
        if voice.server.key is None:
            raise SpeechFault("Text is to be spoken by Azure, but the settings have no azure_key.", hint=HINT)
        self._wish = voice
        self._name = voice.name or USUAL_VOICE
        self._web = Web(voice.server, "the Azure speech service", {"Ocp-Apim-Subscription-Key": voice.server.key})
        self.voice = f"azure: {self._name}"
        self.language = voice.language or locale_of(self._name)

    @property
    def identity(self) -> str:
        """The voice, the language and the speed: voices are the same in all regions."""
        return f"azure {self._name} {self.language} {self._wish.speed} {FORMAT}"

    @property
    def notes(self) -> tuple[str, ...]:
        """All wishes are followed."""
        return ()

    def say(self, text: str) -> bytes:
        """Speak a text: a WAV file. Raises SpeechFault or TryAgain."""
        headers = {"Content-Type": "application/ssml+xml", "X-Microsoft-OutputFormat": FORMAT}
        ssml = ssml_of(text, self._name, self.language, self._wish.speed)
        return self._web.ask("POST", "/cognitiveservices/v1", content=ssml.encode(), headers=headers).body

    def voices(self) -> tuple[str, ...]:
        """The names of all voices of the region. Raises SpeechFault or TryAgain."""
        return names_in(self._web.ask("GET", "/cognitiveservices/voices/list").body)

    def __enter__(self) -> Self:
        """The service itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._web.__exit__(kind, error, trace)


def ssml_of(text: str, voice: str, language: str, speed: float) -> str:
    """A text as SSML 1.0: nothing in it can become an element. `speed` 1 is the voice's own."""
    said = escape(NOT_IN_XML.sub("", text))
    if speed != 1:
        said = f"<prosody rate={quoteattr(f'{round(100 * (speed - 1)):+d}%')}>{said}</prosody>"
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
        f"xml:lang={quoteattr(language)}><voice name={quoteattr(NOT_IN_XML.sub('', voice))}>{said}</voice></speak>"
    )


def locale_of(voice: str) -> str:
    """The language at the beginning of a voice's name: `en-US` of `en-US-AriaNeural`."""
    parts = voice.split("-")
    return "-".join(parts[:2]) if len(parts) > 2 else "en-US"  # noqa: PLR2004 - language, region, name
