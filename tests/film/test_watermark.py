import numpy as np
import pytest

from dropd.film.lettering.text import Position
from dropd.film.watermark import watermark, watermark_room
from dropd.media.decoder import Pixels

FRAME = 640, 360


def logo(width_px: int, height_px: int, alpha: int = 255) -> Pixels:
    rgba = np.full((height_px, width_px, 4), (200, 30, 30, alpha), np.uint8)
    return Pixels(width_px, height_px, rgba.tobytes())


@pytest.mark.parametrize(
    ("position", "corner"),
    [
        ("top-left", (10, 10)), ("top-center", (270, 10)), ("top-right", (528, 10)),
        ("center-left", (10, 160)), ("center", (270, 160)), ("center-right", (528, 160)),
        ("bottom-left", (10, 308)), ("bottom-center", (270, 308)), ("bottom-right", (528, 308)),
    ],
)  # fmt: skip
def test_a_logo_stands_where_it_was_asked_for_and_off_the_edge(position: Position, corner: tuple[int, int]) -> None:
    placed = watermark(logo(100, 40), position, 0.8, FRAME)

    assert (placed.x_px, placed.y_px) == corner
    assert placed.rgba.shape == (40, 100, 4)


def test_its_opacity_is_as_asked_and_what_is_clear_stays_clear() -> None:
    assert (watermark(logo(10, 10), "center", 0.5, FRAME).rgba[..., 3] == 128).all()
    assert (watermark(logo(10, 10, alpha=0), "center", 1.0, FRAME).rgba[..., 3] == 0).all()


def test_a_logo_of_odd_size_gains_a_clear_row_and_column() -> None:
    rgba = watermark(logo(31, 17), "center", 1.0, FRAME).rgba

    assert rgba.shape == (18, 32, 4)
    assert (rgba[17, :, 3] == 0).all()
    assert (rgba[:, 31, 3] == 0).all()
    assert (rgba[:17, :31, 3] == 255).all()


def test_it_is_never_wider_than_the_frame_nor_higher_than_a_quarter_of_it() -> None:
    assert watermark_room(0.12, FRAME) == (77, 90)
    assert watermark_room(1.0, FRAME) == (618, 90)
    assert watermark_room(0.001, (128, 128)) == (2, 32)
