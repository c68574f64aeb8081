"""A render in a process of its own: a crash, a hang or a lack of memory costs that job and never the daemon.

The order goes in on standard input; events come back on standard output, one JSON line each (`render_child.py` is the
other side). It is ended by killing it: everything that it started dies with it, and it leaves only its work folder and
whole cache entries.
"""

import queue
import threading
from collections.abc import Callable
from contextlib import suppress

from pydantic import ValidationError

from dropd.errors import DropdError, RenderFault
from dropd.events import EVENT, Checked, Event, Failed, FilmReady
from dropd.jobs.order import WorkOrder
from dropd.media.process import Running


class RenderProcess:
    """One render under way, by a process of `standby.Starter`, which is its own from now on.

    `wake` is called, on another thread, whenever there is something to take.
    """

    def __init__(self, order: WorkOrder, wake: Callable[[], None], started: Running) -> None:
        self.order = order
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._wake = wake
        self._running = started
        told = order.model_dump_json().encode()
        self._reader = threading.Thread(target=self._read, args=(told,), name=f"events of {order.job_id}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id, which is that of its group too."""
        return self._running.pid

    def take(self) -> list[Event]:
        """Every event since the last call. A render ends with FilmReady or Failed, whatever happens to it."""
        events = []
        with suppress(queue.Empty):
            while True:
                events.append(self._events.get_nowait())
        return events

    def kill(self) -> None:
        """End it at once."""
        self._running.kill()
        self._reader.join()
        self._running.close()

    def _read(self, order: bytes) -> None:
        last: Event | None = None
        try:
            with suppress(BrokenPipeError):
                self._running.stdin.write(order)
                self._running.stdin.close()
            for line in self._running.stdout:
                self._running.beat()
                last = EVENT.validate_json(line)
                self._events.put(last)
                self._wake()
            self._running.finish()
        except DropdError as fault:  # how the process ended
            self._end(last, fault)
        except ValidationError:
            self._end(last, RenderFault("The render process said something that dropd does not understand."))
        else:
            self._end(last, RenderFault("The render process ended without a word."))

    def _end(self, last: Event | None, fault: DropdError) -> None:
        if not isinstance(last, Failed | FilmReady | Checked):
            self._events.put(Failed.of(fault))
        self._wake()
