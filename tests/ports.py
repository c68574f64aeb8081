"""Ports on loopback, for servers that must be told one."""

import secrets
import socket
from contextlib import suppress

TRIES = 100


def free_port() -> int:
    """A port that nobody listens on.

    None of those from 32768 on, which Linux gives to whoever asks for any: tests at the same time would soon have taken
    it. And by `secrets`: pytest-randomly lets `random` draw the same numbers in all workers.
    """
    for _ in range(TRIES):
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def is_listening(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
