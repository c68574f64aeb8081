import subprocess
import sys
from pathlib import Path

import pytest

from dropd.media.process import Limits, read_all

TRIAL = """
import os, socket, sys
from dropd.media.sandbox import give_up_files_and_network

kept, listener = open(sys.argv[1], "rb"), socket.create_server(("127.0.0.1", 0))
print(give_up_files_and_network())
print(kept.read().decode())
for attempt in (
    lambda: open(sys.argv[1]),
    lambda: open(sys.argv[1] + ".new", "w"),
    lambda: os.listdir("/"),
    lambda: os.unlink(sys.argv[1]),
    lambda: socket.create_connection(listener.getsockname(), timeout=5),
):
    try:
        attempt()
        print("done")
    except PermissionError:
        print("refused")
"""


def tried(file: Path) -> list[str]:
    argv = (sys.executable, "-c", TRIAL, str(file))
    return read_all(argv, purpose="trial", limits=Limits()).decode().split("\n")[:-1]


def test_nothing_can_be_opened_any_more_but_what_is_open_stays(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("kept")

    able, read, *attempts = tried(file)

    if able != "True":
        pytest.skip("this kernel has no Landlock")
    assert read == "kept"
    assert attempts[:4] == ["refused"] * 4
    assert file.exists()


def test_no_connection_can_be_made_any_more(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.touch()

    able, _, *attempts = tried(file)

    if able != "True" or network_is_beyond_it():
        pytest.skip("this kernel's Landlock knows no network")
    assert attempts[4] == "refused"


def network_is_beyond_it() -> bool:
    asks = "import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1))"
    answer = subprocess.run((sys.executable, "-c", asks), capture_output=True, check=True)
    return int(answer.stdout) < 4
