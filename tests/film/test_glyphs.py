import pytest

from dropd.film.fonts import DEFAULT_FAMILY, FontBook
from dropd.film.glyphs import bidi_levels, shape, split_drawable

CHAIN = FontBook().chain(DEFAULT_FAMILY)


def indices(text: str) -> list[int]:
    return [glyph.index for glyph in shape(text, bidi_levels(text), CHAIN).glyphs]


@pytest.mark.parametrize(
    ("paragraph", "levels"),
    [
        ("abc", (0, 0, 0)),
        ("a é 😀", (0, 0, 0, 0, 0)),
        ("אב 12", (1, 1, 1, 2, 2)),
        ("a אב", (0, 0, 1, 1)),
        ("levels: [", (0,) * 9),
        ("\u0378", (0,)),
    ],
)
def test_levels_follow_the_unicode_rules_character_by_character(paragraph: str, levels: tuple[int, ...]) -> None:
    assert bidi_levels(paragraph) == levels


def test_isolates_are_understood() -> None:
    assert bidi_levels("a \u2067אב\u2069 b")[3:5] == (1, 1)


def test_right_to_left_text_is_drawn_from_the_right() -> None:
    assert [glyph for glyph in indices("\u202eHome") if glyph in indices("Home")] == indices("emoH")


def test_numbers_in_right_to_left_text_keep_their_order() -> None:
    levels = (1, 1, 2, 2, 1, 1)
    drawn = [glyph.index for glyph in shape("ab12cd", levels, CHAIN).glyphs]
    assert drawn == indices("dc12ba")


def test_letters_are_kerned() -> None:
    apart = shape("A", (0,), CHAIN).advance + shape("V", (0,), CHAIN).advance
    assert shape("AV", (0, 0), CHAIN).advance < apart


def test_ligatures_are_used() -> None:
    assert len(indices("office")) < len("office")


def test_a_letter_that_the_first_font_lacks_comes_from_another() -> None:
    text = "a\u1e9f\u2c64\ua7b5"
    assert split_drawable(text, CHAIN)[1] == ""
    fonts = {id(glyph.font) for glyph in shape(text, bidi_levels(text), CHAIN).glyphs}
    assert len(fonts) > 1


def test_what_no_font_draws_is_named_once_and_left_out() -> None:
    assert split_drawable("a\U00013000b\U00013000", CHAIN) == ("ab", "\U00013000")


@pytest.mark.parametrize("text", ["a\u200db", "a\u00a0b", "a\ufe0f", "\u2067a\u2069"])
def test_invisible_characters_are_not_missing(text: str) -> None:
    assert split_drawable(text, CHAIN) == (text, "")
