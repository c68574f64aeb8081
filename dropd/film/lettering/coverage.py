"""Which font draws which character, and which characters none of them draws."""

import unicodedata
from collections.abc import Sequence

import uharfbuzz as hb
from icu4py.breakers import CharacterBreaker

from dropd.film.lettering.font_files import is_coloured

LOCALE = "en"
"""For finding borders of letters, words and lines; titles do not say which language they are in."""

_AS_TEXT, _AS_PICTURE = "\ufe0e", "\ufe0f"
"""Variation selectors that ask for a sign in the text's colour, or for a picture (Unicode Technical Standard 51)."""

_FIRST_PICTOGRAPH, _LAST_PICTOGRAPH = "\U0001f000", "\U0001ffff"
"""Signs between them are pictures unless told otherwise; those before them are text unless told otherwise."""


def split_drawable(text: str, chain: Sequence[hb.Font]) -> tuple[str, str]:
    """The text without the characters that no font of `chain` draws, and those characters, each once."""
    drawable: list[str] = []
    missing: dict[str, None] = {}
    for cluster in CharacterBreaker(text, LOCALE):
        font = best_font(cluster, chain)
        for character in cluster:
            if draws(font, character):
                drawable.append(character)
            else:
                missing[character] = None
    return "".join(drawable), "".join(missing)


def lacking(text: str, chain: Sequence[hb.Font]) -> str:
    """The characters for which another font than those of `chain` is wanted, each once."""
    found: dict[str, None] = {}
    for cluster in CharacterBreaker(text, LOCALE):
        font = best_font(cluster, chain)
        lacks_colour = wants_colour(cluster) and not is_coloured(font)
        found |= dict.fromkeys(
            each for each in cluster if not is_unseen(each) and (lacks_colour or not draws(font, each))
        )
    return "".join(found)


def best_font(cluster: str, chain: Sequence[hb.Font]) -> hb.Font:
    """The font that draws most of what a reader sees as one letter; emoji in colour where one can."""
    in_colour = wants_colour(cluster)

    def merit(font: hb.Font) -> tuple[int, bool]:
        return drawn_of(font, cluster), is_coloured(font) == in_colour

    highest = len(cluster), True  # nearly always that of the first font: none of the others need be asked
    return next((font for font in chain if merit(font) == highest), None) or max(chain, key=merit)


def drawn_of(font: hb.Font, cluster: str) -> int:
    """How many characters of the cluster the font draws."""
    return sum(draws(font, character) for character in cluster)


def draws(font: hb.Font, character: str) -> bool:
    """Whether the font has the character, or its parts, or the character has no shape of its own."""
    if is_unseen(character) or font.get_nominal_glyph(ord(character)):
        return True
    parts = unicodedata.normalize("NFD", character)
    return parts != character and all(font.get_nominal_glyph(ord(part)) for part in parts)


def is_unseen(character: str) -> bool:
    """Whether the character is a space, a joiner, a selector or the like."""
    return character.isspace() or unicodedata.category(character) == "Cf" or "\ufe00" <= character <= _AS_PICTURE


def wants_colour(cluster: str) -> bool:
    """Whether the cluster is a picture rather than a sign of the text."""
    if _AS_TEXT in cluster:
        return False
    return _AS_PICTURE in cluster or _FIRST_PICTOGRAPH <= cluster[0] <= _LAST_PICTOGRAPH
