import fcntl
import os
import re
from pathlib import Path

import pytest

from dropd.errors import SetupFault
from dropd.jobs.lock import is_free, only_one
from dropd.project import Root


def test_a_second_dropd_on_a_root_is_told_of_the_first(tmp_path: Path) -> None:
    root = Root.at(tmp_path)
    sentence = re.escape(f"Another dropd (process {os.getpid()}) already works on {tmp_path}.")

    with only_one(root), pytest.raises(SetupFault, match=sentence), only_one(root):
        pass


def test_a_root_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with only_one(Root.at(tmp_path)):
            pass


def test_an_error_of_the_work_itself_is_not_taken_for_a_second_dropd(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError), only_one(Root.at(tmp_path)):
        raise BlockingIOError


def test_a_root_that_is_a_file_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SetupFault, match="dropd cannot write in"), only_one(Root.at(tmp_path / "file")):
        pass


def test_a_root_tells_whether_a_dropd_works_on_it(tmp_path: Path) -> None:
    root = Root.at(tmp_path)
    assert is_free(root)

    with only_one(root):
        assert not is_free(root)

    assert is_free(root)


def test_who_asks_whether_a_root_is_free_keeps_no_dropd_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Root.at(tmp_path)
    with only_one(root):
        pass
    asking = os.open(root.lock, os.O_RDONLY)
    fcntl.flock(asking, fcntl.LOCK_SH)
    monkeypatch.setattr("dropd.jobs.lock.time.sleep", lambda _: os.close(asking))  # it has asked, a moment later

    with only_one(root):
        assert not is_free(root)
