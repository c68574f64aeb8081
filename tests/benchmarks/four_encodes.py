"""The peer that dropd succeeds: every frame is encoded four times, one command after another.

Written afresh from what is known of that service: a segment a picture (zoompan without x and y), the segments of a
scene joined with crossfades, its title drawn, and all scenes joined with their sound; x264 at medium, crf 18, each
time. Unlike it, pictures are cropped to one shape first (its joining failed on mixed shapes), and no narration is cut.

    python tests/benchmarks/four_encodes.py FFMPEG FONT PICTURES_AND_VOICES_AS_JSON TARGET -preset medium -crf 18
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

FPS, FADE_S = 30, 0.5
Encode = Callable[..., None]
"""Runs FFmpeg with these arguments, the last of which is the target."""


def main() -> None:
    """Make the film."""
    ffmpeg, font, described, target, *encoder = sys.argv[1:]
    encode = partial(_run, ffmpeg, ("-c:v", "libx264", *encoder, "-pix_fmt", "yuv420p"))
    with TemporaryDirectory(prefix="four-encodes-") as folder:
        scenes = [
            _scene(encode, font, Path(folder) / f"{index:02}", scene)
            for index, scene in enumerate(json.loads(described))
        ]
        _final(encode, scenes, Path(target))


def _scene(encode: Encode, font: str, stem: Path, scene: dict[str, str]) -> tuple[Path, str, float]:
    pictures, seconds = scene["pictures"], float(scene["seconds"])
    shot_s = (seconds + FADE_S * (len(pictures) - 1)) / len(pictures)
    segments = [
        _segment(encode, picture, stem.with_suffix(f".{index}.mp4"), round(shot_s * FPS))
        for index, picture in enumerate(pictures)
    ]
    silent, titled = stem.with_suffix(".silent.mp4"), stem.with_suffix(".titled.mp4")
    encode(*_inputs(segments), "-filter_complex", _crossfades(len(segments), shot_s), "-map", "[film]", silent)
    drawn = (
        f"drawtext=fontfile='{font}':text='{scene['title']}':expansion=none:fontsize=72:fontcolor=white:borderw=3:"
        "bordercolor=black@0.65:x=(w-tw)/2:y=54:enable='lt(t,5)'"
    )
    encode("-i", silent, "-vf", drawn, titled)
    return titled, scene["voice"], seconds


def _segment(encode: Encode, picture: str, target: Path, frames: int) -> Path:
    zoom = (
        "scale=1920:1080:force_original_aspect_ratio=increase,crop=1920:1080,setsar=1,"
        f"zoompan=z='1+0.10*on/{frames}':d={frames}:s=1920x1080:fps={FPS}"
    )
    encode("-i", picture, "-vf", zoom, "-frames:v", str(frames), target)
    return target


def _crossfades(segments: int, shot_s: float) -> str:
    steps, before = [], "0:v"
    for index in range(1, segments):
        offset_s = index * (shot_s - FADE_S)
        steps.append(f"[{before}][{index}:v]xfade=transition=fade:duration={FADE_S}:offset={offset_s:.4f}[x{index}]")
        before = f"x{index}"
    return ";".join((*steps, f"[{before}]null[film]"))


def _final(encode: Encode, scenes: Sequence[tuple[Path, str, float]], target: Path) -> None:
    sounds = [
        f"[{len(scenes) + index}:a]aresample=48000,apad=whole_dur={seconds}[a{index}]"
        for index, (_, _, seconds) in enumerate(scenes)
    ]
    pairs = "".join(f"[{index}:v][a{index}]" for index in range(len(scenes)))
    graph = ";".join((*sounds, f"{pairs}concat=n={len(scenes)}:v=1:a=1[film][voices]", "[voices]loudnorm=I=-16[sound]"))
    inputs = _inputs([*(film for film, _, _ in scenes), *(voice for _, voice, _ in scenes)])
    chosen = ("-map", "[film]", "-map", "[sound]", "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart")
    encode(*inputs, "-filter_complex", graph, *chosen, target)


def _inputs(files: Sequence[Path | str]) -> list[str]:
    return [part for file in files for part in ("-i", str(file))]


def _run(ffmpeg: str, encoder: Sequence[str], *arguments: str | Path) -> None:
    """`arguments` end with the target; before it comes how to encode."""
    *given, target = map(str, arguments)
    subprocess.run((ffmpeg, "-nostdin", "-v", "error", "-y", *given, *encoder, target), check=True)


if __name__ == "__main__":
    main()
