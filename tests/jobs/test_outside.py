import errno
import os

import pytest

from dropd.jobs.outside import outside_fault
from tests.accounts import ANN, DROPD, FILMS, give, needs_root, open_folder


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (errno.ENOSPC, "no-space", "Free some space"),
        (errno.EDQUOT, "no-space", "Free some space"),
        (errno.EACCES, "storage", "Give the user that dropd runs as"),
        (errno.EPERM, "storage", "Give the user that dropd runs as"),
        (errno.EIO, "storage", "Check that it is mounted"),
        (errno.EROFS, "storage", "Check that it is mounted"),
        (errno.ESTALE, "storage", "Check that it is mounted"),
    ],
)
def test_every_refusal_of_the_system_heals_and_says_what_to_do(code: int, kind: str, words: str) -> None:
    fault = outside_fault(OSError(code, os.strerror(code), "/videos/house"))

    assert (fault.code, fault.heals) == (kind, True)
    assert "(/videos/house)" in fault.message
    assert words in fault.hint


@needs_root
def test_where_a_right_is_lacking_the_command_that_gives_it_is_told() -> None:
    with open_folder() as folder:
        give(folder, ANN, FILMS, 0o755)
        with DROPD.acting():
            fault = outside_fault(PermissionError(errno.EACCES, "Permission denied", str(folder / "done")))

    assert f"may not write in the folder tmp/{folder.name}" in fault.message
    assert fault.hint.endswith(f"sudo chmod -R g+rwX {folder}")
