"""Whether a sound can be what was to be said: by its beginning, its length and its loudness. Pure."""

import io
import wave

import numpy as np
from numpy.typing import NDArray

from dropd.language.spoken_text import LETTERS_A_SECOND, spoken_length
from dropd.media.kinds import sound_kind

LEAST_PART, MOST_PART = 0.25, 4.0
LEAST_S, SLACK_S = 0.1, 3.0
"""Short words are spoken fast, or with a pause before and after."""
QUIETEST_DBFS = -60.0


def most_seconds(text: str) -> float:
    """How long the sound of a text may last."""
    return MOST_PART * _usual_seconds(text) + SLACK_S


def least_seconds(text: str) -> float:
    """How long the sound of a text must last."""
    return max(LEAST_S, LEAST_PART * _usual_seconds(text) - SLACK_S / 10)


def begins_as_sound(body: bytes) -> bool:
    """Whether an answer begins as one of the sound files that dropd reads, whatever its server calls it."""
    return sound_kind(body) is not None


def wav_seconds(body: bytes) -> float:
    """How long a WAV file lasts; 0 for what is none."""
    try:
        with wave.open(io.BytesIO(body)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return 0.0


def is_silent(samples: NDArray[np.float32]) -> bool:
    """Whether nothing is heard in samples of shape (n, 2): an RMS below -60 dBFS."""
    power = float(np.square(samples, dtype=np.float64).mean()) if len(samples) else 0.0
    return power < 10 ** (QUIETEST_DBFS / 10)


def _usual_seconds(text: str) -> float:
    return spoken_length(text) / LETTERS_A_SECOND
