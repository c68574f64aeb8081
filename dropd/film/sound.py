"""One sound track for the whole film: every voice at its exact sample, a bed of music, one loudness.

Tracks are interleaved stereo float32 at 48 kHz in memory-mapped files, worked on in blocks: half an hour is 691 MB.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dropd.film.limiter import limited
from dropd.film.plan import Plan
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import Loudness
from dropd.media.process import Limits, read_all, run

Samples = NDArray[np.float32]
"""Shape (samples, 2)."""

BLOCK_SAMPLES = 1 << 20
CEILING_DBTP = -1.5
"""True peak before AAC, which adds some: 192 kbit/s added up to half a decibel to music and voice."""
PUBLISHED_PEAK_DBTP = -1.0
BIT_RATE_KBPS = 192
QUIETEST_LUFS = -60.0
"""A film with less than this is silent, and is left so."""

LIMITS = Limits(memory_mib=2048, stall_s=1200)
"""Hours of sound are encoded without a word."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A decoded sound on disk."""

    pcm: Path
    samples: int


def record(pieces: Iterable[bytes], target: Path) -> Recording:
    """Write decoded pieces to a file."""
    with target.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return Recording(target, target.stat().st_size // 8)


def lay_voices(plan: Plan, voices: Sequence[Recording | None], target: Path) -> Path:
    """Lay each scene's voice at the scene's first sample, in silence as long as the film."""
    track = _created(target, plan.samples)
    for scene, voice in zip(plan.scenes, voices, strict=True):
        if voice is None or voice.samples == 0:
            continue
        spoken = opened(voice.pcm)
        track[scene.first_sample : scene.first_sample + len(spoken)] = spoken
    track.flush()
    return target


def level(track: Path, target_lufs: float | None, build: FfmpegBuild) -> None:
    """Bring a track to the loudness by one gain, and keep its true peak below the ceiling. Works in place."""
    measured = measure(track, build)
    if measured.integrated_lufs < QUIETEST_LUFS:
        return
    gain_db = 0.0 if target_lufs is None else target_lufs - measured.integrated_lufs
    _apply(track, gain_db)


def measure(track: Path, build: FfmpegBuild) -> Loudness:
    """Measure loudness and true peak by EBU R 128."""
    argv = ffmpeg.measure_loudness(build.path, track)
    return ffmpeg.parse_loudness(read_all(argv, purpose="loudness measurement", limits=LIMITS))


def encode(track: Path, target: Path, build: FfmpegBuild) -> None:
    """Encode a track to AAC; once more and softer if what comes out peaks above -1 dBTP."""
    _encode(track, target, build)
    excess_db = _decoded_peak_dbtp(target, build) - PUBLISHED_PEAK_DBTP
    if excess_db > 0:
        _scale(opened(track, writable=True), 10 ** (-(excess_db + 0.1) / 20))
        _encode(track, target, build)


def encode_part(track: Path, first_sample: int, samples: int, target: Path, build: FfmpegBuild) -> None:
    """Encode a part of a finished track, for the file of one scene."""
    part = target.with_suffix(".f32")
    with part.open("wb") as file:
        file.write(np.ascontiguousarray(opened(track)[first_sample : first_sample + samples]).data)
    _encode(part, target, build)
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


def _apply(track: Path, gain_db: float) -> None:
    samples = opened(track, writable=True)
    factor = np.float32(10 ** (gain_db / 20))
    for start, part in limited(samples, factor, CEILING_DBTP):
        samples[start : start + len(part)] = part


def _scale(samples: Samples, factor: float) -> None:
    for _, part in blocks(samples):
        part[:] *= np.float32(factor)


def _encode(track: Path, target: Path, build: FfmpegBuild) -> None:
    argv = ffmpeg.encode_sound(build.path, track, bit_rate_kbps=BIT_RATE_KBPS, target=target)
    run(argv, purpose="sound encoder", limits=LIMITS)


def _decoded_peak_dbtp(sound: Path, build: FfmpegBuild) -> float:
    argv = ffmpeg.measure_film_loudness(build.path, sound)
    answer = read_all(argv, purpose="loudness measurement", limits=LIMITS)
    return ffmpeg.parse_loudness(answer).true_peak_dbtp
