"""`python -m tests.benchmarks.encoder_sweep`: `tune: slideshow` beside the plain preset, on the same frames.

    python -m tests.benchmarks.encoder_sweep --presets medium --crfs 14 18 23 28

Fourteen photos of Debian's mate-backgrounds and plasma-workspace-wallpapers, each with a camera move of its own and a
crossfade from the one before, by dropd's own camera. For each preset and crf: time, size, VMAF and SSIM of the tuned
encode against the plain one; then each photo. "grain" is what is left of the fine texture in the smoothest two fifths
of a picture, tuned by plain: far below one, skies have bands and lawns are smeared.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropd.film.direction import Framing, Scenery, Wish, direct
from dropd.film.encoder_recipe import recipe_for
from dropd.film.frames import Footage, Take, Transition, frames_of
from dropd.film.pictures import Canvas, Still, compose, decode_size
from dropd.film.texture import FINE_SIGMA_PX, MACROBLOCK_PX, texture_of
from dropd.media import encoder_options
from dropd.media.builds import find_ffmpeg
from dropd.media.decoder import Pixels
from dropd.media.encoder_options import x264
from dropd.media.ffmpeg import Encoding, encode_frames
from tests.benchmarks.costs import cost_of
from tests.benchmarks.quality import RAW_1080P, quality_of

WIDTH_PX, HEIGHT_PX, FPS = 1920, 1080, Fraction(30)
FADE_FRAMES = 15
MATE, PLASMA = Path("/usr/share/backgrounds/mate"), Path("/usr/share/wallpapers")
PHOTOS: dict[str, tuple[Path, Wish]] = {
    "foliage": (MATE / "nature/Garden.jpg", "in"),
    "wood": (MATE / "nature/Wood.jpg", "left"),
    "sea": (MATE / "nature/Aqua.jpg", "out"),
    "elephants": (MATE / "abstract/Elephants_5640x3172.jpg", "in"),
    "autumn": (PLASMA / "Autumn/contents/images/2560x1600.jpg", "right"),
    "water": (PLASMA / "BytheWater/contents/images/2560x1600.jpg", "out"),
    "cups": (PLASMA / "ColorfulCups/contents/images/2560x1600.jpg", "in"),
    "evening": (PLASMA / "EveningGlow/contents/images/2560x1600.jpg", "left"),
    "leaf": (PLASMA / "FallenLeaf/contents/images/2560x1600.jpg", "out"),
    "path": (PLASMA / "Path/contents/images/2560x1600.jpg", "in"),
    "night": (PLASMA / "DarkestHour/contents/images/2560x1600.jpg", "right"),
    "people": (PLASMA / "OneStandsOut/contents/images/2560x1600.jpg", "out"),
    "landing": (PLASMA / "SafeLanding/contents/images/5120x2880.jpg", "in"),
    "canopy": (PLASMA / "Canopee/contents/images/3840x2160.png", "left"),
}


@dataclass(frozen=True, slots=True)
class Clip:
    """Raw frames on disk, and how detailed the middle one is."""

    path: Path
    frames: int
    detail: float

    def luma(self, frame: int) -> NDArray[np.uint8]:
        """One frame's luma."""
        samples = WIDTH_PX * HEIGHT_PX
        plane = np.fromfile(self.path, np.uint8, samples, offset=frame * samples * 3 // 2)
        return plane.reshape(HEIGHT_PX, WIDTH_PX)


@dataclass(frozen=True, slots=True)
class Encoded:
    """What became of a clip: milliseconds of one core a frame, bytes, VMAF, SSIM in decibels, fine texture left."""

    ms: float
    size: int
    vmaf: float
    ssim_db: float
    texture: float


def main() -> None:
    """Make the clips, encode all of them in all ways, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.encoder_sweep")
    parser.add_argument("--presets", nargs="+", default=["faster", "fast", "medium", "slow", "slower"])
    parser.add_argument("--crfs", nargs="+", type=float, default=[14.0, 18.0, 23.0, 28.0])
    parser.add_argument("--frames", type=int, default=90)
    asked = parser.parse_args()
    ffmpeg = find_ffmpeg().path
    with TemporaryDirectory(prefix="dropd-sweep-") as scratch:
        clips = make_clips(Path(scratch), asked.frames)
        for preset in asked.presets:
            for crf in asked.crfs:
                wish = encoder_options.Wish(preset, crf, WIDTH_PX, HEIGHT_PX, FPS)
                recipe = recipe_for("auto", wish, tune="slideshow", draft=False)
                plain = encode_all(ffmpeg, clips, [x264(preset, crf)] * len(clips))
                tuned = encode_all(ffmpeg, clips, [recipe.encoding(partial(getattr, clip, "detail")) for clip in clips])
                report(preset, crf, clips, plain, tuned)


def make_clips(folder: Path, frames: int) -> list[Clip]:
    """Film each photo that this machine has."""
    present = {name: photo for name, photo in PHOTOS.items() if photo[0].exists()}
    if len(present) < len(PHOTOS):
        print(f"Only {len(present)} of {len(PHOTOS)} photos are installed.", file=sys.stderr)
    clips: list[Clip] = []
    before: tuple[Take, Still] | None = None
    for name, (path, wish) in present.items():
        setup = direct(
            [Scenery(name, WIDTH_PX, HEIGHT_PX, (frames + FADE_FRAMES) / 30, wish=wish)],
            Framing(WIDTH_PX, HEIGHT_PX, "cover"),
        )[0]
        still, take = _still(path, setup.canvas), Take(name, setup.move, 0, frames + FADE_FRAMES)
        clips.append(_film(folder / f"{name}.yuv", frames, (take, still), before))
        before = Take(name, setup.move, frames, frames + FADE_FRAMES), still
    return clips


def _film(path: Path, frames: int, shown: tuple[Take, Still], before: tuple[Take, Still] | None) -> Clip:
    take, still = shown
    stills = {take.still: still, **({before[0].still: before[1]} if before else {})}
    transition = Transition("fade", FADE_FRAMES, before[0]) if before else None
    with path.open("wb") as file:
        for frame in frames_of(Footage(WIDTH_PX, HEIGHT_PX, frames, take, transition), stills.__getitem__):
            file.write(frame.data.data)
    clip = Clip(path, frames, 0.0)
    return Clip(path, frames, texture_of(clip.luma(frames // 2)))


def _still(path: Path, canvas: Canvas) -> Still:
    with Image.open(path) as picture:
        rgb = picture.convert("RGB")
    _, width, height = decode_size(canvas)
    scale = max(width / rgb.width, height / rgb.height)
    rgb = rgb.resize((round(rgb.width * scale), round(rgb.height * scale)), Image.Resampling.LANCZOS)
    left, top = (rgb.width - width) // 2, (rgb.height - height) // 2
    return compose(Pixels(width, height, rgb.crop((left, top, left + width, top + height)).tobytes()), canvas)


def encode_all(ffmpeg: str, clips: Sequence[Clip], encodings: Sequence[Encoding]) -> list[Encoded]:
    """Encode each clip in its way, as many at a time as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda clip, encoding: _encode(ffmpeg, clip, encoding), clips, encodings))


