"""The peer that dropd succeeds: every frame is encoded four times, one command after another.

Written afresh from what is known of that service: a segment a picture (zoompan without x and y), the segments of a
scene joined with crossfades, its title drawn, and all scenes joined with their sound; x264 at medium, crf 18, each
time. Unlike it, pictures are cropped to one shape first (its joining failed on mixed shapes), and no narration is cut.

    python -m tests.benchmarks.four_encodes FFMPEG FONT TARGET PICTURES_AND_VOICES_AS_JSON
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

FPS, FADE_S = 30, 0.5
ENCODER = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-pix_fmt", "yuv420p")


def main() -> None:
    """Make the film."""
    ffmpeg, font, target, described = sys.argv[1:]
    with TemporaryDirectory(prefix="four-encodes-") as folder:
        scenes = [
            _scene(ffmpeg, font, Path(folder) / f"{index:02}", scene)
            for index, scene in enumerate(json.loads(described))
        ]
        _final(ffmpeg, scenes, Path(target))


def _scene(ffmpeg: str, font: str, stem: Path, scene: dict[str, str]) -> tuple[Path, str, float]:
    pictures, seconds = scene["pictures"], float(scene["seconds"])
    shot_s = (seconds + FADE_S * (len(pictures) - 1)) / len(pictures)
    segments = [
        _segment(ffmpeg, picture, stem.with_suffix(f".{index}.mp4"), round(shot_s * FPS))
        for index, picture in enumerate(pictures)
    ]
    silent, titled = stem.with_suffix(".silent.mp4"), stem.with_suffix(".titled.mp4")
    _run(ffmpeg, *_inputs(segments), "-filter_complex", _crossfades(len(segments), shot_s), "-map", "[film]", silent)
    drawn = (
        f"drawtext=fontfile='{font}':text='{scene['title']}':expansion=none:fontsize=72:fontcolor=white:borderw=3:"
        "bordercolor=black@0.65:x=(w-tw)/2:y=54:enable='lt(t,5)'"
    )
    _run(ffmpeg, "-i", silent, "-vf", drawn, titled)
    return titled, scene["voice"], seconds


def _segment(ffmpeg: str, picture: str, target: Path, frames: int) -> Path:
    zoom = (
        "scale=1920:1080:force_original_aspect_ratio=increase,crop=1920:1080,setsar=1,"
        f"zoompan=z='1+0.10*on/{frames}':d={frames}:s=1920x1080:fps={FPS}"
    )
    _run(ffmpeg, "-i", picture, "-vf", zoom, "-frames:v", str(frames), target)
    return target


def _crossfades(segments: int, shot_s: float) -> str:
    steps, before = [], "0:v"
    for index in range(1, segments):
        offset_s = index * (shot_s - FADE_S)
        steps.append(f"[{before}][{index}:v]xfade=transition=fade:duration={FADE_S}:offset={offset_s:.4f}[x{index}]")
        before = f"x{index}"
    return ";".join((*steps, f"[{before}]null[film]"))


def _final(ffmpeg: str, scenes: Sequence[tuple[Path, str, float]], target: Path) -> None:
    sounds = [
        f"[{len(scenes) + index}:a]aresample=48000,apad=whole_dur={seconds}[a{index}]"
        for index, (_, _, seconds) in enumerate(scenes)
    ]
    pairs = "".join(f"[{index}:v][a{index}]" for index in range(len(scenes)))
    graph = ";".join((*sounds, f"{pairs}concat=n={len(scenes)}:v=1:a=1[film][voices]", "[voices]loudnorm=I=-16[sound]"))
    inputs = _inputs([*(film for film, _, _ in scenes), *(voice for _, voice, _ in scenes)])
    chosen = ("-map", "[film]", "-map", "[sound]", "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart")
    _run(ffmpeg, *inputs, "-filter_complex", graph, *chosen, target)


def _inputs(files: Sequence[Path | str]) -> list[str]:
    return [part for file in files for part in ("-i", str(file))]


def _run(ffmpeg: str, *arguments: str | Path) -> None:
    """`arguments` end with the target; before it comes how to encode."""
    *given, target = map(str, arguments)
    subprocess.run((ffmpeg, "-nostdin", "-v", "error", "-y", *given, *ENCODER, target), check=True)


if __name__ == "__main__":
    main()
