"""One sound track for the whole film: every voice at its exact sample.

Tracks are interleaved stereo float32 at 48 kHz in memory-mapped files, worked on in blocks: half an hour is 691 MB.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dropd.film.plan import Plan
from dropd.film.sound.silence import without_silence_around

Samples = NDArray[np.float32]
"""Shape (samples, 2)."""

BYTES_PER_SAMPLE = 8
"""Stereo float32."""
BLOCK_SAMPLES = 1 << 17


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a narration whose place is known, such as a sentence that a speech service spoke."""

    text: str
    first_sample: int
    """In the recording, at 48 kHz."""
    end_sample: int


@dataclass(frozen=True, slots=True)
class Recording:
    """A decoded sound on disk; of a text that was spoken sentence by sentence, with their places."""

    pcm: Path
    samples: int
    spans: tuple[Span, ...] = ()


def record(pieces: Iterable[bytes], target: Path) -> Recording:
    """Write decoded pieces to a file."""
    with target.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return Recording(target, target.stat().st_size // BYTES_PER_SAMPLE)


def trimmed(recording: Recording, target: Path) -> Recording:
    """Write a recording without the silence around it to `target`; one that has none is returned as it is."""
    samples = opened(recording.pcm)
    kept = without_silence_around(samples)
    if kept.end - kept.first == recording.samples:
        return recording
    return record((part.tobytes() for _, part in blocks(samples[kept.first : kept.end])), target)


def lay_voices(plan: Plan, voices: Sequence[Recording | None], gains_db: Sequence[float], target: Path) -> Path:
    """Lay each scene's voice, with its gain, at the scene's first sample, in silence as long as the film."""
    track = _created(target, plan.samples)
    for scene, voice, gain_db in zip(plan.scenes, voices, gains_db, strict=True):
        if voice is None:
            continue
        place = track[scene.first_sample :]
        for start, part in blocks(opened(voice.pcm)):
            np.multiply(part, np.float32(10 ** (gain_db / 20)), out=place[start : start + len(part)])
    track.flush()
    return target


def opened(pcm: Path, *, writable: bool = False) -> Samples:
    """Map a raw file as an array of shape (samples, 2); an empty file gives an empty array."""
    if pcm.stat().st_size == 0:
        return np.zeros((0, 2), np.float32)
    return np.memmap(pcm, np.float32, "r+" if writable else "r").reshape(-1, 2)


def blocks(samples: Samples) -> Iterator[tuple[int, Samples]]:
    """Yield (first sample, part) over a track."""
    for start in range(0, len(samples), BLOCK_SAMPLES):
        yield start, samples[start : start + BLOCK_SAMPLES]


def _created(target: Path, samples: int) -> np.memmap[tuple[int, int], np.dtype[np.float32]]:
    with target.open("wb") as file:
        # A full disk is told of now: a write to mapped memory that finds no room would end the process.
        os.posix_fallocate(file.fileno(), 0, max(samples, 1) * BYTES_PER_SAMPLE)
    return np.memmap(target, np.float32, "r+", shape=(max(samples, 1), 2))
