"""Where voices lie in the film's sound, before it is levelled and after."""

from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound.aac import encode
from dropd.film.sound.mix import Mix, lay_voices
from dropd.film.sound.music import Bed
from dropd.film.sound.tracks import Held, Samples, Track
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, read_all

NTSC = Fraction(30000, 1001)
SECOND = 48_000


def noise(samples: int, peak: float = 0.2, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).uniform(-peak, peak, (samples, 2)).astype(np.float32)


def decoded(m4a: Path) -> Samples:
    """As a player hears it that leaves out what fills the last frame; FFmpeg 5.1 is none."""
    player = imageio_ffmpeg.get_ffmpeg_exe()
    pcm = read_all(
        (player, "-v", "error", "-xerror", "-i", str(m4a), "-f", "f32le", "-"), purpose="decoder", limits=Limits()
    )
    return np.frombuffer(pcm, np.float32).reshape(-1, 2)


def offset_of(wanted: NDArray[np.float32], track: NDArray[np.float32]) -> int:
    """Where a sound lies in a track, in samples, by cross-correlation."""
    size = 1 << (len(track) + len(wanted)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(track, size) * np.conj(np.fft.rfft(wanted, size)), size)
    return int(np.argmax(likeness[: len(track)]))


LENGTHS = [SECOND + 17, None, 2 * SECOND + 1, 0, SECOND * 3 // 2]
VOICES: list[Track | None] = [
    None if samples is None else Held(noise(samples, seed=seed)) for seed, samples in enumerate(LENGTHS)
]


@pytest.fixture
def plan() -> Plan:
    pace = Pace(NTSC, Fraction(1), Fraction(8), Fraction(1, 2), Fraction("0.4"))
    return make_plan([SceneNeeds(1, voice_samples=samples) for samples in LENGTHS], pace)


@pytest.mark.parametrize("gains_db", [[0, 0, 0, 0, 0], [6, 0, -12, 0, 0]])
def test_every_voice_lies_at_its_exact_sample_with_its_own_gain(plan: Plan, gains_db: list[float]) -> None:
    mix = Mix(plan.samples, lay_voices(plan, VOICES, gains_db))

    expected = np.zeros((plan.samples, 2), np.float32)
    for scene, voice, gain_db in zip(plan.scenes, VOICES, gains_db, strict=True):
        if voice is not None:
            laid = voice.part(0, voice.samples) * 10 ** (gain_db / 20)
            expected[scene.first_sample :][: voice.samples] = laid
    assert np.allclose(mix.part(0, plan.samples), expected, rtol=1e-6)


def test_music_lies_under_the_voices(plan: Plan) -> None:
    bed = Bed(Held(noise(3 * SECOND, seed=9)), plan.samples, (), level_db=-6.0, ducking=False)
    voices = lay_voices(plan, VOICES, [0.0] * len(VOICES))

    both = Mix(plan.samples, voices, bed).part(0, plan.samples)

    apart = Mix(plan.samples, voices).part(0, plan.samples) + bed.part(0, plan.samples)
    assert np.allclose(both, apart, atol=1e-6)


def test_any_stretch_of_a_mix_is_that_of_the_whole(plan: Plan) -> None:
    bed = Bed(Held(noise(3 * SECOND, seed=9)), plan.samples, (), level_db=-6.0, ducking=False)
    mix = Mix(plan.samples, lay_voices(plan, VOICES, [1.0] * len(VOICES)), bed)
    whole = mix.part(0, plan.samples)

    for first in range(0, plan.samples, 33_333):
        end = min(first + 33_333, plan.samples)
        assert np.allclose(mix.part(first, end), whole[first:end], atol=1e-6)


def test_voices_are_heard_in_time_and_whole_in_the_finished_sound(
    plan: Plan, tmp_path: Path, build: FfmpegBuild
) -> None:
    encode(Mix(plan.samples, lay_voices(plan, VOICES, [0.0] * len(VOICES))), tmp_path / "sound.m4a", build)

    heard = decoded(tmp_path / "sound.m4a")

    assert len(heard) == plan.samples
    for scene, voice in zip(plan.scenes, VOICES, strict=True):
        if voice is not None and voice.samples:
            wanted = voice.part(0, voice.samples)[:, 0]
            assert abs(offset_of(wanted, heard[:, 0]) - scene.first_sample) <= 1
            tail = slice(scene.first_sample + voice.samples - 2400, scene.first_sample + voice.samples)
            assert np.std(heard[tail, 0]) == pytest.approx(np.std(wanted[-2400:]), rel=0.2)
