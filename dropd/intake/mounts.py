"""Which file system a folder lies on, and whether it tells of changes. Reads /proc/self/mountinfo."""

import os
import re
import select
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")

SILENT_TYPES = frozenset(
    {"cifs", "smb3", "nfs", "nfs4", "9p", "afs", "ceph", "ncpfs", "virtiofs", "vboxsf", "prl_fs", "lustre", "beegfs"}
)
"""File systems on which another machine writes: the kernel here never hears of it."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system."""

    point: Path
    kind: str

    @property
    def tells_of_changes(self) -> bool:
        """Whether inotify hears everybody who writes there."""
        return self.kind not in SILENT_TYPES and not self.kind.startswith("fuse")


def mount_of(folder: Path, mountinfo: str) -> Mount | None:
    """Given a folder and the text of mountinfo, return the mount it lies on; None if nothing fits (no Linux)."""
    resolved = Path(os.path.realpath(folder))
    holding = [mount for mount in _mounts(mountinfo) if resolved.is_relative_to(mount.point)]
    # Of two mounts on one point the later one is seen.
    return max(reversed(holding), key=lambda mount: len(mount.point.parts), default=None)


def silent_within(folder: Path, mountinfo: str) -> frozenset[str] | None:
    """The names in a folder beneath which a mount lies that tells of no changes; None if the folder itself does."""
    own = mount_of(folder, mountinfo)
    if own is not None and not own.tells_of_changes:
        return None
    resolved = Path(os.path.realpath(folder))
    silent = (mount.point for mount in _mounts(mountinfo) if not mount.tells_of_changes)
    return frozenset(
        point.relative_to(resolved).parts[0] for point in silent if point != resolved and point.is_relative_to(resolved)
    )


def mounted_within(folder: Path, mountinfo: str) -> frozenset[Path]:
    """The places in a folder at which file systems are mounted."""
    resolved = Path(os.path.realpath(folder))
    points = (mount.point for mount in _mounts(mountinfo))
    return frozenset(point for point in points if point != resolved and point.is_relative_to(resolved))


def read_mountinfo() -> str:
    """The text of mountinfo; empty where there is none."""
    try:
        return os.fsdecode(MOUNTINFO.read_bytes())
    except OSError:
        return ""


class MountChanges:
    """Hears from the kernel when anything is mounted or unmounted, however briefly."""

    def __init__(self) -> None:
        self._poll = select.poll()
        try:
            self._descriptor: int | None = os.open(MOUNTINFO, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._descriptor = None
        else:
            # man 5 proc_pid_mounts: a change is an event of priority, told once to each open file.
            self._poll.register(self._descriptor, select.POLLPRI)

    def any(self) -> bool:
        """Whether there were any since the last call."""
        return bool(self._poll.poll(0))

    def close(self) -> None:
        """Hear no more."""
        if self._descriptor is not None:
            self._poll.unregister(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None


def _mounts(mountinfo: str) -> Iterable[Mount]:
    return [_mount(line) for line in mountinfo.splitlines() if " - " in line]


def _mount(line: str) -> Mount:
    # man 5 proc_pid_mountinfo: field 5 is the mount point with octal escapes; after " - " comes the type.
    before, _, after = line.partition(" - ")
    point = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), os.fsencode(before.split(" ")[4]))
    return Mount(Path(os.fsdecode(point)), after.split()[0])
