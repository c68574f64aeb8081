"""Narrations that a service spoke, as they were strung for an earlier film: sound, and the place of each sentence."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dropd.cache.checked import Facts, Kept, find_kept, find_or_make
from dropd.cache.store import Cache
from dropd.film.sound.silence import TRIMMING_VERSION
from dropd.film.sound.tracks import recording_in
from dropd.film.sound.voice_over import Span, VoiceOver
from dropd.speech.takes import TAKES_VERSION

PCM = ".f32"
STRUNG_VERSION = 1
"""Raise it whenever the same sentences are strung to other samples than before."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence as it is shown, as it is said, and the silence after it."""

    text: str
    said: str
    pause_s: float


class Narrations:
    """Gives narrations by their sentences. `voice` tells how they are spoken, and `decoder` what decodes them."""

    def __init__(self, cache: Cache, voice: str, decoder: str) -> None:
        self._cache = cache
        self._with = (STRUNG_VERSION, TRIMMING_VERSION, TAKES_VERSION, voice, decoder)

    def find(self, sentences: Sequence[Utterance]) -> VoiceOver | None:
        """A narration of an earlier film; None if there is none."""
        key = self._key(sentences)
        kept = find_kept(self._cache, key, (PCM,))
        return _voice_over(kept, key) if kept else None

    def make(self, sentences: Sequence[Utterance], string: Callable[[Path], tuple[Span, ...]]) -> VoiceOver:
        """Have a narration written to a file, and keep it. Raises RenderFault, and what `string` raises."""

        def make(files: tuple[Path, ...]) -> Facts:
            return {"spans": [asdict(span) for span in string(files[0])]}

        key = self._key(sentences)
        return _voice_over(find_or_make(self._cache, key, (PCM,), make), key)

    def _key(self, sentences: Sequence[Utterance]) -> str:
        described = json.dumps(["narration", *self._with, *map(asdict, sentences)])
        return hashlib.sha256(described.encode()).hexdigest()


def _voice_over(kept: Kept, key: str) -> VoiceOver:
    """A service that speaks anew speaks otherwise: where the sentences are, to the sample, tells the takes apart."""
    spans = tuple(Span(**span) for span in kept.facts["spans"])
    places = " ".join(f"{span.first_sample}-{span.end_sample}" for span in spans)
    return VoiceOver(recording_in(kept.files[0]), f"{key} {places}", spans)
