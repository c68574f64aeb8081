"""The pictures of the example project: landscapes painted from gradients, fractal noise and a fixed seed.

Each picture is one function; lengths and places are those of `example_paint`.
"""

from io import BytesIO

import numpy as np
from numpy.random import Generator
from PIL import Image

from dropd import example_paint as paint
from dropd.example_paint import Floats, Place

_ORIENTATION = 0x0112
_TURN_RIGHT_TO_VIEW = 6


def jpeg(name: str) -> bytes:
    """Give the picture of that name as a JPEG file; a portrait lies on its side, as phones store it.

    Raises KeyError for other names.
    """
    picture, exif, data = _PICTURES[name](), Image.Exif(), BytesIO()
    if picture.height > picture.width:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[_ORIENTATION] = _TURN_RIGHT_TO_VIEW
    picture.save(data, "JPEG", quality=90, exif=exif)
    return data.getvalue()


def mountains() -> Image.Image:
    """Ridge behind ridge above the mist, the sun just up; 16:9."""
    rng = np.random.default_rng(11)
    canvas = paint.sky(2560, 1440, {0: "#5f83ac", 0.2: "#9db1c8", 0.36: "#e6c8ba", 0.46: "#fcdcae", 1: "#fbe6c8"})
    paint.clouds(canvas, rng, "#ffe6d6", (0.0, 0.34), cover=0.5, strength=0.6)
    _sun(canvas, (0.64, 0.395), 0.04, "#fffaf0", "#ffd596")
    ridges = ["#c3b7bd", "#a3a2b5", "#8490aa", "#667b99", "#4b6585", "#33506f", "#1d3350", "#10213a"]
    for row, colour in enumerate(ridges):
        far = 1 - row / (len(ridges) - 1)
        crags = 1 - np.abs(paint.line(rng, 2560, cells=3 + 4 * far, octaves=8)) ** 0.8
        ridge = 0.56 + 0.06 * row - (0.17 - 0.008 * row) * crags
        mist = paint.mix(colour, "#f8d8ba", 0.3 + 0.45 * far)
        paint.land(canvas, ridge, colour, mist, fade=0.17 + 0.02 * row)
    return paint.finish(canvas, rng)


def forest() -> Image.Image:
    """Rows of firs that fade into the morning mist; 4:3."""
    rng = np.random.default_rng(23)
    canvas = paint.sky(2400, 1800, {0: "#b9cdd0", 0.25: "#dfe3d8", 0.45: "#f5ead0", 1: "#e6e8da"})
    _sun(canvas, (0.3, 0.16), 0.035, "#fffdf4", "#fff3d0")
    rows = ["#c6d2c9", "#a8bbb2", "#849f97", "#5f8179", "#3f635d", "#244644", "#122c2d"]
    for row, colour in enumerate(rows):
        far = 1 - row / (len(rows) - 1)
        slope = paint.line(rng, 2400, cells=1.6, octaves=3)
        ridge = 0.36 + 0.098 * row + (0.05 + 0.012 * row) * slope
        _firs(canvas, rng, ridge, 0.05 + 0.016 * row**1.5, colour)
        paint.land(canvas, ridge, colour, paint.mix(colour, "#f1f1e2", 0.15 + 0.7 * far), fade=0.16)
    return paint.finish(canvas, rng)


def hills() -> Image.Image:
    """Green hills with trees and a cottage under summer clouds; 4:3."""
    rng = np.random.default_rng(5)
    canvas = paint.sky(2400, 1800, {0: "#4690c8", 0.3: "#8fc3e3", 0.48: "#dcecea", 1: "#f3eed2"})
    paint.clouds(canvas, rng, "#ffffff", (0.02, 0.42), cover=0.5, strength=0.95)
    paint.glow(canvas, (0.12, -0.08), 1.1, "#fff6d8", 0.5)
    cottage_row = 3
    slopes = ["#a3c3b8", "#8fb88f", "#7fb06c", "#6ba353", "#559241", "#3f7c33"]
    for row, colour in enumerate(slopes):
        swell = paint.line(rng, 2400, cells=1.8, octaves=2)
        ridge = 0.45 + 0.085 * row + (0.03 + 0.008 * row) * swell
        _trees(canvas, rng, ridge, 0.006 * 1.5**row, paint.mix(colour, "#14402a", 0.35), 60 - 11 * row)
        if row == cottage_row:
            _cottage(canvas, (0.66, float(ridge[1584])), 0.055)
        sunny, shady = paint.mix(colour, "#e9e58a", 0.4), paint.mix(colour, "#1c5034", 0.2)
        paint.land(canvas, ridge, sunny, shady, fade=0.13 + 0.03 * row)
    return paint.finish(canvas, rng)


