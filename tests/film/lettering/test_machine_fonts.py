from pathlib import Path

import fontpkg
import pytest

from dropd.film.lettering.machine_fonts import MachineFonts, find_fonts, font_folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "truetype/deep").mkdir(parents=True)
    return tmp_path


def put(file: Path, content: bytes = b"") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def names(*folders: Path) -> list[str]:
    return [found.file.name for found in find_fonts(folders)]


def test_fonts_are_looked_for_where_systems_keep_them() -> None:
    folders = font_folders({"XDG_DATA_HOME": "/data"}, Path("/home/me"))
    assert folders[0] == Path("/data/fonts")
    assert {Path("/home/me/.fonts"), Path("/home/me/Library/Fonts"), Path("/usr/share/fonts")} <= set(folders)
    assert font_folders({}, Path("/home/me"))[0] == Path("/home/me/.local/share/fonts")


def test_known_fonts_are_found_however_deep_and_the_best_come_first(folder: Path) -> None:
    put(folder / "truetype/deep/wqy-zenhei.ttc")
    put(folder / "NotoSansCJK-Regular.ttc")
    put(folder / "truetype/NotoColorEmoji.ttf")
    put(folder / "truetype/Comic Sans.ttf")
    assert names(folder) == ["NotoColorEmoji.ttf", "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc"]


def test_a_medium_weight_is_better_than_a_regular_one(folder: Path) -> None:
    put(folder / "NotoSansCJK-Regular.ttc")
    put(folder / "NotoSansCJK-Medium.ttc")
    assert names(folder)[0] == "NotoSansCJK-Medium.ttc"


def test_the_users_own_copy_wins(tmp_path: Path) -> None:
    mine, systems = put(tmp_path / "mine/uming.ttc"), put(tmp_path / "system/uming.ttc")
    assert [found.file for found in find_fonts([mine.parent, systems.parent])] == [mine]


def test_folders_that_are_not_there_are_no_matter(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == []
    assert list(MachineFonts([tmp_path / "nowhere"]).opened()) == []


def test_files_that_are_no_fonts_are_passed_over(folder: Path) -> None:
    put(folder / "NotoColorEmoji.ttf", b"not a font")
    (folder / "uming.ttc").symlink_to(folder / "gone")
    put(folder / "DejaVuSans.ttf", fontpkg.path("Noto Sans", weight=400, nearest=True).read_bytes())
    assert len(list(MachineFonts([folder]).opened())) == 1


def test_folders_are_not_looked_through_before_a_font_is_wanted(folder: Path) -> None:
    fonts = MachineFonts([folder])
    put(folder / "uming.ttc")
    assert [found.family for found in fonts.found()] == ["AR PL UMing"]
