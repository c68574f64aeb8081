from pathlib import Path

import pytest

from dropd.errors import ChangedFault
from dropd.intake.delivery import Fingerprint
from dropd.intake.listing import list_input
from dropd.jobs.inputs import confirm, read_inputs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "front.jpg").write_text("front")
    (tmp_path / "scenes.json").write_text("{}")
    return tmp_path


def delivered(folder: Path) -> tuple[Fingerprint, ...]:
    return tuple(
        Fingerprint(path=path, size_bytes=one.size_bytes, mtime_ns=one.mtime_ns, ctime_ns=one.ctime_ns, inode=one.inode)
        for path, one in list_input(folder).files.items()
    )


def test_the_same_files_have_the_same_digest(folder: Path) -> None:
    files = delivered(folder)

    assert read_inputs(folder, files).digest() == read_inputs(folder, files[::-1]).digest()


def test_a_file_that_was_touched_is_still_the_same(folder: Path) -> None:
    files = delivered(folder)
    inputs = read_inputs(folder, files)
    (folder / "scenes.json").touch()

    confirm(folder, inputs, files)


def changed(folder: Path) -> None:
    (folder / "images" / "front.jpg").write_text("other")


def deleted(folder: Path) -> None:
    (folder / "images" / "front.jpg").unlink()


def made_a_link(folder: Path) -> None:
    deleted(folder)
    (folder / "images" / "front.jpg").symlink_to(folder / "scenes.json")


@pytest.mark.parametrize("spoil", [changed, deleted, made_a_link])
def test_a_file_that_is_another_one_now_is_named(folder: Path, spoil: object) -> None:
    files = delivered(folder)
    inputs = read_inputs(folder, files)
    assert callable(spoil)
    spoil(folder)

    with pytest.raises(ChangedFault, match=r"images/front.jpg changed"):
        confirm(folder, inputs, files)
    with pytest.raises(ChangedFault, match=r"images/front.jpg changed"):
        read_inputs(folder, files)
