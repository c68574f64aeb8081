import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from dropd.errors import RenderFault
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


BREAKING = """#!/bin/sh
case " $* " in
*{broken}*) head -c 20000 >/dev/null <&0; exit 3 ;;
*) exec {ffmpeg} "$@" ;;
esac
"""


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    before = set(Path("/proc/self/fd").iterdir())
    yield
    assert set(Path("/proc/self/fd").iterdir()) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    ("broken", "blamed"), [("ebur128", "loudness measurement ended with error 3"), ("ipod", "sound encoder ended with")]
)
def test_the_program_that_fails_is_the_one_that_is_named(
    tmp_path: Path, build: FfmpegBuild, broken: str, blamed: str
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(BREAKING.format(broken=broken, ffmpeg=build.path))
    program.chmod(0o755)

    with pytest.raises(ProcessFault, match=blamed):
        encode([noise(10 * SECOND)] * 5, tmp_path / "sound.m4a", replace(build, path=str(program)))


def test_a_sound_that_cannot_be_given_ends_both_programs(tmp_path: Path, build: FfmpegBuild) -> None:
    def parts() -> Iterator[Samples]:
        yield noise(10 * SECOND)
        raise OSError(errno.EIO, "the disk is broken")

    with pytest.raises(OSError, match="the disk is broken"):
        encode(parts(), tmp_path / "sound.m4a", build)


def test_a_sound_that_was_not_written_whole_is_not_used(tmp_path: Path, build: FfmpegBuild) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"""#!/bin/sh
case " $* " in *framehash*) exec {build.path} -t 2 "$@" ;; *) exec {build.path} "$@" ;; esac
""")
    program.chmod(0o755)

    with pytest.raises(RenderFault, match="instead of 240000"):
        encode([noise(5 * SECOND)], tmp_path / "sound.m4a", replace(build, path=str(program)))
