"""Is there room for a film? Looked for before a render, and not when it is half made."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from dropd.errors import NoSpaceFault

BYTES_PER_MEGABYTE = 10**6


def need_space(folders: Iterable[Path], reserve_mb: int) -> None:
    """Raise NoSpaceFault where less than the reserve is free on the disk of one of some folders."""
    for folder in folders:
        free_mb = shutil.disk_usage(folder).free // BYTES_PER_MEGABYTE
        if free_mb < reserve_mb:
            raise NoSpaceFault(
                f"Only {free_mb} MB are free on the disk of {folder}; dropd keeps {reserve_mb} MB in reserve.",
                hint="Free some space; dropd goes on by itself.",
            )
