"""Is somebody writing a file right now? Asked of the kernel by a read lease, which nobody is granted beside a writer.

The answer is about now, not about finished: a writer who closes and opens again, or is on another machine, is not
seen. So it is asked only where every writer is a process here, and comes after the quiet period, not instead of it.
"""

import errno
import fcntl
import signal
from enum import Enum, auto
from pathlib import Path

from dropd.beneath import open_beneath
from dropd.errors import UnsafeFault

# Not in Python's fcntl on every build; from linux/fcntl.h.
F_SETLEASE = getattr(fcntl, "F_SETLEASE", 1024)


class Writer(Enum):
    """What the kernel says of writers."""

    NOBODY = auto()
    """The file is not open for writing, nor mapped so."""
    SOMEBODY = auto()
    """It is."""
    UNKNOWN = auto()
    """The file system or the rights do not allow an answer: the file belongs to another user, or lies elsewhere."""


def ignore_broken_leases() -> None:
    """Survive a writer who comes in the instant that a lease is held: the kernel's signal ends a process otherwise.

    To be called once, by the main thread, before `writer_of`.
    """
    signal.signal(signal.SIGIO, signal.SIG_IGN)


def writer_of(folder: Path, name: str) -> Writer:
    """Ask whether `name`, beneath `folder`, is open for writing. Raises OSError if it cannot be opened."""
    try:
        with open_beneath(folder, name) as file:
            return _ask(file.fileno())
    except UnsafeFault:
        return Writer.UNKNOWN


def _ask(descriptor: int) -> Writer:
    try:
        fcntl.fcntl(descriptor, F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        # EACCES: another owner. EINVAL: a file system without leases.
        return Writer.SOMEBODY if error.errno in (errno.EAGAIN, errno.EWOULDBLOCK) else Writer.UNKNOWN
    # At once: a writer would wait for it up to 45 s (fs.lease-break-time).
    fcntl.fcntl(descriptor, F_SETLEASE, fcntl.F_UNLCK)
    return Writer.NOBODY
