"""Is a dropped picture, sound or font whole and usable? Decoded in a limited process, as the render will decode it.

What was found whole is noted in the cache: the same file is not decoded again for another trigger, whoever asks.
"""

import errno
import hashlib
import os
import threading
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from dropd.beneath import open_beneath
from dropd.cache.store import Cache
from dropd.errors import DropdError, DropFault
from dropd.intake.asked import IMAGES_FOLDER
from dropd.intake.probe import Unchecked, Unfinished, Verdict, Whole, Wrong, not_readable
from dropd.intake.wording import in_one_line
from dropd.media import sounds
from dropd.media.builds import FfmpegBuild
from dropd.media.decoder import PictureExaminer
from dropd.media.font_ends import FONT_ENDINGS, check_font
from dropd.media.kinds import PICTURE_ENDINGS
from dropd.media.unfinished import UnfinishedMedia

BYTES_PER_MEGABYTE = 10**6

CHECK_VERSION = 2
"""Raise it whenever a file that was found whole may not be any more."""
DECODERS = ("pillow", "pillow-heif", "simplejpeg")
WHOLE = ".whole"
DAMAGED = "{} seems to be damaged: a part of it may be grey or in wrong colours. Look at it, or copy it again."
CUT = "incomplete (if that does not change, copy it again, or save it anew)"


class MediaCheck:
    """Checks file after file. One decoder serves one project: what breaks it, or breaks into it, meets no other."""

    def __init__(self, build: FfmpegBuild, cache: Cache, *, max_megapixels: int, max_file_mb: int) -> None:
        self._build = build
        self._cache = cache
        self._max_megapixels = max_megapixels
        self._max_file_mb = max_file_mb
        self._versions = tuple(map(version, DECODERS))
        self._decoder = PictureExaminer(max_megapixels=max_megapixels)
        self._serves: Path | None = None
        self._lock = threading.Lock()
        self._given_up = threading.Event()

    def check(self, input_folder: Path, path: str) -> Verdict:
        """The verdict on a file beneath an input folder. Raises OSError if it cannot be read now, or ever again."""
        if self._given_up.is_set():
            raise OSError(errno.ECANCELED, "given up", path)
        with self._lock:
            if self._serves != input_folder:
                self._decoder.close()
                self._serves = input_folder
            try:
                with open_beneath(input_folder, path) as file:
                    return self._judged(file, path, self._key(file, input_folder / path))
            except PermissionError:
                return not_readable(input_folder / path)
            except UnfinishedMedia:
                return Unfinished(CUT)
            except DropFault as fault:
                return Wrong(fault.message, fault.hint)
            except DropdError as fault:  # a tool that does not start, a full disk
                return Unchecked(f"not checked yet ({in_one_line(fault.message)}; dropd tries again)")

    def give_up(self) -> None:
        """Make no more checks, and end the one that is being made soon: dropd is to stop."""
        self._given_up.set()

    def rest(self) -> None:
        """Nothing is left to check: give back what the decoder holds, once the present check is over."""
        if self._serves is not None:
            with self._lock:
                self._decoder.close()
                self._serves = None

    def _key(self, file: BinaryIO, path: Path) -> str:
        """A digest of how a file looks and of what looks at it: what changed the file has changed its ctime."""
        stat = os.fstat(file.fileno())
        looks = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        examined = (self._build.digest, self._max_megapixels, self._max_file_mb, *self._versions)
        described = repr((CHECK_VERSION, os.fsencode(path), looks, examined))
        return hashlib.sha256(described.encode()).hexdigest()

    def _judged(self, file: BinaryIO, path: str, key: str) -> Whole:
        """What was noted of a file, or is found now. Raises MediaFault and all that else may be wrong."""
        with suppress(OSError, ValueError):
            if note := self._cache.find(key, WHOLE):
                return Whole(note.read_text("utf-8") or None)
        verdict = self._examine(file, path)
        # A full disk, or a name that is no text: it is looked at again.
        with suppress(OSError, ValueError), self._cache.making(key, WHOLE, durable=False) as note:
            note.write_text(verdict.warning or "", "utf-8")
        return verdict

    def _examine(self, file: BinaryIO, path: str) -> Whole:
        size_mb = os.fstat(file.fileno()).st_size / BYTES_PER_MEGABYTE
        if size_mb > self._max_file_mb:
            raise DropFault(
                f"{path} has {size_mb:.0f} MB; the limit is {self._max_file_mb}.",
                hint="Save a smaller copy of it, or raise max_file_mb in the settings.",
            )
        name = path.casefold()
        if name.startswith(f"{IMAGES_FOLDER}/") or name.endswith(tuple(PICTURE_ENDINGS)):
            return Whole(DAMAGED.format(path) if self._decoder.check(file, path) else None)
        if name.endswith(tuple(FONT_ENDINGS)):
            check_font(file, path)
        else:
            sounds.count_samples(self._build.path, file, path, give_up=self._given_up)
        return Whole()
