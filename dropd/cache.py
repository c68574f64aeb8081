"""A store of finished pieces by what they were made from. Two processes may use it at once; a torn entry is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dropd.durable import TEMPORARY_PREFIX, sweep_temporaries, sync_file, temporary_beside


class Cache:
    """Files named by a key; a key is the SHA-256, in hex, of everything that the content depends on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str, ending: str) -> Path | None:
        """Return the entry of a key, and note that it was used, or None."""
        path = self._path(key, ending)
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    @contextmanager
    def making(self, key: str, ending: str) -> Iterator[Path]:
        """Give a path to write an entry to; it becomes the entry if the block ends well, and vanishes if not."""
        path = self._path(key, ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_beside(path)
        try:
            yield temporary
            sync_file(temporary)  # or a power cut could leave the name without the content
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def trim(self, limit_bytes: int) -> int:
        """Delete the entries that were not used for longest until the rest fits. Returns how many were deleted."""
        entries = sorted(((stat.st_mtime_ns, stat.st_size, path) for path, stat in self._entries()), reverse=True)
        kept_bytes = deleted = 0
        for _, size, path in entries:
            kept_bytes += size
            if kept_bytes > limit_bytes:
                path.unlink(missing_ok=True)
                deleted += 1
        return deleted

    def sweep(self) -> None:
        """Delete what writers that were killed left half done."""
        for folder in self._folder.glob("*/"):
            sweep_temporaries(folder)

    def _path(self, key: str, ending: str) -> Path:
        return self._folder / key[:2] / f"{key}{ending}"

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self._folder.glob("*/*"):
            if path.name.startswith(TEMPORARY_PREFIX):
                continue
            try:
                yield path, path.stat()
            except FileNotFoundError:
                continue
