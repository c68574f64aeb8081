"""The peer: one FFmpeg command as somebody who knows FFmpeg would write it by hand for such a film.

zoompan for the camera, xfade between all pictures, drawtext for titles, the voices delayed to their scenes and mixed,
x264 at medium, crf 18. Pictures are scaled to cover 1080p (portraits are cropped), as such commands do.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.project import Scene

FPS = 30
FADE_S = 0.5


def command(ffmpeg: str, scenes: Sequence[Scene], font: Path, target: Path, encoder: Sequence[str]) -> tuple[str, ...]:
    """The whole command line, for a film with as many seconds as dropd's."""
    pictures = [(scene, picture) for scene in scenes for picture in scene.pictures]
    inputs: list[str] = []
    for _, picture in pictures:
        inputs += ["-i", str(picture)]
    for scene in scenes:
        inputs += ["-i", str(scene.voice)]
    graph = (*_shots(pictures), *_fades(pictures), *_titles(scenes, font), *_voices(scenes, len(pictures)))
    return (
        ffmpeg, "-nostdin", "-v", "error", "-y", *inputs, "-filter_complex", ";".join(graph),
        "-map", "[film]", "-map", "[sound]", "-c:v", "libx264", *encoder,
        "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart", str(target),
    )  # fmt: skip


def _shots(pictures: Sequence[tuple[Scene, Path]]) -> list[str]:
    filters = []
    for index, (scene, _) in enumerate(pictures):
        # Each shot but the last is longer by the crossfade into the next.
        shot_s = scene.seconds / len(scene.pictures) + (FADE_S if index < len(pictures) - 1 else 0)
        frames = round(shot_s * FPS)
        filters.append(
            f"[{index}:v]scale=2880:1620:force_original_aspect_ratio=increase,crop=2880:1620,setsar=1,"
            f"zoompan=z='1+0.10*on/{frames}':x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)':d={frames}:s=1920x1080:fps={FPS},"
            f"settb=1/{FPS},format=yuv420p[s{index}]"
        )
    return filters


def _fades(pictures: Sequence[tuple[Scene, Path]]) -> list[str]:
    filters, before, elapsed_s = [], "s0", 0.0
    for index in range(1, len(pictures)):
        scene, _ = pictures[index - 1]
        elapsed_s += scene.seconds / len(scene.pictures)
        filters.append(f"[{before}][s{index}]xfade=transition=fade:duration={FADE_S}:offset={elapsed_s:.4f}[x{index}]")
        before = f"x{index}"
    filters.append(f"[{before}]null[pictures]")
    return filters


def _titles(scenes: Sequence[Scene], font: Path) -> list[str]:
    texts, start_s = [], 0.0
    for scene in scenes:
        texts.append(
            f"drawtext=fontfile='{font}':text='{scene.title}':expansion=none:fontsize=72:fontcolor=white:borderw=3:"
            f"bordercolor=black@0.65:x=(w-tw)/2:y=54:enable='between(t,{start_s:.3f},{start_s + 5:.3f})'"
        )
        start_s += scene.seconds
    return [f"[pictures]{','.join(texts)}[film]"]


def _voices(scenes: Sequence[Scene], first_input: int) -> list[str]:
    filters, start_s = [], 0.0
    for index, scene in enumerate(scenes):
        filters.append(f"[{first_input + index}:a]aresample=48000,adelay={round(start_s * 1000)}:all=1[v{index}]")
        start_s += scene.seconds
    names = "".join(f"[v{index}]" for index in range(len(scenes)))
    filters.append(
        f"{names}amix=inputs={len(scenes)}:normalize=0:duration=longest,loudnorm=I=-16:TP=-1.5,"
        f"apad=whole_dur={start_s:.3f}[sound]"
    )
    return filters
