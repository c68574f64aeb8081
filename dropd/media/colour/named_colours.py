"""Colour spaces that a picture names without a profile: Exif's Adobe RGB, PNG's cICP, gAMA and cHRM, the nclx of HEIC
and AVIF. Each becomes an ICC profile, so that one way leads to sRGB.

Numbers of primaries and curves are those of ITU-T H.273, tables 2 and 3.
"""

from collections.abc import Mapping
from typing import BinaryIO

from PIL import ExifTags, Image

from dropd.media.colour.light_curves import CURVES, srgb_light
from dropd.media.colour.nclx import avif_nclx
from dropd.media.colour.png_chunks import png_chunks
from dropd.media.colour.rgb_profile import Chromaticity, Curve, RgbSpace, icc_profile
from dropd.media.containers import piece

D65 = (0.3127, 0.329)
BT709 = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
ADOBE_GAMMA = 563 / 256
PRIMARIES: Mapping[int, tuple[Chromaticity, Chromaticity, Chromaticity]] = {
    1: BT709,
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
ADOBE_INTEROPERABILITY = "R03"
GAMMA_OF_SRGB, SAME_GAMMA = 2.2, 0.05
"""A PNG that states this gamma, give or take, means sRGB's curve."""


def named_profile(picture: Image.Image, file: BinaryIO) -> bytes | None:
    """The profile of the space that an opened picture names, or None if that is sRGB or it names none."""
    match picture.format:
        case "PNG":
            return _png_profile(picture, file)
        case "HEIF":
            nclx = picture.info.get("nclx_profile") or {}
            return _coded(nclx.get("color_primaries", 2), nclx.get("transfer_characteristics", 2))
        case "AVIF":
            found = avif_nclx(file)
            return _coded(*found) if found else None
        case "JPEG" | "MPO" | "TIFF":
            interoperability = picture.getexif().get_ifd(ExifTags.IFD.Interop).get(1, "")
            is_adobe = str(interoperability).startswith(ADOBE_INTEROPERABILITY)
            return icc_profile(RgbSpace(*ADOBE_RGB, D65, lambda value: value**ADOBE_GAMMA)) if is_adobe else None
    return None


def _png_profile(picture: Image.Image, file: BinaryIO) -> bytes | None:
    """Of a PNG: cICP counts before sRGB, and that before gAMA and cHRM (W3C PNG 3, section 4.3)."""
    coded = next((chunk for chunk in png_chunks(file) if chunk.name == b"cICP"), None)
    if coded is not None:
        return _coded(*piece(file, coded.at, 2))
    gamma = picture.info.get("gamma")
    if "srgb" in picture.info or not gamma:
        return None
    white_x, white_y, *primaries = picture.info.get("chromaticity") or (
        *D65,
        *(part for pair in BT709 for part in pair),
    )
    red, green, blue = zip(primaries[::2], primaries[1::2], strict=True)
    is_like_srgb = abs(1 / gamma - GAMMA_OF_SRGB) < SAME_GAMMA
    curve: Curve = srgb_light if is_like_srgb else (lambda value: value ** (1 / gamma))
    return icc_profile(RgbSpace(red, green, blue, (white_x, white_y), curve))


def _coded(primaries: int, transfer: int) -> bytes | None:
    curve = CURVES.get(transfer, srgb_light)
    if primaries not in PRIMARIES or (primaries == 1 and curve is srgb_light):
        return None
    return icc_profile(RgbSpace(*PRIMARIES[primaries], D65, curve))
