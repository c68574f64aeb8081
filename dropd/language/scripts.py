"""Whether a text is written in the letters of a language. Pure.

Voices spell out, skip or babble what is written in others, and no server says so.
"""

from collections.abc import Mapping
from unicodedata import name

ALPHABETS: Mapping[str, frozenset[str]] = {
    "Latn": frozenset({"LATIN"}),
    "Cyrl": frozenset({"CYRILLIC"}),
    "Grek": frozenset({"GREEK"}),
    "Arab": frozenset({"ARABIC"}),
    "Hebr": frozenset({"HEBREW"}),
    "Deva": frozenset({"DEVANAGARI"}),
    "Thai": frozenset({"THAI"}),
    "Hans": frozenset({"CJK"}),
    "Hant": frozenset({"CJK"}),
    "Jpan": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "Kore": frozenset({"HANGUL", "CJK"}),
}
"""How the Unicode names of letters begin, by script as in ISO 15924."""


def is_written_in(language: str, text: str) -> bool:
    """Whether most letters of a text are those of a language, given as a tag; true where that is not known."""
    from langcodes import Language  # noqa: PLC0415 - 40 ms, for films that are spoken only
    from langcodes.tag_parser import LanguageTagError  # noqa: PLC0415

    try:
        alphabet = ALPHABETS.get(Language.get(language).maximize().script or "")
    except LanguageTagError:
        return True
    letters = [character for character in text if character.isalpha()]
    if alphabet is None or not letters:
        return True
    own = sum(name(letter, "").partition(" ")[0] in alphabet for letter in letters)
    return 2 * own >= len(letters)
