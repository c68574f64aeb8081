"""What to say of a key that dropd does not know: which one was probably meant, and where that belongs. Pure."""

import difflib
from collections.abc import Collection, Mapping

from dropd.contracts.model import Contract
from dropd.contracts.refusal import DECIMAL_COMMA

Location = tuple[int | str, ...]
"""Where something is in a document: `("scenes", 0, "mood")`."""

Groups = Mapping[str, type[Contract]]
"""The model of each group of keys in a document, by the key that holds it; "" is the document itself."""

_ALIKE = 0.7
"""How much of two words must be the same for one to be meant by the other, as difflib counts it."""


def unknown_key(location: Location, groups: Groups) -> tuple[str, str]:
    """What is wrong with a key that is not known where it stands, and what to do."""
    key, holder = str(location[-1]), _holder(location)
    message = "dropd knows no such key."
    here = groups[holder].keys() if holder in groups else ()
    if key in here:
        return "The same is given in another spelling.", "Keep one of the two."
    if near := nearest(key, here):
        return message, f"Did you mean `{near}`?"
    for home, group in groups.items():
        if home != holder and (near := nearest(key, group.keys())):
            meant = "Move it" if near == key else f"Did you mean `{near}`? It belongs"
            return message, f"{meant} {_place_of(home)}."
    return message, DECIMAL_COMMA if key.isdecimal() else "Check its spelling."


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that was most likely meant; case does not count."""
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=_ALIKE)
    return by_lower[near[0]] if near else None


def _place_of(group: str) -> str:
    return f"under {group} (in YAML, with two spaces before it)" if group else "to the top, outside of all groups"


def _holder(location: Location) -> str:
    return next((step for step in reversed(location[:-1]) if isinstance(step, str)), "")
