"""Finished sounds against an independent meter, pyloudnorm: the loudness that was asked for, whatever was dropped."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

from dropd.film.sound import levelling
from dropd.film.sound.lanes import Lanes
from dropd.film.sound.loudness import SILENCE_LUFS, Steps, integrated_lufs, track_steps
from dropd.film.sound.mix import Laid, Mix
from dropd.film.sound.music import Bed
from dropd.film.sound.silence import Stretch, heard_in
from dropd.film.sound.tracks import Held, Samples
from dropd.media import sounds
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import SAMPLE_RATE_HZ as SECOND
from dropd.media.process import Limits, read_all

Wave = NDArray[np.float64]
"""Shape (samples, sides)."""


def pink(seconds: float, rate_hz: int = SECOND, seed: int = 3) -> Wave:
    """Noise with a root mean square of 1 that has as much power in each octave, as music and voices roughly do."""
    samples = round(seconds * rate_hz)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=samples))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 30))
    wave = np.fft.irfft(spectrum, samples)
    return np.asarray((wave / wave.std())[:, None])


def speech(seconds: float, rate_hz: int = SECOND, seed: int = 4) -> Wave:
    """A pulse of 110 Hz through two resonances, in syllables of many levels, with a pause every two seconds."""
    samples = round(seconds * rate_hz)
    rng = np.random.default_rng(seed)
    time_s = np.arange(samples) / rate_hz
    pulse = np.sum([np.sin(2 * np.pi * 110 * n * time_s) / n**0.7 for n in range(1, 26)], axis=0)
    breath = pink(seconds, rate_hz, seed)[:, 0] * 0.3
    syllable = (
        np.abs(np.sin(np.pi * 4.3 * time_s)) ** 1.5
        * rng.uniform(0.2, 1, samples // (rate_hz // 5) + 1).repeat(rate_hz // 5)[:samples]
    )
    wave = (pulse + breath) * syllable * (time_s % 2.4 < 2.0)
    return np.asarray((wave / np.abs(wave).max())[:, None])


def clicks(seconds: float, every_s: float) -> Wave:
    """A drum of short noises that die away in 10 ms."""
    wave = np.zeros((round(seconds * SECOND), 1))
    stroke = np.random.default_rng(6).normal(size=SECOND // 10) * np.exp(-np.arange(SECOND // 10) / 480)
    for start in range(0, len(wave) - len(stroke), round(every_s * SECOND)):
        wave[start : start + len(stroke), 0] += stroke / np.abs(stroke).max()
    return wave


def surround(seconds: float) -> Wave:
    """Speech in the centre of 5.1, quieter noise from everywhere else."""
    sides = 0.02 * np.concatenate([pink(seconds, seed=seed) for seed in range(6)], axis=1)
    sides[:, 2:3] += 0.7 * speech(seconds)
    return np.asarray(sides)


def one_sided(seconds: float) -> Wave:
    return np.concatenate([0.5 * speech(seconds), np.zeros((round(seconds * SECOND), 1))], axis=1)


def sparse(seconds: float) -> Wave:
    """Three words in a long silence."""
    wave = 0.001 * pink(seconds)
    for start_s in (1, 9, 16):
        wave[start_s * SECOND :][:SECOND] += 0.5 * speech(1.0)
    return np.asarray(wave)


def compressed(seconds: float) -> Wave:
    return np.asarray(np.tanh(3 * pink(seconds, seed=9)))


SOURCES: dict[str, Callable[[], tuple[Wave, int]]] = {
    "voice": lambda: (0.5 * speech(10), SECOND),
    "very quiet voice": lambda: (0.01 * speech(10), SECOND),
    "clipped voice": lambda: (np.clip(6 * speech(10), -1, 1), SECOND),
    "mono at 44.1 kHz": lambda: (0.4 * speech(10, 44_100), 44_100),
    "surround": lambda: (surround(8), SECOND),
    "telephone": lambda: (0.4 * speech(10, 8000), 8000),
    "drum": lambda: (0.9 * clicks(8, 0.15), SECOND),
    "pink noise": lambda: (0.1 * pink(8), SECOND),
    "sparse speech": lambda: (sparse(20), SECOND),
    "one side": lambda: (one_sided(10), SECOND),
    "loud and compressed": lambda: (compressed(8), SECOND),
}


def dropped(wave: Wave, rate_hz: int, folder: Path, build: FfmpegBuild) -> Samples:
    """A sound as dropd decodes it from a WAV file of 16 bits."""
    wav = folder / "dropped.wav"
    pcm = np.clip(np.round(wave * 32767), -32768, 32767).astype("<i2")
    argv = ("-v", "error", "-y", "-f", "s16le", "-ar", str(rate_hz), "-ac", str(wave.shape[1]), "-i", "pipe:0")
    subprocess.run((build.path, *argv, str(wav)), input=pcm.tobytes(), check=True)
    with wav.open("rb") as file:
        return np.frombuffer(b"".join(sounds.decode(build.path, file, wav.name)), np.float32).reshape(-1, 2)


class Sound(NamedTuple):
    encoded: Path
    missed_lu: float


def finished(samples: Samples, target_lufs: float | None, folder: Path, build: FfmpegBuild) -> Sound:
    encoded = folder / "sound.m4a"
    mix = Held(samples)
    return Sound(encoded, levelling.finish(mix, track_steps(mix), target_lufs, encoded, build).missed_lu)


def decoded(m4a: Path, build: FfmpegBuild) -> Wave:
    pcm = read_all(
        (build.path, "-v", "error", "-xerror", "-i", str(m4a), "-f", "f32le", "-"), purpose="decoder", limits=Limits()
    )
    return np.frombuffer(pcm, np.float32).reshape(-1, 2).astype(np.float64)


def lufs(wave: Wave) -> float:
    return float(pyloudnorm.Meter(SECOND).integrated_loudness(wave))


def true_peak_dbtp(wave: Wave) -> float:
    """By interpolation in the spectrum, eight times as fine: no filter of ours or of FFmpeg's."""
    highest = 0.0
    for start in range(0, len(wave), SECOND):
        part = wave[max(start - 4800, 0) : start + SECOND + 4800]
        fine = np.fft.irfft(np.fft.rfft(part, axis=0), 8 * len(part), axis=0) * 8
        inner = fine[8 * 2400 : -8 * 2400] if len(part) > 9600 else fine
        highest = max(highest, float(np.abs(inner).max()))
    return 20 * float(np.log10(highest))