def coast() -> Image.Image:
    """Sails on a calm sea in the afternoon, a lighthouse on the headland; 3:4."""
    rng = np.random.default_rng(31)
    canvas = paint.sky(1800, 2400, {0: "#3b82b3", 0.25: "#7db6d0", 0.42: "#cfe2da", 0.52: "#fdeac8", 1: "#fdeac8"})
    paint.clouds(canvas, rng, "#fff4e4", (0.05, 0.46), cover=0.5, strength=0.85)
    paint.glow(canvas, (0.7, 0.47), 0.6, "#fff0c8", 0.7)
    across = np.linspace(0, 1, 1800)
    for row, colour in enumerate(["#a9c0c4", "#7c9ea4", "#466c70"]):
        rise = np.clip(1 - across / (0.75 - 0.17 * row), 0, 1) ** 0.7 * (0.06 + 0.025 * row)
        crags = 0.008 * paint.line(rng, 1800, cells=4, octaves=7) * np.minimum(1, rise / 0.03)
        paint.land(canvas, 0.562 - rise - crags, colour, paint.mix(colour, "#e8dcc4", 0.35), fade=0.12)
    _lighthouse(canvas, (0.24, 0.505), 0.11)
    paint.water(canvas, rng, 0.56, ("#8fc0c4", "#0f4a66"), mirror=0.35, sun=0.7)
    for x, y, height in [(0.78, 0.572, 0.035), (0.6, 0.6, 0.07), (0.36, 0.7, 0.2)]:
        _boat(canvas, (x, y), height)
    return paint.finish(canvas, rng)


def lake() -> Image.Image:
    """The low sun and its path on a lake between dark shores; 16:9."""
    rng = np.random.default_rng(8)
    canvas = paint.sky(2560, 1440, {0: "#33406f", 0.2: "#74618f", 0.36: "#d5857d", 0.46: "#f9b877", 0.54: "#ffdba0"})
    paint.clouds(canvas, rng, "#f7a58c", (0.02, 0.44), cover=0.46, strength=0.6)
    _sun(canvas, (0.4, 0.5), 0.036, "#fff6dc", "#ffcf85")
    across, horizon = np.linspace(0, 1, 2560), 0.56
    for row, colour in enumerate(["#b57f86", "#855f78", "#553f60"]):
        crags = 1 - np.abs(paint.line(rng, 2560, cells=4, octaves=8))
        aside = np.clip(np.abs(across - 0.4) * 2.2, 0.25 - 0.1 * row, 1)
        ridge = 0.556 - (0.14 - 0.025 * row) * crags * aside
        paint.land(canvas, ridge, colour, paint.mix(colour, "#f6b98a", 0.5), fade=0.13)
    for side in (0, 1):
        shore = 0.57 - 0.1 * (1 - np.abs(across - side) / 0.3)
        below_the_edge = 2
        _firs(canvas, rng, np.where(shore < horizon, shore, below_the_edge), 0.075, "#2a2440")
        paint.land(canvas, shore, "#2a2440", "#2a2440", fade=1)
    paint.water(canvas, rng, horizon, ("#c98a80", "#241f45"), mirror=0.9, sun=0.4)
    return paint.finish(canvas, rng)


def dunes() -> Image.Image:
    """Stars over dunes, and one tent with a light in it; 16:9."""
    rng = np.random.default_rng(77)
    canvas = paint.sky(2560, 1440, {0: "#060b20", 0.3: "#0f1e45", 0.5: "#274571", 0.64: "#6c7590", 0.72: "#b08d8a"})
    _milky_way(canvas, rng)
    _stars(canvas, rng, 3200)
    lights = [("#6a6679", "#4c4e69"), ("#5d5669", "#393c58"), ("#544a58", "#272b47"), ("#42394a", "#161a33")]
    for row, (peak, (lit, shade)) in enumerate(zip((0.75, 0.25, 0.62, 0.1), lights, strict=True)):
        crest = (0.15 + 0.02 * row) * np.exp(-np.abs(np.linspace(0, 1, 2560) - peak) / 0.28)
        swell = 0.012 * paint.line(rng, 2560, cells=3, octaves=2)
        _dune(canvas, 0.72 + 0.085 * row - crest + swell, peak, lit, shade)
    _tent(canvas, (0.47, 0.85), 0.06)
    return paint.finish(canvas, rng)


def _sun(canvas: Floats, centre: Place, radius: float, colour: str, light: str) -> None:
    height, width = canvas.shape[:2]
    paint.glow(canvas, centre, 0.9, light, 0.75)
    paint.fill(canvas, colour, [paint.circle((centre[0] * width, centre[1] * height), radius * height)])


