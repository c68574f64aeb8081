import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dropd.systemd import HEARTBEAT_FILE, heartbeat_age_s, notify, write_heartbeat

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


def test_a_sign_of_life_has_an_age(tmp_path: Path) -> None:
    write_heartbeat(tmp_path / "state", root=Path("/videos"), now=NOON)

    assert heartbeat_age_s(tmp_path / "state", NOON + timedelta(seconds=90)) == 90


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"at": 3}', '{"at": "noon"}', '{"at": "2026-11-22T12:00:00"}']
)
def test_a_sign_that_cannot_be_read_is_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / HEARTBEAT_FILE).write_text(text)

    assert heartbeat_age_s(tmp_path, NOON) is None


def test_a_disk_that_is_gone_stops_no_daemon(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    write_heartbeat(tmp_path / "file", root=Path("/videos"), now=NOON)
