"""Words are heard where the plan says: sixty scenes do not drift."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound import levelling, tracks
from dropd.film.sound.loudness import track_steps
from dropd.film.sound.mix import Mix, lay_voices
from dropd.film.sound.tracks import Recording, Samples
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, read_all

SECOND = 48_000
NTSC = Fraction(30000, 1001)
SCENES = 60
WORD_SAMPLES = 4800


def word(scene: int) -> NDArray[np.float32]:
    """A tenth of a second of noise that is like no other."""
    return np.random.default_rng(scene).uniform(-0.3, 0.3, WORD_SAMPLES).astype(np.float32)


def voice(scene: int, samples: int, folder: Path) -> Recording:
    """A recording of an odd length that ends with its last word."""
    wave = np.zeros((samples, 2), np.float32)
    wave[-WORD_SAMPLES:] = word(scene)[:, None]
    return tracks.record([wave.tobytes()], folder / f"voice_{scene}")


def place_of_word(scene: int, heard: NDArray[np.float32], near: int) -> int:
    """The sample at which a scene's last word is heard, by cross-correlation half a second around."""
    first = max(near - SECOND // 2, 0)
    return first + int(np.argmax(np.correlate(heard[first : near + SECOND // 2 + WORD_SAMPLES], word(scene), "valid")))


@pytest.fixture
def voices(tmp_path: Path) -> list[Recording]:
    lengths = np.random.default_rng(1).integers(SECOND // 2, SECOND * 6 // 5, SCENES) | 1
    return [voice(scene, int(length), tmp_path) for scene, length in enumerate(lengths)]


@pytest.fixture
def plan(voices: list[Recording]) -> Plan:
    pace = Pace(NTSC, Fraction(1, 2), Fraction(8), Fraction(1, 5), Fraction(1, 5))
    return make_plan([SceneNeeds(1, voice_samples=voice.samples) for voice in voices], pace)


def last_words(plan: Plan, voices: list[Recording]) -> list[int]:
    """Where each last word should be, by the frame rate alone: `first_frame` frames from the beginning of the film."""
    return [
        round(Fraction(scene.first_frame * SECOND) / NTSC) + voice.samples - WORD_SAMPLES
        for scene, voice in zip(plan.scenes, voices, strict=True)
    ]


def test_every_last_word_lies_at_its_sample_and_is_heard_within_a_millisecond_of_it(
    plan: Plan, voices: list[Recording], tmp_path: Path, build: FfmpegBuild
) -> None:
    wanted = last_words(plan, voices)
    mixed = Mix(plan.samples, lay_voices(plan, voices, [0.0] * SCENES))

    levelling.finish(mixed, track_steps(mixed), -16.0, tmp_path / "sound.m4a", build)

    laid = mixed.part(0, plan.samples)[:, 0]
    assert [place_of_word(scene, laid, near) for scene, near in enumerate(wanted)] == wanted
    heard = decoded(tmp_path / "sound.m4a")[:, 0]
    drifts = [place_of_word(scene, heard, near) - near for scene, near in enumerate(wanted)]
    assert max(map(abs, drifts)) <= SECOND // 1000
    assert all(later > earlier for earlier, later in pairwise(wanted))


def test_the_sound_is_as_long_as_the_pictures(
    plan: Plan, voices: list[Recording], tmp_path: Path, build: FfmpegBuild
) -> None:
    mixed = Mix(plan.samples, lay_voices(plan, voices, [0.0] * SCENES))

    levelling.finish(mixed, track_steps(mixed), None, tmp_path / "sound.m4a", build)

    assert len(decoded(tmp_path / "sound.m4a")) == round(Fraction(plan.frames * SECOND) / NTSC)


def decoded(m4a: Path) -> Samples:
    """As a player hears it that leaves out what fills the last frame; FFmpeg 5.1 is none."""
    player = imageio_ffmpeg.get_ffmpeg_exe()
    pcm = read_all(
        (player, "-v", "error", "-xerror", "-i", str(m4a), "-f", "f32le", "-"), purpose="decoder", limits=Limits()
    )
    return np.frombuffer(pcm, np.float32).reshape(-1, 2)
