from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from dropd.film.sound.aac import encode
from dropd.film.sound.loudness import integrated_lufs
from dropd.film.sound.tracks import Samples
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, ProcessFault, read_all

SECOND = 48_000


def noise(samples: int) -> Samples:
    return np.random.default_rng(1).uniform(-0.2, 0.2, (samples, 2)).astype(np.float32)


def decoded(m4a: Path) -> Samples:
    """As a player hears it that leaves out what fills the last frame; FFmpeg 5.1 is none."""
    player = imageio_ffmpeg.get_ffmpeg_exe()
    pcm = read_all(
        (player, "-v", "error", "-xerror", "-i", str(m4a), "-f", "f32le", "-"), purpose="decoder", limits=Limits()
    )
    return np.frombuffer(pcm, np.float32).reshape(-1, 2)


@pytest.mark.parametrize("samples", [1, 1023, 1024, 1025, 48_000, 100_001])
def test_a_finished_sound_has_exactly_its_samples(tmp_path: Path, build: FfmpegBuild, samples: int) -> None:
    encode([noise(samples)], tmp_path / "sound.m4a", build)

    assert len(decoded(tmp_path / "sound.m4a")) == samples


def test_the_parts_in_which_a_sound_is_given_are_not_heard(tmp_path: Path, build: FfmpegBuild) -> None:
    whole = noise(100_001)

    encode([whole], tmp_path / "at once.m4a", build)
    encode([whole[:1], whole[1:70_000], whole[70_000:]], tmp_path / "in parts.m4a", build)

    assert (tmp_path / "at once.m4a").read_bytes() == (tmp_path / "in parts.m4a").read_bytes()


def test_what_is_measured_is_what_is_heard(tmp_path: Path, build: FfmpegBuild) -> None:
    told = encode([noise(5 * SECOND)], tmp_path / "sound.m4a", build)

    heard = decoded(tmp_path / "sound.m4a")
    assert told.integrated_lufs == pytest.approx(integrated_lufs([heard]), abs=0.1)
    assert told.true_peak_dbtp >= 20 * np.log10(np.abs(heard).max()) - 0.1


def test_an_encoder_that_fails_says_so_and_nothing_is_left_running(tmp_path: Path, build: FfmpegBuild) -> None:
    broken = replace(build, path="false")

    with pytest.raises(ProcessFault, match=r"sound encoder|loudness measurement"):
        encode([noise(10 * SECOND)], tmp_path / "sound.m4a", broken)
