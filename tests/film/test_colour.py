"""Colours come through from a dropped picture to the film, whatever space they were in: CIEDE2000 of a chart."""

import itertools
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

from dropd.film.camera import WHOLE
from dropd.film.frames import Frame
from dropd.film.pictures import Canvas, compose
from dropd.film.warp import warp
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.decoder import PictureDecoder
from dropd.media.encoder_options import x264
from tests.film import profiles

pillow_heif.register_heif_opener()

Colours = NDArray[np.float64]
CIEDE2000: Callable[[Colours, Colours], Colours] = deltaE_ciede2000

# The 24 patches of the ColorChecker in sRGB, as X-Rite published them (2009).
CHART = np.array([
    (115, 82, 68), (194, 150, 130), (98, 122, 157), (87, 108, 67), (133, 128, 177), (103, 189, 170),
    (214, 126, 44), (80, 91, 166), (193, 90, 99), (94, 60, 108), (157, 188, 64), (224, 163, 46),
    (56, 61, 150), (70, 148, 73), (175, 54, 60), (231, 199, 31), (187, 86, 149), (8, 133, 161),
    (243, 243, 242), (200, 200, 200), (160, 160, 160), (122, 122, 121), (85, 85, 85), (52, 52, 52),
]) / 255  # fmt: skip
GREYS = np.repeat([[243], [200], [160], [122], [85], [52]], 4, axis=0).repeat(3, axis=1) / 255
COLUMNS, ROWS, PATCH_PX = 6, 4, 64
SIZE = (COLUMNS * PATCH_PX, ROWS * PATCH_PX)
EIGHT_BITS, SIXTEEN_BITS = 255, 65_535
EVEN = np.linspace(0, 1, 4096)
SWOP = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")


@dataclass(frozen=True)
class Shot:
    """A picture on disk, and the sRGB values (0 to 1) that its patches should have in the film."""

    path: Path
    expected: Colours


def painted(patches: Colours, depth: int = EIGHT_BITS) -> NDArray[np.unsignedinteger[Any]]:
    """The chart as pixels of 8 or 16 bits."""
    large = np.rint(patches * depth).reshape(ROWS, COLUMNS, -1).repeat(PATCH_PX, axis=0).repeat(PATCH_PX, axis=1)
    return large.astype(np.uint8) if depth == EIGHT_BITS else large.astype(np.uint16)


def in_space(primaries: profiles.Primaries, encode: Callable[[Colours], Colours], srgb: Colours = CHART) -> Colours:
    """The chart's values in another RGB space."""
    return encode(np.clip(profiles.between(profiles.SRGB, primaries, profiles.light_of(srgb)), 0, 1))


def adobe(light: Colours) -> Colours:
    return np.asarray(light ** (1 / profiles.ADOBE_GAMMA))


P3 = in_space(profiles.DISPLAY_P3, profiles.srgb_of)
ADOBE = in_space(profiles.ADOBE_RGB, adobe)
P3_PROFILE = profiles.rgb_profile(profiles.DISPLAY_P3, profiles.light_of(EVEN))
ADOBE_PROFILE = profiles.rgb_profile(profiles.ADOBE_RGB, EVEN**profiles.ADOBE_GAMMA)


def saved(folder: Path, patches: Colours, kind: str, **options: object) -> Path:
    path = folder / "chart"
    if kind == "JPEG":
        options = {"quality": 95, "subsampling": 0, **options}
    Image.fromarray(painted(patches)).save(path, kind, **options)
    return path


def jpeg(folder: Path) -> Shot:
    return Shot(saved(folder, CHART, "JPEG"), CHART)


def jpeg_p3(folder: Path) -> Shot:
    return Shot(saved(folder, P3, "JPEG", icc_profile=P3_PROFILE), CHART)


def webp_p3(folder: Path) -> Shot:
    return Shot(saved(folder, P3, "WEBP", lossless=True, icc_profile=P3_PROFILE), CHART)


def avif_p3(folder: Path) -> Shot:
    return Shot(saved(folder, P3, "AVIF", quality=95, subsampling="4:4:4", icc_profile=P3_PROFILE), CHART)


