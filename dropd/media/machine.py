"""How much memory and how many cores our processes may use: what the machine has, or what a container is allowed.

Limits are those of control groups, version 2: https://docs.kernel.org/admin-guide/cgroup-v2.html.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from math import ceil
from pathlib import Path

PROC, CONTROL_GROUPS = Path("/proc"), Path("/sys/fs/cgroup")


def available_bytes(proc: Path = PROC, control_groups: Path = CONTROL_GROUPS) -> int | None:
    """Return the least of what the machine and every control group above this process have left; None if untold.

    Memory that holds files can be taken back at once and counts as free (`MemAvailable`; `inactive_file` of a group).
    """
    told = [*_left_of_machine(proc), *(left for group in _groups(proc, control_groups) for left in _left_of(group))]
    return max(0, min(told)) if told else None


def available_cores(proc: Path = PROC, control_groups: Path = CONTROL_GROUPS) -> int:
    """Return on how many cores this process may run at a time; a part of one counts as one."""
    # Not on macOS: there, as many as the machine has.
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shares = (share for group in _groups(proc, control_groups) for share in _share_of(group))
    return min([usable, *(ceil(share) for share in shares)])


def _left_of_machine(proc: Path) -> Iterator[int]:
    with suppress(OSError):
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                yield 1024 * int(line.split()[1])


def _groups(proc: Path, control_groups: Path) -> Iterator[Path]:
    """The folders of this process's control group and of those above it."""
    with suppress(OSError):
        own = (proc / "self" / "cgroup").read_text().splitlines()
        path = next((line.removeprefix("0::/") for line in own if line.startswith("0::/")), None)
        if path is not None:
            folder = control_groups / path
            yield from (group for group in (folder, *folder.parents) if group.is_relative_to(control_groups))


def _left_of(group: Path) -> Iterator[int]:
    with suppress(OSError, ValueError):  # no limit is the word "max"
        limit = int((group / "memory.max").read_text())
        used = int((group / "memory.current").read_text())
        statistics = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        yield limit - used + int(statistics.get("inactive_file", 0))


def _share_of(group: Path) -> Iterator[Fraction]:
    with suppress(OSError, ValueError):  # no limit is the word "max"
        quota_us, period_us = (group / "cpu.max").read_text().split()
        yield Fraction(int(quota_us), int(period_us))
