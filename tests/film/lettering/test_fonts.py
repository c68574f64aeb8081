import random
from pathlib import Path

import fontpkg
import pytest

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.font_files import open_font
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.text import TitleLook, draw_title


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return FontBook()


def test_the_fonts_that_dropd_brings_are_listed(fonts: FontBook) -> None:
    assert {"EB Garamond", "Noto Sans", "Noto Sans Arabic", "Heebo"} <= set(fonts.families())


def test_an_installed_family_comes_without_a_warning(fonts: FontBook) -> None:
    assert fonts.resolve("noto sans").warning is None


def test_an_unknown_family_becomes_eb_garamond_and_the_warning_names_what_is_installed(
    fonts: FontBook,
) -> None:
    resolved = fonts.resolve("Comic Sans")
    assert resolved.font is fonts.resolve(DEFAULT_FONT_FAMILY).font
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
    assert resolved.font is fonts.resolve(DEFAULT_FONT_FAMILY).font
    assert resolved.warning == "The font file mine.ttf cannot be used, so titles are set in EB Garamond."


def noto_sans() -> bytes:
    return Path(fontpkg.path("Noto Sans", weight=400, nearest=True)).read_bytes()


def test_a_font_that_was_read_elsewhere_is_used_by_its_name(fonts: FontBook) -> None:
    file = Path("titles/mine.ttf")
    fonts.add(file, noto_sans())
    resolved = fonts.resolve(DEFAULT_FONT_FAMILY, file)
    assert resolved.warning is None
    assert resolved.font is not fonts.resolve(DEFAULT_FONT_FAMILY).font


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9, 0.9999])
def test_a_font_that_was_cut_off_is_not_used(fonts: FontBook, share: float) -> None:
    file, data = Path("cut.ttf"), noto_sans()
    fonts.add(file, data[: int(share * len(data))])
    assert fonts.resolve("Noto Sans", file).warning is not None


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_font_draws_something_or_is_not_used(seed: int) -> None:
    chance, data = random.Random(seed), bytearray(noto_sans())  # noqa: S311 - the same every time
    for _ in range(chance.choice([1, 30, 3000])):
        reach = chance.choice([len(data), 2000])
        data[chance.randrange(reach)] = chance.randrange(256)
    fonts, file = FontBook(machine_folders=()), Path("damaged.ttf")
    fonts.add(file, bytes(data))
    assert draw_title("Office AV, 12", TitleLook(file=file), (480, 270), fonts) is not None


def test_a_file_of_letters_without_shapes_is_no_font() -> None:
    data = noto_sans().replace(b"glyf", b"gone", 1)
    assert open_font(data) is None


def test_a_font_is_opened_once(fonts: FontBook) -> None:
    assert fonts.resolve(DEFAULT_FONT_FAMILY).font is fonts.resolve(DEFAULT_FONT_FAMILY).font


def test_the_wanted_font_draws_first_and_all_others_stand_behind_it(fonts: FontBook) -> None:
    chain = fonts.chain("Noto Sans")
    assert chain[0] is fonts.resolve("Noto Sans").font
    assert fonts.resolve(DEFAULT_FONT_FAMILY).font in chain[1:]
    assert len(chain) == len(set(map(id, chain)))


def test_fonts_of_the_machine_step_in_only_where_all_others_lack_a_letter() -> None:
    fonts = FontBook()
    packaged = fonts.chain(DEFAULT_FONT_FAMILY)
    assert fonts.chain(DEFAULT_FONT_FAMILY, text="Home, дом, בית, بيت") == packaged
    assert fonts.chain(DEFAULT_FONT_FAMILY, text="家")[: len(packaged)] == packaged
    assert len(fonts.chain(DEFAULT_FONT_FAMILY, text="家")) == len(packaged) + 1


def test_without_fonts_of_the_machine_the_packaged_ones_stay() -> None:
    fonts = FontBook(machine_folders=())
    assert fonts.machine_fonts() == ()
    assert fonts.chain(DEFAULT_FONT_FAMILY, text="家 🏡") == fonts.chain(DEFAULT_FONT_FAMILY)
