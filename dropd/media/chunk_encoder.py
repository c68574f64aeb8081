"""Frames become a file that can be joined with others, and a list of its packets as the encoder gave them."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile

from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import limits_of
from dropd.media.ffmpeg import Encoding
from dropd.media.process import start


def encode_chunk(
    frames: Iterable[memoryview],
    target: Path,
    build: FfmpegBuild,
    *,
    size_px: tuple[int, int],
    fps: Fraction,
    encoding: Encoding,
    purpose: str,
) -> tuple[str, ...]:
    """Encode planar 4:2:0 frames to `target`. Returns the hashes of the packets that the encoder made.

    A frame is read from where it lies, so it must stay as it is until the frame after the next is asked for.
    Raises ProcessFault and NoSpaceFault, in which `purpose` names the encoder.
    """
    # The list goes to a file, as nobody reads it while frames are written.
    with target.open("wb") as chunk, TemporaryFile(dir=target.parent) as listing:
        descriptors = chunk.fileno(), listing.fileno()
        argv = ffmpeg.encode_frames(
            build.path,
            width_px=size_px[0],
            height_px=size_px[1],
            fps=fps,
            encoding=encoding,
            output=ffmpeg.listed_fragment(*descriptors, fps),
        )
        limits = limits_of(encoding)
        with start(argv, purpose=purpose, limits=limits, takes_input=True, pass_fds=descriptors) as encoder:
            encoder.lend_all(frames)
        listing.seek(0)
        return ffmpeg.packet_hashes(listing.read())
