"""Does an encoder do on this machine what films need? It is tried: two parts of a film, joined and looked at.

That it is compiled in (`ffmpeg -encoders`) says nothing of drivers, cards, sizes or the options that are asked for.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.chunk_encoder import encode_chunk
from dropd.media.encoder_options import Wish
from dropd.media.endings import ProcessFault, StartFault
from dropd.media.ffmpeg import ONLY_FILES, SILENT, START_CODES, Encoding, Packet, ticks, track_timescale
from dropd.media.fragments import ChunkFile, joined
from dropd.media.process import Limits, read_all, run, start
from dropd.media.refusals import plain_reason

PART_FRAMES = (7, 5)
"""Enough for B-frames to be reordered, of which encoders use up to four in a row."""

MOST_DIFFERENCE = 12.0
"""Mean grey levels between what went in and what comes out; a wrong stride or a green picture is far beyond."""

ASKING = Limits(stall_s=60)
SPS_AND_PPS, IDR = "7-8", "5"
"""Types of NAL units (ITU-T H.264, table 7-1)."""


def refusal(build: FfmpegBuild, encoding: Encoding, wish: Wish) -> str | None:
    """Try an encoder with the very options, size and rate of a film. Return in plain words why it will not do, or None.

    Raises NoSpaceFault where the temporary folder is full, StartFault where no program can be started.
    """
    frames = [_frames(wish, count) for count in PART_FRAMES]
    with TemporaryDirectory(prefix="dropd-trial-") as name:
        folder = Path(name)
        try:
            parts = [folder / f"{count}.mp4" for count in PART_FRAMES]
            for part, given in zip(parts, frames, strict=True):
                encode_chunk(
                    (frame.data for frame in given),
                    part,
                    build,
                    size_px=(wish.width_px, wish.height_px),
                    fps=wish.fps,
                    encoding=encoding,
                    purpose="trial encode",
                )
            return next(_shortcomings(build, wish, frames, parts), None)
        except StartFault:
            raise  # the encoder has no part in it
        except ProcessFault as fault:
            return plain_reason(fault)


def _frames(wish: Wish, count: int) -> list[NDArray[np.uint8]]:
    """Slow shapes of grey, other ones in each frame, as planar 4:2:0."""
    rows = np.linspace(0, 3, wish.height_px)[:, None]
    columns = np.linspace(0, 3, wish.width_px)[None, :]
    chroma = np.full(wish.width_px * wish.height_px // 2, 128, np.uint8)
    lumas = (126 + 80 * np.sin(rows + columns + 0.2 * frame + count) for frame in range(count))
    return [np.concatenate([luma.astype(np.uint8).ravel(), chroma]) for luma in lumas]


def _shortcomings(
    build: FfmpegBuild, wish: Wish, frames: Sequence[Sequence[NDArray[np.uint8]]], parts: Sequence[Path]
) -> Iterator[str]:
    for given, part in zip(frames, parts, strict=True):
        yield from _of_pictures(build, given, part)
        yield from _of_beginning(build, part)
        yield from _of_tags(build, part)
    if len({_units(build, part, SPS_AND_PPS)[0].hash for part in parts}) > 1:
        yield "it describes each part of a film otherwise, so parts cannot be joined"
    yield from _of_join(build, wish, parts)


def _of_pictures(build: FfmpegBuild, given: Sequence[NDArray[np.uint8]], part: Path) -> Iterator[str]:
    decoding = read_all(
        (
            build.path, *SILENT, *ONLY_FILES, "-xerror", "-err_detect", "explode", "-threads", "1",
            "-i", f"file:{part}", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1",
        ),
        purpose="check of the trial", limits=ASKING,
    )  # fmt: skip
    count = len(decoding) / given[0].size
    if count != len(given):
        yield f"it made {count:g} pictures of {len(given)}"
        return
    shown = np.frombuffer(decoding, np.uint8).reshape(len(given), -1)
    difference = max(float(np.abs(was.astype(np.int16) - now).mean()) for was, now in zip(given, shown, strict=True))
    if difference > MOST_DIFFERENCE:
        yield "its pictures are not those that it was given"


def _of_beginning(build: FfmpegBuild, part: Path) -> Iterator[str]:
    first_s = min(packet.pts for packet in _units(build, part, "1-5"))
    for what in (IDR, SPS_AND_PPS):
        found = _units(build, part, what)
        if not found or found[0].pts != first_s:
            yield "its films cannot be played from the start of each part"


def _of_tags(build: FfmpegBuild, part: Path) -> Iterator[str]:
    """What the encoder itself says of colours: MP4 has tags of its own, which not every player reads."""
    bare = part.with_suffix(".h264")
    baring = (build.path, *SILENT, *ONLY_FILES, "-i", f"file:{part}", "-c", "copy", "-f", "h264", f"file:{bare}")
    run(baring, purpose="check of the trial", limits=ASKING)
    told: list[str] = []
    telling = (build.path, "-hide_banner", "-nostdin", "-i", f"file:{bare}", "-c", "copy", "-f", "null", "-")
    with start(telling, purpose="check of the trial", limits=ASKING, on_line=told.append) as running:
        running.finish()
    if not re.search(r"Video: h264 .*yuv420p\(tv, bt709", "\n".join(told)):
        yield "it does not say which colours its pictures have"


def _of_join(build: FfmpegBuild, wish: Wish, parts: Sequence[Path]) -> Iterator[str]:
    film = parts[0].with_name("joined.mp4")
    argv = (
        build.path, *SILENT, *ONLY_FILES, "-f", "mp4", "-i", "pipe:0", "-c", "copy",
        "-video_track_timescale", str(track_timescale(wish.fps)), "-movie_timescale", "240000",
        "-f", "mp4", f"file:{film}",
    )  # fmt: skip
    chunks = [ChunkFile(part, ticks(frames, wish.fps)) for part, frames in zip(parts, PART_FRAMES, strict=True)]
    with start(argv, purpose="joining of the trial", limits=ASKING, takes_input=True) as joiner:
        joiner.feed_all(joined(chunks))
    listing = ffmpeg.list_packets(build.path, film)
    packets = ffmpeg.parse_packets(read_all(listing, purpose="check of the trial", limits=ASKING))
    if sorted(packet.pts for packet in packets) != [ticks(frame, wish.fps) for frame in range(sum(PART_FRAMES))]:
        yield "its pictures are not evenly spaced once parts are joined"


def _units(build: FfmpegBuild, part: Path, types: str) -> tuple[Packet, ...]:
    """The packets that hold NAL units of some types, and of those alone."""
    argv = (
        build.path, *SILENT, *ONLY_FILES, "-i", f"file:{part}",
        "-c", "copy", "-bsf:v", f"{START_CODES},filter_units=pass_types={types}", "-f", "framemd5", "pipe:1",
    )  # fmt: skip
    return ffmpeg.parse_packets(read_all(argv, purpose="check of the trial", limits=ASKING))