def jpeg_adobe(folder: Path) -> Shot:
    return Shot(saved(folder, ADOBE, "JPEG", icc_profile=ADOBE_PROFILE), CHART)


def jpeg_adobe_by_exif(folder: Path) -> Shot:
    """As cameras write it: no profile, but Exif's interoperability index R03."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    return Shot(saved(folder, ADOBE, "JPEG", exif=exif), CHART)


def heic_p3_by_number(folder: Path) -> Shot:
    numbers = {"color_primaries": 12, "transfer_characteristics": 13, "matrix_coefficients": 6, "full_range_flag": 1}
    return Shot(saved(folder, P3, "HEIF", quality=95, chroma=444, **numbers), CHART)


def heic_p3(folder: Path) -> Shot:
    return Shot(saved(folder, P3, "HEIF", quality=95, chroma=444, icc_profile=P3_PROFILE), CHART)


def avif_2020_by_number(folder: Path) -> Shot:
    path = saved(folder, in_space(profiles.BT2020, profiles.srgb_of), "AVIF", quality=95, subsampling="4:4:4")
    renumbered(path, 9, 13)
    return Shot(path, CHART)


def renumbered(path: Path, primaries: int, transfer: int) -> None:
    """Change the colours that an AVIF says to have."""
    content = path.read_bytes()
    at = content.index(b"colrnclx") + 8
    path.write_bytes(content[:at] + struct.pack(">HH", primaries, transfer) + content[at + 4 :])


def png_with(folder: Path, patches: Colours, chunks: dict[bytes, bytes]) -> Path:
    """A PNG with chunks put behind its header."""
    path = saved(folder, patches, "PNG")
    content = path.read_bytes()
    added = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )
    path.write_bytes(content[:33] + added + content[33:])
    return path


def png_p3_by_number(folder: Path) -> Shot:
    return Shot(png_with(folder, P3, {b"cICP": bytes([12, 13, 0, 1])}), CHART)


def png_adobe_by_gamma(folder: Path) -> Shot:
    corners = [0.3127, 0.329, *itertools.chain(*profiles.ADOBE_RGB)]
    light = in_space(profiles.ADOBE_RGB, lambda light: np.asarray(light ** (1 / 1.8)))
    chunks = {
        b"gAMA": struct.pack(">I", round(100_000 / 1.8)),
        b"cHRM": struct.pack(">8I", *(round(value * 100_000) for value in corners)),
    }
    return Shot(png_with(folder, light, chunks), CHART)


def png_said_to_be_srgb(folder: Path) -> Shot:
    """An sRGB chunk outweighs a gamma."""
    return Shot(png_with(folder, CHART, {b"sRGB": b"\0", b"gAMA": struct.pack(">I", 100_000)}), CHART)


def png_16(folder: Path) -> Shot:
    cv2.imwrite(str(folder / "chart.png"), painted(CHART, SIXTEEN_BITS)[:, :, ::-1])
    return Shot(folder / "chart.png", CHART)


def tiff_16(folder: Path) -> Shot:
    cv2.imwrite(str(folder / "chart.tif"), painted(CHART, SIXTEEN_BITS)[:, :, ::-1])
    return Shot(folder / "chart.tif", CHART)


def png_grey_16(folder: Path) -> Shot:
    cv2.imwrite(str(folder / "chart.png"), painted(GREYS[:, :1], SIXTEEN_BITS))
    return Shot(folder / "chart.png", GREYS)


def jpeg_grey(folder: Path) -> Shot:
    Image.fromarray(painted(GREYS[:, :1])[:, :, 0]).save(folder / "chart", "JPEG", quality=95)
    return Shot(folder / "chart", GREYS)


def jpeg_grey_with_a_colour_profile(folder: Path) -> Shot:
    values = adobe(profiles.light_of(GREYS[:, :1]))
    picture = Image.fromarray(painted(values)[:, :, 0])
    picture.save(folder / "chart", "JPEG", quality=95, icc_profile=ADOBE_PROFILE)
    return Shot(folder / "chart", GREYS)


def printed(folder: Path, kind: str) -> Shot:
    """Inks at the levels at which the printer is known exactly."""
    inks = np.rint(np.concatenate([1 - CHART, np.zeros((24, 1))], axis=1) * 5) / 5
    shared = inks[:, :3].min(axis=1, keepdims=True)
    inks = np.concatenate([inks[:, :3] - shared, shared], axis=1)
    black = float(profiles.ink_lab(np.ones(4))[0])
    expected = np.array([profiles.lab_as_srgb(profiles.ink_lab(ink), black) for ink in inks])
    picture = Image.fromarray(painted(inks), "CMYK")
    options = {"quality": 97, "subsampling": 0} if kind == "JPEG" else {}
    picture.save(folder / "chart", kind, icc_profile=profiles.cmyk_profile(), **options)
    return Shot(folder / "chart", expected)


def jpeg_cmyk(folder: Path) -> Shot:
    return printed(folder, "JPEG")


def tiff_cmyk(folder: Path) -> Shot:
    return printed(folder, "TIFF")


def tiff_lab(folder: Path) -> Shot:
    picture = Image.fromarray(painted(CHART)).convert("LAB")
    picture.save(folder / "chart", "TIFF")
    return Shot(folder / "chart", CHART)


SOURCES = [
    jpeg, jpeg_p3, webp_p3, avif_p3, heic_p3, jpeg_adobe, jpeg_adobe_by_exif, heic_p3_by_number, avif_2020_by_number,
    png_p3_by_number, png_adobe_by_gamma, png_said_to_be_srgb, png_16, tiff_16, png_grey_16, jpeg_grey,
    jpeg_grey_with_a_colour_profile, jpeg_cmyk, tiff_cmyk, tiff_lab,
]  # fmt: skip


@pytest.fixture(scope="module")
def decoder() -> Iterator[PictureDecoder]:
    with PictureDecoder() as one:
        yield one


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_a_chart_keeps_its_colours_up_to_the_film(
    source: Callable[[Path], Shot], tmp_path: Path, decoder: PictureDecoder, build: FfmpegBuild
) -> None:
    shot = source(tmp_path)

    found = patches_of(filmed(shot.path, decoder, build, tmp_path))

    differences = difference(found, shot.expected)
    assert differences.mean() <= 1
    assert differences.max() <= 3


@pytest.mark.skipif(not SWOP.exists(), reason="Debian's libgs-common is not installed")
def test_inks_look_as_publishers_are_used_to_see_them(tmp_path: Path, decoder: PictureDecoder) -> None:
    """SWOP's solid inks by relative colorimetry with black point compensation, as image programs convert by default."""
    seen = {
        (1, 0, 0, 0): (0, 174, 239), (0, 1, 0, 0): (236, 0, 140), (0, 0, 1, 0): (255, 242, 0),
        (0, 1, 1, 0): (237, 28, 36), (1, 0, 1, 0): (0, 166, 81), (1, 1, 0, 0): (46, 49, 146),
        (0, 0, 0, 1): (35, 31, 32), (1, 1, 1, 1): (0, 0, 0),
    }  # fmt: skip
    inks = np.array([*seen] * 3, np.float64)
    path = tmp_path / "chart"
    Image.fromarray(painted(inks), "CMYK").save(path, "TIFF", icc_profile=SWOP.read_bytes())

    found = patches_of(decoded(path, decoder))[:8]

    assert np.abs(found * 255 - np.array([*seen.values()])).max() <= 3


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_what_srgb_cannot_show_becomes_its_fullest_colour(
    channel: int, tmp_path: Path, decoder: PictureDecoder
) -> None:
    pure = np.zeros((24, 3))
    pure[:, channel] = 1

    found = patches_of(decoded(saved(tmp_path, pure, "PNG", icc_profile=P3_PROFILE), decoder))

    clipped = profiles.srgb_of(profiles.between(profiles.DISPLAY_P3, profiles.SRGB, pure))
    assert np.abs(found - clipped).max() <= 2 / 255


