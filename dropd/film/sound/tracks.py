"""Sounds as tracks, of which any stretch can be asked for: recordings on disk, and what is made of others meanwhile.

Stereo float32 at 48 kHz. No recording is read whole, and none is mapped: half an hour is 691 MB.
"""

import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Shape (samples, 2)."""

BYTES_PER_SAMPLE = 8
"""Stereo float32."""
BLOCK_SAMPLES = 1 << 17


class Track(Protocol):
    """A sound of a known length."""

    @property
    def samples(self) -> int:
        """How long it is."""

    def part(self, first: int, end: int) -> Samples:
        """The samples from `first` to before `end`; both lie within the track."""


@dataclass(frozen=True, slots=True)
class Held:
    """A sound in memory."""

    sound: Samples

    @property
    def samples(self) -> int:
        """How long it is."""
        return len(self.sound)

    def part(self, first: int, end: int) -> Samples:
        """A view of these samples."""
        return self.sound[first:end]


@dataclass(frozen=True, slots=True)
class Recording:
    """A decoded sound on disk."""

    pcm: Path
    samples: int

    def part(self, first: int, end: int) -> Samples:
        """Read these samples. Raises OSError."""
        wanted = 2 * (end - first)
        read = np.fromfile(self.pcm, np.float32, wanted, offset=first * BYTES_PER_SAMPLE)
        if len(read) < wanted:  # NumPy says nothing, of a disk that fails neither
            raise OSError(errno.EIO, "The sound could not be read to its end", str(self.pcm))
        return read.reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of another track."""

    of: Track
    first: int
    end: int

    @property
    def samples(self) -> int:
        """How long it is."""
        return self.end - self.first

    def part(self, first: int, end: int) -> Samples:
        """These samples, counted from the beginning of the excerpt."""
        return self.of.part(self.first + first, self.first + end)


def record(pieces: Iterable[bytes], target: Path) -> Recording:
    """Write decoded pieces to a file."""
    with target.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return recording_in(target)


def recording_in(pcm: Path) -> Recording:
    """The recording that a file holds."""
    return Recording(pcm, pcm.stat().st_size // BYTES_PER_SAMPLE)


def sides_of(samples: Samples) -> NDArray[np.float32]:
    """Samples in rows, one for each side; a single one where both are the same, as of nearly every voice."""
    left, right = samples.T
    return samples.T[:1] if np.array_equal(left, right) else samples.T


def stretches(samples: int, length: int = BLOCK_SAMPLES) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of stretches of a length, in order, and what is left at the end."""
    for first in range(0, samples, length):
        yield first, min(first + length, samples)


def blocks(track: Track) -> Iterator[Samples]:
    """Yield a track, part by part."""
    for first, end in stretches(track.samples):
        yield track.part(first, end)
