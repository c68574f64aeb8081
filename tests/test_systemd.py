import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dropd.systemd import HEARTBEAT_FILE, Heartbeat, last_heartbeat, notify, write_heartbeat

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_what_it_is_told(tmp_path: Path, *, abstract: bool) -> None:
    address = f"@dropd-test-{tmp_path.name}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + address[1:] if abstract else address)
        systemd.settimeout(5)
        notify("READY=1", {"NOTIFY_SOCKET": address})

        assert systemd.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
def test_without_systemd_nothing_happens(environment: dict[str, str]) -> None:
    notify("READY=1", environment)


def test_a_systemd_that_does_not_listen_stops_nobody(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        for _ in range(1000):
            notify("WATCHDOG=1", {"NOTIFY_SOCKET": str(tmp_path / "notify")})


@pytest.mark.parametrize("trouble", [None, "The disk is gone."])
def test_a_sign_of_life_tells_when_it_was_given_and_what_was_wrong(tmp_path: Path, trouble: str | None) -> None:
    write_heartbeat(tmp_path / "state", root=Path("/videos"), now=NOON, trouble=trouble)

    assert last_heartbeat(tmp_path / "state") == Heartbeat(NOON, trouble)


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"at": 3}', '{"at": "noon"}', '{"at": "2026-11-22T12:00:00"}']
)
def test_a_sign_that_cannot_be_read_is_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / HEARTBEAT_FILE).write_text(text)

    assert last_heartbeat(tmp_path) is None


def test_a_disk_that_is_gone_stops_no_daemon(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    write_heartbeat(tmp_path / "file", root=Path("/videos"), now=NOON)