@pytest.mark.parametrize(
    ("transfer", "white", "bright", "fifth"),
    [(16, 0.5807, 0.7518, 0.4207), (18, 0.75, 1.0, 0.456)],
    ids=["PQ", "HLG"],
)
def test_high_dynamic_range_keeps_its_white_below_its_highlights(
    transfer: int, white: float, bright: float, fifth: float, tmp_path: Path, decoder: PictureDecoder
) -> None:
    """Reference white (203 cd/m2) is nearly white, 1000 cd/m2 is whiter, a fifth of the light is as in sRGB."""
    path = saved(tmp_path, np.repeat([[white], [bright], [fifth]], 8, axis=0).repeat(3, axis=1), "AVIF", quality=100)
    renumbered(path, 9, transfer)

    found = patches_of(decoded(path, decoder))[:, 0] * 255

    assert 235 < found[0] < 250
    assert 250 <= found[8] <= 255
    assert found[16] == pytest.approx(255 * float(profiles.srgb_of(np.array(0.2))), abs=6)


def test_the_measure_of_difference_is_that_of_its_authors() -> None:
    """Pairs 1, 9, 17 and 25 of Sharma, Wu and Dalal, The CIEDE2000 color-difference formula (2005), table 1."""
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, expected in pairs:
        assert float(CIEDE2000(np.array(one), np.array(other))) == pytest.approx(expected, abs=5e-5)


