"""ICC profiles for RGB spaces that a picture only names: by its primaries, its white and its curve. Pure.

The layout is that of ICC.1:2001-04 (version 2), sections 6.1 and 6.5; the adaptation to D50 is Bradford's.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Chromaticity = tuple[float, float]
Curve = Callable[[float], float]
Matrix = Sequence[Sequence[float]]

D50 = (0.9642, 1.0, 0.8249)
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
CURVE_POINTS = 4096
VERSION_2_4, HEADER_BYTES, TAG_BYTES = 0x02400000, 128, 12


@dataclass(frozen=True, slots=True)
class RgbSpace:
    """An RGB space: chromaticities (CIE x, y), and a curve from a value, 0 to 1, to its light, 0 to 1."""

    red: Chromaticity
    green: Chromaticity
    blue: Chromaticity
    white: Chromaticity
    curve: Curve


def icc_profile(space: RgbSpace) -> bytes:
    """Describe a space as an ICC display profile. Raises ValueError for colours that span no space."""
    colorants = _adapted(space)
    curve = _curve_tag(space.curve)
    tags = {
        b"desc": _text_description("RGB"),
        b"cprt": b"text\0\0\0\0No copyright\0",
        b"wtpt": _xyz_tag(D50),
        b"rXYZ": _xyz_tag([row[0] for row in colorants]),
        b"gXYZ": _xyz_tag([row[1] for row in colorants]),
        b"bXYZ": _xyz_tag([row[2] for row in colorants]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _assembled(tags)


def _adapted(space: RgbSpace) -> Matrix:
    """The matrix from linear RGB to XYZ under D50."""
    white = _xyz(space.white)
    columns = [_xyz(primary) for primary in (space.red, space.green, space.blue)]
    plain = [[column[row] for column in columns] for row in range(3)]
    amounts = _applied(_inverse(plain), white)
    colours = [[value * amount for value, amount in zip(row, amounts, strict=True)] for row in plain]
    source, target = _applied(BRADFORD, white), _applied(BRADFORD, D50)
    scaling = [[target[row] / source[row] if row == column else 0.0 for column in range(3)] for row in range(3)]
    return _product(_product(_inverse(BRADFORD), _product(scaling, BRADFORD)), colours)


def _xyz(chromaticity: Chromaticity) -> tuple[float, float, float]:
    x, y = chromaticity
    if y <= 0:
        raise ValueError("A chromaticity without y has no luminance.")
    return x / y, 1.0, (1 - x - y) / y


def _product(left: Matrix, right: Matrix) -> Matrix:
    return [[sum(left[row][i] * right[i][column] for i in range(3)) for column in range(3)] for row in range(3)]


def _applied(matrix: Matrix, vector: Sequence[float]) -> list[float]:
    return [sum(value * part for value, part in zip(row, vector, strict=True)) for row in matrix]


def _inverse(matrix: Matrix) -> Matrix:
    """Cramer's rule, by the cross products of the rows."""
    crosses = [_cross(matrix[(row + 1) % 3], matrix[(row + 2) % 3]) for row in range(3)]
    determinant = sum(value * part for value, part in zip(matrix[0], crosses[0], strict=True))
    if determinant == 0:
        raise ValueError("The primaries lie on one line.")
    return [[crosses[column][row] / determinant for column in range(3)] for row in range(3)]


def _cross(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [one[(i + 1) % 3] * other[(i + 2) % 3] - one[(i + 2) % 3] * other[(i + 1) % 3] for i in range(3)]


def _curve_tag(curve: Curve) -> bytes:
    points = [round(65535 * min(1.0, max(0.0, curve(index / (CURVE_POINTS - 1))))) for index in range(CURVE_POINTS)]
    return b"curv\0\0\0\0" + struct.pack(f">I{CURVE_POINTS}H", CURVE_POINTS, *points)


def _xyz_tag(xyz: Sequence[float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in xyz))


def _text_description(text: str) -> bytes:
    ascii_text = text.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(78)


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    begin = HEADER_BYTES + 4 + TAG_BYTES * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", begin + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(
        ">I4sI4s4s4s12x4s28x3i48x",
        begin + len(body),
        b"\0\0\0\0",
        VERSION_2_4,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        b"acsp",
        *(round(value * 65536) for value in D50),
    )
    return head + table + body