def _encode(ffmpeg: str, clip: Clip, encoding: Encoding) -> Encoded:
    target = clip.path.with_suffix(".mp4")
    output = ("-f", "mp4", str(target))
    argv = encode_frames(ffmpeg, width_px=WIDTH_PX, height_px=HEIGHT_PX, fps=FPS, encoding=encoding, output=output)
    argv = tuple(f"file:{clip.path}" if one == "pipe:0" else one for one in argv)
    cost = cost_of(argv)
    quality = quality_of(ffmpeg, target, (*RAW_1080P, "-i", str(clip.path)))
    return Encoded(
        cost.cpu_s * 1000 / clip.frames, target.stat().st_size, quality.vmaf, quality.ssim_db, _texture(ffmpeg, clip)
    )


def _texture(ffmpeg: str, clip: Clip) -> float:
    """How much of the fine texture of the smoothest two fifths of a frame is left, as amplitude."""
    middle = clip.frames // 2
    argv = (
        ffmpeg, "-nostdin", "-v", "error", "-i", str(clip.path.with_suffix(".mp4")), "-vf", f"select=eq(n\\,{middle})",
        "-frames:v", "1", "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1",
    )  # fmt: skip
    raw = subprocess.run(argv, check=True, capture_output=True).stdout[: WIDTH_PX * HEIGHT_PX]
    before, after = _powers(clip.luma(middle)), _powers(np.frombuffer(raw, np.uint8).reshape(HEIGHT_PX, WIDTH_PX))
    smooth = before <= np.percentile(before, 40)
    return float(np.sqrt(after[smooth].sum() / max(1e-9, before[smooth].sum())))


def _powers(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    frame = luma.astype(np.float32)
    fine = frame - cv2.GaussianBlur(frame, (0, 0), FINE_SIGMA_PX)
    size = WIDTH_PX // MACROBLOCK_PX, HEIGHT_PX // MACROBLOCK_PX
    return np.asarray(cv2.resize(fine * fine, size, interpolation=cv2.INTER_AREA), np.float32)


def report(preset: str, crf: float, clips: Sequence[Clip], plain: Sequence[Encoded], tuned: Sequence[Encoded]) -> None:
    """Print one preset at one crf: the mean of all photos, then each of them."""
    pairs = list(zip(plain, tuned, strict=True))
    times = sum(one.ms for one in tuned) / sum(one.ms for one in plain)
    size = sum(one.size for one in tuned) / sum(one.size for one in plain)
    vmaf = [after.vmaf - before.vmaf for before, after in pairs]
    ssim = sum(after.ssim_db - before.ssim_db for before, after in pairs) / len(pairs)
    print(
        f"\n{preset}, crf {crf:g}: {sum(one.ms for one in plain) / len(pairs):.1f} ms a frame, tuned "
        f"{sum(one.ms for one in tuned) / len(pairs):.1f} ({times:.2f} of the time); size {size:.3f}; "
        f"VMAF {sum(vmaf) / len(vmaf):+.2f}, worst {min(vmaf):+.2f}; SSIM {ssim:+.2f} dB"
    )
    for clip, (before, after), better in zip(clips, pairs, vmaf, strict=True):
        print(
            f"    {clip.path.stem:10} detail {clip.detail:4.2f}  {before.ms:6.1f} -> {after.ms:5.1f} ms  "
            f"size {after.size / before.size:5.2f}  VMAF {before.vmaf:6.2f} {better:+5.2f}  "
            f"SSIM {after.ssim_db - before.ssim_db:+5.2f} dB  grain {after.texture / before.texture:4.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
