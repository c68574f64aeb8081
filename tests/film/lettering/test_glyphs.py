import pytest

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.fonts import FontBook
from dropd.film.lettering.glyphs import advance_of, shape
from dropd.film.lettering.runs import itemise

CHAIN = FontBook(machine_folders=()).chain(DEFAULT_FONT_FAMILY)


def indices(text: str) -> list[int]:
    return [glyph.index for glyph in shape(itemise(text, CHAIN)).glyphs]


def width(text: str) -> int:
    return advance_of(itemise(text, CHAIN))


def test_right_to_left_text_is_drawn_from_the_right() -> None:
    assert [glyph for glyph in indices("\u202eHome") if glyph in indices("Home")] == indices("emoH")


def test_numbers_in_right_to_left_text_keep_their_order() -> None:
    assert [glyph for glyph in indices("אב 12") if glyph in indices("א12")] == indices("א12")


def test_letters_are_kerned() -> None:
    assert width("AV") < width("A") + width("V")


def test_ligatures_are_used() -> None:
    assert len(indices("office")) < len("office")


def test_arabic_letters_join() -> None:
    assert indices("سس") != indices("س\u200cس")


def test_a_joiner_shows_how_a_letter_looks_before_another() -> None:
    assert indices("ع") != indices("ع\u200d")


def test_vowels_of_devanagari_stand_before_the_letter_they_follow() -> None:
    assert indices("कि")[1:] == indices("क")


def test_consonants_of_khmer_go_below_each_other() -> None:
    assert width("ក្ក") == width("ក")


def test_marks_of_thai_take_no_room() -> None:
    assert width("กี่") == width("ก")


def test_brackets_face_the_words_in_them_whichever_way_they_run() -> None:
    fonts = FontBook(machine_folders=()).chain("Heebo")
    hebrew, latin = (shape(itemise(text, fonts)).glyphs for text in ("(א)", "(a)"))
    assert [hebrew[0].index, hebrew[-1].index] == [latin[0].index, latin[-1].index]


@pytest.mark.parametrize("text", ["a\u0301\u0302\u0303", "\u0301", "\u200d\u200c", "\u202e\u202c"])
def test_marks_and_joiners_alone_are_set_too(text: str) -> None:
    assert len(indices(text)) <= len(text)


def test_chinese_characters_have_the_forms_of_the_language() -> None:
    bone = itemise("骨", FontBook().chain(DEFAULT_FONT_FAMILY, text="骨"))
    assert shape(bone, "zh-hans").glyphs != shape(bone, "ja").glyphs
