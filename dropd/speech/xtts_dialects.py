"""The three interfaces of XTTS servers: what each is asked, and by what it is known. Pure but for asking.

coqui       Coqui's tts-server and its maintained fork: form fields; JSON is not read (TTS/server/server.py)
companion   the one beside dropd's ancestor: JSON; sound as bytes or as base64 in JSON
api-server  xtts-api-server: JSON; a voice is the name of a sample (xtts_api_server/server.py)
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dropd.contracts.options import XttsDialect
from dropd.errors import SpeechFault
from dropd.speech.answers import names_in, sound_as_text
from dropd.speech.patience import TryAgain
from dropd.speech.web import Answer, Web

USUAL_LANGUAGE = "en"
"""Where a server has to be told one and nobody has."""

LOCALES = re.compile(rb"(?:(?:[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?|multilingual)\s*)+")

Request = tuple[str, Mapping[str, Any]]
"""Path, and what httpx takes as body."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One interface. `is_known_by` asks for what only this one has."""

    is_known_by: Callable[[Web], bool]
    request: Callable[[str, str | None, str | None], Request]
    """Given text, voice and language."""
    voices: Callable[[Web], tuple[str, ...]]


def sound_in(answer: Answer) -> bytes:
    """The sound file of an answer, as it is or out of JSON. Raises TryAgain if there is none."""
    if "json" not in answer.kind:
        return answer.body
    sound = sound_as_text(answer.body)
    if sound is None:
        raise TryAgain(SpeechFault("The XTTS server answered without a sound."), most_tries=2)
    return sound


def language_code(tag: str) -> str:
    """A language as XTTS names it: without its region, which it refuses; Chinese is of the mainland alone."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return "zh-cn" if language == "zh" else language


def _coqui_request(text: str, voice: str | None, language: str | None) -> Request:
    # An empty language would not be the server's own, but none, which is a failure.
    fields = {"text": text, **({"language_id": language_code(language)} if language else {})}
    if voice is not None:
        # A sample to speak like is a file of the server's; the fork calls it speaker_wav.
        fields |= {"style_wav": voice, "speaker_wav": voice} if voice.endswith(".wav") else {"speaker_id": voice}
    return "/api/tts", {"data": fields}


def _is_coqui(web: Web) -> bool:
    """Its locales are lines of text, as MaryTTS' are; its page has its name."""
    locales = web.try_out("GET", "/locales")
    if locales is not None and "json" not in locales.kind and LOCALES.fullmatch(locales.body):
        return True
    page = web.try_out("GET", "/")
    return page is not None and b"coqui" in page.body.lower()


def _coqui_voices(web: Web) -> tuple[str, ...]:
    """MaryTTS' list, a voice a line: its name, which may have spaces, a locale and a gender."""
    lines = html.unescape(web.ask("GET", "/voices").body.decode("utf-8", "replace")).splitlines()
    return tuple(line.rsplit(" ", 2)[0] for line in lines if line.strip())


def _companion_request(text: str, voice: str | None, language: str | None) -> Request:
    told = {"text": text, "language": language_code(language or USUAL_LANGUAGE)}
    return "/api/tts", {"json": told | ({"voice": voice} if voice else {})}


def _is_companion(web: Web) -> bool:
    return _is_json(web.try_out("GET", "/api/voices"))


def _companion_voices(web: Web) -> tuple[str, ...]:
    return names_in(web.ask("GET", "/api/voices").body)


def _api_server_request(text: str, voice: str | None, language: str | None) -> Request:
    if voice is None:
        raise SpeechFault(
            "This XTTS server needs to be told which voice to use.",
            hint="Write tts: and a voice under renderOptions, or voice into the settings; dropd voices lists them.",
        )
    return "/tts_to_audio/", {
        "json": {"text": text, "speaker_wav": voice, "language": language_code(language or USUAL_LANGUAGE)}
    }


def _is_api_server(web: Web) -> bool:
    return _is_json(web.try_out("GET", "/speakers_list"))


def _is_json(answer: Answer | None) -> bool:
    return answer is not None and "json" in answer.kind


def _api_server_voices(web: Web) -> tuple[str, ...]:
    return names_in(web.ask("GET", "/speakers_list").body)


DIALECTS: Mapping[XttsDialect, Dialect] = MappingProxyType(
    {
        "coqui": Dialect(_is_coqui, _coqui_request, _coqui_voices),
        "companion": Dialect(_is_companion, _companion_request, _companion_voices),
        "api-server": Dialect(_is_api_server, _api_server_request, _api_server_voices),
    }
)
