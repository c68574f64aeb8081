"""Brush and noise for the pictures of the example project.

A canvas is a float32 array, height x width x RGB, 0 to 1, in sRGB values; it is painted in place. Places are
fractions of the width and of the height, other lengths fractions of the height, y down. Colours are written
`#rrggbb`.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats: TypeAlias = NDArray[np.floating[Any]]
Place: TypeAlias = tuple[float, float]


def sky(width_px: int, height_px: int, stops: dict[float, str]) -> Floats:
    """Give a new canvas with colours from top to bottom, without the kinks of straight interpolation."""
    at = np.linspace(0, 1, height_px)
    colours = np.stack([rgb(name) for name in stops.values()])
    channels = [_smooth(np.interp(at, list(stops), channel), height_px // 12) for channel in colours.T]
    return np.repeat(np.stack(channels, axis=1)[:, None], width_px, axis=1)


def clouds(canvas: Floats, rng: Generator, colour: str, between: Place, *, cover: float, strength: float) -> None:
    """Drift soft clouds between two heights; `cover`, 0 to 1, is how much of the sky they take."""
    height, width = canvas.shape[:2]
    top, foot = (int(place * height) for place in between)
    noise = field(rng, (width, foot - top), cells=5, octaves=6, stretch=2.6)
    edge = np.sin(np.linspace(0, np.pi, foot - top, dtype=np.float32))[:, None]
    _blend(canvas[top:foot], rgb(colour), strength * edge * _step(noise, 1 - cover, 1.4 - cover))


def glow(canvas: Floats, centre: Place, radius: float, colour: str, strength: float) -> None:
    """Shed light around `centre`, screened so that nothing clips."""
    height, width = canvas.shape[:2]
    x = (np.arange(width, dtype=np.float32) - centre[0] * width) / height
    y = np.arange(height, dtype=np.float32)[:, None] / height - centre[1]
    light = strength * np.exp(np.hypot(x, y) * (-4 / radius))
    screen = 1 - canvas
    screen *= rgb(colour)
    screen *= light[..., None]
    canvas += screen


def land(canvas: Floats, ridge: Floats, top: str, foot: str, *, fade: float) -> None:
    """Cover all below `ridge` (one y a column): `top` along the ridge, turning into `foot` over `fade`."""
    height = canvas.shape[0]
    edge = (ridge * height).astype(np.float32)
    first = max(int(edge.min()) - 1, 0)
    below = np.arange(first, height, dtype=np.float32)[:, None] - edge
    cover = np.clip(below / np.sqrt(1 + np.gradient(edge) ** 2) + 0.5, 0, 1)
    # Mist lies under the whole mountain; measured from each crag it would hang in stripes.
    depth = np.clip((below + edge - _smooth(edge, edge.size // 12)) / (fade * height), 0, 1)
    colour = depth[..., None] * (rgb(foot) - rgb(top))
    colour += rgb(top)
    _blend(canvas[first:], colour, cover)


def water(canvas: Floats, rng: Generator, horizon: float, tints: tuple[str, str], *, mirror: float, sun: float) -> None:
    """Fill all below `horizon` with water: the mirrored land and sky, and the path of a sun at x = `sun`.

    `tints` are the water's own colours, far and near; `mirror`, 0 to 1, is how much of the sky it shows.
    Ripples grow towards the viewer, as perspective has it: their rows are spaced by the logarithm.
    """
    height, width = canvas.shape[:2]
    line = int(horizon * height)
    near = np.linspace(0, 1, height - line, dtype=np.float32)[:, None]
    rows = (np.log1p(30 * near) / np.log(31) * 699).astype(int)[:, 0]
    ripples = field(rng, (width, 700), cells=50, octaves=2, stretch=22, coarseness=1)[rows]
    depth = (near * 0.9 + (0.02 + 0.16 * near) * (ripples - 0.5)).clip(0, 1) * (height - line)
    mirrored = canvas[(line - 1 - depth.astype(int)).clip(0), np.arange(width)]
    tint = rgb(tints[0]) + near[..., None] * (rgb(tints[1]) - rgb(tints[0]))
    canvas[line:] = tint + (mirror * (1 - 0.45 * near))[..., None] * (mirrored - tint)
    aside = (np.linspace(0, 1, width, dtype=np.float32) - sun) / (0.03 + 0.13 * near)
    sparkle = np.exp(-(aside**2)) * _step(ripples, 0.5, 0.72) * (1 - 0.5 * near)
    _blend(canvas[line:], rgb("#fff0cc"), 0.85 * sparkle)


def fill(canvas: Floats, colour: str, polygons: Sequence[Floats], strength: float = 1) -> None:
    """Fill polygons (corners x 2, in px) with one colour; drawn at twice the size for smooth edges."""
    corners = np.concatenate(polygons)
    size = canvas.shape[1::-1]
    left, top = np.floor(corners.min(axis=0)).astype(int).clip(0, np.array(size) - 1)
    right, foot = np.ceil(corners.max(axis=0)).astype(int).clip((left + 1, top + 1), size)
    mask = Image.new("L", (2 * int(right - left), 2 * int(foot - top)))
    draw = ImageDraw.Draw(mask)
    for polygon in polygons:
        draw.polygon([(float(x), float(y)) for x, y in 2 * (polygon - (left, top))], fill=255)
    cover = np.asarray(mask.reduce(2), np.float32) * (strength / 255)
    _blend(canvas[top:foot, left:right], rgb(colour), cover)


def circle(centre: Place | Floats, radius_px: float) -> Floats:
    """The corners of a circle around a centre in px."""
    turn = np.linspace(0, 2 * np.pi, 12 + int(radius_px), endpoint=False)
    corners: Floats = np.asarray(centre) + radius_px * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return corners


def finish(canvas: Floats, rng: Generator) -> Image.Image:
    """Give the picture in 8 bits, with a fine grain against banding."""
    canvas += 0.008 * rng.standard_normal((*canvas.shape[:2], 1), dtype=np.float32)
    canvas.clip(0, 1, out=canvas)
    canvas *= 255
    return Image.fromarray((canvas + 0.5).astype(np.uint8))


def line(rng: Generator, width_px: int, *, cells: float, octaves: int) -> Floats:
    """Fractal noise along a ridge, -1 to 1; `cells` is how many humps the widest wave has."""
    noise = _noise(rng, (width_px, 1), (cells, 1), octaves)[0]
    ridge: Floats = noise / np.abs(noise).max()
    return ridge


def field(
    rng: Generator,
    size: tuple[int, int],
    *,
    cells: float,
    octaves: int,
    stretch: float = 1,
    coarseness: int = 3,
) -> Floats:
    """Fractal noise over an area of `size` (width, height) px, 0 to 1; `stretch` makes it long and flat.

    It is made smaller by `coarseness`, because this is where the time goes, and clouds are soft anyway.
    """
    small = (size[0] // coarseness, size[1] // coarseness)
    noise = _noise(rng, small, (cells, cells * stretch * size[1] / size[0]), octaves)
    whole = np.asarray(Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC))
    even: Floats = np.clip(0.5 + 0.22 * whole / whole.std(), 0, 1)
    return even


def rgb(name: str) -> Floats:
    """The colour as three values, 0 to 1."""
    return np.array([int(name[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)


def mix(one: str, other: str, share: float) -> str:
    """The colour that is `share` of the way from one to the other."""
    mixed = rgb(one) + share * (rgb(other) - rgb(one))
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in mixed)


def _blend(canvas: Floats, colour: Floats, cover: Floats) -> None:
    # In place: at these sizes, each array that numpy need not make saves a tenth of a second.
    change = colour - canvas
    change *= cover[..., None].astype(np.float32)
    canvas += change


def _noise(rng: Generator, size: tuple[int, int], cells: Place, octaves: int) -> Floats:
    width, height = size
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        columns, rows = (int(count * 2**octave) + 2 for count in cells)
        values = rng.standard_normal((rows if height > 1 else 1, columns), dtype=np.float32)
        total += 0.5**octave * np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BICUBIC))
    return total


def _smooth(values: Floats, reach: int) -> Floats:
    kernel = np.full(2 * reach + 1, 1 / (2 * reach + 1))
    return np.convolve(np.pad(values, reach, mode="edge"), kernel, mode="valid").astype(np.float32)


def _step(values: Floats, low: float, high: float) -> Floats:
    part = np.clip((values - low) / (high - low), 0, 1)
    smooth: Floats = part * part * (3 - 2 * part)
    return smooth
