"""Whose turn it is to ask a speech server: several jobs together never ask it for more at once than it can do.

Coqui's servers do one thing after the other and let the others wait until they give up. A turn is a locked file, so it
ends with its process.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dropd.errors import SpeechFault
from dropd.speech.voice import Server

LOOKS_AGAIN_AFTER_S = 0.1


class Turns:
    """The turns at one server, for all processes that share a folder."""

    def __init__(self, folder: Path, server: Server, over: threading.Event) -> None:
        """Nobody waits once it is `over`."""
        at_once = server.requests_at_once
        self._over = over
        self._own = threading.Semaphore(at_once)
        name = hashlib.sha256((server.url or "").rstrip("/").encode()).hexdigest()[:16]
        self._files = [folder / f"speech-{name}-{number}.lock" for number in range(at_once)]
        self._line = folder / f"speech-{name}-line.lock"

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and keep it. Raises SpeechFault if it is over first."""
        self._files[0].parent.mkdir(parents=True, exist_ok=True)
        with self._own:
            descriptor = self._awaited()
            try:
                yield
            finally:
                os.close(descriptor)

    def _awaited(self) -> int:
        """A turn, after standing in line: whoever has just had one cannot take the next before those who waited."""
        line = self._until(lambda: _locked(self._line))
        try:
            return self._until(self._free)
        finally:
            os.close(line)

    def _until(self, taken: Callable[[], int | None]) -> int:
        while not self._over.is_set():
            if (descriptor := taken()) is not None:
                return descriptor
            self._over.wait(LOOKS_AGAIN_AFTER_S)
        raise SpeechFault("The narration was given up.")

    def _free(self) -> int | None:
        descriptors = map(_locked, self._files)
        return next((descriptor for descriptor in descriptors if descriptor is not None), None)


def _locked(file: Path) -> int | None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)  # NFS 4 locks no file for reading alone
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        pass  # a share without locks: better at once than never
    return descriptor
