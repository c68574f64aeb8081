"""Keeps an ear on the folder of all projects: by events where the file system has any, else by saying where there are
none. A watch can end without a word in many ways; each is looked for here, told, and mended by another watch.
"""

import errno
import os
import threading
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from dropd.intake.mounts import MountChanges, mounted_within, read_mountinfo, silent_within
from dropd.intake.rounds import POLL_S
from dropd.intake.watch import Dirty, Watcher, has_room_for_a_watch, place_of
from dropd.project import Root

CHECK_S = 5.0
"""How often it is asked whether events still arrive."""
RETRY_S = 30.0
"""How often a watch that could not be made, or is not complete, is tried again."""

END_S = 5.0
"""How long the end waits for a watch to end, or to begin."""

COMMANDS = {
    errno.ENOSPC: "sudo sysctl fs.inotify.max_user_watches=524288",
    errno.EMFILE: "sudo sysctl fs.inotify.max_user_instances=512",
}
"""What mends a watch that the kernel refused."""


class Lookout(AbstractContextManager["Lookout"]):
    """For use from one thread. `wake` is set when there is something to take.

    A watch on 40,000 folders takes two seconds to begin, on a slow disk minutes: it begins beside the loop, after the
    first take, and until then nothing is heard.
    """

    def __init__(self, root: Root, wake: threading.Event) -> None:
        self._root = root
        self._wake = wake
        self._folder = Path(os.path.realpath(root.projects))
        self._mount_changes = MountChanges()
        self._silent: frozenset[str] | None = frozenset()
        self._mounted: frozenset[Path] = frozenset()
        self._read_mounts()
        self._beginning: Future[Watcher] | None = None
        self._watcher: Watcher | None = None
        self._trouble: str | None = None
        self._notices: list[str] = []
        self._is_first = True
        self._is_new = False
        """Whether the watcher began after the last take: what happened before, nobody has heard of."""
        self._check_due_s = float("-inf")
        self._retry_due_s = float("-inf")

    def take(self, now_s: float) -> Dirty:
        """What may have changed since the last take, and what is not heard of at all."""
        if self._is_first:
            self._is_first = False
            self._wake.set()
            return Dirty(everything=True, unheard=None)
        mounts_changed = self._mount_changes.any()
        if mounts_changed or now_s >= self._check_due_s:
            self._check_due_s = now_s + CHECK_S
            self._check(now_s, mounts_changed=mounts_changed)
        if self._beginning is not None and self._beginning.done():
            self._begun(self._beginning)
        heard = Dirty() if self._watcher is None else self._watcher.take()
        is_deaf = self._watcher is None or self._trouble is not None
        taken = replace(
            heard,
            everything=heard.everything or self._is_new,
            unheard=None if is_deaf else self._silent,
            notices=(*self._notices, *heard.notices),
            trouble=self._trouble,
        )
        self._is_new, self._notices = False, []
        return taken

    def __exit__(self, *_: object) -> None:
        """End the watch, and one that only begins too; what does not end soon, ends with the process."""
        if self._beginning is not None:
            self._beginning.add_done_callback(_stop_begun)
            wait([self._beginning], END_S)
        ending = self._abandon()
        if ending is not None:
            ending.join(END_S)
        self._mount_changes.close()

    def _check(self, now_s: float, *, mounts_changed: bool) -> None:
        """Find out whether events still arrive, and from everywhere."""
        has_other_mounts = mounts_changed and self._read_mounts()
        loss = self._loss(mounts_changed=mounts_changed, has_other_mounts=has_other_mounts)
        if loss is not None:
            self._notices.append(f"{loss} It is watched again, and every project is looked at.")
            self._abandon()
            self._retry_due_s = now_s
        if now_s >= self._retry_due_s and self._lacks_watcher():
            self._retry_due_s = now_s + RETRY_S
            self._begin()
        if self._watcher is not None:
            self._count()

    def _loss(self, *, mounts_changed: bool, has_other_mounts: bool) -> str | None:
        if self._watcher is None:
            return None
        if loss := self._watcher.loss():
            return loss
        if mounts_changed and self._watcher.was_unmounted():
            return "The disk of the projects was unmounted."
        return "A disk was mounted or unmounted among the projects." if has_other_mounts else None

    def _read_mounts(self) -> bool:
        """Find out where disks without events are. Returns whether anything else is mounted there than before."""
        table = read_mountinfo()
        self._silent = silent_within(self._folder, table)
        before, self._mounted = self._mounted, mounted_within(self._folder, table)
        return self._mounted != before

    def _lacks_watcher(self) -> bool:
        """Whether a new watcher is worth a try: there is none, or it is not complete and there is room now."""
        if self._beginning is not None or self._silent is None or place_of(self._folder) is None:
            return False
        return self._watcher is None or (self._trouble is not None and has_room_for_a_watch(self._folder))

    def _begin(self) -> None:
        """Begin a watch on a thread of its own: one that the end of the process does not wait for."""
        beginning: Future[Watcher] = Future()
        beginning.add_done_callback(lambda _: self._wake.set())
        arguments = (beginning, self._root, self._wake, self._watcher)
        threading.Thread(target=_watch_anew, args=arguments, name="beginning of a watch", daemon=True).start()
        self._beginning, self._watcher = beginning, None

    def _begun(self, beginning: Future[Watcher]) -> None:
        """Hear by a new watcher, if it could be made; what happened while it was made, nobody has heard."""
        self._beginning = None
        try:
            self._watcher = beginning.result()
        except OSError as error:
            self._trouble = _later(error.strerror or str(error), COMMANDS.get(error.errno or 0))
        except RuntimeError as error:  # Python's word for no more threads
            self._trouble = _later(str(error), None)
        else:
            self._trouble, self._is_new = None, True
            self._count()

    def _count(self) -> None:
        """A folder that gets no watch because there are too many is passed over by watchdog 7.1 without a word.

        When there is room again, such a folder still has none: only another watcher ends the trouble.
        """
        if not has_room_for_a_watch(self._folder):
            self._trouble = _later("the kernel allows no more watches", COMMANDS[errno.ENOSPC])

    def _abandon(self) -> threading.Thread | None:
        """End what is left of a watcher, without waiting: a thread that died may hold a lock that its end needs.

        Returns the thread that ends it.
        """
        if self._watcher is None:
            return None
        ending = threading.Thread(target=self._watcher.stop, name="end of a watch", daemon=True)
        self._watcher = None
        ending.start()
        return ending


def _watch_anew(beginning: Future[Watcher], root: Root, wake: threading.Event, incomplete: Watcher | None) -> None:
    if incomplete is not None:
        incomplete.stop()
    try:
        beginning.set_result(Watcher(root, wake))
    except (OSError, RuntimeError) as error:
        beginning.set_exception(error)


def _stop_begun(beginning: Future[Watcher]) -> None:
    if beginning.exception() is None:
        beginning.result().stop()


def _later(cause: str, command: str | None) -> str:
    told = f"Not all changes are heard of ({cause}), so they are noticed within {POLL_S:g} seconds instead of at once."
    return told if command is None else f"{told} If it stays like this: {command}"
