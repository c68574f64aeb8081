"""ICC profiles made by hand, so that what they mean is known without the library that reads them."""

import itertools
import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

D50, D65 = np.array([0.9642, 1.0, 0.8249]), np.array([0.95047, 1.0, 1.08883])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
BT2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
ADOBE_GAMMA = 563 / 256
Primaries = tuple[tuple[float, float], ...]

INK_LEVELS = 6
"""The printer below is known exactly at these levels of each ink: 0, 51, ... 255."""
_PAPER_AND_INKS: Mapping[tuple[int, int, int], tuple[float, float, float]] = {
    (0, 0, 0): (100, 0, 0), (1, 0, 0): (56, -37, -41), (0, 1, 0): (48, 74, -3), (0, 0, 1): (90, -5, 93),
    (0, 1, 1): (48, 68, 48), (1, 0, 1): (50, -66, 27), (1, 1, 0): (25, 20, -46), (1, 1, 1): (23, 0, 0),
}  # fmt: skip
_BLACK_INK = 0.1
"""What is left of lightness and colour beneath full black."""


def light_of(srgb: Floats) -> Floats:
    """Linear light of sRGB values from 0 to 1 (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def srgb_of(light: Floats) -> Floats:
    """The sRGB values from 0 to 1 of linear light; light beyond both ends is clipped."""
    clipped = np.clip(light, 0, 1)
    return np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)


def to_xyz(primaries: Primaries) -> Floats:
    """The matrix from linear light to XYZ under D65."""
    columns = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]).T
    return columns * np.linalg.solve(columns, D65)


def between(source: Primaries, target: Primaries, light: Floats) -> Floats:
    """Linear light in one RGB space for light in another."""
    return light @ (np.linalg.inv(to_xyz(target)) @ to_xyz(source)).T


def rgb_profile(primaries: Primaries, curve: Floats) -> bytes:
    """A display profile: primaries under D65 and a table of the light of evenly spaced values."""
    colorants = _adaptation() @ to_xyz(primaries)
    points = np.rint(np.clip(curve, 0, 1) * 65535).astype(">u2")
    light = b"curv\0\0\0\0" + struct.pack(">I", len(points)) + points.tobytes()
    tags = {name: _xyz(colorants[:, index]) for index, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    return _assembled(b"mntr", b"RGB ", b"XYZ ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), light))


def cmyk_profile() -> bytes:
    """A printer's profile: `ink_lab` at INK_LEVELS levels of each ink, and all inks for whatever is to be printed."""
    levels = np.linspace(0, 1, INK_LEVELS)
    colours = np.array([ink_lab(np.array(inks)) for inks in itertools.product(levels, repeat=4)])
    to_lab = _table(4, 3, INK_LEVELS, colours * [652.8, 256, 256] + [0, 32768, 32768])
    to_inks = _table(3, 4, 2, np.full((8, 4), 65535.0))
    return _assembled(b"prtr", b"CMYK", b"Lab ", {b"A2B0": to_lab, b"B2A0": to_inks})


def ink_lab(inks: Floats) -> Floats:
    """CIE L*a*b* (D50) of four inks from 0 to 1: between paper and solid inks, in proportion to the areas."""
    colour = np.zeros(3)
    for solid, lab in _PAPER_AND_INKS.items():
        area = np.prod([ink if on else 1 - ink for ink, on in zip(inks[:3], solid, strict=True)])
        colour += area * np.array(lab)
    return np.asarray(colour * (1 - inks[3] * (1 - _BLACK_INK)))


def lab_as_srgb(lab: Floats, black_lab_l: float) -> Floats:
    """The sRGB values (0 to 1, clipped) of L*a*b* under D50, if the lightness `black_lab_l` becomes black."""
    lifted = _xyz_of(np.array([black_lab_l, 0.0, 0.0]))
    gain = D50 / (D50 - lifted)
    xyz = (_xyz_of(lab) - lifted) * gain
    return srgb_of(np.linalg.inv(_adaptation() @ to_xyz(SRGB)) @ xyz)


def _xyz_of(lab: Floats) -> Floats:
    middle = (lab[0] + 16) / 116
    parts = np.array([middle + lab[1] / 500, middle, middle - lab[2] / 200])
    return np.asarray(D50 * np.where(parts > 6 / 29, parts**3, 3 * (6 / 29) ** 2 * (parts - 4 / 29)))


def _adaptation() -> Floats:
    scaling = np.diag((BRADFORD @ D50) / (BRADFORD @ D65))
    return np.asarray(np.linalg.inv(BRADFORD) @ scaling @ BRADFORD)


def _table(channels: int, out: int, levels: int, colours: Floats) -> bytes:
    """A lookup table of 16 bits (type mft2) with straight curves before and behind it."""
    straight = struct.pack(">HH", 0, 65535)
    head = b"mft2\0\0\0\0" + bytes([channels, out, levels, 0])
    unity = struct.pack(">9i", *(65536 if index % 4 == 0 else 0 for index in range(9)))
    points = np.clip(np.rint(colours), 0, 65535).astype(">u2").tobytes()
    return head + unity + struct.pack(">HH", 2, 2) + straight * channels + points + straight * out


def _xyz(values: Sequence[float] | Floats) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _assembled(kind: bytes, colours: bytes, connection: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    """A profile of version 2.4 (ICC.1:2001-04)."""
    description = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)
    all_tags = {b"desc": description, b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50), **tags}
    table, body, begin = struct.pack(">I", len(all_tags)), b"", 132 + 12 * len(all_tags)
    for name, content in all_tags.items():
        table += name + struct.pack(">II", begin + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s28x", begin + len(body), 0x02400000, kind, colours, connection, b"acsp")
    return head + struct.pack(">3i", *(round(value * 65536) for value in D50)) + bytes(48) + table + body
