"""The project that is rendered by all: six scenes of three photos of mixed shapes each, titles, 12 s voice-overs.

Photos are those of Debian's mate-backgrounds that are at least 2560 pixels wide, in crops of their own pixels; nothing
is enlarged. Without that package they are synthetic, of twelve megapixels.
"""

import json
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

PHOTOS = Path("/usr/share/backgrounds/mate")
NAMES = (
    "nature/Wood.jpg", "nature/Garden.jpg", "abstract/Elephants_5640x3172.jpg", "nature/Aqua.jpg",
    "nature/LadyBird.jpg", "nature/TwoWings.jpg", "nature/YellowFlower.jpg",
)  # fmt: skip
SYNTHETIC_PX = 4000, 3000
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


def make_project(folder: Path, scenes: int = len(TITLES)) -> tuple[Scene, ...]:
    """Write pictures, voices, scenes.json and a trigger, as they are dropped into `input/`."""
    if not PHOTOS.exists():
        print("mate-backgrounds is not installed: photos are synthetic, and take more time.", file=sys.stderr)
    for inner in ("images", "voiceovers"):
        (folder / inner).mkdir(parents=True)
    made = tuple(
        Scene(
            TITLES[index % len(TITLES)],
            _pictures(folder, index),
            _voice(folder / f"voiceovers/{index:02}.wav", index),
            SCENE_S,
        )
        for index in range(scenes)
    )
    described = [
        {"title": scene.title, "VO": "Spoken.", "images": [path.name for path in scene.pictures]} for scene in made
    ]
    (folder / "scenes.json").write_text(json.dumps({"scenes": described}))
    (folder / "render.yaml").touch()
    return made


def _pictures(folder: Path, scene: int) -> tuple[Path, ...]:
    return tuple(
        _save(folder / f"images/{scene}{shape}.jpg", len(SHAPES) * scene + place, shape)
        for place, shape in enumerate(SHAPES)
    )


def _save(path: Path, number: int, shape: str) -> Path:
    """A photo in a shape, each time it comes from another part of it; the portrait is stored sideways, as by phones."""
    photo = _photo(number)
    width, height = map(int, shape.split("x"))
    shown = number // len(NAMES)
    # A little narrower each time, so that no picture of a long film is the same as another.
    wide = min(photo.width, photo.height * width // height) - shown
    left = (photo.width - wide) * (shown % len(SHAPES)) // 2
    picture = photo.crop((left, 0, left + wide, wide * height // width))
    exif = Image.Exif()
    if height > width:
        picture, exif[0x0112] = picture.rotate(90, expand=True), 6
    picture.save(path, quality=92, exif=exif)
    return path


def _photo(number: int) -> Image.Image:
    path = PHOTOS / NAMES[number % len(NAMES)]
    return Image.open(path).convert("RGB") if path.exists() else _synthetic_photo(number % len(NAMES))


def _synthetic_photo(seed: int) -> Image.Image:
    """Detail that fades with its fineness as in nature: amplitude 1/f (Field 1987, doi.org/10.1364/JOSAA.4.002379)."""
    rng, (width, height) = np.random.default_rng(seed), SYNTHETIC_PX
    cycles = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    cycles[0, 0] = np.inf  # no mean of its own
    planes = []
    for contrast in (45.0, 15.0, 15.0):
        phases = np.exp(2j * np.pi * rng.random(cycles.shape))
        plane = np.fft.irfft2(phases / cycles, s=(height, width))
        planes.append(np.clip(128 + plane * contrast / plane.std(), 0, 255).astype(np.uint8))
    return Image.merge("YCbCr", [Image.fromarray(plane) for plane in planes]).convert("RGB")


def _voice(path: Path, seed: int) -> Path:
    """What vocal cords do: a saw-tooth that glides about 130 Hz, with breath, in the rhythm of syllables."""
    at_s = np.arange(int(VOICE_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    samples = len(at_s)
    syllables = np.abs(np.sin(at_s * 2 * np.pi * 2))
    turns = np.cumsum(130 + 15 * np.sin(at_s * 2 * np.pi * 0.4 + seed)) / SAMPLE_RATE_HZ
    breath = np.random.default_rng(seed).normal(0, 0.02, samples)
    sound = (0.3 * (turns % 1 - 0.5) + breath) * syllables
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE_HZ, samples, "NONE", ""))
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
    return path
