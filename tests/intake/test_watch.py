import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dropd.intake.watch import Dirty, Watcher
from dropd.project import Root

PATIENCE_S = 10.0


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root.at(tmp_path / "root")
    for folder in ("images", "voiceovers"):
        (root.project("house").input / folder).mkdir(parents=True)
    for folder in ("work", "output", "done", "failed", "logs"):
        (root.project("house").folder / folder).mkdir()
    return root


@pytest.fixture
def wake() -> threading.Event:
    return threading.Event()


@pytest.fixture
def watcher(root: Root, wake: threading.Event) -> Iterator[Watcher]:
    with Watcher(root, wake) as watcher:
        yield watcher


def taken(watcher: Watcher, wake: threading.Event) -> Dirty:
    assert wake.wait(PATIENCE_S)
    wake.clear()
    return watcher.take()


def fence(root: Root, watcher: Watcher, wake: threading.Event) -> frozenset[str]:
    """All projects marked up to now: events come in order, so the fence's own is the last."""
    root.project("fence").folder.mkdir()
    projects: frozenset[str] = frozenset()
    while "fence" not in projects:
        projects |= taken(watcher, wake).projects
    return projects - {"fence"}


def write(root: Root) -> None:
    (root.project("house").input / "images" / "front.jpg").write_bytes(b"picture")


def move_in(root: Root) -> None:
    outside = root.folder / "front.jpg"
    outside.write_bytes(b"picture")
    outside.rename(root.project("house").input / "front.jpg")


def drag_back(root: Root) -> None:
    trigger = root.project("house").failed / "render.yaml"
    trigger.touch()
    trigger.rename(root.project("house").input / "render.yaml")


def make_folder(root: Root) -> None:
    (root.project("house").input / "music").mkdir()


def remove_project(root: Root) -> None:
    shutil.rmtree(root.project("house").folder)


@pytest.mark.parametrize("change", [write, move_in, drag_back, make_folder, remove_project])
def test_a_change_in_a_drop_marks_its_project(
    root: Root, watcher: Watcher, wake: threading.Event, change: Callable[[Root], None]
) -> None:
    change(root)

    assert taken(watcher, wake).projects == {"house"}


@pytest.mark.parametrize("change", [os.utime, os.unlink])
def test_a_new_time_and_a_removal_are_changes(
    root: Root, wake: threading.Event, change: Callable[[Path], None]
) -> None:
    write(root)
    with Watcher(root, wake) as watcher:
        change(root.project("house").input / "images" / "front.jpg")

        assert taken(watcher, wake).projects == {"house"}


def test_a_project_that_is_moved_in_whole_is_marked(root: Root, watcher: Watcher, wake: threading.Event) -> None:
    outside = root.folder / "villa"
    (outside / "input" / "images").mkdir(parents=True)
    outside.rename(root.project("villa").folder)
    assert "villa" in taken(watcher, wake).projects
    fence(root, watcher, wake)

    (root.project("villa").input / "images" / "front.jpg").touch()

    assert taken(watcher, wake).projects == {"villa"}


def test_a_project_that_is_renamed_marks_both_names(root: Root, watcher: Watcher, wake: threading.Event) -> None:
    root.project("house").folder.rename(root.project("villa").folder)

    assert fence(root, watcher, wake) == {"house", "villa"}


def test_files_of_dropd_itself_wake_nobody(root: Root, watcher: Watcher, wake: threading.Event) -> None:
    house = root.project("house")
    for path in (
        house.status_json,
        house.status_html,
        house.log_of("1"),
        house.error_of("1"),
        house.done / "1.render.yaml",
        house.output / "video.mp4",
        house.folder / ".~dropd-0a1b.tmp",
        house.input / ".~dropd-0a1b.tmp",
        root.projects / "old.meta.json",
    ):
        path.write_bytes(b"own")
    house.work_of("1").mkdir()

    assert fence(root, watcher, wake) == frozenset()


def test_reading_a_drop_wakes_nobody(root: Root, wake: threading.Event) -> None:
    write(root)
    with Watcher(root, wake) as watcher:
        (root.project("house").input / "images" / "front.jpg").read_bytes()

        assert fence(root, watcher, wake) == frozenset()


def test_what_was_taken_is_not_taken_again(root: Root, watcher: Watcher, wake: threading.Event) -> None:
    make_folder(root)
    fence(root, watcher, wake)

    assert watcher.take() == Dirty()


def test_new_projects_behind_a_link_are_seen(root: Root, wake: threading.Event, tmp_path: Path) -> None:
    linked = Root.at(tmp_path / "Videos")
    linked.folder.mkdir()
    linked.projects.symlink_to(root.projects)
    with Watcher(linked, wake) as watcher:
        root.project("villa").folder.mkdir()

        assert taken(watcher, wake).projects == {"villa"}


def test_names_that_are_not_utf_8_are_marked(root: Root, watcher: Watcher, wake: threading.Event) -> None:
    (root.project("house").input / os.fsdecode(b"bad\xff.png")).touch()

    assert taken(watcher, wake).projects == {"house"}


def test_lost_events_mark_everything(watcher: Watcher, wake: threading.Event) -> None:
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")

    assert taken(watcher, wake).everything


def test_a_watcher_notices_that_its_folder_is_gone(root: Root, watcher: Watcher, wake: threading.Event) -> None:
    assert watcher.loss() is None

    shutil.rmtree(root.projects)
    while not taken(watcher, wake).everything:
        pass

    assert watcher.loss() is not None


def test_a_stopped_watcher_is_not_alive_and_leaves_no_thread(root: Root, wake: threading.Event) -> None:
    before = threading.active_count()
    watcher = Watcher(root, wake)
    watcher.stop()

    assert watcher.loss() == "A thread of the watch ended."
    assert threading.active_count() == before


def test_a_missing_folder_of_projects_is_an_error_and_leaves_no_thread(tmp_path: Path, wake: threading.Event) -> None:
    before = threading.active_count()

    with pytest.raises(FileNotFoundError):
        Watcher(Root.at(tmp_path), wake)

    assert threading.active_count() == before
