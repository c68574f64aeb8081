import pytest

from dropd.film.lettering.character_names import name_characters


@pytest.mark.parametrize(
    ("characters", "named"),
    [
        ("", ""),
        ("\U00013000", "\U00013000 (U+13000 EGYPTIAN HIEROGLYPH A001)"),
        ("é", "é (U+00E9 LATIN SMALL LETTER E WITH ACUTE)"),
        ("\u0483", "\u25cc\u0483 (U+0483 COMBINING CYRILLIC TITLO)"),
        ("\ue000", "U+E000 PRIVATE USE"),
        ("\u0378", "U+0378 UNASSIGNED"),
        ("\ud800", "U+D800 HALF OF A PAIR"),
        ("\x1b", "U+001B CONTROL"),
        ("\u200d", "U+200D ZERO WIDTH JOINER"),
    ],
)
def test_each_character_has_its_number_and_its_name(characters: str, named: str) -> None:
    assert name_characters(characters) == named


def test_after_a_few_only_their_number_is_told() -> None:
    assert name_characters("abcdefg").endswith("d (U+0064 LATIN SMALL LETTER D), and 3 more")


def test_what_is_told_can_be_written_to_any_file() -> None:
    assert name_characters("\ud800\x00\n\ufffe").encode()