@pytest.mark.parametrize("name", SOURCES)
def test_a_film_is_as_loud_as_asked_and_never_peaks_above_one_decibel_below_full(
    name: str, tmp_path: Path, build: FfmpegBuild
) -> None:
    wave, rate_hz = SOURCES[name]()
    result = finished(dropped(wave, rate_hz, tmp_path, build), -16.0, tmp_path, build)

    heard = decoded(result.encoded, build)

    assert lufs(heard) == pytest.approx(-16, abs=0.5)
    assert true_peak_dbtp(heard) <= -1.0
    assert abs(result.missed_lu) <= 0.5


@pytest.mark.parametrize("off_lu", [0.0, -4.0, 4.0])
def test_music_and_voice_together_are_as_loud_as_asked_however_loud_they_were_thought(
    off_lu: float, tmp_path: Path, build: FfmpegBuild
) -> None:
    voice = Held(dropped(0.3 * speech(10), SECOND, tmp_path, build))
    spoken = tuple(Stretch(each.first + 5 * SECOND, each.end + 5 * SECOND) for each in heard_in(voice))
    bed = Bed(Held(dropped(0.1 * pink(7), SECOND, tmp_path, build)), 20 * SECOND, spoken, level_db=0.0, ducking=True)
    mix = Mix(20 * SECOND, (Laid(voice, 5 * SECOND, np.float32(1)),), bed)

    alone, factor = track_steps(voice), 10 ** (off_lu / 20)
    thought = Steps(alone.powers * factor**2, alone.peaks * factor)
    levelling.finish(mix, thought, -16.0, tmp_path / "sound.m4a", build)
    heard = decoded(tmp_path / "sound.m4a", build)

    assert lufs(heard) == pytest.approx(-16, abs=0.5)
    assert true_peak_dbtp(heard) <= -1.0


