"""Which FFmpeg to use: the machine's own if it is good enough, else the one that comes in a Python package."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropd.errors import SetupFault
from dropd.media.endings import ProcessFault
from dropd.media.process import Limits, read_all

OLDEST_VERSION = (5, 1)
NEEDED_ENCODERS = ("libx264", "aac")
ASKING = Limits(stall_s=20)


@dataclass(frozen=True, slots=True)
class FfmpegBuild:
    """One FFmpeg program. `digest` tells builds apart: chunks of different builds are never joined."""

    path: str
    version: str
    digest: str
    origin: str
    encoders: tuple[str, ...] = ()


def find_ffmpeg(configured: Path | None = None) -> FfmpegBuild:
    """Return the first good FFmpeg of: the configured one, the machine's, the embedded one.

    Raises SetupFault when the configured one is not good enough, or there is none at all.
    """
    refusals = []
    for path, origin in _candidates(configured):
        build, refusal = _examined(path, origin)
        if build is not None:
            return build
        refusals.append(f"{path}: {refusal}")
    raise SetupFault(
        "No FFmpeg that dropd can use: " + "; ".join(refusals or ["none found"]) + ".",
        hint="Install one (Debian: apt install ffmpeg), or the Python package imageio-ffmpeg.",
    )


def _candidates(configured: Path | None) -> Iterator[tuple[str, str]]:
    if configured is not None:
        yield str(configured), "settings"
        return
    on_path = shutil.which("ffmpeg")
    if on_path:
        yield on_path, "machine"
    import imageio_ffmpeg  # noqa: PLC0415 - takes 60 ms, and is rarely needed

    try:
        yield imageio_ffmpeg.get_ffmpeg_exe(), "embedded"
    except RuntimeError:
        return


def _examined(path: str, origin: str) -> tuple[FfmpegBuild | None, str]:
    try:
        banner = read_all((path, "-hide_banner", "-version"), purpose="FFmpeg", limits=ASKING).decode()
        listing = read_all((path, "-hide_banner", "-encoders"), purpose="FFmpeg", limits=ASKING).decode()
    except ProcessFault as fault:
        reason = fault.stderr.strip().splitlines()[-1:]
        return None, " ".join(["does not start", *(f"({line})" for line in reason)])
    version = re.search(r"version n?(\d+)\.(\d+)\S*", banner)
    encoders = tuple(line.split()[1] for line in listing.splitlines() if line.startswith((" V", " A")))
    missing = [name for name in NEEDED_ENCODERS if name not in encoders]
    if missing:
        return None, f"has no {' and no '.join(missing)}"
    # A build from Git has no version number; those are newer than any that is too old.
    if version and (int(version[1]), int(version[2])) < OLDEST_VERSION:
        return None, f"is version {version[1]}.{version[2]}, older than 5.1"
    digest = hashlib.sha256(banner.encode()).hexdigest()[:16]
    name = version[0].removeprefix("version ") if version else "from Git"
    return FfmpegBuild(path, name, digest, origin, encoders), ""
