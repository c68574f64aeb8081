"""Fonts: which are installed, which one a title asks for, and which ones step in where it lacks a letter."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import fontpkg
import uharfbuzz as hb

from dropd.contracts.options import DEFAULT_FONT_FAMILY
from dropd.film.lettering.coverage import draws, lacking
from dropd.film.lettering.font_files import WEIGHT, open_font
from dropd.film.lettering.machine_fonts import MachineFont, MachineFonts, font_folders


@dataclass(frozen=True, slots=True)
class ResolvedFont:
    """An open font, and a sentence for the user if it is not the one that was asked for."""

    font: hb.Font
    warning: str | None = None


class FontBook:
    """Owns the open fonts: each file is opened once.

    `machine_folders` are where fonts of this machine are looked for; by default where systems keep them.
    """

    def __init__(self, machine_folders: Iterable[Path] | None = None) -> None:
        self._opened: dict[Path, hb.Font | None] = {}
        folders = font_folders(os.environ, Path.home()) if machine_folders is None else machine_folders
        self._machine = MachineFonts(folders)

    def families(self) -> list[str]:
        """The names of the installed families, in the order in which they step in: Noto Sans first."""
        names = (family.name for family in fontpkg.families().values())
        return sorted(names, key=lambda name: (not name.startswith("Noto Sans"), name))

    def machine_fonts(self) -> tuple[MachineFont, ...]:
        """The fonts of this machine that step in where all installed families lack a letter, the best first."""
        return self._machine.found()

    def add(self, file: Path, data: bytes) -> None:
        """Take `data` for the content of the font `file`, which is then not read from the disk."""
        self._opened[file] = open_font(data)

    def resolve(self, family: str, file: Path | None = None) -> ResolvedFont:
        """The font of `file` if one is given, else of the installed `family`, else EB Garamond and a warning.

        Raises fontpkg's FamilyNotInstalled if EB Garamond, which dropd depends on, is gone.
        """
        found = self._family(family) if file is None else self._file(file)
        if found is not None:
            return ResolvedFont(found)
        default = self._file(fontpkg.path(DEFAULT_FONT_FAMILY, weight=WEIGHT, nearest=True))
        return ResolvedFont(default, _warning(family, file, self.families()))

    def chain(self, family: str, file: Path | None = None, *, text: str = "") -> tuple[hb.Font, ...]:
        """The fonts that draw `text`, the wanted one first; each draws what those before it lack.

        Fonts of the machine are among them only if they draw what all others lack.
        """
        wanted = self.resolve(family, file).font
        chain = (wanted, *(font for font in self._installed if font is not wanted))
        lacks = lacking(text, chain)
        machine = self._machine.opened()
        while lacks and (font := next(machine, None)) is not None:
            if any(draws(font, character) for character in lacks):
                chain = (*chain, font)
                lacks = lacking(text, chain)
        return chain

    @cached_property
    def _installed(self) -> tuple[hb.Font, ...]:
        """Asked for with each text; to ask for their files takes a millisecond."""
        fonts = (self._family(name) for name in self.families())
        return tuple(font for font in fonts if font is not None)

    def _family(self, name: str) -> hb.Font | None:
        try:
            return self._file(fontpkg.path(name, weight=WEIGHT, nearest=True))
        except fontpkg.FontpkgError:
            return None

    def _file(self, path: Path) -> hb.Font | None:
        if path not in self._opened:
            self._opened[path] = _read(path)
        return self._opened[path]


def _read(path: Path) -> hb.Font | None:
    try:
        return open_font(path.read_bytes())
    except OSError:
        return None


def _warning(family: str, file: Path | None, installed: list[str]) -> str:
    if file is not None:
        return f"The font file {file.name} cannot be used, so titles are set in {DEFAULT_FONT_FAMILY}."
    known = ", ".join(installed)
    return f"The font {family} is not installed, so titles are set in {DEFAULT_FONT_FAMILY}. Installed are: {known}."
