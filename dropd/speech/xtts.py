"""Narration by an XTTS server, in the dialect that it speaks: found out once, and remembered."""

import hashlib
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType, TracebackType
from typing import Self, get_args

from dropd.cache.store import Cache
from dropd.contracts.options import XttsDialect
from dropd.errors import SpeechFault
from dropd.speech.patience import TryAgain
from dropd.speech.plausible import least_seconds, wav_seconds
from dropd.speech.voice import Voice
from dropd.speech.web import SpeechRefusal, Web
from dropd.speech.xtts_dialects import DIALECTS, USUAL_LANGUAGE, language_code, sound_in

ENDING = ".dialect"
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "en": 250, "de": 253, "fr": 273, "es": 239, "it": 213, "pt": 203, "pl": 224, "zh": 82, "ar": 166, "cs": 186,
        "ru": 182, "nl": 251, "tr": 226, "ja": 71, "hu": 224, "ko": 95, "hi": 150,
    }
)  # fmt: skip
"""Characters after which XTTS cuts its sound off, by language (TTS/tts/layers/xtts/tokenizer.py)."""
SAFE_PART = 0.9
TRIAL = "This sentence is only here to hear which kind of server answers it."
SHORTEST_LIMIT = 71


class XttsService:
    """Speaks with one voice of one server."""

    def __init__(self, voice: Voice, cache: Cache) -> None:
        """Raises SpeechFault if the settings lack the server's address."""
        self._wish, self._cache = voice, cache
        headers = {"Authorization": f"Bearer {voice.server.key}"} if voice.server.key else {}
        self._web = Web(voice.server, "the XTTS server", headers)
        self._known = voice.server.dialect
        self._is_sure = self._known is not None
        self._finding_out = threading.Lock()
        self.reads_signs = False
        self.voice = f"xtts: {voice.name or 'its own voice'}"
        self.language = voice.language
        limit = LIMITS.get((voice.language or USUAL_LANGUAGE).partition("-")[0].lower(), SHORTEST_LIMIT)
        self.longest = int(SAFE_PART * limit)

    @property
    def identity(self) -> str:
        """The server, the voice and the language."""
        language = language_code(self._wish.language) if self._wish.language else None
        return f"xtts {self._wish.server.url} {self._wish.name} {language}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Wishes that no XTTS server follows, and what is assumed."""
        assumed = (
            "No language is given, so the XTTS server chooses it and reads amounts and abbreviations as it can. "
            "Write ttsLanguage: en, or what it is, into the trigger."
        )
        unheard = "XTTS speaks at its own speed alone: speed in the settings is not followed."
        return (*(() if self._wish.language else (assumed,)), *(() if self._wish.speed == 1 else (unheard,)))

    def say(self, text: str) -> bytes:
        """Speak a text: a sound file. Raises SpeechFault or TryAgain."""
        name = self._dialect()
        try:
            return self._asked(name, text)
        except (SpeechRefusal, TryAgain):
            # What was remembered may be of a server that lived there before.
            other = None if self._is_sure else self._found_out()
            if other is None or other == name:
                raise
            return self._asked(other, text)

    def _asked(self, name: XttsDialect, text: str) -> bytes:
        path, content = DIALECTS[name].request(text, self._wish.name, self._wish.language)
        return sound_in(self._web.ask("POST", path, **content))

    def voices(self) -> tuple[str, ...]:
        """The voices that the server names. Raises SpeechFault or TryAgain."""
        return DIALECTS[self._dialect()].voices(self._web)

    def __enter__(self) -> Self:
        """The service itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._web.__exit__(kind, error, trace)

    def _dialect(self) -> XttsDialect:
        with self._finding_out:
            if self._known is None:
                self._known = self._remembered() or self._found_out()
            return self._known

    def _found_out(self) -> XttsDialect:
        """Ask for what only one of them has, else which one speaks; what answers to none or to two is not guessed."""
        found = [name for name, dialect in DIALECTS.items() if dialect.is_known_by(self._web)]
        if len(found) != 1:
            found = [name for name in DIALECTS if self._is_spoken_by(name)]
        if len(found) != 1:
            known = ", ".join(get_args(XttsDialect))
            raise SpeechFault(
                f"What answers as {self._web.name} is not known to be an XTTS server.",
                hint=f"Check xtts_url; or write into the settings which one it is: xtts_dialect, one of {known}.",
            )
        with self._cache.making(self._memory, ENDING) as path:
            path.write_text(found[0])
        self._known, self._is_sure = found[0], True
        return found[0]

    def _is_spoken_by(self, name: XttsDialect) -> bool:
        """Whether a sentence that is asked for in a dialect is answered with a sound as long as it."""
        try:
            path, content = DIALECTS[name].request(TRIAL, self._wish.name, self._wish.language)
        except SpeechFault:
            return False  # it cannot be asked for without a voice
        answer = self._web.try_out("POST", path, **content)
        with suppress(TryAgain):
            return answer is not None and wav_seconds(sound_in(answer)) >= least_seconds(TRIAL)
        return False

    def _remembered(self) -> XttsDialect | None:
        with suppress(OSError):
            path = self._cache.find(self._memory, ENDING)
            said = path.read_text() if path else ""
            return next((name for name in DIALECTS if name == said), None)
        return None

    @property
    def _memory(self) -> str:
        return hashlib.sha256(f"xtts dialect {self._wish.server.url}".encode()).hexdigest()
