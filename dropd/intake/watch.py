"""Events from the file system, as hints where to look again; `lookout` says what happens where there are none."""

import ctypes
import errno
import logging
import os
import re
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.utils import BaseThread

from dropd.intake.names import is_own
from dropd.project import Root

# Without opened and closed_no_write: watchdog's own walk of a new folder causes these, and would overflow the
# queue without end. watchdog 7.1 sets the kernel's flag for attrib with FileModifiedEvent.
_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileAttribEvent,
    FileMovedEvent,
    FileDeletedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]

IN_DELETE_SELF = 0x400
"""From sys/inotify.h."""

_OWN_PLACES = frozenset({"work", "output", "done", "failed", "logs", "status.json", "status.html"})

OVERFLOWED = "Too many things happened at once and the kernel dropped some events: every project is looked at."

_OVERFLOW_LOGGER = logging.getLogger("watchdog.observers.inotify_c")

# What watchdog warns of besides is of no use to anybody who reads dropd's log, and would go to standard error.
logging.getLogger("watchdog").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Dirty:
    """Where something may have changed."""

    projects: frozenset[str] = frozenset()
    everything: bool = False
    """Events were lost, or the folder of all projects itself changed: look at every project."""
    unheard: frozenset[str] | None = frozenset()
    """Projects of which no event tells, so that they must be looked at often; None stands for all of them."""
    notices: tuple[str, ...] = ()
    """What happened to the watch since the last time, a sentence each."""
    trouble: str | None = None
    """Why changes are noticed later than they could be, and what to do about it."""


@dataclass(slots=True)
class _Marks:
    """What was marked since the last take; filled by watchdog's threads, emptied by the loop."""

    wake: threading.Event
    projects: set[str] = field(default_factory=set)
    everything: bool = False
    overflows: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def project(self, project_id: str) -> None:
        with self.lock:
            self.projects.add(project_id)
        self.wake.set()

    def all(self) -> None:
        with self.lock:
            self.everything = True
        self.wake.set()

    def overflow(self) -> None:
        with self.lock:
            self.overflows += 1
        self.all()

    def take(self) -> Dirty:
        with self.lock:
            dirty = Dirty(frozenset(self.projects), self.everything, notices=(OVERFLOWED,) * bool(self.overflows))
            self.projects.clear()
            self.everything, self.overflows = False, 0
        return dirty


class Watcher:
    """One recursive watch on the folder of all projects; sets `wake` when there is something to take.

    Raises OSError from the start if the folder is missing or the kernel allows no more watches.
    """

    def __init__(self, root: Root, wake: threading.Event) -> None:
        # watchdog 7.1 warns, with a copy of its whole table of watches, when a new folder is found twice.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        # watchdog 7.1 gives no event and no error for new projects in a folder that is a link.
        folder = os.path.realpath(root.projects)
        self._folder = Path(folder)
        self._place = place_of(self._folder)
        self._marks = _Marks(wake)
        self._overflow = _OverflowHandler(self._marks)
        others = _watchdog_threads()
        self._observer = Observer()
        self._observer.schedule(_Handler(folder, self._marks), folder, recursive=True, event_filter=_EVENTS)
        try:
            self._observer.start()
        except OSError:
            self._stop_observer()
            raise
        self._threads = _watchdog_threads() - others
        self._mark = _mark_of(self._place)
        _OVERFLOW_LOGGER.addHandler(self._overflow)

    def take(self) -> Dirty:
        """What may have changed since the last take."""
        return self._marks.take()

    def loss(self) -> str | None:
        """Why no event can arrive any more, as a sentence; None while they can. A loss needs another watcher."""
        if not all(thread.is_alive() for thread in self._threads):
            return "A thread of the watch ended."
        place = place_of(self._folder)
        if place is None:
            return "The folder of the projects is gone."
        if place != self._place:
            return "Another folder took the place of the one that was watched."
        return None

    def was_unmounted(self) -> bool:
        """Whether the kernel took the watches away; to be asked when something was mounted or unmounted."""
        return self._mark is not None and self._mark not in _inotify_facts()

    def stop(self) -> None:
        """End the watch and its threads."""
        _OVERFLOW_LOGGER.removeHandler(self._overflow)
        self._stop_observer()

    def __enter__(self) -> Self:
        """The watcher itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the watch."""
        self.stop()

    def _stop_observer(self) -> None:
        # watchdog 7.1 sometimes raises KeyError here after folders were moved out and back in.
        with suppress(KeyError):
            self._observer.stop()
        with suppress(KeyError, RuntimeError):
            self._observer.join()


class _Handler(FileSystemEventHandler):
    """Marks the project of an event. It must never raise: that would end watchdog's thread without a word."""

    def __init__(self, folder: str, marks: _Marks) -> None:
        self._folder = folder
        self._marks = marks

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._mark(os.fsdecode(event.src_path), is_folder=event.is_directory)
        if event.dest_path:
            self._mark(os.fsdecode(event.dest_path), is_folder=event.is_directory)

    def _mark(self, path: str, *, is_folder: bool) -> None:
        try:
            steps = PurePath(path).relative_to(self._folder).parts
        except ValueError:
            return
        if not steps:
            self._marks.all()
        elif _is_of_interest(steps, is_folder=is_folder):
            self._marks.project(steps[0])


class _OverflowHandler(logging.Handler):
    """watchdog 7.1 tells of a queue that overflowed in its log and nowhere else."""

    def __init__(self, marks: _Marks) -> None:
        super().__init__(level=logging.WARNING)
        self._marks = marks

    def emit(self, record: logging.LogRecord) -> None:
        if "events were lost" in record.getMessage():
            self._marks.overflow()


def _watchdog_threads() -> frozenset[threading.Thread]:
    return frozenset(thread for thread in threading.enumerate() if isinstance(thread, BaseThread))


def place_of(folder: Path) -> tuple[int, int] | None:
    """By which a folder is the same one under the same name; None if it is not there."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def has_room_for_a_watch(folder: Path) -> bool:
    """Whether the kernel allows this user one more watch. watchdog 7.1 says nothing of folders that get none.

    Where it cannot be asked, because there may be no more instances, there is taken to be room.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_CLOEXEC)
    if descriptor < 0:
        return True
    try:
        added: int = libc.inotify_add_watch(descriptor, os.fsencode(folder), IN_DELETE_SELF)
        return added >= 0 or ctypes.get_errno() != errno.ENOSPC
    finally:
        os.close(descriptor)


def _mark_of(place: tuple[int, int] | None) -> str | None:
    """By which the kernel tells of the watch on a folder, the first of its instance; None where it does not.

    The device in it is not that of `stat` on Btrfs, so it is read and not made.
    """
    inode = place[1] if place is not None else 0
    found = re.search(rf"^inotify wd:1 (ino:{inode:x} sdev:[0-9a-f]+ )", _inotify_facts(), re.MULTILINE)
    return found and found[1]


def _inotify_facts() -> str:
    """What the kernel says of every inotify instance of this process: a line for each watch (man 5 proc_pid_fdinfo)."""
    facts = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(descriptor.readlink()) == "anon_inode:inotify":
                facts.append(Path("/proc/self/fdinfo", descriptor.name).read_text())
    return "".join(facts)


def _is_of_interest(steps: tuple[str, ...], *, is_folder: bool) -> bool:
    if len(steps) == 1:
        return is_folder
    return steps[1] not in _OWN_PLACES and not any(is_own(step) for step in steps)
