import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropd.durable import write_durably
from dropd.ownership import make_folder, share
from tests.accounts import ANN, DROPD, FILMS, STRANGER, give, needs_root, open_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder to take after; the umask of dropd is as strict as can be."""
    before = os.umask(0o077)
    with open_folder() as open_one:
        inner = open_one / "house"
        inner.mkdir()
        yield inner
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("model", "for_folders", "for_files"),
    [
        (0o755, 0o755, 0o644),
        (0o2775, 0o2775, 0o664),
        (0o2770, 0o2770, 0o660),
        (0o700, 0o700, 0o600),
        (0o1777, 0o777, 0o666),
        (0o555, 0o755, 0o644),
    ],
)
def test_the_rights_are_those_of_the_folder_whatever_the_umask(
    folder: Path, model: int, for_folders: int, for_files: int
) -> None:
    folder.chmod(model)
    beside = folder.with_name("output")
    make_folder(beside, folder)
    write_durably(beside / "status.json", b"{}", like=folder)

    assert (mode(beside), mode(beside / "status.json")) == (for_folders, for_files)


def test_a_file_that_is_replaced_takes_after_the_folder_as_it_is_now(folder: Path) -> None:
    path = folder / "status.json"
    write_durably(path, b"old", like=folder)
    folder.chmod(0o2775)
    write_durably(path, b"new", like=folder)

    assert mode(path) == 0o664


def test_a_folder_that_lies_there_is_left_as_it_is(folder: Path) -> None:
    (folder / "output").mkdir(mode=0o700)
    folder.chmod(0o2775)
    make_folder(folder / "output", folder)

    assert mode(folder / "output") == 0o700


@needs_root
def test_a_member_of_the_group_gives_the_group_and_nothing_else(folder: Path) -> None:
    give(folder, ANN, FILMS, 0o775)
    with DROPD.acting():
        write_durably(folder / "status.json", b"{}", like=folder)
        make_folder(folder / "output", folder)

    for made in (folder / "status.json", folder / "output"):
        assert (made.stat().st_uid, made.stat().st_gid) == (DROPD.uid, FILMS)


@needs_root
def test_who_is_not_in_the_group_writes_all_the_same(folder: Path) -> None:
    give(folder, ANN, FILMS, 0o777)
    with STRANGER.acting():
        write_durably(folder / "status.json", b"{}", like=folder)

    assert (folder / "status.json").stat().st_gid == STRANGER.groups[0]
    assert mode(folder / "status.json") == 0o666


@needs_root
def test_root_gives_what_it_makes_to_the_owner(folder: Path) -> None:
    give(folder, ANN, FILMS, 0o755)
    write_durably(folder / "status.json", b"{}", like=folder)
    make_folder(folder / "output", folder)

    for made in (folder / "status.json", folder / "output"):
        assert (made.stat().st_uid, made.stat().st_gid) == (ANN.uid, FILMS)


@needs_root
def test_root_gives_away_nothing_that_was_put_in_the_place_of_its_own(folder: Path) -> None:
    give(folder, ANN, FILMS, 0o777)
    secret = folder.with_name("secret")
    secret.write_text("of root")
    os.link(secret, folder / "video.mp4")
    (folder / "video.srt").symlink_to(secret)
    share(folder / "video.mp4", folder)
    with pytest.raises(OSError, match=r"video\.srt"):
        share(folder / "video.srt", folder)

    assert (secret.stat().st_uid, mode(secret)) == (0, 0o600)
