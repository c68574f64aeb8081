import os
from pathlib import Path

import pytest

from dropd.media.machine import available_bytes, available_cores

MEBIBYTE = 1 << 20


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with 8 GiB left, on which this process is in the group /user/dropd."""
    (tmp_path / "proc" / "self").mkdir(parents=True)
    (tmp_path / "proc" / "meminfo").write_text("MemTotal:  16777216 kB\nMemAvailable:    8388608 kB\n")
    (tmp_path / "proc" / "self" / "cgroup").write_text("0::/user/dropd\n")
    (tmp_path / "groups" / "user" / "dropd").mkdir(parents=True)
    return tmp_path


def limit(machine: Path, group: str, limit_bytes: int | str, *, used: int = 0, files: int = 0) -> None:
    folder = machine / "groups" / group
    (folder / "memory.max").write_text(f"{limit_bytes}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon {used - files}\ninactive_file {files}\n")


def left(machine: Path) -> int | None:
    return available_bytes(machine / "proc", machine / "groups")


def test_without_a_container_it_is_what_the_machine_has_left(machine: Path) -> None:
    assert left(machine) == 8192 * MEBIBYTE


@pytest.mark.parametrize("group", ["user/dropd", "user"])
def test_a_container_s_limit_counts_wherever_above_it_stands(machine: Path, group: str) -> None:
    limit(machine, group, 1024 * MEBIBYTE, used=600 * MEBIBYTE, files=100 * MEBIBYTE)

    assert left(machine) == 524 * MEBIBYTE


def test_a_group_without_a_limit_counts_for_nothing(machine: Path) -> None:
    limit(machine, "user/dropd", "max", used=600 * MEBIBYTE)

    assert left(machine) == 8192 * MEBIBYTE


def test_a_group_over_its_limit_has_nothing_left(machine: Path) -> None:
    limit(machine, "user", 100 * MEBIBYTE, used=200 * MEBIBYTE)

    assert left(machine) == 0


def test_a_machine_that_tells_nothing_is_not_guessed_at(tmp_path: Path) -> None:
    assert available_bytes(tmp_path, tmp_path) is None


@pytest.mark.parametrize(("quota", "cores"), [("100000 100000", 1), ("10000 100000", 1), ("150000 100000", 2)])
@pytest.mark.parametrize("group", ["user/dropd", "user"])
def test_a_container_may_have_few_cores_or_a_part_of_one(machine: Path, group: str, quota: str, cores: int) -> None:
    (machine / "groups" / group / "cpu.max").write_text(f"{quota}\n")

    assert available_cores(machine / "proc", machine / "groups") == min(cores, len(os.sched_getaffinity(0)))


@pytest.mark.parametrize("quota", ["max 100000", "12800000 100000", "?"])
def test_where_a_container_may_have_more_than_there_are_all_cores_are_used(machine: Path, quota: str) -> None:
    (machine / "groups" / "user" / "cpu.max").write_text(f"{quota}\n")

    assert available_cores(machine / "proc", machine / "groups") == len(os.sched_getaffinity(0))


def test_this_machine_tells() -> None:
    told = available_bytes()

    assert told is None or told > MEBIBYTE
    assert available_cores() >= 1
