"""How much memory our processes may still take: what the machine has left, or what a container is allowed to use."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC, CONTROL_GROUPS = Path("/proc"), Path("/sys/fs/cgroup")


def available_bytes(proc: Path = PROC, control_groups: Path = CONTROL_GROUPS) -> int | None:
    """Return the least of what the machine and every control group above this process have left; None if untold.

    Memory that holds files can be taken back at once and counts as free (`MemAvailable`; `inactive_file` of a group,
    https://docs.kernel.org/admin-guide/cgroup-v2.html). Groups of version 1 are not asked.
    """
    told = [*_of_machine(proc), *_of_groups(proc, control_groups)]
    return max(0, min(told)) if told else None


def _of_machine(proc: Path) -> Iterator[int]:
    with suppress(OSError):
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                yield 1024 * int(line.split()[1])


def _of_groups(proc: Path, control_groups: Path) -> Iterator[int]:
    with suppress(OSError):
        own = (proc / "self" / "cgroup").read_text().splitlines()
        path = next((line.removeprefix("0::/") for line in own if line.startswith("0::/")), None)
        if path is not None:
            folder = control_groups / path
            for group in (folder, *folder.parents):
                if group.is_relative_to(control_groups):
                    yield from _of_group(group)


def _of_group(group: Path) -> Iterator[int]:
    with suppress(OSError, ValueError):  # no limit is the word "max"
        limit = int((group / "memory.max").read_text())
        used = int((group / "memory.current").read_text())
        statistics = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        yield limit - used + int(statistics.get("inactive_file", 0))
