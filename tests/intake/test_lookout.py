"""The ways in which a watch ends without a word. All of them are real here: folders, threads, mounts, limits."""

import ctypes
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.utils import BaseThread

from dropd.intake.lookout import CHECK_S, RETRY_S, Lookout
from dropd.intake.watch import Dirty
from dropd.project import Root
from tests.accounts import needs_root

PATIENCE_S = 10.0


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root.at(tmp_path / "root")
    root.project("house").input.mkdir(parents=True)
    return root


@pytest.fixture
def lookout(root: Root) -> Iterator[Lookout]:
    with Lookout(root, threading.Event()) as lookout:
        begun(lookout, 0)
        yield lookout


def begun(lookout: Lookout, now_s: float) -> Dirty:
    """What the take tells with which the watch begins."""
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        dirty = lookout.take(now_s)
        if dirty.unheard is not None:
            return dirty
        time.sleep(0.01)
    raise AssertionError("the watch does not begin")


def looks_at_everything(lookout: Lookout, loss: Dirty, now_s: float) -> bool:
    """Whether the next watch tells so: already with the loss, if it was quick to begin, or else when it has begun."""
    return loss.everything or begun(lookout, now_s).everything


def hears(lookout: Lookout, project: str, act: Callable[[], object], now_s: float) -> bool:
    """Whether an event tells of what is done in a project."""
    act()
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        if project in lookout.take(now_s).projects:
            return True
        time.sleep(0.01)
    return False


def test_everything_is_looked_at_before_the_watch_begins_and_once_more_when_it_has_begun(root: Root) -> None:
    wake = threading.Event()
    with Lookout(root, wake) as lookout:
        assert lookout.take(0) == Dirty(everything=True, unheard=None)
        assert wake.is_set()
        assert begun(lookout, 1) == Dirty(everything=True)
        assert lookout.take(2) == Dirty()


def test_events_tell_of_projects(lookout: Lookout, root: Root) -> None:
    assert hears(lookout, "house", (root.project("house").input / "scenes.json").touch, 1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_thread_that_is_killed_is_noticed_and_replaced(root: Root, number: int) -> None:
    before = watching()
    with Lookout(root, threading.Event()) as lookout:
        begun(lookout, 0)
        threads = sorted(watching() - before, key=lambda thread: thread.name)
        assert len(threads) == 3
        kill(threads[number], root)
        loss = lookout.take(CHECK_S)

        assert loss.notices == ("A thread of the watch ended. It is watched again, and every project is looked at.",)
        assert looks_at_everything(lookout, loss, CHECK_S)
        assert hears(lookout, "house", (root.project("house").input / "scenes.json").touch, CHECK_S + 1)


def watching() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if isinstance(thread, BaseThread)}


def kill(thread: threading.Thread, root: Root) -> None:
    """Raise SystemExit in a thread; it sees it when it runs next, so make it run."""
    assert thread.ident is not None
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
    assert raised == 1
    deadline_s = time.monotonic() + PATIENCE_S
    while thread.is_alive():
        (root.project("house").input / "nudge").touch()
        time.sleep(0.01)
        assert time.monotonic() < deadline_s


def test_a_folder_that_was_moved_away_and_replaced_is_noticed(lookout: Lookout, root: Root) -> None:
    root.projects.rename(root.folder / "old")
    root.project("house").input.mkdir(parents=True)
    loss = lookout.take(CHECK_S)

    assert loss.notices[0].startswith("Another folder took the place")
    assert looks_at_everything(lookout, loss, CHECK_S)
    assert hears(lookout, "house", (root.project("house").input / "scenes.json").touch, CHECK_S + 1)


def test_a_folder_that_is_gone_is_told_once_and_watched_when_it_is_back(lookout: Lookout, root: Root) -> None:
    root.projects.rename(root.folder / "old")
    gone = lookout.take(CHECK_S)
    assert gone.notices[0].startswith("The folder of the projects is gone")
    assert gone.unheard is None
    assert lookout.take(2 * CHECK_S).notices == ()

    (root.folder / "old").rename(root.projects)
    assert begun(lookout, CHECK_S + RETRY_S).everything
    assert hears(lookout, "house", (root.project("house").input / "scenes.json").touch, CHECK_S + RETRY_S + 1)


