"""The sound of each sentence: kept from before, or spoken now, checked and kept."""

import hashlib
import tempfile
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dropd.cache.store import Cache
from dropd.errors import MediaFault, SpeechFault, TooLargeFault
from dropd.media import sounds
from dropd.media.ffmpeg import SAMPLE_RATE_HZ
from dropd.speech.patience import TryAgain, patiently
from dropd.speech.plausible import begins_as_sound, is_silent, least_seconds, most_seconds
from dropd.speech.service import Service
from dropd.speech.turns import Turns
from dropd.speech.wav_sizes import with_true_sizes

ENDING = ".speech"
TAKES_VERSION = 1
"""Raise it whenever the same service, voice and text are asked for in another way."""
SHOWN_CHARACTERS = 60
DIGEST_BYTES = hashlib.sha256().digest_size

Samples = NDArray[np.float32]
"""Shape (samples, 2), at 48 kHz."""


class Takes:
    """Gives the sound of sentences, in any order and from several threads."""

    def __init__(
        self,
        service: Service,
        cache: Cache,
        turns: Turns,
        over: threading.Event,
        *,
        ffmpeg: str,
        folder: Path,
        within_s: float,
    ) -> None:
        """`folder` is the job's: sounds are decoded there. Nothing is tried again once it is `over`."""
        self._service, self._cache, self._turns, self._over = service, cache, turns, over
        self._ffmpeg, self._folder, self._within_s = ffmpeg, folder, within_s

    def is_kept(self, text: str) -> bool:
        """Whether a sentence was spoken before."""
        return self._cache.find(self._key(text), ENDING) is not None

    def take(self, text: str) -> Samples:
        """The sound of a sentence. Raises SpeechFault."""
        kept = self._kept(text)
        if kept is not None:
            return kept
        with self._turns.turn():
            kept = self._kept(text)  # another job may have had it spoken meanwhile
            return self._spoken(text) if kept is None else kept

    def _spoken(self, text: str) -> Samples:
        body, samples = patiently(lambda: self._checked(text), within_s=self._within_s, wait=self._rest)
        with self._cache.making(self._key(text), ENDING) as path:
            path.write_bytes(hashlib.sha256(body).digest() + body)
        return samples

    def _rest(self, seconds: float) -> None:
        self._over.wait(seconds)
        self._go_on()

    def _go_on(self) -> None:
        if self._over.is_set():
            raise SpeechFault("The narration was given up.")

    def _checked(self, text: str) -> tuple[bytes, Samples]:
        """Ask once. Raises TryAgain for what is not the sound of this text: chance may help, once."""
        self._go_on()
        body = with_true_sizes(self._service.say(text))
        if not begins_as_sound(body):
            raise _unfit("answered with something that is no sound", text)
        try:
            samples = self._decoded(body, most_s=most_seconds(text))
        except TooLargeFault:
            raise _unfit(f"spoke for more than {most_seconds(text):.0f} s, which is too long", text) from None
        except MediaFault:
            raise _unfit("answered with a damaged sound", text) from None
        if len(samples) < least_seconds(text) * SAMPLE_RATE_HZ:
            raise _unfit(f"spoke for only {len(samples) / SAMPLE_RATE_HZ:.1f} s, which is too short", text)
        if is_silent(samples):
            raise _unfit("answered with silence", text)
        return body, samples

    def _kept(self, text: str) -> Samples | None:
        """What was kept, if it is what it was. Raises OSError: a full disk is no reason to have it spoken again."""
        path = self._cache.find(self._key(text), ENDING)
        if path is None:
            return None
        content = path.read_bytes()
        digest, body = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != digest:
            path.unlink(missing_ok=True)
            return None
        return self._decoded(body, most_s=most_seconds(text))

    def _decoded(self, body: bytes, *, most_s: float) -> Samples:
        with tempfile.TemporaryFile(dir=self._folder) as file:
            file.write(body)
            file.seek(0)
            pieces = list(sounds.decode(self._ffmpeg, file, "the spoken text", most_s=most_s))
        return np.frombuffer(b"".join(pieces), np.float32).reshape(-1, 2)

    def _key(self, text: str) -> str:
        described = f"{TAKES_VERSION}\0{self._service.identity}\0{text}"
        return hashlib.sha256(described.encode("utf-8", "replace")).hexdigest()


def _unfit(did: str, text: str) -> TryAgain:
    shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return TryAgain(
        SpeechFault(
            f"The speech service {did} for the text “{shown}”.",
            hint="Listen to the voice: dropd voices --speak TEXT.",
        ),
        most_tries=2,
    )
