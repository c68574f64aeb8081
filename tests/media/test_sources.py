"""Sounds as people have them, through the real decoder: how long, how loud on each side, nothing clipped."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.media import sounds
from dropd.media.builds import FfmpegBuild

SECOND = 48_000
HALF_POWER = np.sqrt(0.5)
"""What is in the middle is heard from both sides: each gives half the power of one loudspeaker."""
LAYOUTS = {
    "mono": {"FC": (HALF_POWER, HALF_POWER)},
    "stereo": {"FL": (1, 0), "FR": (0, 1)},
    "quad": {"FL": (1, 0), "FR": (0, 1), "BL": (HALF_POWER, 0), "BR": (0, HALF_POWER)},
    "5.1": {
        "FL": (1, 0), "FR": (0, 1), "FC": (HALF_POWER, HALF_POWER), "LFE": (0, 0),
        "BL": (HALF_POWER, 0), "BR": (0, HALF_POWER),
    },
    "7.1": {
        "FL": (1, 0), "FR": (0, 1), "FC": (HALF_POWER, HALF_POWER), "LFE": (0, 0),
        "BL": (HALF_POWER, 0), "BR": (0, HALF_POWER), "SL": (HALF_POWER, 0), "SR": (0, HALF_POWER),
    },
}  # fmt: skip
CHANNELS = [(layout, channel) for layout, channels in LAYOUTS.items() for channel in channels]


def tone(samples: int, rate_hz: int, peak: float) -> NDArray[np.float64]:
    return peak * np.sin(2 * np.pi * 440 * np.arange(samples) / rate_hz)


def decoded(
    wave: NDArray[np.float64],
    folder: Path,
    build: FfmpegBuild,
    *,
    rate_hz: int = SECOND,
    layout: str = "mono",
    codec: str = "pcm_s16le",
) -> NDArray[np.float32]:
    """Write a WAV file of this layout, `wave` having shape (samples, channels), and decode it as dropd does."""
    argv = ("-v", "error", "-y", "-f", "f32le", "-ar", str(rate_hz), "-ac", str(wave.shape[1]), "-i", "pipe:0")
    wav = folder / "dropped.wav"
    filters = f"aformat=channel_layouts={layout}" if wave.shape[1] == 1 else f"channelmap=channel_layout={layout}"
    subprocess.run(
        (build.path, *argv, "-af", filters, "-c:a", codec, str(wav)), input=wave.astype("<f4").tobytes(), check=True
    )
    with wav.open("rb") as file:
        return np.frombuffer(b"".join(sounds.decode(build.path, file, wav.name)), np.float32).reshape(-1, 2)


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24le", "pcm_f32le"])
@pytest.mark.parametrize(("layout", "channel"), CHANNELS)
def test_each_loudspeaker_is_heard_where_it_stands(
    layout: str, channel: str, codec: str, tmp_path: Path, build: FfmpegBuild
) -> None:
    names = list(LAYOUTS[layout])
    wave = np.zeros((SECOND // 2, len(names)))
    wave[:, names.index(channel)] = tone(SECOND // 2, SECOND, 0.9)

    heard = decoded(wave, tmp_path, build, layout=layout, codec=codec)

    assert len(heard) == SECOND // 2
    assert np.abs(heard).max(axis=0) == pytest.approx(0.9 * np.array(LAYOUTS[layout][channel]), abs=0.001)


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_f32le"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_loudspeakers_at_once_clip_nothing(layout: str, codec: str, tmp_path: Path, build: FfmpegBuild) -> None:
    channels = LAYOUTS[layout]
    full = np.repeat(tone(SECOND // 2, SECOND, 0.99)[:, None], len(channels), axis=1)

    heard = decoded(full, tmp_path, build, layout=layout, codec=codec)

    assert np.abs(heard).max(axis=0) == pytest.approx(0.99 * np.sum(list(channels.values()), axis=0), rel=0.001)


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 22_050, 44_100, 96_000])
def test_another_rate_keeps_length_and_level(rate_hz: int, tmp_path: Path, build: FfmpegBuild) -> None:
    heard = decoded(tone(rate_hz, rate_hz, 0.5)[:, None], tmp_path, build, rate_hz=rate_hz)

    assert len(heard) == SECOND
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert np.abs(heard[SECOND // 4 : -SECOND // 4]).max() == pytest.approx(0.5 * HALF_POWER, rel=0.01)


def test_a_clipped_recording_becomes_no_worse_by_another_rate(tmp_path: Path, build: FfmpegBuild) -> None:
    """Between clipped samples there are peaks above full scale, which must not be clipped once more."""
    clipped = np.clip(tone(44_100, 44_100, 4.0), -1, 1)[:, None]

    heard = decoded(np.repeat(clipped, 2, axis=1), tmp_path, build, rate_hz=44_100, layout="stereo")

    assert len(heard) == SECOND
    assert 1.0 < np.abs(heard).max() < 1.5


@pytest.mark.parametrize(("codec", "peak"), [("pcm_s16le", 0.001), ("pcm_s24le", 0.00001), ("pcm_f32le", 1e-7)])
def test_a_very_quiet_recording_keeps_its_level(codec: str, peak: float, tmp_path: Path, build: FfmpegBuild) -> None:
    heard = decoded(tone(SECOND, SECOND, peak)[:, None], tmp_path, build, codec=codec)

    assert np.abs(heard).max() == pytest.approx(peak * HALF_POWER, rel=0.05)