def _firs(canvas: Floats, rng: Generator, ridge: Floats, height: float, colour: str) -> None:
    total, width = canvas.shape[:2]
    firs = []
    for x in rng.uniform(0, width, int(4.2 * width / (height * total))):
        foot = float(ridge[int(x)]) + 0.15 * height
        firs.append(_fir(x, foot * total, height * total * rng.uniform(0.55, 1.15), rng))
    paint.fill(canvas, colour, firs)


def _fir(x: float, foot: float, height: float, rng: Generator) -> Floats:
    """The outline of one fir in px: nine tiers of branches, each with its tip and its notch."""
    down = np.linspace(0.06, 1, 9)
    spread = 0.19 * height * down**0.9
    sides = []
    for sign in (1, -1):
        tips = np.stack([x + sign * spread * rng.uniform(0.8, 1.2, 9), foot - height * (1 - down)], axis=1)
        notches = np.stack([x + sign * spread * 0.5, foot - height * (1.015 - down)], axis=1)
        sides.append(np.stack([tips, notches], axis=1).reshape(-1, 2))
    return np.concatenate([[[x, foot - 1.02 * height]], sides[0], sides[1][::-1]])


def _trees(canvas: Floats, rng: Generator, ridge: Floats, size: float, colour: str, count: int) -> None:
    """Groves of round trees along a ridge, lit from the upper left."""
    total, width = canvas.shape[:2]
    groves = rng.uniform(0, 1, 6)
    leaves = []
    for _ in range(count):
        x = (rng.choice(groves) + rng.normal(0, 0.04)) % 1
        crown = size * total * rng.uniform(0.6, 1.25)
        foot = np.array([x * width, float(ridge[int(x * (width - 1))]) * total - 0.95 * crown])
        for turn in rng.uniform(0, 2 * np.pi, 9):
            out = crown * rng.uniform(0.25, 0.7)
            leaves.append((foot + out * np.array([np.cos(turn), 0.8 * np.sin(turn)]), crown))
    for tone, up, radius, strength in [
        (paint.mix(colour, "#0f3327", 0.3), 0, 0.5, 1),
        (colour, 0.13, 0.42, 1),
        (paint.mix(colour, "#dfe48a", 0.3), 0.26, 0.27, 0.45),
    ]:
        rounds = [paint.circle(centre - up * crown, radius * crown) for centre, crown in leaves]
        paint.fill(canvas, tone, rounds, strength)


def _dune(canvas: Floats, ridge: Floats, peak: float, lit: str, shade: str) -> None:
    """A dune that is lit on the left of the crest that winds down from its peak."""
    paint.land(canvas, ridge, lit, paint.mix(lit, shade, 0.6), fade=0.3)
    height, width = canvas.shape[:2]
    down = np.linspace(0, 1, 60)
    top = float(ridge[int(peak * width)])
    winding = peak + 0.07 * np.sin(7 * down) * down**0.7 - 0.16 * down
    crest = np.stack([winding * width, (top + 0.45 * down) * height], axis=1)
    columns = np.arange(int(peak * width), width)
    rim = np.stack([columns, ridge[columns] * height], axis=1)
    paint.fill(canvas, shade, [np.concatenate([rim, [[width, (top + 0.45) * height]], crest[::-1]])])


def _milky_way(canvas: Floats, rng: Generator) -> None:
    height, width = canvas.shape[:2]
    y = np.arange(height, dtype=np.float32)[:, None] / height
    x = np.arange(width, dtype=np.float32) / height
    band = np.exp(-(((y - 0.75 + 0.55 * x) / 0.16) ** 2))
    dust = paint.field(rng, (width, height), cells=7, octaves=6)
    canvas += (0.26 * band * (0.3 + dust))[..., None] * paint.rgb("#b9c4ff")


def _stars(canvas: Floats, rng: Generator, count: int) -> None:
    """Many faint stars and few bright ones, warm to blue, fading towards the horizon."""
    height, width = canvas.shape[:2]
    rows, columns = rng.integers(7, int(0.68 * height), count), rng.integers(7, width - 7, count)
    power = rng.pareto(1.6, count).clip(0, 14) * 0.11 + 0.12
    blur_px = 0.8 + 0.25 * np.sqrt(power)
    haze = np.clip(1.25 - rows / (0.62 * height), 0, 1)
    tint = paint.rgb("#ffe8d0") + rng.uniform(0, 1, (count, 1)) * np.array([-0.19, -0.05, 0.18])
    for dy, dx in np.ndindex(13, 13):
        spot = np.exp(-((dy - 6) ** 2 + (dx - 6) ** 2) / (2 * blur_px**2))
        light = (power * haze * spot)[:, None] * tint
        np.add.at(canvas, (rows + dy - 6, columns + dx - 6), light.astype(np.float32))


