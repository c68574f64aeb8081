"""One dropd at a time on a root: a lock that the kernel lets go of when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from dropd.errors import SetupFault
from dropd.project import Root


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


def _take(root: Root, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = root.lock.read_text(errors="replace").strip() or "unknown"
        raise SetupFault(
            f"Another dropd (process {holder}) already works on {root.folder}.",
            hint="One is enough: stop that one first, or drop your trigger and let it work.",
        ) from None
    except OSError as error:
        raise SetupFault(
            f"{root.folder} cannot be locked: {error.strerror}.",
            hint="Choose a folder on a disk of this machine, or on a share that knows locks.",
        ) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
