"""How near an encoded film comes to its frames: VMAF and SSIM, of every single frame, by FFmpeg's libvmaf.

Every frame, because B-frames come in a rhythm: each third frame may be all good ones, or all bad ones.
"""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from math import log10
from pathlib import Path

RAW_1080P = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", "1920x1080", "-framerate", "30")
ONLY_FRAMES = "setpts=N/30/TB,format=yuv420p"


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over all frames: VMAF from 0 to 100, SSIM in decibels."""

    vmaf: float
    ssim_db: float


def quality_of(ffmpeg: str, film: Path, original: tuple[str, ...]) -> Quality:
    """Compare a film at 1080p with its original; `original` is FFmpeg's input, with what must be said before it."""
    with tempfile.NamedTemporaryFile(suffix=".json") as log:
        graph = (
            f"[0:v:0]{ONLY_FRAMES}[film];[1:v:0]{ONLY_FRAMES}[original];[film][original]"
            f"libvmaf=log_fmt=json:log_path={log.name}:n_threads=1:feature=name=float_ssim"
        )
        argv = (ffmpeg, "-nostdin", "-v", "error", "-i", str(film), *original, "-lavfi", graph, "-f", "null", "-")
        subprocess.run(argv, check=True)
        pooled = json.loads(Path(log.name).read_text())["pooled_metrics"]
    return Quality(pooled["vmaf"]["mean"], -10 * log10(max(1e-9, 1 - pooled["float_ssim"]["mean"])))
