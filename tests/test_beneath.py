import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from dropd.beneath import open_beneath, read_beneath
from dropd.errors import UnsafeFault


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "input"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "front.jpg").write_text("front")
    return folder


@pytest.mark.parametrize("name", ["images/front.jpg", "./images/front.jpg", "images//front.jpg"])
def test_a_plain_file_is_read(drop: Path, name: str) -> None:
    with open_beneath(drop, name) as file:
        assert file.read() == b"front"


@pytest.mark.parametrize(
    "name",
    ["", ".", "/", "..", "../secret.txt", "images/../../secret.txt", "/etc/passwd", "a\0b", "images/\ud800.jpg"],
)
def test_a_name_that_points_outside_or_nowhere_is_refused(drop: Path, name: str) -> None:
    with pytest.raises(UnsafeFault) as caught:
        open_beneath(drop, name)

    assert "points outside its folder" in caught.value.message
    caught.value.message.encode()


def link_to_file(path: Path) -> None:
    path.symlink_to("../secret.txt")


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


@pytest.mark.parametrize("make", [link_to_file, link_to_nothing, device, os.mkfifo, unix_socket, Path.mkdir])
def test_only_plain_files_are_opened(drop: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]) -> None:
    monkeypatch.chdir(drop)  # the name of a socket must be short
    make(Path("odd.jpg"))

    with pytest.raises(UnsafeFault, match=r"odd\.jpg"):
        open_beneath(drop, "odd.jpg")


def test_a_folder_that_is_a_link_is_not_followed(drop: Path) -> None:
    (drop / "outside").symlink_to("..")

    with pytest.raises(UnsafeFault):
        open_beneath(drop, "outside/secret.txt")


def test_a_file_in_the_place_of_a_folder_is_refused(drop: Path) -> None:
    with pytest.raises(UnsafeFault):
        open_beneath(drop, "images/front.jpg/deeper.jpg")


@pytest.mark.parametrize("name", ["missing.jpg", "missing/front.jpg"])
def test_what_is_not_there_is_simply_not_there(drop: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        open_beneath(drop, name)


def test_the_folder_itself_may_be_reached_through_a_link(drop: Path) -> None:
    (drop.parent / "link").symlink_to(drop)

    assert read_beneath(drop.parent / "link", "images/front.jpg", limit_bytes=100) == b"front"


@pytest.mark.parametrize(("limit_bytes", "read"), [(5, b"front"), (4, b"front"), (3, b"fron")])
def test_a_file_beyond_the_limit_is_known_by_one_byte_more(drop: Path, limit_bytes: int, read: bytes) -> None:
    assert read_beneath(drop, "images/front.jpg", limit_bytes=limit_bytes) == read


def test_no_descriptor_is_left_open(drop: Path) -> None:
    os.mkfifo(drop / "images" / "pipe")
    before = open_descriptors()
    for name in ("images/front.jpg", "images/none", "images/pipe", "../x", "images/front.jpg/x"):
        try:
            open_beneath(drop, name).close()
        except (UnsafeFault, OSError):
            continue

    assert open_descriptors() == before


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
