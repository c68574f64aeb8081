"""The camera goes where it is planned to go, frame for frame, before and after the encoder."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dropd.film.camera import WHOLE, Move, View, within
from dropd.film.direction import Framing, Scenery, direct
from dropd.film.encoder_recipe import recipe_for
from dropd.film.frames import Take
from dropd.film.pictures import canvas_for
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import Wish
from dropd.media.process import Limits, read_all, start
from tests.film.tracking import chart, luma_of, shoot, track

Bytes = NDArray[np.uint8]

SIZE = 640, 480
FRAMES = 60
CANVAS = canvas_for(*SIZE, fit="cover", motion="kenburns")
STILL = chart(CANVAS.width_px, CANVAS.height_px)
MOVES = {
    "nearer": Move(WHOLE, within(0.3, 0.65, 1.09)),
    "away": Move(within(0.7, 0.35, 1.06), WHOLE),
    "past": direct([Scenery("chart", 640, 480, 6.0, wish="left")], Framing(*SIZE, "cover"))[0].move,
}


def views(move: Move) -> list[View]:
    take = Take("chart", move, 0, FRAMES)
    return [take.view(frame) for frame in range(FRAMES)]


@pytest.mark.parametrize("name", MOVES)
def test_the_camera_is_within_a_hundredth_of_a_pixel_of_its_path(name: str) -> None:
    frames = shoot(STILL, MOVES[name], SIZE, FRAMES)

    tracked = track([luma_of(frame, SIZE) for frame in frames], views(MOVES[name]), STILL)

    assert tracked.rms_px <= 0.01
    assert tracked.step_px <= 0.005
    assert len({frame.tobytes() for frame in frames}) == FRAMES


@pytest.mark.parametrize("name", MOVES)
def test_the_encoder_leaves_it_there(name: str, build: FfmpegBuild, tmp_path: Path) -> None:
    frames = shoot(STILL, MOVES[name], SIZE, FRAMES)

    decoded = through_the_encoder(frames, build, tmp_path / "motion.mp4")

    assert track([luma_of(frame, SIZE) for frame in decoded], views(MOVES[name]), STILL).rms_px <= 0.03
    assert len({frame.tobytes() for frame in decoded}) == FRAMES


def through_the_encoder(frames: list[Bytes], build: FfmpegBuild, path: Path) -> list[Bytes]:
    """The frames as they are seen in the film."""
    argv = ffmpeg.encode_frames(
        build.path,
        width_px=SIZE[0],
        height_px=SIZE[1],
        fps=Fraction(30),
        encoding=recipe_for("auto", Wish("medium", 18, *SIZE, Fraction(30)), tune="slideshow", draft=False).usual,
        output=("-f", "mp4", str(path)),
    )
    with start(argv, purpose="encoder", limits=Limits(), takes_input=True) as encoder:
        for frame in frames:
            encoder.stdin.write(frame.data)
        encoder.finish()
    decoding = (build.path, "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1")
    decoded = np.frombuffer(read_all(decoding, purpose="decoder", limits=Limits()), np.uint8)
    return list(decoded.reshape(len(frames), -1))