def _boat(canvas: Floats, foot: Place, size: float) -> None:
    rise = np.linspace(0, 1, 20)
    belly = np.sin(np.pi * rise)
    main = [(0.02, -0.12), *zip(0.38 - 0.36 * rise + 0.05 * belly, -0.12 - 0.85 * rise, strict=True)]
    jib = [(-0.03, -0.14), *zip(0.26 * rise - 0.28 - 0.04 * belly, -0.12 - 0.72 * rise, strict=True)]
    hull = [(-0.34, -0.07), (0.38, -0.07), (0.3, 0.01), (-0.22, 0.01)]
    parts = [("#fffaf0", [main]), ("#f3e6d2", [jib]), ("#7a4632", [hull])]
    mirrored = [(colour, [[(x + 0.02 * np.sin(45 * y), -0.75 * y) for x, y in shapes[0]]]) for colour, shapes in parts]
    _build(canvas, foot, size, mirrored, 0.3)
    _build(canvas, foot, size, parts)


def _tent(canvas: Floats, foot: Place, size: float) -> None:
    paint.glow(canvas, (foot[0], foot[1] - 0.4 * size), 3.2 * size, "#ffb45e", 0.5)
    parts = [
        ("#c9783f", [[(-1.0, 0), (-0.15, -0.95), (0.95, -0.05), (0.3, 0.1)]]),
        ("#f3a95a", [[(-1.0, 0), (-0.15, -0.95), (0.3, 0.1)]]),
        ("#ffe2a0", [[(-0.55, 0.05), (-0.17, -0.75), (0.05, 0.08)]]),
    ]
    _build(canvas, foot, size, parts)


def _cottage(canvas: Floats, foot: Place, size: float) -> None:
    window = [(-0.6, -0.2), (-0.6, -0.5), (-0.35, -0.5), (-0.35, -0.2)]
    door = [(-0.1, 0.2), (-0.1, -0.5), (0.12, -0.5), (0.12, 0.2)]
    parts = [
        ("#efe3cf", [[(-0.8, 0.2), (-0.8, -0.7), (0.8, -0.7), (0.8, 0.2)]]),
        ("#cdbb9f", [[(0.3, 0.2), (0.3, -0.7), (0.55, -1.15), (0.8, -0.7), (0.8, 0.2)]]),
        ("#8f6a58", [[(-0.6, -1.0), (-0.6, -1.45), (-0.42, -1.45), (-0.42, -1.0)]]),
        ("#b5583f", [[(-0.9, -0.65), (-0.65, -1.2), (0.55, -1.2), (0.3, -0.65)]]),
        ("#8f4232", [[(0.3, -0.65), (0.55, -1.2), (0.9, -0.65), (0.8, -0.62), (0.55, -1.02), (0.38, -0.62)]]),
        ("#5b6b73", [window, door]),
    ]
    _build(canvas, foot, size, parts)


def _lighthouse(canvas: Floats, foot: Place, size: float) -> None:
    roof = [(-0.1, -0.9), (0, -1.02), (0.1, -0.9)]
    stripe = [(-0.107, -0.18), (-0.097, -0.4), (0.097, -0.4), (0.107, -0.18)]
    parts = [
        ("#f6f0e4", [[(-0.12, 0.1), (-0.08, -0.75), (0.08, -0.75), (0.12, 0.1)]]),
        ("#c9c3ba", [[(0.03, 0.1), (0.02, -0.75), (0.08, -0.75), (0.12, 0.1)]]),
        ("#c4553f", [stripe, roof]),
        ("#46545c", [[(-0.11, -0.73), (-0.11, -0.77), (0.11, -0.77), (0.11, -0.73)]]),
        ("#ffe9ad", [[(-0.06, -0.77), (-0.06, -0.9), (0.06, -0.9), (0.06, -0.77)]]),
    ]
    _build(canvas, foot, size, parts)


def _build(
    canvas: Floats, foot: Place, size: float, parts: list[tuple[str, list[list[Place]]]], strength: float = 1
) -> None:
    """Set coloured shapes on `foot`; their corners are in units of `size`."""
    height, width = canvas.shape[:2]
    origin = np.array([foot[0] * width, foot[1] * height])
    for colour, shapes in parts:
        paint.fill(canvas, colour, [origin + size * height * np.array(shape) for shape in shapes], strength)


_PICTURES = {
    "mountains.jpg": mountains,
    "forest.jpg": forest,
    "hills.jpg": hills,
    "coast.jpg": coast,
    "lake.jpg": lake,
    "dunes.jpg": dunes,
}
