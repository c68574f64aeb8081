"""The colours of a decoded picture: from whatever it has to 8-bit sRGB. Runs in the picture server only."""

import io

from PIL import Image, ImageCms

SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})
WITH_ALPHA = {"L": "LA", "RGB": "RGBA"}
ALPHA_MODES = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})


_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}
"""The mode of a picture whose values a profile of each colour model describes."""


def to_srgb(picture: Image.Image, profile: bytes | None, srgb: ImageCms.ImageCmsProfile) -> Image.Image:
    """Convert a decoded picture by a profile, if that fits, to RGB; to RGBA if it has alpha."""
    shallow = _to_eight_bits(picture)
    alpha = shallow.getchannel("A") if shallow.mode in ALPHA_MODES else None
    opaque = shallow if alpha is None else shallow.convert("L" if shallow.mode in ("LA", "La") else "RGB")
    colours = _by_profile(opaque, profile, srgb) if profile else None
    if colours is None:
        colours = opaque.convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def on_white(picture: Image.Image) -> Image.Image:
    """Put a picture on white paper, if any of it is transparent."""
    if picture.mode != "RGBA":
        return picture
    return Image.composite(picture.convert("RGB"), Image.new("RGB", picture.size, "white"), picture.getchannel("A"))


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode in SIXTEEN_BIT_MODES:
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode == "F":
        return _from_real_numbers(picture)
    if picture.mode in ("1", "P"):
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode in WITH_ALPHA and "transparency" in picture.info:  # one colour of a PNG that is none
        return picture.convert(WITH_ALPHA[picture.mode])
    return picture


def _from_real_numbers(picture: Image.Image) -> Image.Image:
    """Of real numbers nothing says what white is: 1, or else the largest value of 8 or 16 bits."""
    brightest = max(value for value in picture.getextrema() if isinstance(value, float))
    white = next((white for white in (1, 255) if brightest <= white), 65_535)
    return picture.point(lambda value: value * (255 / white) + 0.5).convert("L")


def _by_profile(picture: Image.Image, profile: bytes, srgb: ImageCms.ImageCmsProfile) -> Image.Image | None:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _MODES.get(source.profile.xcolor_space)
        # Editors leave the camera's profile in a picture that they have made grey.
        described = picture.convert("RGB") if (picture.mode, mode) == ("L", "RGB") else picture
        if described.mode != mode:
            return None
        return ImageCms.profileToProfile(
            described,
            source,
            srgb,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None  # a damaged profile: the plain values are the best guess
