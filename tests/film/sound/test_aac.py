import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from dropd.errors import NoSpaceFault, RenderFault
from dropd.film.sound.aac import encode
from dropd.film.sound.lanes import Lanes
from dropd.film.sound.limiter import true_peaks
from dropd.film.sound.loudness import integrated_lufs
from dropd.film.sound.segments import SEGMENT_PACKETS
from dropd.film.sound.tracks import Held, Samples
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.endings import ProcessFault
from dropd.media.process import Limits, read_all
from tests.accounts import needs_root

SECOND = 48_000
SEAM = SEGMENT_PACKETS * 1024
"""The sample where the first segment ends."""


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
    encode(Held(noise(samples)), tmp_path / "sound.m4a", build)

    assert len(decoded(tmp_path / "sound.m4a")) == samples


def test_several_lanes_give_the_same_bytes(tmp_path: Path, build: FfmpegBuild) -> None:
    long = Held(noise(2 * SEAM + SECOND))

    encode(long, tmp_path / "one.m4a", build)
    with Lanes(3) as lanes:
        encode(long, tmp_path / "three.m4a", build, lanes.map)

    assert (tmp_path / "one.m4a").read_bytes() == (tmp_path / "three.m4a").read_bytes()


def attacks(samples: int, seed: int) -> Samples:
    """What makes an encoder change its windows: short loud noises in soft ones, not the same on both sides."""
    rng = np.random.default_rng(seed)
    wave = rng.normal(0, 0.003, (samples, 2))
    for place in rng.integers(0, samples - 200, samples // 2500):
        wave[place : place + 200, rng.integers(0, 2)] += rng.uniform(-0.8, 0.8) * np.exp(-np.arange(200) / 40)
    return np.clip(wave, -1, 1).astype(np.float32)


def speech(samples: int, seed: int) -> Samples:
    """A voice of 110 Hz in syllables, between its pauses: seams are in syllables, in pauses and at their edges."""
    time_s = np.arange(samples) / SECOND + 0.55 * seed
    pulse = np.sum([np.sin(2 * np.pi * 110 * n * time_s) / n for n in range(1, 30)], axis=0)
    wave = 0.2 * pulse * np.abs(np.sin(np.pi * 4.3 * time_s)) ** 1.5 * (time_s % 2.4 < 2.0)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def chord(samples: int, seed: int) -> Samples:
    """Steady tones, in which AAC makes little noise: a window that does not fit is heard at once."""
    time_s = np.arange(samples) / SECOND
    wave = np.sum([0.1 * np.sin(2 * np.pi * hertz * time_s + seed) for hertz in (220.3, 441.7, 880.1, 3000.9)], axis=0)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("material", [attacks, chord, speech])
def test_where_segments_meet_nothing_is_heard_that_one_encoder_would_not_make(
    material: Callable[[int, int], Samples], seed: int, tmp_path: Path, build: FfmpegBuild
) -> None:
    """Where windows do not fit, the error in the chord is -30 dB instead of -88."""
    wave = material(SEAM + 3 * SECOND, seed)
    encode(Held(wave), tmp_path / "sound.m4a", build)
    (tmp_path / "whole.aac").write_bytes(packets_from(wave, build))

    in_segments = decoded(tmp_path / "sound.m4a")
    at_once = decoded(tmp_path / "whole.aac")[1024:]

    near = slice(SEAM - 2048, SEAM + 2048)
    by_segments, by_one = (float(np.mean((heard[near] - wave[near]) ** 2)) for heard in (in_segments, at_once))
    assert by_segments < max(2 * by_one, 10 ** (-80 / 10))


def test_an_encoder_whose_segments_do_not_meet_encodes_the_whole(
    tmp_path: Path, build: FfmpegBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if it looked back further than any does: with nothing before a segment its first windows are others."""
    wave = noise(SEAM + 3 * SECOND)
    monkeypatch.setattr("dropd.film.sound.segments.PREROLL_PACKETS", 1)

    encode(Held(wave), tmp_path / "sound.m4a", build)

    (tmp_path / "whole.aac").write_bytes(packets_from(wave, build))
    assert np.array_equal(decoded(tmp_path / "sound.m4a"), decoded(tmp_path / "whole.aac")[1024:][: len(wave)])


def packets_from(wave: Samples, build: FfmpegBuild) -> bytes:
    """The same by one encoder."""
    argv = (build.path, "-v", "error", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "pipe:0")
    coder = ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "192k", "-flags:a", "+bitexact")
    whole = (*argv, *coder, "-f", "adts", "pipe:1")
    return subprocess.run(whole, check=True, input=wave.tobytes(), stdout=subprocess.PIPE).stdout


@pytest.mark.parametrize("samples", [SECOND // 3, 5 * SECOND, SEAM + 3 * SECOND])
def test_what_is_measured_is_what_is_heard(samples: int, tmp_path: Path, build: FfmpegBuild) -> None:
    told = encode(Held(noise(samples)), tmp_path / "sound.m4a", build)

    heard = decoded(tmp_path / "sound.m4a")
    assert told.integrated_lufs == pytest.approx(integrated_lufs(Held(heard)), abs=0.02)
    assert told.true_peak_dbtp == pytest.approx(20 * np.log10(true_peaks(heard).max()), abs=0.05)


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
    ("broken", "blamed"), [("adts", "sound encoder ended with error 3"), ("ipod", "joining of the sound ended with")]
)
def test_the_program_that_fails_is_the_one_that_is_named(
    tmp_path: Path, build: FfmpegBuild, broken: str, blamed: str
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(BREAKING.format(broken=broken, ffmpeg=build.path))
    program.chmod(0o755)

    with pytest.raises(ProcessFault, match=blamed):
        encode(Held(noise(50 * SECOND)), tmp_path / "sound.m4a", replace(build, path=str(program)))


@dataclass(frozen=True)
class Unreadable:
    """A track on a disk that breaks after ten seconds."""

    samples: int = 60 * SECOND

    def part(self, first: int, end: int) -> Samples:
        if end > 10 * SECOND:
            raise OSError(errno.EIO, "the disk is broken")
        return noise(end - first)


def test_a_sound_that_cannot_be_given_ends_all_programs(tmp_path: Path, build: FfmpegBuild) -> None:
    with pytest.raises(OSError, match="the disk is broken"), Lanes(2) as lanes:
        encode(Unreadable(), tmp_path / "sound.m4a", build, lanes.map)


@needs_root
@pytest.mark.parametrize("size", ["200k", "1200k"])
def test_a_full_disk_is_told_of_whether_segments_or_the_whole_found_no_room(
    size: str, tmp_path: Path, build: FfmpegBuild
) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", tmp_path], check=True)
    try:
        with pytest.raises(NoSpaceFault):
            encode(Held(noise(2 * SEAM + SECOND)), tmp_path / "sound.m4a", build)
    finally:
        subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("aac_coder", r"encoded as \d+ packets instead of 236"),
        ("ipod", r"written with \d+ samples instead of 240000"),
    ],
)
def test_a_sound_that_was_not_encoded_or_written_whole_is_not_used(
    cut: str, told: str, tmp_path: Path, build: FfmpegBuild
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"""#!/bin/sh
case " $* " in *{cut}*) exec {build.path} -t 2 "$@" ;; *) exec {build.path} "$@" ;; esac
""")
    program.chmod(0o755)

    with pytest.raises(RenderFault, match=told):
        encode(Held(noise(5 * SECOND)), tmp_path / "sound.m4a", replace(build, path=str(program)))


def test_the_packets_that_are_told_are_those_in_the_file(tmp_path: Path, build: FfmpegBuild) -> None:
    told = encode(Held(noise(SEAM + 3 * SECOND)), tmp_path / "sound.m4a", build)

    listing = ffmpeg.list_packets(build.path, tmp_path / "sound.m4a")
    written = ffmpeg.parse_packets(read_all(listing, purpose="listing", limits=Limits()))
    assert told.packets == tuple(packet.hash for packet in written)
