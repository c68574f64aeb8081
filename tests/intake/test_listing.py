import os
import socket
from pathlib import Path

import pytest

from dropd.errors import UnsafeFault
from dropd.intake.listing import Listing, list_input


def test_files_are_listed_by_their_path_below_input(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "voiceovers").mkdir()
    (tmp_path / "scenes.json").write_bytes(b"{}")
    (tmp_path / "images" / "front.jpg").write_bytes(b"123")

    seen = list_input(tmp_path)

    assert set(seen.files) == {"scenes.json", "images/front.jpg"}
    assert seen.folders == {"images", "voiceovers"}
    assert seen.files["images/front.jpg"].size_bytes == 3
    assert seen.files["images/front.jpg"].is_file


def test_music_may_lie_deep(tmp_path: Path) -> None:
    folder = tmp_path.joinpath("music", *"123456")
    folder.mkdir(parents=True)
    (folder / "song.mp3").write_bytes(b"1")

    assert "music/1/2/3/4/5/6/song.mp3" in list_input(tmp_path).files


def test_an_input_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert list_input(tmp_path / "input") == Listing()


def test_links_and_special_files_are_seen_but_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(b"secret")
    folder = tmp_path / "input"
    folder.mkdir()
    (folder / "images").symlink_to(outside)
    (folder / "front.jpg").symlink_to(outside / "secret.jpg")
    os.mkfifo(folder / "render.yaml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s"))

    seen = list_input(folder)

    assert set(seen.files) == {"images", "front.jpg", "render.yaml", "s"}
    assert not any(observation.is_file for observation in seen.files.values())
    assert not seen.folders


def test_an_input_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "input").symlink_to(tmp_path)

    with pytest.raises(UnsafeFault, match="input is not a folder"):
        list_input(tmp_path / "input")


def test_junk_and_own_temporaries_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "@eaDir").mkdir()
    for name in (".DS_Store", "Thumbs.db", ".~dropd-0a1b.tmp", "@eaDir/front.jpg", "front.jpg"):
        (tmp_path / name).touch()

    assert set(list_input(tmp_path).files) == {"front.jpg"}


def test_names_that_are_not_utf_8_are_listed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.png")).touch()

    assert set(list_input(tmp_path).files) == {"bad\udcff.png"}


def test_a_folder_of_too_many_files_is_cut_and_says_so(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.jpg").touch()

    seen = list_input(tmp_path, max_entries=3)

    assert len(seen.files) == 3
    assert seen.is_cut


def test_exactly_as_many_files_as_allowed_are_not_cut(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.jpg").touch()

    assert not list_input(tmp_path, max_entries=4).is_cut


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))

    list_input(tmp_path)

    assert len(list(descriptors.iterdir())) == before


def test_a_file_that_is_written_again_looks_different(tmp_path: Path) -> None:
    picture = tmp_path / "front.jpg"
    picture.write_bytes(b"one")
    before = list_input(tmp_path)
    os.utime(picture, ns=(0, 0))

    assert list_input(tmp_path).files != before.files


def test_holes_and_the_time_of_a_broken_off_copy_look_odd(tmp_path: Path) -> None:
    (tmp_path / "whole.jpg").write_bytes(b"x" * 10_000)
    (tmp_path / "small.yaml").write_bytes(b"x")
    (tmp_path / "old.jpg").write_bytes(b"x" * 10_000)
    os.utime(tmp_path / "old.jpg", (315_532_800, 315_532_800))
    (tmp_path / "broken.jpg").write_bytes(b"x" * 10_000)
    os.utime(tmp_path / "broken.jpg", (0, 0))
    with (tmp_path / "reserved.jpg").open("wb") as file:
        file.truncate(5_000_000)

    odd = {path for path, observation in list_input(tmp_path).files.items() if observation.is_odd}

    assert odd == {"broken.jpg", "reserved.jpg"}
