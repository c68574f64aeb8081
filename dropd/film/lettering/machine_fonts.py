"""Fonts of this machine, for what the packaged ones do not draw: Chinese, Japanese, Korean and emoji."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, TypeAlias

import uharfbuzz as hb

from dropd.film.lettering.font_files import open_font

Use: TypeAlias = Literal["emoji", "cjk", "other"]

_KNOWN: tuple[tuple[Use, str, tuple[str, ...]], ...] = (
    ("emoji", "Noto Color Emoji", ("NotoColorEmoji*.ttf", "Noto-COLRv1.ttf")),
    ("emoji", "Twemoji", ("Twemoji*.ttf", "TwitterColorEmoji*.ttf")),
    ("emoji", "Apple Color Emoji", ("Apple Color Emoji.ttc",)),
    ("emoji", "Segoe UI Emoji", ("seguiemj.ttf",)),
    ("cjk", "Noto Sans CJK", ("NotoSansCJK-Medium.ttc", "NotoSansCJK-VF*.ttc", "NotoSansCJK-Regular.ttc")),
    ("cjk", "Noto Sans CJK", ("NotoSansCJK??-Medium.otf", "NotoSansCJK??-VF.[ot]tf", "NotoSansCJK??-Regular.otf")),
    ("cjk", "Source Han Sans", ("SourceHanSans-Medium.ttc", "SourceHanSans-VF*.ttc", "SourceHanSans-Regular.ttc")),
    ("cjk", "Source Han Sans", ("SourceHanSans*-Medium.otf", "SourceHanSans*-VF.[ot]tf", "SourceHanSans*-Regular.otf")),
    ("cjk", "PingFang", ("PingFang.ttc",)),
    ("cjk", "Hiragino", ("Hiragino Sans GB.ttc", "ヒラギノ角ゴシック W4.ttc")),
    ("cjk", "WenQuanYi", ("wqy-zenhei.ttc", "wqy-microhei.ttc")),
    ("cjk", "IPAex Gothic", ("ipaexg.ttf",)),
    ("cjk", "IPA Gothic", ("ipagp.ttf", "ipag.ttf")),
    ("cjk", "Takao Gothic", ("TakaoExGothic.ttf", "TakaoPGothic.ttf", "TakaoGothic.ttf")),
    ("cjk", "Nanum Gothic", ("NanumGothic.ttf", "NanumBarunGothic.ttf")),
    ("cjk", "Apple SD Gothic Neo", ("AppleSDGothicNeo.ttc",)),
    ("cjk", "Droid Sans Fallback", ("DroidSansFallbackFull.ttf", "DroidSansFallback.ttf")),
    ("cjk", "AR PL UMing", ("uming.ttc",)),
    ("cjk", "AR PL UKai", ("ukai.ttc",)),
    ("cjk", "Noto Serif CJK", ("NotoSerifCJK-Medium.ttc", "NotoSerifCJK-Regular.ttc")),
    ("other", "Noto Sans", ("NotoSans*-Medium.[ot]tf", "NotoSans*-Regular.[ot]tf", "NotoSans*-VF.[ot]tf")),
    ("other", "DejaVu Sans", ("DejaVuSans.ttf",)),
    ("other", "FreeSans", ("FreeSans.[ot]tf",)),
)
"""In order of preference. Of a collection the first face is meant; it has the forms of every language."""


@dataclass(frozen=True, slots=True)
class MachineFont:
    """A font file that was found, what it is of use for, and what people call it."""

    use: Use
    family: str
    file: Path


class MachineFonts:
    """Owns the fonts of the machine: folders are looked through when the first one is wanted, files opened then."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._found: tuple[MachineFont, ...] | None = None
        self._opened: dict[Path, hb.Font | None] = {}

    def found(self) -> tuple[MachineFont, ...]:
        """The fonts that are there, the best first."""
        if self._found is None:
            self._found = tuple(find_fonts(self._folders))
        return self._found

    def opened(self) -> Iterator[hb.Font]:
        """Each font that can be used, the best first, opened as the caller goes on."""
        for each in self.found():
            if each.file not in self._opened:
                self._opened[each.file] = _open(each.file)
            font = self._opened[each.file]
            if font is not None:
                yield font


def font_folders(environment: Mapping[str, str], home: Path) -> tuple[Path, ...]:
    """Where systems keep fonts, those of the user first."""
    data_home = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    return tuple(
        dict.fromkeys(
            (
                data_home / "fonts",
                home / ".local/share/fonts",
                home / ".fonts",
                home / "Library/Fonts",
                Path("/usr/local/share/fonts"),
                Path("/usr/share/fonts"),
                Path("/Library/Fonts"),
                Path("/System/Library/Fonts"),
            )
        )
    )


def find_fonts(folders: Iterable[Path]) -> Iterator[MachineFont]:
    """The known fonts in and below `folders`, the best first; where a name is there twice, the first folder's."""
    files = _files_by_name(folders)
    for use, family, patterns in _KNOWN:
        for pattern in patterns:
            for name in sorted(name for name in files if fnmatchcase(name, pattern)):
                yield MachineFont(use, family, files[name])


def _files_by_name(folders: Iterable[Path]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for folder in folders:
        for inside, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                files.setdefault(name, Path(inside, name))
    return files


def _open(file: Path) -> hb.Font | None:
    try:
        return open_font(file.read_bytes())
    except OSError:
        return None
