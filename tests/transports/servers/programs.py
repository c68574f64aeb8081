"""Server programs: found or asked for, given a free port, and stopped whatever happens."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 10.0


def program(name: str, package: str) -> str:
    """The path of a program. Raises AssertionError, naming the Debian package, if it is not installed."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert path, f"install {package}: {name} is not there"
    return path


@contextmanager
def running(argv: Sequence[str], log: Path, *, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a server, with all that it starts, until the context ends. Yields its process id."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, start_new_session=True
        )
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
