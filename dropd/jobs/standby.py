"""Starting render processes. One that stands by loads what it needs, for half a second, and waits for its order."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dropd.errors import DropdError
from dropd.media.process import Limits, Running, start

LIMITS = Limits(memory_mib=None, stall_s=7200)
"""The render's own tools have shorter patience each; this ends one that hangs between them."""

KEEPS_MEMORY = (
    "env",
    "GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=4294967296:glibc.malloc.arena_max=1",
)
"""Written before the command, and inherited by all that it starts. glibc gives the memory of a frame back to the system
whenever one is freed, to ask for as much at once: without this, encoding 1080p takes up to 1.5 ms of a core more a
frame, and all else 0.6 ms more. It would also keep a heap for each thread, with the largest picture that it ever had in
each: one heap for all takes 200 MB less, and no more time. Other C libraries take no notice of it."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS=1",)
"""Sounds are heard on all cores anyway: threads of NumPy's algebra would only spin beside that."""
RENDERS = "import gc; gc.disable(); from dropd.jobs.render_child import main; main()"
"""What is loaded is no garbage, and to look for some takes a tenth of that time."""
RENDER_COMMAND = (*KEEPS_MEMORY, *ONE_THREAD, sys.executable, "-P", "-c", RENDERS)
"""Another program may take the render's place, if it waits for a WorkOrder, which may never come, does nothing before
it has read that, and prints events."""


class Starter:
    """Starts render processes, each for one film. One may stand by until the first film is known."""

    def __init__(self, command: tuple[str, ...] = RENDER_COMMAND) -> None:
        self._command = command
        self._standing_by: Running | None = None

    @contextmanager
    def standing_by(self) -> Iterator[None]:
        """Have one stand by; it is ended with the block if it was not needed."""
        with suppress(DropdError):  # none can be started now: whoever needs one tries again, and tells
            self._standing_by = self._started()
        try:
            yield
        finally:
            self._stand_down()

    def start(self) -> Running:
        """Return the process that stands by, or a new one. Raises ProcessFault."""
        if self._standing_by is None or self._standing_by.is_over:
            self._stand_down()
            return self._started()
        started, self._standing_by = self._standing_by, None
        started.beat()
        return started

    def _stand_down(self) -> None:
        if self._standing_by is not None:
            self._standing_by.close()
            self._standing_by = None

    def _started(self) -> Running:
        return start(self._command, purpose="render process", limits=LIMITS, takes_input=True, gives_output=True)