@pytest.mark.parametrize("target_lufs", [-23.0, -14.0])
def test_other_loudnesses_are_reached_as_well(target_lufs: float, tmp_path: Path, build: FfmpegBuild) -> None:
    heard = decoded(finished(_stereo(0.3 * speech(8)), target_lufs, tmp_path, build).encoded, build)

    assert lufs(heard) == pytest.approx(target_lufs, abs=0.5)
    assert true_peak_dbtp(heard) <= -1.0


def test_what_peaks_do_not_allow_is_missed_and_told(tmp_path: Path, build: FfmpegBuild) -> None:
    result = finished(_stereo(0.9 * clicks(8, 2.0)), -16.0, tmp_path, build)

    heard = decoded(result.encoded, build)

    assert result.missed_lu > 3
    assert lufs(heard) == pytest.approx(-16 - result.missed_lu, abs=0.3)
    assert true_peak_dbtp(heard) <= -1.0


def test_without_a_target_only_peaks_are_lowered(tmp_path: Path, build: FfmpegBuild) -> None:
    quiet = _stereo(0.1 * speech(6))

    result = finished(quiet, None, tmp_path, build)

    assert decoded(result.encoded, build).std() == pytest.approx(quiet.std(), rel=0.02)
    assert result.missed_lu == 0
    assert true_peak_dbtp(decoded(finished(10 * quiet, None, tmp_path, build).encoded, build)) <= -1.0


@pytest.mark.parametrize("target_lufs", [-16.0, None])
def test_silence_stays_silence(target_lufs: float | None, tmp_path: Path, build: FfmpegBuild) -> None:
    result = finished(np.zeros((2 * SECOND, 2), np.float32), target_lufs, tmp_path, build)

    assert not decoded(result.encoded, build).any()
    assert result.missed_lu == 0


def test_the_same_mix_gives_the_same_bytes(tmp_path: Path, build: FfmpegBuild) -> None:
    mix = _stereo(0.9 * clicks(5, 0.15))

    first = finished(mix, -16.0, tmp_path, build)
    bytes_before = first.encoded.read_bytes()
    second = finished(mix, -16.0, tmp_path, build)

    assert second.encoded.read_bytes() == bytes_before


def test_loudness_is_what_others_measure() -> None:
    wave = sparse(20)

    measured = integrated_lufs(Held(_stereo(wave)))

    assert measured == pytest.approx(lufs(np.repeat(wave, 2, axis=1)), abs=0.1)


def test_several_lanes_measure_the_same() -> None:
    wave = _stereo(sparse(20))

    with Lanes(2) as lanes:
        assert integrated_lufs(Held(wave), lanes.map) == integrated_lufs(Held(wave))


def test_a_recording_shorter_than_a_block_has_the_loudness_of_a_longer_one() -> None:
    noise = _stereo(0.1 * pink(4))

    assert integrated_lufs(Held(noise[: SECOND // 3])) == pytest.approx(integrated_lufs(Held(noise)), abs=1)


@pytest.mark.parametrize("samples", [0, 1, 4800, 3 * SECOND])
def test_silence_has_the_loudness_of_silence(samples: int) -> None:
    assert integrated_lufs(Held(np.zeros((samples, 2), np.float32))) == SILENCE_LUFS


def _stereo(wave: Wave) -> Samples:
    return np.repeat(wave, 2, axis=1).astype(np.float32)
