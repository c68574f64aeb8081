"""An encoder that does not work costs a film nothing but a warning, for that one job."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from tests.endtoend.support import SMALL, Drop, Film, RunningDaemon

HAS_NO_X264 = '*"-c:v libx264"*) exit 1 ;;'
FAILS_IN_THE_MIDDLE = """*libopenh264*) echo one more >>"$0.encodes"
    if [ "$(wc -l <"$0.encodes")" -gt 2 ]; then
      echo "[libopenh264 @ 0x1] The card fell off the bus." >&2; exit 1
    fi ;;"""
"""After the two parts of its trial."""


@pytest.fixture
def fails(daemon: RunningDaemon, tmp_path: Path) -> Callable[[str], None]:
    """Give the daemon an FFmpeg that is the embedded one, but for some of its command lines."""

    def installed(cases: str) -> None:
        program = tmp_path / "ffmpeg"
        real = imageio_ffmpeg.get_ffmpeg_exe()
        program.write_text(f'#!/bin/sh\ncase "$*" in\n    {cases}\nesac\nexec "{real}" "$@"\n')
        program.chmod(0o755)
        daemon.settings["DROPD_FFMPEG"] = str(program)

    return installed


def made_with(encoder: str, drop: Drop, daemon: RunningDaemon) -> dict[str, Any]:
    """Drop a film that asks for an encoder; return the status once it is there."""
    options = {**SMALL["renderOptions"], "encoder": encoder, "sceneFiles": False, "tts": "none"}
    drop.write(scenes=1, trigger={"renderOptions": options}, voice_s=1.0)
    shutil.copytree(drop.folder, daemon.root / "projects" / "house" / "input")
    daemon.start()
    return daemon.wait_for("house", "SUCCEEDED")


def test_a_film_is_made_with_the_encoder_that_was_asked_for(
    daemon: RunningDaemon, drop: Drop, fails: Callable[[str], None], film_at: Callable[[Path], Film]
) -> None:
    fails(HAS_NO_X264)

    status = made_with("libopenh264", drop, daemon)

    assert not [warning for warning in status["warnings"] if "encoder" in warning]
    assert film_at(daemon.root / "projects/house/output/video.mp4").frames() > 0


def test_an_encoder_that_is_none_is_warned_of_once(daemon: RunningDaemon, drop: Drop) -> None:
    status = made_with("h264_magic", drop, daemon)

    (warning,) = (warning for warning in status["warnings"] if "h264_magic" in warning)
    assert "so the film is made with libx264. It has: libx264, " in warning


def test_an_encoder_that_fails_in_the_middle_is_replaced(
    daemon: RunningDaemon, drop: Drop, fails: Callable[[str], None]
) -> None:
    fails(FAILS_IN_THE_MIDDLE)

    status = made_with("libopenh264", drop, daemon)

    (warning,) = (warning for warning in status["warnings"] if "libopenh264" in warning)
    assert warning == (
        "The encoder libopenh264 failed in the middle of the film (FFmpeg says: The card fell off the bus), "
        "so the film is made with libx264."
    )
