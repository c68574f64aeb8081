"""`python -m tests.benchmarks.motion`: where the camera really is at 1080p, in dropd's frames and in zoompan's.

Each is held against the path that it was asked for, by OpenCV's ECC alignment (see tests/film/tracking.py). zoompan is
given the film's size, as most commands do, and a picture four times as large, the usual cure for its jitter.
"""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropd.film.camera import WHOLE, Move, View, within
from dropd.film.encoder_recipe import recipe_for
from dropd.film.frames import Take
from dropd.film.pictures import Still
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild, find_ffmpeg
from dropd.media.encoder_options import Wish
from dropd.media.process import Limits, start
from tests.film.tracking import chart, luma_of, shoot, track

SIZE = WIDTH_PX, HEIGHT_PX = 1920, 1080
CHART_PX = 2880, 1620
"""One and a half times the film's size, as dropd prepares its pictures."""
FPS, FRAMES = 30, 150
END = within(0.3, 0.65, 1.09)
MOVE = Move(WHOLE, END)


def main() -> None:
    """Print a table: the error of the path, its change from frame to frame, and frames that repeat the one before."""
    build, still = find_ffmpeg(), chart(*CHART_PX)
    print(f"ffmpeg {build.version}; {FRAMES} frames at {WIDTH_PX}x{HEIGHT_PX}, a zoom to 1.09, in pixels of the film")
    print(f"{'':34} {'error (RMS)':>12} {'step (RMS)':>12} {'repeated':>9}")
    ours = shoot(still, MOVE, SIZE, FRAMES)
    take = Take("chart", MOVE, 0, FRAMES)
    planned = [take.view(frame) for frame in range(FRAMES)]
    report("dropd, before the encoder", ours, planned, still)
    with TemporaryDirectory(prefix="dropd-motion-") as scratch:
        folder = Path(scratch)
        report("dropd, decoded", through_the_encoder(ours, build, folder / "film.mp4"), planned, still)
        Image.fromarray(still.luma).save(folder / "chart.png", compress_level=1)
        for name, enlarged in (("zoompan", 1), ("zoompan of a fourfold picture", 4)):
            report(name, zoompan(folder / "chart.png", enlarged, build), zoompan_views(), still)


def report(name: str, frames: Sequence[NDArray[np.uint8]], planned: Sequence[View], still: Still) -> None:
    """Print one row."""
    tracked = track([luma_of(frame, SIZE) for frame in frames], planned, still)
    repeated = sum(np.array_equal(before, after) for before, after in pairwise(frames))
    print(f"{name:34} {tracked.rms_px:12.4f} {tracked.step_px:12.4f} {repeated:9}", flush=True)


def zoompan_views() -> list[View]:
    """What zoompan is asked for: an even zoom to the same view."""
    return [within(0.3, 0.65, 1 + (END.zoom - 1) * frame / (FRAMES - 1)) for frame in range(FRAMES)]


def zoompan(picture: Path, enlarged: int, build: FfmpegBuild) -> list[NDArray[np.uint8]]:
    """FFmpeg's frames, from a picture that was scaled to a multiple of the film's size before."""
    zoom = f"1+{END.zoom - 1}*on/{FRAMES - 1}"
    graph = (
        f"scale={WIDTH_PX * enlarged}:{HEIGHT_PX * enlarged}:flags=lanczos,"
        f"zoompan=z='{zoom}':x='0.3*(iw-iw/zoom)':y='0.65*(ih-ih/zoom)':d={FRAMES}:s={WIDTH_PX}x{HEIGHT_PX}:fps={FPS},"
        "format=yuv420p"
    )
    return frames_of((build.path, "-v", "error", "-i", str(picture), "-vf", graph))


def through_the_encoder(frames: Sequence[NDArray[np.uint8]], build: FfmpegBuild, path: Path) -> list[NDArray[np.uint8]]:
    """The frames as they are seen in a film with the default settings."""
    encoding = recipe_for("auto", Wish("medium", 18, *SIZE, Fraction(FPS)), tune="slideshow", draft=False).usual
    argv = ffmpeg.encode_frames(
        build.path,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        fps=Fraction(FPS),
        encoding=encoding,
        output=("-f", "mp4", str(path)),
    )
    with start(argv, purpose="encoder", limits=Limits(), takes_input=True) as encoder:
        for frame in frames:
            encoder.stdin.write(frame.data)
        encoder.finish()
    return frames_of((build.path, "-v", "error", "-i", str(path)))


def frames_of(command: Sequence[str]) -> list[NDArray[np.uint8]]:
    """What a command of FFmpeg shows, as raw 4:2:0 frames."""
    raw = subprocess.run((*command, "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"), check=True, capture_output=True)
    return list(np.frombuffer(raw.stdout, np.uint8).reshape(-1, WIDTH_PX * HEIGHT_PX * 3 // 2))


if __name__ == "__main__":
    main()
