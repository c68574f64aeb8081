import errno
import os

import pytest

from dropd.jobs.outside import outside_fault


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
