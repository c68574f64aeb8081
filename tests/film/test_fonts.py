from pathlib import Path

import pytest

from dropd.film.fonts import DEFAULT_FAMILY, FontBook


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return FontBook()


def test_the_fonts_that_dropd_brings_are_listed(fonts: FontBook) -> None:
    assert {"EB Garamond", "Noto Sans"} <= set(fonts.families())


def test_an_installed_family_comes_without_a_warning(fonts: FontBook) -> None:
    assert fonts.resolve("noto sans").warning is None


def test_an_unknown_family_becomes_eb_garamond_and_the_warning_names_what_is_installed(
    fonts: FontBook,
) -> None:
    resolved = fonts.resolve("Comic Sans")
    assert resolved.font is fonts.resolve(DEFAULT_FAMILY).font
    assert resolved.warning is not None
    assert "Comic Sans is not installed" in resolved.warning
    assert "Noto Sans" in resolved.warning


@pytest.mark.parametrize("content", [None, b"", b"not a font", b"\0\1\0\0" + bytes(200)])
def test_a_file_that_is_no_font_becomes_eb_garamond_with_a_warning(
    fonts: FontBook, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "mine.ttf"
    if content is not None:
        file.write_bytes(content)
    resolved = fonts.resolve("Noto Sans", file)
    assert resolved.font is fonts.resolve(DEFAULT_FAMILY).font
    assert resolved.warning == "The font file mine.ttf cannot be used, so titles are set in EB Garamond."


def test_a_font_is_opened_once(fonts: FontBook) -> None:
    assert fonts.resolve(DEFAULT_FAMILY).font is fonts.resolve(DEFAULT_FAMILY).font


def test_the_wanted_font_draws_first_and_all_others_stand_behind_it(fonts: FontBook) -> None:
    chain = fonts.chain("Noto Sans")
    assert chain[0] is fonts.resolve("Noto Sans").font
    assert fonts.resolve(DEFAULT_FAMILY).font in chain[1:]
    assert len(chain) == len(set(map(id, chain)))
