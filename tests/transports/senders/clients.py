"""Programs that people copy with: run to their end, halted in the middle, or killed there."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.transports.senders.shipment import Shipment

PATIENCE_S = 300.0
LOOK_EVERY_S = 0.002


@dataclass(frozen=True, slots=True)
class Halt:
    """A client stops for a while, as when a laptop's lid is shut; its file stays open on the server."""

    is_due: Callable[[], bool]
    for_s: float


def halt(shipment: Shipment) -> Halt | None:
    """A slow client halts in the middle of the largest file, two times out of three."""
    if not shipment.is_slow or shipment.dice.random() < 1 / 3:
        return None
    return Halt(shipment.middle_of_largest(), shipment.tempting_s())


def run(argv: Sequence[str], *, halt: Halt | None = None, told: str = "", folder: Path | None = None) -> None:
    """Run a client to its end. Raises CalledProcessError with what it said if that is not a good one."""
    with _started(argv, told, folder) as process:
        if halt is not None and _lives_until(process, halt.is_due):
            os.killpg(process.pid, signal.SIGSTOP)
            time.sleep(halt.for_s)
            os.killpg(process.pid, signal.SIGCONT)
        said = _rest_of(process)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, argv, said)


def break_off(
    argv: Sequence[str], is_enough: Callable[[], bool], *, told: str = "", folder: Path | None = None
) -> None:
    """Run a client and kill it as soon as enough has arrived. Raises AssertionError if it came to its end before."""
    with _started(argv, told, folder) as process:
        assert _lives_until(process, is_enough), f"{argv[0]} ended before it was broken off: {_rest_of(process)}"
        os.killpg(process.pid, signal.SIGKILL)
        _rest_of(process)


def _lives_until(process: subprocess.Popen[str], is_due: Callable[[], bool]) -> bool:
    """Whether a process still runs at the moment that it is waited for."""
    while process.poll() is None:
        if is_due():
            return True
        time.sleep(LOOK_EVERY_S)
    return False


def _started(argv: Sequence[str], told: str, folder: Path | None) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        text=True,
        start_new_session=True,  # its helpers, ssh above all, are halted and killed with it
    )
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.write(told)
        process.stdin.close()
    process.stdin = None
    return process


def _rest_of(process: subprocess.Popen[str]) -> str:
    try:
        return process.communicate(timeout=PATIENCE_S)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return f"gave no sign for {PATIENCE_S:.0f} s: " + process.communicate()[0]
