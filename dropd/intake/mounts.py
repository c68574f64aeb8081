"""Which file system a folder lies on, and whether it tells of changes. Reads /proc/self/mountinfo."""

import os
from dataclasses import dataclass
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")

SILENT_TYPES = frozenset({"cifs", "smb3", "nfs", "nfs4", "9p", "afs", "ceph", "ncpfs", "virtiofs"})
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
    mounts = [_mount(line) for line in mountinfo.splitlines() if " - " in line]
    holding = [mount for mount in mounts if resolved.is_relative_to(mount.point)]
    # Of two mounts on one point the later one is seen.
    return max(reversed(holding), key=lambda mount: len(mount.point.parts), default=None)


def read_mountinfo() -> str:
    """The text of mountinfo; empty where there is none."""
    try:
        return MOUNTINFO.read_text(errors="surrogateescape")
    except OSError:
        return ""


def _mount(line: str) -> Mount:
    # man 5 proc_pid_mountinfo: field 5 is the mount point with octal escapes; after " - " comes the type.
    before, _, after = line.partition(" - ")
    point = before.split()[4].encode(errors="surrogateescape").decode("unicode_escape")
    return Mount(Path(point), after.split()[0])
