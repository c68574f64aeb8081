import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.film.plan import Pace, Plan, SceneNeeds, make_plan
from dropd.film.sound import tracks
from dropd.film.sound.aac import encode
from dropd.film.sound.tracks import Recording, Samples
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, read_all
from tests.accounts import needs_root

NTSC = Fraction(30000, 1001)
SECOND = 48_000


def noise(samples: int, peak: float = 0.2, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).uniform(-peak, peak, (samples, 2)).astype(np.float32)


def written(samples: Samples, path: Path) -> Path:
    return tracks.record([samples.tobytes()], path).pcm


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


def planned(voices: list[Recording | None], fps: Fraction = NTSC) -> Plan:
    pace = Pace(fps, Fraction(1), Fraction(8), Fraction(1, 2), Fraction("0.4"))
    return make_plan([SceneNeeds(1, voice_samples=voice.samples if voice else None) for voice in voices], pace)


@pytest.fixture
def voices(tmp_path: Path) -> list[Recording | None]:
    lengths = [SECOND + 17, None, 2 * SECOND + 1, 0, SECOND * 3 // 2]
    return [
        None if samples is None else tracks.record([noise(samples, seed=index).tobytes()], tmp_path / f"voice_{index}")
        for index, samples in enumerate(lengths)
    ]


def test_a_recording_knows_its_length(tmp_path: Path) -> None:
    pieces = [noise(1000).tobytes(), b"", noise(24).tobytes()]

    assert tracks.record(pieces, tmp_path / "voice") == Recording(tmp_path / "voice", 1024)
    assert tracks.record([], tmp_path / "empty").samples == 0
    assert tracks.opened(tmp_path / "empty").shape == (0, 2)


def test_every_voice_lies_at_its_exact_sample(voices: list[Recording | None], tmp_path: Path) -> None:
    plan = planned(voices)

    track = tracks.opened(tracks.lay_voices(plan, voices, [0] * len(voices), tmp_path / "track"))

    assert len(track) == plan.samples
    expected = np.zeros((plan.samples, 2), np.float32)
    for scene, voice in zip(plan.scenes, voices, strict=True):
        if voice is not None:
            expected[scene.first_sample :][: voice.samples] = tracks.opened(voice.pcm)
    assert np.array_equal(track, expected)


def test_voices_are_heard_in_time_and_whole_in_the_finished_sound(
    voices: list[Recording | None], tmp_path: Path, build: FfmpegBuild
) -> None:
    plan = planned(voices)
    track = tracks.lay_voices(plan, voices, [0] * len(voices), tmp_path / "track")
    encode([tracks.opened(track)], tmp_path / "sound.m4a", build)

    heard = decoded(tmp_path / "sound.m4a")

    assert len(heard) == plan.samples
    for scene, voice in zip(plan.scenes, voices, strict=True):
        if voice is not None and voice.samples:
            wanted = tracks.opened(voice.pcm)[:, 0]
            assert abs(offset_of(wanted, heard[:, 0]) - scene.first_sample) <= 1
            tail = slice(scene.first_sample + voice.samples - 2400, scene.first_sample + voice.samples)
            assert np.std(heard[tail, 0]) == pytest.approx(np.std(wanted[-2400:]), rel=0.2)


@needs_root
def test_a_disk_without_room_for_the_film_is_told_of(voices: list[Recording | None], tmp_path: Path) -> None:
    """And does not end the process, as a write to mapped memory would."""
    full = tmp_path / "full"
    full.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", full], check=True)
    try:
        with pytest.raises(OSError, match="No space left"):
            tracks.lay_voices(planned(voices), voices, [0] * len(voices), full / "track")
    finally:
        subprocess.run(["umount", full], check=True)


def test_each_voice_is_laid_with_its_own_gain(voices: list[Recording | None], tmp_path: Path) -> None:
    plan = planned(voices)

    track = tracks.opened(tracks.lay_voices(plan, voices, [6, 0, -12, 0, 0], tmp_path / "track"))

    for scene, voice, gain_db in zip(plan.scenes, voices, [6, 0, -12, 0, 0], strict=True):
        if voice is not None and voice.samples:
            laid = track[scene.first_sample :][: voice.samples]
            assert np.allclose(laid, tracks.opened(voice.pcm) * 10 ** (gain_db / 20), rtol=1e-6)


def test_a_trimmed_recording_begins_and_ends_with_its_sound(tmp_path: Path) -> None:
    silent = np.zeros((2 * SECOND, 2), np.float32)
    voice = written(np.concatenate([silent, noise(SECOND), silent]), tmp_path / "voice")

    trimmed = tracks.trimmed(Recording(voice, 5 * SECOND), tmp_path / "trimmed")

    assert trimmed == Recording(tmp_path / "trimmed", SECOND * 12 // 10)
    assert np.array_equal(tracks.opened(trimmed.pcm)[2400:][:SECOND], noise(SECOND))


@pytest.mark.parametrize("whole", [noise(SECOND), np.zeros((SECOND, 2), np.float32), noise(0)])
def test_what_has_no_silence_around_it_and_silence_itself_are_left(whole: Samples, tmp_path: Path) -> None:
    voice = Recording(written(whole, tmp_path / "voice"), len(whole))

    assert tracks.trimmed(voice, tmp_path / "trimmed") == voice
