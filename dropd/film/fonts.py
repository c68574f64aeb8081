"""Fonts: which are installed, which one a title asks for, and which ones step in where it lacks a letter."""

from dataclasses import dataclass
from pathlib import Path

import fontpkg
import uharfbuzz as hb

DEFAULT_FAMILY = "EB Garamond"

EM_UNITS = 16384
"""Every font is scaled to this many units an em, so that measures of different fonts can be added."""

_WEIGHT = 500
"""A little heavier than in a book: the hairlines of a text weight vanish in moving pictures."""


@dataclass(frozen=True, slots=True)
class ResolvedFont:
    """An open font, and a sentence for the user if it is not the one that was asked for."""

    font: hb.Font
    warning: str | None = None


class FontBook:
    """Owns the open fonts: each file is opened once."""

    def __init__(self) -> None:
        self._opened: dict[Path, hb.Font | None] = {}

    def families(self) -> list[str]:
        """The names of the installed families, in the order in which they step in: Noto Sans first."""
        names = (family.name for family in fontpkg.families().values())
        return sorted(names, key=lambda name: (not name.startswith("Noto Sans"), name))

    def resolve(self, family: str, file: Path | None = None) -> ResolvedFont:
        """The font of `file` if one is given, else of the installed `family`, else EB Garamond and a warning.

        Raises fontpkg's FamilyNotInstalled if EB Garamond, which dropd depends on, is gone.
        """
        found = self._family(family) if file is None else self._file(file)
        if found is not None:
            return ResolvedFont(found)
        default = self._file(fontpkg.path(DEFAULT_FAMILY, weight=_WEIGHT, nearest=True))
        return ResolvedFont(default, _warning(family, file, self.families()))

    def chain(self, family: str, file: Path | None = None) -> tuple[hb.Font, ...]:
        """The fonts that draw a title, the wanted one first; each draws what those before it lack."""
        wanted = self.resolve(family, file).font
        others = (self._family(name) for name in self.families())
        return (wanted, *(font for font in others if font is not None and font is not wanted))

    def _family(self, name: str) -> hb.Font | None:
        try:
            return self._file(fontpkg.path(name, weight=_WEIGHT, nearest=True))
        except fontpkg.FontpkgError:
            return None

    def _file(self, path: Path) -> hb.Font | None:
        if path not in self._opened:
            self._opened[path] = _open(path)
        return self._opened[path]


def _open(path: Path) -> hb.Font | None:
    try:
        face = hb.Face(hb.Blob(path.read_bytes()))
    except OSError:
        return None
    if not face.unicodes:
        return None
    font = hb.Font(face)
    font.scale = (EM_UNITS, EM_UNITS)
    if face.has_var_data:
        font.set_variations({"wght": _WEIGHT})
    return font


def _warning(family: str, file: Path | None, installed: list[str]) -> str:
    if file is not None:
        return f"The font file {file.name} cannot be used, so titles are set in {DEFAULT_FAMILY}."
    known = ", ".join(installed)
    return f"The font {family} is not installed, so titles are set in {DEFAULT_FAMILY}. Installed are: {known}."
