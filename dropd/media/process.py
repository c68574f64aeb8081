"""The only file that starts processes: each with limits, its standard error drained, watched for a stall, killed whole.

A process dies with the thread that started it (PR_SET_PDEATHSIG), so a daemon that is killed leaves nothing behind.
util-linux's `setpriv` and a shell set that and the limits up between fork and exec: `preexec_fn` is not safe beside
threads (https://docs.python.org/3/library/subprocess.html#subprocess.Popen). Where `setpriv` is missing, as on macOS,
processes run without limits.
"""

import os
import re
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from resource import RLIM_INFINITY, RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, getrlimit
from types import TracebackType
from typing import IO, Self, TypeVar

from dropd.errors import NoSpaceFault
from dropd.media.endings import ProcessFault, StartFault, fault_of
from dropd.media.pipes import lend, widen

KEPT_STDERR_BYTES = 16_384
LOOK_EVERY_MS = 1000
ONLY_BELOW_ITS_PARENT = 'test "$PPID" = "$0"'
"""A parent that was killed between fork and prctl sends no signal: then the program must not begin at all."""
MEBIBYTE = 1 << 20
SECRET = re.compile("^DROPD_|KEY|TOKEN|SECRET|PASSWORD|PROXY", re.IGNORECASE)
"""What the environment may hold for dropd alone. Its programs are told all that they need, and some read pictures that
anybody dropped."""


Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use. `stall_s` ends a process of which nothing was heard for so long."""

    memory_mib: int | None = 6144
    file_mib: int | None = None
    cpu_s: int | None = None
    stall_s: float = 120.0


class Running:
    """A started process. Use it as a context: leaving it kills whatever still runs."""

    def __init__(
        self,
        popen: subprocess.Popen[bytes],
        purpose: str,
        limits: Limits,
        on_line: Callable[[str], None] | None = None,
    ) -> None:
        self._popen = popen
        self._purpose = purpose
        self._limits = limits
        self._heard_at_s = time.monotonic()
        self._stalled = False
        self._stderr = bytearray()
        self._on_line = on_line
        self._unfinished = b""
        self._ear = threading.Thread(target=self._listen, name=f"stderr of {purpose}", daemon=True)
        self._ear.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def is_over(self) -> bool:
        """Whether it has ended, however it did."""
        return self._popen.poll() is not None

    @property
    def stdin(self) -> IO[bytes]:
        """Its standard input; only when it was started with one."""
        assert self._popen.stdin is not None  # noqa: S101 - narrows the type; `start` decides
        return self._popen.stdin

    @property
    def stdout(self) -> IO[bytes]:
        """Its standard output; only when it was started with one."""
        assert self._popen.stdout is not None  # noqa: S101 - narrows the type; `start` decides
        return self._popen.stdout

    def beat(self) -> None:
        """Say that the process is getting on; call it for each piece that went in or came out."""
        self._heard_at_s = time.monotonic()

    def feed_all(self, pieces: Iterable[bytes | memoryview]) -> None:
        """Write its whole input, piece by piece, and wait for its end. Raises ProcessFault unless it ends well."""
        self._give_all(pieces, self.stdin.write)

    def lend_all(self, pieces: Iterable[memoryview]) -> None:
        """The same of writable pieces of one size. Each stays as it is until the one after the next is asked for."""
        self._give_all(pieces, partial(lend, self.stdin.fileno()))

    def _give_all(self, pieces: Iterable[Piece], give: Callable[[Piece], object]) -> None:
        for piece in pieces:
            try:
                give(piece)
            except BrokenPipeError:
                break  # it ended early: `finish` says why
            self.beat()
        self.finish()  # a piece that was lent last is held until then: it may still be read

    def finish(self) -> None:
        """Close its input, wait for its end. Raises ProcessFault unless it ends well."""
        if self._popen.stdin is not None:
            with suppress(BrokenPipeError):  # it ended early: its exit code and words say why
                self._popen.stdin.close()
        code = self._popen.wait()
        self._ear.join()
        if code != 0:
            raise self.fault(code)

    def fault(self, code: int) -> ProcessFault | NoSpaceFault:
        """The error that tells how this process ended."""
        return fault_of(self._purpose, code, self._stderr.decode(errors="replace"), stalled=self._stalled)

    def answer(self) -> bytes:
        """Read its standard output to the end, and wait for its own. Raises ProcessFault unless it ends well."""
        pieces = []
        while piece := self.stdout.read(MEBIBYTE):
            self.beat()
            pieces.append(piece)
        self.finish()
        return b"".join(pieces)

    def kill(self) -> None:
        """End it at once, with everything that it started."""
        if self._popen.poll() is None:
            _kill_group(self._popen.pid)
        self._popen.wait()

    def __enter__(self) -> Self:
        """The process itself."""
        return self

    def close(self) -> None:
        """Kill what still runs and close the pipes."""
        self.kill()
        self._ear.join()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # unwritten input of a process that is gone
                    pipe.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still runs and close the pipes."""
        self.close()

    def _listen(self) -> None:
        """Drain standard error, so that a talkative process never blocks, and watch for a stall."""
        pipe = self._popen.stderr
        if pipe is None:
            return
        ready = select.poll()  # select() knows no descriptor beyond 1023
        ready.register(pipe, select.POLLIN)
        with pipe:
            while True:
                if ready.poll(LOOK_EVERY_MS):
                    said = os.read(pipe.fileno(), 65_536)
                    self._hear(said)
                    if not said:
                        return
                if time.monotonic() - self._heard_at_s > self._limits.stall_s:
                    self._stalled = True
                    _kill_group(self._popen.pid)

    def _hear(self, said: bytes) -> None:
        self._stderr += said
        del self._stderr[:-KEPT_STDERR_BYTES]
        if self._on_line is None:
            return
        *lines, self._unfinished = (self._unfinished + said).split(b"\n")
        for line in lines:
            if line:
                self._on_line(line.decode(errors="replace"))
        if not said:
            if self._unfinished:
                self._on_line(self._unfinished.decode(errors="replace"))
            self._on_line("")


