from pathlib import Path

import pytest

from dropd.intake.mounts import mount_of, read_mountinfo

TABLE = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /mnt/nas rw - cifs //nas/films rw
31 22 0:41 / /mnt/nas/local\040disk rw - xfs /dev/sdb rw
32 22 0:42 / /mnt/ftp rw - fuse.sshfs host:/ rw
33 22 0:43 / /mnt/twice rw - ext4 /dev/sdc rw
34 22 0:44 / /mnt/twice rw - nfs4 host:/x rw
"""


@pytest.mark.parametrize(
    ("folder", "kind", "tells"),
    [
        ("/srv", "ext4", True),
        ("/mnt/nas/projects", "cifs", False),
        ("/mnt/nas/local disk/projects", "xfs", True),
        ("/mnt/nastier", "ext4", True),
        ("/mnt/ftp/a", "fuse.sshfs", False),
        ("/mnt/twice/a", "nfs4", False),
    ],
)
def test_the_innermost_mount_that_is_seen_decides(folder: str, kind: str, *, tells: bool) -> None:
    mount = mount_of(Path(folder), TABLE)

    assert mount is not None
    assert (mount.kind, mount.tells_of_changes) == (kind, tells)


def test_without_a_table_nothing_is_known() -> None:
    assert mount_of(Path("/srv"), "") is None


def test_the_table_of_this_machine_can_be_read(tmp_path: Path) -> None:
    assert mount_of(tmp_path, read_mountinfo()) is not None