def difference(found: Colours, expected: Colours) -> Colours:
    """CIEDE2000 of sRGB values."""
    return np.asarray(CIEDE2000(rgb2lab(found), rgb2lab(expected)))


def decoded(path: Path, decoder: PictureDecoder) -> NDArray[np.uint8]:
    with path.open("rb") as file:
        pixels = decoder.decode(file, path.name, scale="cover", width_px=SIZE[0], height_px=SIZE[1])
    return np.frombuffer(pixels.data, np.uint8).reshape(SIZE[1], SIZE[0], 3)


def filmed(path: Path, decoder: PictureDecoder, build: FfmpegBuild, folder: Path) -> Colours:
    """What a viewer sees of a picture: the last of eight frames, by the film's own tags."""
    canvas = Canvas(*SIZE, "cover", 1.0)
    with path.open("rb") as file:
        pixels = decoder.decode(file, path.name, scale="cover", width_px=SIZE[0], height_px=SIZE[1])
    frame = Frame(*SIZE)
    warp(compose(pixels, canvas), WHOLE, frame.planes)
    film = folder / "film.mp4"
    argv = ffmpeg.encode_frames(
        build.path,
        width_px=SIZE[0],
        height_px=SIZE[1],
        fps=Fraction(30),
        encoding=x264("medium", 18),
        output=("-f", "mp4", str(film)),
    )
    subprocess.run(argv, input=frame.data.tobytes() * 8, check=True)
    shown = subprocess.run(
        (build.path, "-v", "error", "-i", str(film), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"),
        capture_output=True,
        check=True,
    ).stdout
    seen = Frame(*SIZE)
    seen.data[:] = np.frombuffer(shown[-len(seen.data) :], np.uint8)
    return as_rgb(seen)


def as_rgb(frame: Frame) -> Colours:
    """BT.709, limited range, by the formulas of the recommendation."""
    luma = (frame.luma.astype(float) - 16) / 219
    blue, red = ((plane.astype(float) - 128) / 224 for plane in (frame.blue, frame.red))
    blue, red = (plane.repeat(2, axis=0).repeat(2, axis=1) for plane in (blue, red))
    first, last = luma + 1.5748 * red, luma + 1.8556 * blue
    return np.stack([first, (luma - 0.2126 * first - 0.0722 * last) / 0.7152, last], axis=2)


def patches_of(picture: NDArray[np.uint8] | Colours) -> Colours:
    """The mean of the middle of each patch, from 0 to 1."""
    values: Colours = picture.astype(np.float64) / (255 if picture.dtype == np.uint8 else 1)
    blocks = values.reshape(ROWS, PATCH_PX, COLUMNS, PATCH_PX, 3)[:, 16:-16, :, 16:-16]
    return np.asarray(np.clip(blocks.mean(axis=(1, 3)), 0, 1).reshape(-1, 3))
