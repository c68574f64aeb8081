"""A root that is not mounted, or another one in its place, is noticed before anything is touched."""

import os
from pathlib import Path

import pytest

from dropd.intake.rootguard import RootGuard
from dropd.project import Root


@pytest.fixture
def root(tmp_path: Path) -> Root:
    (tmp_path / "Videos").mkdir()
    return Root.at(tmp_path / "Videos")


@pytest.fixture
def admitted(root: Root, tmp_path: Path) -> RootGuard:
    guard = RootGuard(root, tmp_path / "state")
    assert guard.look() is None
    guard.admit()
    return guard


def test_a_new_root_is_admitted_and_known_from_then_on(admitted: RootGuard, root: Root, tmp_path: Path) -> None:
    assert admitted.look() is None
    assert RootGuard(root, tmp_path / "state").knows()
    assert RootGuard(root, tmp_path / "state").look() is None
    assert root.root_id.read_text().strip()


def test_an_empty_mount_point_is_not_the_root(admitted: RootGuard, root: Root, tmp_path: Path) -> None:
    os.rename(root.folder, tmp_path / "elsewhere")  # noqa: PTH104 - what unmounting looks like
    gone = admitted.look()
    assert gone is not None
    root.folder.mkdir()

    gone = admitted.look()

    assert gone is not None
    assert "not mounted" in gone.reason
    assert list(root.folder.iterdir()) == []
    assert RootGuard(root, tmp_path / "state").look() is not None


def test_a_root_that_comes_back_is_taken_up_again(admitted: RootGuard, root: Root, tmp_path: Path) -> None:
    os.rename(root.folder, tmp_path / "elsewhere")  # noqa: PTH104
    assert admitted.look() is not None

    os.rename(tmp_path / "elsewhere", root.folder)  # noqa: PTH104

    assert admitted.look() is None


def test_another_disk_in_its_place_is_not_the_root(admitted: RootGuard, root: Root) -> None:
    os.rename(root.folder, root.folder.with_name("old"))  # noqa: PTH104
    root.state.mkdir(parents=True)
    root.root_id.write_text("somebody else\n")

    gone = admitted.look()

    assert gone is not None
    assert gone.reason.startswith("Another disk is mounted at")


def test_a_root_that_moved_to_another_path_keeps_its_id(admitted: RootGuard, root: Root, tmp_path: Path) -> None:
    identity = root.root_id.read_text()
    os.rename(root.folder, tmp_path / "Films")  # noqa: PTH104
    moved = Root.at(tmp_path / "Films")
    guard = RootGuard(moved, tmp_path / "state")

    assert guard.look() is None
    guard.admit()

    assert moved.root_id.read_text() == identity
    assert admitted.look() is not None
