"""The peer from Python: MoviePy 2, used as its documentation says (clips, resized over time, crossfades, a text clip).

python tests/benchmarks/moviepy_film.py FONT PICTURES_AND_VOICES_AS_JSON FITTING TARGET -preset medium -crf 18

FITTING is `once`, where a photo is made as large as the film before its zoom begins, as somebody writes it who knows
what costs time; or `each frame`, where the zoom is asked for of the native photo, as its documentation does.
"""

import json
import sys
from typing import Any

import moviepy

FPS, FADE_S, SIZE = 30, 0.5, (1920, 1080)


def main() -> None:
    """Make the film."""
    font, described, fitting, target, _, preset, *quality = sys.argv[1:]
    clips: list[Any] = []
    start_s = 0.0
    for scene in json.loads(described):
        clips += _pictures(scene, start_s, fitting)
        clips.append(_title(scene["title"], font).with_start(start_s))
        start_s += scene["seconds"]
    film = moviepy.CompositeVideoClip(clips, size=SIZE).with_duration(start_s).with_audio(_sound(json.loads(described)))
    film.write_videofile(
        target, fps=FPS, codec="libx264", preset=preset, ffmpeg_params=[*quality, "-pix_fmt", "yuv420p"], logger=None
    )


def _pictures(scene: dict[str, Any], start_s: float, fitting: str) -> list[Any]:
    shot_s = scene["seconds"] / len(scene["pictures"])
    return [
        _shot(picture, shot_s + FADE_S, fitting).with_start(start_s + index * shot_s)
        for index, picture in enumerate(scene["pictures"])
    ]


def _shot(picture: str, seconds: float, fitting: str) -> Any:
    clip = moviepy.ImageClip(picture).with_duration(seconds)
    covering = max(SIZE[0] / clip.w, SIZE[1] / clip.h)
    fitted, factor = (clip.resized(covering), 1.0) if fitting == "once" else (clip, covering)
    zoomed = fitted.resized(lambda t: factor * (1 + 0.1 * t / seconds)).with_position("center")
    return zoomed.with_effects([moviepy.vfx.CrossFadeIn(FADE_S)])


def _title(text: str, font: str) -> Any:
    title = moviepy.TextClip(font=font, text=text, font_size=72, color="white", stroke_color="black", stroke_width=3)
    return title.with_duration(5).with_position(("center", 54))


def _sound(scenes: list[dict[str, Any]]) -> Any:
    starts_s = [sum(scene["seconds"] for scene in scenes[:index]) for index in range(len(scenes))]
    return moviepy.CompositeAudioClip(
        [moviepy.AudioFileClip(scene["voice"]).with_start(at) for scene, at in zip(scenes, starts_s, strict=True)]
    )


if __name__ == "__main__":
    main()
