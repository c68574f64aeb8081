"""One font file, or one face of a collection, made ready for drawing; whoever made it may have made it badly."""

import struct
from itertools import islice

import uharfbuzz as hb

EM_UNITS = 16384
"""Every font is scaled to this many units an em, so that measures of different fonts can be added."""

WEIGHT = 500
"""A little heavier than in a book: the hairlines of a text weight vanish in moving pictures."""

_TRIED_CHARACTERS = 200
"""Of a font that can be used, one of the first so many characters has a shape."""


def open_font(data: bytes, face_index: int = 0) -> hb.Font | None:
    """The font in `data`, at `WEIGHT` if it is variable; None if there is none or it was cut off."""
    if not _is_whole(data):
        return None
    face = hb.Face(hb.Blob(data), face_index)
    font = hb.Font(face)
    font.scale = (EM_UNITS, EM_UNITS)
    if face.has_var_data:
        font.set_variations({"wght": WEIGHT})
    return font if _has_shapes(font) else None


def is_coloured(font: hb.Font) -> bool:
    """Whether the font has pictures in colour, as those for emoji have."""
    face = font.face
    return bool(face.has_color_png or face.has_color_layers or face.has_color_paint)


def _is_whole(data: bytes) -> bool:
    """Whether all tables lie within the file. HarfBuzz takes a table that does not for an empty one, or cuts it.

    Source of the layout: https://learn.microsoft.com/typography/opentype/spec/otff (table directory).
    """
    if data[:4] == b"ttcf":
        return True  # a collection shares its tables; HarfBuzz finds out what is there
    if len(data) < 12:  # noqa: PLR2004 - the header
        return False
    (tables,) = struct.unpack_from(">H", data, 4)
    if len(data) < 12 + 16 * tables:
        return False
    places = (struct.unpack_from(">II", data, 12 + 16 * at + 8) for at in range(tables))
    return all(offset + length <= len(data) for offset, length in places)


def _has_shapes(font: hb.Font) -> bool:
    for character in islice(sorted(font.face.unicodes), _TRIED_CHARACTERS):
        glyph = font.get_nominal_glyph(character)
        extents = font.get_glyph_extents(glyph) if glyph else None
        if extents is not None and extents.width and extents.height:
            return True
    return False
