"""Titles and kinds of streets beside names: `Dr. Jones` is a doctor, `Palm Dr.` is a drive. Pure."""

import re
from collections.abc import Sequence

from dropd.speech.reading.language import Language

OPENERS, CLOSERS = "([\"'“„‘«¡¿", ",;:!?)]\"'”’»"  # noqa: RUF001
QUOTES = "\"'”’»"  # noqa: RUF001
PARTICLES = frozenset(
    ["de", "del", "la", "du", "des", "las", "los", "di", "della", "dei", "da", "do", "dos", "das", "van", "von", "der"]
)  # fmt: skip
"""What a name may begin with, besides a capital."""
SHORT = 2
"""A letter and its full stop: an initial, if another name stands before it."""
NUMBER_IS_NEAR = 3
ATTACHED = re.compile(r"[^\W\d_]{1,5}[./](?=[^\W\d_]{2})")


def names_said(text: str, language: Language) -> str:
    """A text with its titles and kinds of streets in words."""
    words = text.split(" ")
    return " ".join(_said(words, index, language) for index in range(len(words)))


def _said(words: Sequence[str], index: int, language: Language) -> str:
    word = words[index]
    core = word.lstrip(OPENERS).rstrip(CLOSERS)
    if not core:
        return word
    opener, _, closer = word.partition(core)
    following = closer.strip(QUOTES) if closer else "".join(words[index + 1 : index + 2])
    said = _before_name(core, following, words[max(0, index - 1) : index], language)
    said = said or _after_name(core, following, words[max(0, index - NUMBER_IS_NEAR) : index], language)
    said = said or _ending(core, following, language)
    if said is None:
        return word
    return opener + said + closer


def _before_name(core: str, following: str, before: Sequence[str], language: Language) -> str | None:
    """`Dr.` before a name; not after one, where it may be a drive."""
    attached = ATTACHED.match(core)
    if core not in language.before_name and attached and attached[0] in language.before_name:
        rest = core[attached.end() :]
        return f"{language.before_name[attached[0]]} {rest}" if rest[0].isupper() else None
    if core not in language.before_name or not _starts_a_name(following):
        return None
    unsure = core in language.after_name or (len(core) == SHORT and core.endswith("."))
    if unsure and (following in language.starters or _is_inner_name(before, language)):
        return None
    return language.before_name[core]


def _after_name(core: str, following: str, before: Sequence[str], language: Language) -> str | None:
    """`St.` after a name, with its full stop where a sentence ends."""
    dotted = core if core.endswith(".") else core + "."
    if dotted not in language.after_name or not before or not _is_name(before[-1], language):
        return None
    has_number = any(word.lstrip(OPENERS)[:1].isdigit() for word in before)
    if core != dotted and not has_number:
        return None
    unsure = core in language.before_name and following[:1].isupper() and following not in language.starters
    if unsure and not has_number:
        return None
    return language.after_name[dotted] + _stop(core, following, language)


def _ending(core: str, following: str, language: Language) -> str | None:
    """`Goethestr. 5`."""
    for ending, said in language.endings.items():
        bare = ending[:-1]
        is_bare = core.endswith(bare) and following[:1].isdigit() and bare.endswith("r")
        if core[:1].isupper() and len(core) > len(ending) + 1 and (core.endswith(ending) or is_bare):
            return core[: core.rindex(bare)] + said + _stop(core, following, language)
    return None


def _stop(core: str, following: str, language: Language) -> str:
    """The full stop of an abbreviation, where it is that of a sentence too."""
    return "." if core.endswith(".") and (not following or following in language.starters) else ""


def _starts_a_name(word: str) -> bool:
    bare = word.lstrip(OPENERS)
    return bare[:1].isupper() or bare in PARTICLES


def _is_name(word: str, language: Language) -> bool:
    if word[:1].isdigit():
        return word[-1:].isalpha()
    return word[:1].isupper() and word[-1:].isalpha() and word not in language.starters


def _is_inner_name(before: Sequence[str], language: Language) -> bool:
    return bool(before) and _is_name(before[-1], language)
