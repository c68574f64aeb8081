"""A render in a process of its own: a crash, a hang or a lack of memory costs that job and never the daemon.

The order goes in on standard input; events come back on standard output, one JSON line each. It is ended by killing
it: everything that it started dies with it, and it leaves only its work folder and whole cache entries.
"""

import gc
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from pydantic import ValidationError

from dropd.errors import DropdError, RenderFault
from dropd.events import EVENT, Checked, Event, Failed, FilmReady
from dropd.jobs.order import WorkOrder
from dropd.jobs.outside import outside_fault
from dropd.media.endings import ProcessFault
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
        except ProcessFault as fault:
            self._end(last, fault)
        except ValidationError:
            self._end(last, RenderFault("The render process said something that dropd does not understand."))
        else:
            self._end(last, RenderFault("The render process ended without a word."))

    def _end(self, last: Event | None, fault: DropdError) -> None:
        if not isinstance(last, Failed | FilmReady | Checked):
            self._events.put(Failed.of(fault))
        self._wake()


def main() -> None:
    """Be the render process, begun without the collector of garbage: read the order, print the events."""
    # The daemon imports this file too, and stays small without the renderer.
    from dropd.jobs.dry_run import dry_run  # noqa: PLC0415
    from dropd.jobs.runner import render  # noqa: PLC0415

    gc.freeze()  # what is loaded stays, and is not looked through
    gc.enable()
    order = WorkOrder.model_validate_json(sys.stdin.buffer.read())
    try:
        for event in dry_run(order) if order.check_only else render(order):
            _say(event)
    except DropdError as error:
        _say(Failed.of(error))
    except OSError as error:
        _say(Failed.of(outside_fault(error)))


def _say(event: Event) -> None:
    sys.stdout.write(event.model_dump_json() + "\n")
    sys.stdout.flush()
