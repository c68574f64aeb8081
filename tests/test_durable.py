import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dropd import durable
from dropd.durable import (
    TEMPORARY_PREFIX,
    move_all_durably,
    move_durably,
    sweep_temporaries,
    sync_folder,
    write_durably,
)


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_file_is_written_and_written_again(tmp_path: Path) -> None:
    for text in (b"first", b"second", b""):
        write_durably(tmp_path / "status.json", text)
        assert (tmp_path / "status.json").read_bytes() == text
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


def test_a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    write_durably(path, b"first")
    assert mode(path) == 0o640

    path.chmod(0o664)
    write_durably(path, b"second")

    assert mode(path) == 0o664


def test_a_link_is_replaced_and_its_mode_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("untouched")
    (tmp_path / "status.json").symlink_to("elsewhere")

    write_durably(tmp_path / "status.json", b"new")

    assert mode(tmp_path / "status.json") == 0o640
    assert (tmp_path / "elsewhere").read_text() == "untouched"


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "status.json").mkdir()
    (tmp_path / "status.json" / "inside").touch()

    with pytest.raises(OSError, match="status"):
        write_durably(tmp_path / "status.json", b"new")

    assert [path.name for path in tmp_path.rglob("*")] == ["status.json", "inside"]


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    """A reader that opened the old file goes on reading the old file."""
    path = tmp_path / "status.json"
    write_durably(path, b"old" * 1000)
    with path.open("rb") as reader:
        half = reader.read(1500)
        write_durably(path, b"new")

        assert half + reader.read() == b"old" * 1000


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    write_durably(tmp_path / ("n" * 255), b"whole")

    assert (tmp_path / ("n" * 255)).read_bytes() == b"whole"


def test_a_file_is_moved_between_folders(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    (tmp_path / "done").mkdir()
    (tmp_path / "input" / "render.yaml").write_text("fps: 30")

    move_durably(tmp_path / "input" / "render.yaml", tmp_path / "done" / "job.render.yaml")

    assert (tmp_path / "done" / "job.render.yaml").read_text() == "fps: 30"
    assert not any((tmp_path / "input").iterdir())


def test_files_are_moved_together_and_what_was_moved_before_a_failure_is_whole(tmp_path: Path) -> None:
    for folder in ("work", "output", "output/b"):
        (tmp_path / folder).mkdir()
    moves = [(tmp_path / "work" / name, tmp_path / "output" / name) for name in ("a", "b", "c")]
    for source, _ in moves:
        source.write_text(source.name)

    with pytest.raises(IsADirectoryError):
        move_all_durably(moves)
    assert (tmp_path / "output" / "a").read_text() == "a"

    (tmp_path / "output" / "b").rmdir()
    move_all_durably(moves[1:])
    assert {path.name: path.read_text() for path in (tmp_path / "output").iterdir()} == {"a": "a", "b": "b", "c": "c"}
    assert not any((tmp_path / "work").iterdir())


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        if Path(folder).stat().st_dev == tmp_path.stat().st_dev:
            pytest.skip("there is one file system only")
        yield Path(folder)


def test_a_file_is_moved_to_another_disk_whole_and_with_its_mode(tmp_path: Path, other_disk: Path) -> None:
    source = tmp_path / "render.yaml"
    source.write_text("fps: 30")
    source.chmod(0o640)
    move_durably(source, other_disk / "job.render.yaml")

    assert (other_disk / "job.render.yaml").read_text() == "fps: 30"
    assert mode(other_disk / "job.render.yaml") == 0o640
    assert not source.exists()
    assert [path.name for path in other_disk.iterdir()] == ["job.render.yaml"]


def test_a_link_is_not_carried_to_another_disk(tmp_path: Path, other_disk: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "render.yaml").symlink_to("secret")

    with pytest.raises(OSError, match="cross-device"):
        move_durably(tmp_path / "render.yaml", other_disk / "job.render.yaml")
    assert list(other_disk.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system at hand that cannot sync")
def test_a_file_system_that_cannot_sync_a_folder_is_no_error() -> None:
    sync_folder(Path("/proc/self"))


def test_what_a_killed_writer_left_is_swept_and_a_living_ones_is_not(tmp_path: Path) -> None:
    writes = (
        "import os, sys; from pathlib import Path; from dropd.durable import temporary_beside\n"
        "temporary_beside(Path(sys.argv[1])).touch(); os.kill(os.getpid(), int(sys.argv[2]))"
    )
    target = tmp_path / "film"
    subprocess.run((sys.executable, "-c", writes, str(target), "9"), check=False)
    with subprocess.Popen((sys.executable, "-c", writes, str(target), "19")) as stopped:
        os.waitid(os.P_PID, stopped.pid, os.WSTOPPED | os.WNOWAIT)
        target.touch()

        sweep_temporaries(tmp_path)

        left = {path.name.split("-")[1] for path in tmp_path.glob(f"{TEMPORARY_PREFIX}*")}
        stopped.kill()
    assert left == {str(stopped.pid)}
    assert target.exists()


def test_what_an_earlier_process_with_our_own_id_left_is_swept(tmp_path: Path) -> None:
    durable.temporary_beside(tmp_path / "film").touch()

    sweep_temporaries(tmp_path)

    assert list(tmp_path.iterdir()) == []
