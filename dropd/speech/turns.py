"""Whose turn it is to ask a speech server: several jobs together never ask it for more at once than it can do.

Coqui's servers do one thing after the other and let the others wait until they give up. A turn is a locked file, so it
ends with its process.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dropd.errors import SpeechFault

LOOKS_AGAIN_AFTER_S = 0.1


class Turns:
    """The turns at one server, for all processes that share a folder."""

    def __init__(self, folder: Path, server: str, at_once: int, over: threading.Event) -> None:
        """`server` tells servers apart; `at_once` is how many requests it takes. Nobody waits once it is `over`."""
        self._over = over
        self._own = threading.Semaphore(at_once)
        name = hashlib.sha256(server.encode()).hexdigest()[:16]
        self._files = [folder / f"speech-{name}-{number}.lock" for number in range(at_once)]

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
        while (descriptor := self._taken()) is None:
            if self._over.wait(LOOKS_AGAIN_AFTER_S):
                raise SpeechFault("The narration was given up.")
        return descriptor

    def _taken(self) -> int | None:
        for file in self._files:
            descriptor = os.open(file, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            except OSError:
                return descriptor  # a share without locks: better at once than never
            else:
                return descriptor
        return None
