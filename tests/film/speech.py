"""Sound like speech, with sentences whose places are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dropd.film.sound.tracks import Recording, record
from dropd.language.sentences import sentences

SECOND = 48_000
SECONDS_A_LETTER = 0.075
LETTERS_A_SYLLABLE = 2.6
COMMA_PAUSE_S = 0.18

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Talk:
    """A recording, and the first and end sample of each sentence in it."""

    recording: Recording
    places: tuple[tuple[int, int], ...]


def talk(
    text: str, file: Path, *, seed: int = 0, lead_s: float = 0.4, pause_s: tuple[float, float] = (0.25, 0.8)
) -> Talk:
    """Speak a text with pauses of random length after its sentences, and silence around it."""
    random = np.random.default_rng(seed)
    parts, places, at = [_silence(lead_s)], [], int(lead_s * SECOND)
    for sentence in sentences(text):
        said = _sentence(sentence, random)
        after = _silence(random.uniform(*pause_s))
        parts += [said, after]
        places.append((at, at + len(said)))
        at += len(said) + len(after)
    return laid(parts, places, file)


def laid(parts: Sequence[Samples], places: Sequence[tuple[int, int]], file: Path) -> Talk:
    """Write parts of mono sound one after the other."""
    mono = np.concatenate(parts).astype(np.float32)
    stereo = np.repeat(mono[:, None], 2, axis=1)
    return Talk(record([stereo.tobytes()], file), tuple(places))


def _sentence(text: str, random: np.random.Generator) -> Samples:
    """Syllables of noise that swell and fade, now faster and now slower, with short silences for plosives."""
    clauses = text.split(",")
    pieces: list[Samples] = []
    for index, clause in enumerate(clauses):
        letters = sum(map(str.isalnum, clause))
        pieces += [_syllable(random) for _ in range(max(1, round(letters / LETTERS_A_SYLLABLE)))]
        if index < len(clauses) - 1:
            pieces.append(_silence(COMMA_PAUSE_S * random.uniform(0.6, 1.5)))
    return np.concatenate(pieces)


def _syllable(random: np.random.Generator) -> Samples:
    samples = int(SECOND * SECONDS_A_LETTER * LETTERS_A_SYLLABLE * random.uniform(0.7, 1.3))
    swell = 0.15 + np.sin(np.linspace(0, np.pi, samples))
    voiced = random.normal(0, 0.08, samples) * swell * random.uniform(0.4, 1)
    burst = _silence(0.05) if random.random() < 0.2 else _silence(0)
    return np.concatenate([voiced.astype(np.float32), burst])


def _silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SECOND), np.float32)
