from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.language.spoken_text import has_words, spoken_length, words_in


@pytest.mark.parametrize(
    ("text", "are_there"), [("Yes.", True), ("7", True), ("你好", True), ("...", False), ("", False)]
)
def test_words_are_letters_or_digits(text: str, *, are_there: bool) -> None:
    assert has_words(text) is are_there


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Welcome to nine Meadow Lane.", 5),
        ("A well-known e-mail", 3),
        ("Donaudampfschifffahrtsgesellschaft", 1),
        ("", 0),
        ("我们的房子很漂亮。", 4),
        ("ยินดีต้อนรับสู่บ้านของเรา", 4),
        ("ランチは500円です", 6),
    ],
)
def test_words_are_counted_where_no_spaces_are_too(text: str, words: int) -> None:
    assert round(words_in(text)) == words


def test_a_digit_and_a_wide_character_take_longer_than_a_letter_and_a_ruler_takes_no_time() -> None:
    assert spoken_length("abc ") == 4
    assert spoken_length("12 %") == 4 + 4 + 1 + 5
    assert spoken_length("房子") == 6
    assert spoken_length("-----") == 0


@given(st.text(), st.text())
def test_a_longer_text_never_has_fewer_words(text: str, more: str) -> None:
    assert words_in(f"{text} {more}") == words_in(text) + words_in(more)
    assert words_in(text) >= Fraction(bool(text.split()))
