import io

import fontpkg
import numpy as np
import pytest
import uharfbuzz as hb
from fontTools.colorLib.builder import buildCOLR, buildCPAL  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.colour_glyphs import EmojiCanvas, Picture
from dropd.film.lettering.font_files import is_coloured, open_font
from dropd.film.lettering.fonts import FontBook


def with_layers() -> hb.Font:
    """Noto Sans, but H is red, with a blue dot in its corner."""
    font = TTFont(fontpkg.path("Noto Sans", weight=400, nearest=True))
    font["COLR"] = buildCOLR({"H": [("H", 0), ("period", 1)]})
    font["CPAL"] = buildCPAL([[(1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)]])
    file = io.BytesIO()
    font.save(file)
    opened = open_font(file.getvalue())
    assert opened is not None
    return opened


def emoji() -> hb.Font:
    *_, font = FontBook().chain(DEFAULT_FONT_FAMILY, text="🏡")
    assert is_coloured(font)
    return font


def painted(font: hb.Font, character: str, origin_px: tuple[float, float] = (10, 90)) -> Picture:
    canvas = EmojiCanvas(120, 120, 80)
    assert canvas.paint(font, font.get_nominal_glyph(ord(character)), *origin_px)
    return canvas.picture


def test_coloured_outlines_are_painted_in_their_colours() -> None:
    colours = np.unique(painted(with_layers(), "H").reshape(-1, 4), axis=0).tolist()
    assert [1.0, 0.0, 0.0, 1.0] in colours
    assert [0.0, 0.0, 1.0, 1.0] in colours


def test_a_letter_without_colours_is_left_to_others() -> None:
    font, canvas = with_layers(), EmojiCanvas(120, 120, 80)
    assert not canvas.paint(font, font.get_nominal_glyph(ord("A")), 10, 90)
    assert not canvas.picture.any()


def test_a_picture_is_as_large_as_the_letters_around_it() -> None:
    rows, columns = np.nonzero(painted(emoji(), "🟥")[..., 3] > 0.5)
    assert 60 < np.ptp(rows) < 100
    assert 60 < np.ptp(columns) < 100


def test_the_red_square_is_red() -> None:
    red, green, blue, alpha = painted(emoji(), "🟥")[60, 60]
    assert alpha == pytest.approx(1, abs=0.01)
    assert red > 0.7
    assert max(green, blue) < 0.4


@pytest.mark.parametrize("origin_px", [(-40, 90), (90, 90), (10, 20), (10, 160), (-500, -500), (500, 500)])
def test_what_lies_beyond_the_edge_is_cut_off(origin_px: tuple[float, float]) -> None:
    whole, cut = painted(emoji(), "🟥"), painted(emoji(), "🟥", origin_px)
    assert cut.sum() < whole.sum()