def test_a_link_as_the_folder_of_projects_is_watched_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "disk" / "house" / "input").mkdir(parents=True)
    (tmp_path / "projects").symlink_to(tmp_path / "disk")
    with Lookout(Root.at(tmp_path), threading.Event()) as lookout:
        begun(lookout, 0)

        assert hears(lookout, "house", (tmp_path / "disk" / "house" / "input" / "scenes.json").touch, 1)


@needs_root
def test_a_disk_that_was_unmounted_and_mounted_again_at_once_is_noticed(
    tmp_path: Path, mount: Callable[[Path], None]
) -> None:
    root = Root.at(tmp_path / "root")
    root.folder.mkdir()
    mount(root.folder)
    root.project("house").input.mkdir(parents=True)
    with Lookout(root, threading.Event()) as lookout:
        begun(lookout, 0)
        subprocess.run(["umount", root.folder], check=True)
        mount(root.folder)
        root.project("house").input.mkdir(parents=True)
        loss = lookout.take(1)  # at once: the kernel tells of mounts

        assert len(loss.notices) == 1
        assert looks_at_everything(lookout, loss, 1)
        assert hears(lookout, "house", (root.project("house").input / "scenes.json").touch, 2)


@pytest.fixture
def mount() -> Iterator[Callable[[Path], None]]:
    """Mounts a tmpfs. Only root may."""
    mounted: set[Path] = set()

    def mount(folder: Path) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=True)
        mounted.add(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


@needs_root
def test_a_disk_that_is_mounted_among_the_projects_is_heard_of(
    lookout: Lookout, root: Root, mount: Callable[[Path], None]
) -> None:
    mount(root.project("house").folder)
    root.project("house").input.mkdir()
    notices = lookout.take(1).notices

    assert notices[0].startswith("A disk was mounted or unmounted among the projects.")
    begun(lookout, 1)
    assert hears(lookout, "house", (root.project("house").input / "scenes.json").touch, 2)


@needs_root
def test_other_mounts_of_the_machine_disturb_no_watch(
    lookout: Lookout, tmp_path: Path, mount: Callable[[Path], None]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    mount(tmp_path / "elsewhere")

    assert lookout.take(1) == Dirty()


NO_INSTANCE = """
import sys, threading
from pathlib import Path
from dropd.intake.lookout import Lookout
from dropd.project import Root

Path("/proc/sys/user/max_inotify_instances").write_text("0")
with Lookout(Root.at(Path(sys.argv[1])), threading.Event()) as lookout:
    lookout.take(0)
    while (refused := lookout.take(1)).trouble is None:
        pass
    print(refused.trouble)
"""


def test_too_few_instances_are_told_with_the_command_for_instances(root: Root) -> None:
    argv = ["unshare", "--user", "--map-root-user", sys.executable, "-c", NO_INSTANCE, str(root.folder)]
    trouble = subprocess.run(argv, check=True, capture_output=True, text=True).stdout

    assert "inotify instance limit reached" in trouble
    assert "sudo sysctl fs.inotify.max_user_instances=" in trouble


LIMITED = """
import sys, threading
from pathlib import Path
from dropd.intake.lookout import CHECK_S, RETRY_S, Lookout
from dropd.project import Root

limit = Path("/proc/sys/user/max_inotify_watches")
limit.write_text("16")
with Lookout(Root.at(Path(sys.argv[1])), threading.Event()) as lookout:
    lookout.take(0)
    while (limited := lookout.take(1)).trouble is None:
        pass
    print(limited.trouble)
    print(limited.unheard, limited.everything)
    limit.write_text("1000")
    print(lookout.take(CHECK_S + 2).trouble is None)
    while (healed := lookout.take(RETRY_S + 2)).trouble is not None:
        pass
    print(healed.trouble, healed.unheard, healed.everything)
"""


def test_a_limit_of_watches_is_noticed_told_and_healed_when_it_is_raised(tmp_path: Path) -> None:
    for number in range(20):
        Root.at(tmp_path).project(f"house{number}").input.mkdir(parents=True)
    argv = ["unshare", "--user", "--map-root-user", sys.executable, "-c", LIMITED, str(tmp_path)]
    trouble, unheard, too_early, healed = subprocess.run(
        argv, check=True, capture_output=True, text=True
    ).stdout.splitlines()

    assert "the kernel allows no more watches" in trouble
    assert "sudo sysctl fs.inotify.max_user_watches=" in trouble
    assert unheard == "None True"
    assert too_early == "False", "room for one more watch is no watch"
    assert healed == "None frozenset() True"
