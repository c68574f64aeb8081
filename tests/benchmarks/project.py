"""The project that is rendered by all: six scenes of three photos of mixed shapes each, titles, 12 s voice-overs.

Photos are those of Debian's mate-backgrounds that are at least 2560 pixels wide, in crops of their own pixels; nothing
is enlarged. Without that package they are painted.
"""

import json
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from dropd.example_pictures import mountains

PHOTOS = Path("/usr/share/backgrounds/mate")
NAMES = (
    "nature/Wood.jpg", "nature/Garden.jpg", "abstract/Elephants_5640x3172.jpg", "nature/Aqua.jpg",
    "nature/LadyBird.jpg", "nature/TwoWings.jpg", "nature/YellowFlower.jpg",
)  # fmt: skip
SHAPES = ("4x3", "16x9", "3x4")
TITLES = (
    "Welcome to Meadowglen", "Upstairs, three quiet rooms", "The kitchen and its garden",
    "Where the children play", "A short way to the sea", "Come and see it",
)  # fmt: skip
VOICE_S, SCENE_S = 12.0, 12.4
FILM_S, FPS = SCENE_S * len(TITLES), 30
SAMPLE_RATE_HZ = 48_000


@dataclass(frozen=True, slots=True)
class Scene:
    """What a renderer is given of a scene."""

    title: str
    pictures: tuple[Path, ...]
    voice: Path
    seconds: float


def make_project(folder: Path) -> tuple[Scene, ...]:
    """Write pictures, voices, scenes.json and a trigger, as they are dropped into `input/`."""
    for inner in ("images", "voiceovers"):
        (folder / inner).mkdir(parents=True)
    scenes = tuple(
        Scene(title, _pictures(folder, index), _voice(folder / f"voiceovers/{index:02}.wav", index), SCENE_S)
        for index, title in enumerate(TITLES)
    )
    described = [
        {"title": scene.title, "VO": "Spoken.", "images": [path.name for path in scene.pictures]} for scene in scenes
    ]
    (folder / "scenes.json").write_text(json.dumps({"scenes": described}))
    (folder / "render.yaml").touch()
    return scenes


def _pictures(folder: Path, scene: int) -> tuple[Path, ...]:
    return tuple(
        _save(folder / f"images/{scene}{shape}.jpg", len(SHAPES) * scene + place, shape)
        for place, shape in enumerate(SHAPES)
    )


def _save(path: Path, number: int, shape: str) -> Path:
    """A photo in a shape, each time it comes from another part of it; the portrait is stored sideways, as by phones."""
    photo = _photo(number)
    width, height = map(int, shape.split("x"))
    wide = min(photo.width, photo.height * width // height)
    left = (photo.width - wide) * (number // len(NAMES)) // 2
    picture = photo.crop((left, 0, left + wide, wide * height // width))
    exif = Image.Exif()
    if height > width:
        picture, exif[0x0112] = picture.rotate(90, expand=True), 6
    picture.save(path, quality=92, exif=exif)
    return path


def _photo(number: int) -> Image.Image:
    path = PHOTOS / NAMES[number % len(NAMES)]
    return Image.open(path).convert("RGB") if path.exists() else mountains()


def _voice(path: Path, seed: int) -> Path:
    """Noise with the rhythm of syllables."""
    samples = int(VOICE_S * SAMPLE_RATE_HZ)
    syllables = np.abs(np.sin(np.arange(samples) / SAMPLE_RATE_HZ * 2 * np.pi * 2))
    sound = np.random.default_rng(seed).normal(0, 0.1, samples) * syllables
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE_HZ, samples, "NONE", ""))
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
    return path
