"""One dropd at a time on a root: a lock that the kernel lets go of when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dropd.errors import SetupFault
from dropd.project import Root

ATTEMPTS, BETWEEN_S = 5, 0.02
"""Whoever asks whether the lock is free holds it while asking, for microseconds: that must not keep a dropd away."""


@contextmanager
def only_one(root: Root) -> Iterator[None]:
    """Hold the root's lock. Raises SetupFault if another dropd holds it, or the folder cannot be written."""
    try:
        root.state.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(root.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise SetupFault(
            f"dropd cannot write in {root.folder}: {error.strerror}.",
            hint=f"Give its user the right to: sudo chown $USER {root.folder}",
        ) from error
    try:
        _take(root, descriptor)
        yield
    finally:
        os.close(descriptor)


def is_free(root: Root) -> bool:
    """Whether no dropd works on a root: none of this machine, nor of another whose locks reach here.

    False also where this user may not ask.
    """
    try:
        descriptor = os.open(root.lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _take(root: Root, descriptor: int) -> None:
    try:
        _lock(descriptor)
    except BlockingIOError:
        holder = root.lock.read_text(errors="replace").strip() or "unknown"
        raise SetupFault(
            f"Another dropd (process {holder}) already works on {root.folder}.",
            hint="Wait until it has ended, or stop it; if it is your service, drop a trigger and let it work.",
        ) from None
    except OSError as error:
        raise SetupFault(
            f"{root.folder} cannot be locked: {error.strerror}.",
            hint="Choose a folder on a disk of this machine, or on a share that knows locks.",
        ) from error
    with suppress(OSError):  # a full disk: who holds the lock is told to people only
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())


def _lock(descriptor: int) -> None:
    """Take the lock for oneself alone. Raises BlockingIOError if another keeps it, OSError where there are no locks."""
    for patience in reversed(range(ATTEMPTS)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not patience:
                raise
            time.sleep(BETWEEN_S)
        else:
            return
