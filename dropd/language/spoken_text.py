"""What of a text is spoken, and how long that takes: for voices to be checked, captions timed, films planned. Pure."""

import re
from fractions import Fraction
from unicodedata import category, east_asian_width

LETTERS_A_SECOND = 15
"""How fast voices speak."""
LETTERS_A_WORD = 6
"""With the space after it."""
DIGIT_LENGTH, SIGN_LENGTH, WIDE_LENGTH = 4, 5, 3
"""As how many letters a digit, a sign such as `%`, and a character of East Asia are spoken."""
WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of Thai, Lao, Burmese and Khmer, whose words stand without spaces, as those of East Asia do."""


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit to be spoken: `...` is not."""
    return any(character.isalnum() for character in text)


def spoken_length(text: str) -> int:
    """How long a text is spoken, in letters; spaces count, rulers of dashes do not."""
    return sum(map(_length, text))


def words_in(text: str) -> Fraction:
    """How many words a text has; where they stand without spaces, by their usual length."""
    return sum(map(_words, text.split()), Fraction(0))


def _length(character: str) -> int:
    if character.isdigit():
        return DIGIT_LENGTH
    if character in "%&$€£+@":
        return SIGN_LENGTH
    if category(character)[0] not in "LMZ":
        return 0
    return WIDE_LENGTH if _is_wide(character) else 1


def _words(between_spaces: str) -> Fraction:
    if WITHOUT_SPACES.search(between_spaces) or any(map(_is_wide, between_spaces)):
        return max(Fraction(1), Fraction(spoken_length(between_spaces), LETTERS_A_WORD))
    return Fraction(1)


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"
