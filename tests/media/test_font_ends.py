from pathlib import Path

import fontpkg
import pytest

from dropd.errors import MediaFault
from dropd.media.font_ends import check_font
from dropd.media.unfinished import UnfinishedMedia

FONT = fontpkg.path("EB Garamond", weight=400, nearest=True).read_bytes()


def verdict_on(data: bytes, folder: Path) -> str:
    path = folder / "brand.ttf"
    path.write_bytes(data)
    with path.open("rb") as file:
        try:
            check_font(file, "fonts/brand.ttf")
        except UnfinishedMedia:
            return "unfinished"
        except MediaFault as fault:
            return fault.message
    return "whole"


def test_a_whole_font_is_whole(tmp_path: Path) -> None:
    assert verdict_on(FONT, tmp_path) == "whole"


@pytest.mark.parametrize("length", [4, 11, 12, 40, len(FONT) // 2, len(FONT) - 8])
def test_a_font_that_was_cut_off_is_waited_for(length: int, tmp_path: Path) -> None:
    assert verdict_on(FONT[:length], tmp_path) == "unfinished"


def test_a_file_that_was_only_reserved_is_waited_for(tmp_path: Path) -> None:
    assert verdict_on(bytes(4096), tmp_path) == "unfinished"


@pytest.mark.parametrize("data", [b"<html>", b"wOF2" + bytes(50), b"PK\3\4" + bytes(50)])
def test_what_is_no_font_is_told(data: bytes, tmp_path: Path) -> None:
    assert verdict_on(data, tmp_path) == "fonts/brand.ttf is not a font that dropd can read."
