"""One sound track for the whole film: every voice at its exact sample; and its AAC.

Tracks are interleaved stereo float32 at 48 kHz in memory-mapped files, worked on in blocks: half an hour is 691 MB.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dropd.film.plan import Plan
from dropd.film.sound.silence import without_silence_around
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import Loudness
from dropd.media.process import Limits, read_all, run

Samples = NDArray[np.float32]
"""Shape (samples, 2)."""

BLOCK_SAMPLES = 1 << 20
BIT_RATE_KBPS = 192
LIMITS = Limits(memory_mib=2048, stall_s=1200)
"""Hours of sound are encoded without a word."""


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
    return Recording(target, target.stat().st_size // 8)


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


def encode(track: Path, target: Path, build: FfmpegBuild) -> None:
    """Encode a whole track to AAC."""
    argv = ffmpeg.encode_sound(build.path, track, bit_rate_kbps=BIT_RATE_KBPS, target=target)
    run(argv, purpose="sound encoder", limits=LIMITS)


def measure_encoded(sound: Path, build: FfmpegBuild) -> Loudness:
    """Loudness and true peak, by EBU R 128, of an encoded sound as a player decodes it."""
    argv = ffmpeg.measure_film_loudness(build.path, sound)
    return ffmpeg.parse_loudness(read_all(argv, purpose="loudness measurement", limits=LIMITS))


def encode_part(track: Path, first_sample: int, samples: int, target: Path, build: FfmpegBuild) -> None:
    """Encode a part of a finished track, for the file of one scene; it is copied beside the track for a while."""
    part = track.with_name(f"{first_sample}.part.f32")
    with part.open("wb") as file:
        file.write(np.ascontiguousarray(opened(track)[first_sample : first_sample + samples]).data)
    encode(part, target, build)
    part.unlink()


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
        file.truncate(max(samples, 1) * 8)
    return np.memmap(target, np.float32, "r+", shape=(max(samples, 1), 2))