def start(
    argv: Sequence[str],
    *,
    purpose: str,
    limits: Limits,
    takes_input: bool = False,
    gives_output: bool = False,
    pass_fds: Sequence[int] = (),
    on_line: Callable[[str], None] | None = None,
) -> Running:
    """Start a program by its argv, never through a shell, in a process group of its own.

    `purpose` names it in messages, as in "picture encoder". `on_line` is called, on another thread, with each line
    that it says on standard error, and with an empty one at the end. Raises StartFault.
    """
    try:
        popen = subprocess.Popen(
            (*_confinement(limits), *argv),
            stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE if gives_output else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=pass_fds,
            process_group=0,
            env={name: value for name, value in os.environ.items() if not SECRET.search(name)},
        )
    except OSError as error:
        raise StartFault(purpose, str(error)) from error
    if popen.stdin is not None:
        widen(popen.stdin.fileno())
    try:
        return Running(popen, purpose, limits, on_line)
    except RuntimeError as error:  # no thread can be started
        with popen:  # which closes its pipes and waits for it
            _kill_group(popen.pid)
        raise StartFault(purpose, str(error)) from error


def read_all(argv: Sequence[str], *, purpose: str, limits: Limits, pass_fds: Sequence[int] = ()) -> bytes:
    """Run a program to its end and return what it wrote to standard output."""
    with start(argv, purpose=purpose, limits=limits, gives_output=True, pass_fds=pass_fds) as running:
        return running.answer()


def run(argv: Sequence[str], *, purpose: str, limits: Limits, pass_fds: Sequence[int] = ()) -> None:
    """Run a program to its end for what it does to files. Raises ProcessFault when it fails."""
    with start(argv, purpose=purpose, limits=limits, pass_fds=pass_fds) as running:
        running.finish()


def _confinement(limits: Limits) -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    script = " && ".join((ONLY_BELOW_ITS_PARENT, *_bounds(limits), 'exec "$@"'))
    return (setpriv, "--pdeathsig", "KILL", "--no-new-privs", "--", "/bin/sh", "-c", script, str(os.getpid()))


def _bounds(limits: Limits) -> Iterator[str]:
    """Commands to a shell, in the units of dash, bash and BusyBox: `prlimit`, a program, takes a millisecond more."""
    yield "ulimit -c 0"
    if limits.memory_mib is not None:
        yield f"ulimit -v {_at_most(limits.memory_mib * MEBIBYTE, RLIMIT_AS) // 1024}"
    if limits.file_mib is not None:
        yield f"ulimit -f {_at_most(limits.file_mib * MEBIBYTE, RLIMIT_FSIZE) // 512}"
    if limits.cpu_s is not None:
        yield f"ulimit -t {_at_most(limits.cpu_s, RLIMIT_CPU)}"


def _at_most(limit: int, kind: int) -> int:
    """What dropd itself may not exceed, its programs may not be allowed."""
    _, hard = getrlimit(kind)
    return limit if hard == RLIM_INFINITY else min(limit, hard)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):  # it ended in between
        os.killpg(pid, signal.SIGKILL)
