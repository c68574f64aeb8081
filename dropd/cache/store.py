"""A store of finished pieces by what they were made from, for several processes at once.

Whoever needs entries for longer than it takes to open them holds a lease: a locked file, so that it ends with its
process. Trimming spares what was used since the oldest lease began. What else lies in the folder is left alone.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path

from dropd.cache.limits import CacheLimits, Entry, expendable
from dropd.durable import sweep_temporaries, sync_file, temporary_beside

LEASE_PREFIX = "in-use-"
TRIMMING = "trimming.lock"
ENTRY = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}\.\w+")
"""An entry's path. Whoever names a folder of photographs for a cache must not lose one of them."""
NS_PER_S = 10**9


class Cache:
    """Files named by a key; a key is the SHA-256, in hex, of everything that the content depends on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str, ending: str) -> Path | None:
        """Return the entry of a key, and note that it was used, or None."""
        path = self._path(key, ending)
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    @contextmanager
    def making(self, key: str, ending: str, *, durable: bool = True) -> Iterator[Path]:
        """Give a path to write an entry to; it becomes the entry if the block ends well, and vanishes if not.

        One that is not durable is not waited for until it is on the disk: after a power cut it may be torn. Whoever
        finds it must be able to tell, as by a checksum, or the name alone must say all.
        """
        path = self._path(key, ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_beside(path)
        try:
            yield temporary
            if durable:
                sync_file(temporary)  # or a power cut could leave the name without the content
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep every entry that is found or made within, whoever trims meanwhile."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lease = self._folder / f"{LEASE_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        with self._trimming():  # or a trim that is under way would not know of it
            descriptor = os.open(lease, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            with suppress(OSError):  # a share without locks: a lease counts as given up, as if there were none
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            lease.unlink(missing_ok=True)
            os.close(descriptor)

    def trim(self, limit_bytes: int, *, unused_since_s: float = 0.0) -> int:
        """Delete what was not used since a time (seconds of the epoch), and what was not used for longest until the
        rest fits; what a lease keeps stays even where it does not. Returns how many entries were deleted.
        """
        if not self._folder.is_dir():
            return 0
        with self._trimming():
            limits = CacheLimits(limit_bytes, unused_since_s * NS_PER_S, self._oldest_lease_ns())
            return sum(_deleted(entry.path) for entry in expendable(self._entries(), limits))

    def sweep(self) -> None:
        """Delete what writers that were killed left half done."""
        for folder in self._folder.glob("*/"):
            sweep_temporaries(folder)

    @contextmanager
    def _trimming(self) -> Iterator[None]:
        """Wait until no other process trims."""
        descriptor = os.open(self._folder / TRIMMING, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            with suppress(OSError):  # a share without locks
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _oldest_lease_ns(self) -> float:
        """When the oldest lease that is held began; never, where none is."""
        began_ns = []
        for lease in self._folder.glob(f"{LEASE_PREFIX}*"):
            with suppress(FileNotFoundError):
                if _is_held(lease):
                    began_ns.append(lease.stat().st_mtime_ns)
                else:
                    lease.unlink()
        return min(began_ns, default=inf)

    def _path(self, key: str, ending: str) -> Path:
        return self._folder / key[:2] / f"{key}{ending}"

    def _entries(self) -> Iterator[Entry]:
        for folder in _found_in(self._folder):
            for file in _found_in(folder):
                if ENTRY.fullmatch(f"{folder.name}/{file.name}"):
                    with suppress(OSError):  # gone, or not to be looked at
                        status = file.stat(follow_symlinks=False)
                        yield Entry(Path(file.path), status.st_size, status.st_mtime_ns)


def _found_in(folder: "Path | os.DirEntry[str]") -> list[os.DirEntry[str]]:
    """What lies in a folder; nothing in what is none, or may not be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _deleted(path: Path) -> bool:
    """Delete an entry where that can be done: a film is not lost for what lies in the way, or may not be deleted."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _is_held(lease: Path) -> bool:
    """Whether the process that took a lease still runs."""
    descriptor = os.open(lease, os.O_RDWR | os.O_CLOEXEC)  # NFS 4 locks no file that is open for reading alone
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass  # a share without locks
    finally:
        os.close(descriptor)
    return False
