"""The render process itself: it reads a work order on standard input, and prints events, one JSON line each.

The daemon never imports this file, nor what renders: so it stays small.
"""

import gc
import sys

from dropd.errors import DropdError
from dropd.events import Event, Failed
from dropd.jobs.dry_run import dry_run
from dropd.jobs.order import WorkOrder
from dropd.jobs.outside import outside_fault
from dropd.jobs.runner import render


def main() -> None:
    """Make what the order asks for. Begun without the collector of garbage: what is loaded is not looked through."""
    gc.freeze()
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
