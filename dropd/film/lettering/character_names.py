"""Characters named so that a person can find them in a text, even those that no screen shows."""

import unicodedata
from collections.abc import Iterator

_NAMED = 4
"""Enough to see what kind of characters they are."""

_KINDS = {"Co": "PRIVATE USE", "Cn": "UNASSIGNED", "Cs": "HALF OF A PAIR", "Cc": "CONTROL"}
_ON_A_CIRCLE = "\u25cc"
"""Marks stand on letters; alone they are shown on a dotted circle."""


def name_characters(characters: str) -> str:
    """Words for each of the characters, such as `𓀀 (U+13000 EGYPTIAN HIEROGLYPH A001)`; after a few only how many."""
    named = list(_names(characters[:_NAMED]))
    if len(characters) > _NAMED:
        named.append(f"and {len(characters) - _NAMED} more")
    return ", ".join(named)


def _names(characters: str) -> Iterator[str]:
    for character in characters:
        kind = unicodedata.category(character)
        name = unicodedata.name(character, _KINDS.get(kind, ""))
        described = f"U+{ord(character):04X} {name}".rstrip()
        yield f"{_shown(character)} ({described})" if kind[0] in "LMNPS" else described


def _shown(character: str) -> str:
    return _ON_A_CIRCLE + character if unicodedata.combining(character) else character
