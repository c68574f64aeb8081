import pytest

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.coverage import lacking, split_drawable
from dropd.film.lettering.fonts import FontBook

CHAIN = FontBook(machine_folders=()).chain(DEFAULT_FONT_FAMILY)


def test_what_no_font_draws_is_named_once_and_left_out() -> None:
    assert split_drawable("a\U00013000b\U00013000", CHAIN) == ("ab", "\U00013000")


@pytest.mark.parametrize("text", ["a\u200db", "a\u00a0b", "a\ufe0f", "\u2067a\u2069"])
def test_invisible_characters_are_not_missing(text: str) -> None:
    assert split_drawable(text, CHAIN) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Ångström façade žluťoučký Đặng",
        "Καλώς ήρθατε Ἀθῆναι",
        "Добро пожаловать, Україна",
        "ברוכים הבאים שָׁלוֹם",
        "مرحبا بكم، ؟ ١٢٣ چهار پێنج",
        "सुंदर घर। १२३ ॐ",
        "ยินดีต้อนรับ ๑๒๓ ฿",
        "សូមស្វាគមន៍ ១២៣ ៛។",
        "இனிய இல்லம் ௧௨௩",
        "అందమైన ఇల్లు ౧౨౩",
        "100 m² — “quotes” … € £ № → ½",
    ],
)
def test_these_scripts_need_no_font_of_the_machine(text: str) -> None:
    assert split_drawable(text, CHAIN) == (text, "")
    assert lacking(text, CHAIN) == ""


def test_a_letter_whose_parts_are_there_is_there() -> None:
    assert split_drawable("\u1e2f", CHAIN)[1] == ""


def test_emoji_are_lacking_where_only_a_sign_of_the_text_is_there() -> None:
    assert lacking("© ©\ufe0f", CHAIN) == "©"
    assert lacking("©\ufe0e", CHAIN) == ""
