"""A chunk of the film, encoded once: proved, kept with a small picture of it, and found again by its key.

What was encoded is proved to be what is read back: the packets are listed as the encoder gives them, and again from the
file. That finds every flipped bit of a picture; decoding finds most, and took a tenth of the time that a film takes.
From then on, the checksum that is kept with a chunk speaks for it.
Whether frames decode is a question to the encoder, not to the disk: the chunks of an encoder other than libx264, which
drivers and cards have a part in, are decoded wholly, those of libx264 at their key frames.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dropd.cache.checked import Facts, Kept, find_kept, find_or_make
from dropd.cache.store import Cache
from dropd.errors import RenderFault
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.frames import frames_of, middle_of
from dropd.film.pictures import Still
from dropd.film.texture import texture_of
from dropd.film.thumbnails import write_thumbnail
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.chunk_encoder import encode_chunk
from dropd.media.encoder_options import SURE_ENCODER
from dropd.media.endings import no_room_for
from dropd.media.process import Limits, read_all

LIMITS = Limits()
PICTURES, THUMBNAIL = ".mp4", ".jpg"
FULL_BYTES = 1 << 20
"""A disk with less room is full."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """An encoded chunk: where it is, its middle frame as a small picture, the hashes of its packets as they lie."""

    path: Path
    thumbnail: Path
    frames: int
    packets: tuple[str, ...]


def find(wanted: ChunkOrder, cache: Cache) -> Chunk | None:
    """Return a chunk that was made before, or None; also for one whose bytes are no longer those that were proved."""
    kept = find_kept(cache, wanted.key, (PICTURES, THUMBNAIL))
    return None if kept is None else _chunk(wanted, kept)


def make(
    wanted: ChunkOrder,
    still_of: Callable[[str], Still],
    cache: Cache,
    build: FfmpegBuild,
    on_frame: Callable[[], None],
) -> Chunk:
    """Encode a chunk, prove it, and keep it, unless another job has done so meanwhile.

    Raises RenderFault when it is not what it should be, and NoSpaceFault.
    """

    def encode(files: tuple[Path, ...]) -> Facts:
        path, thumbnail = files
        encoded = _encode(wanted, still_of, build, path, thumbnail, on_frame)
        try:
            return {"packets": _proved(wanted, build, path, encoded)}
        except RenderFault as fault:
            if shutil.disk_usage(path.parent).free < FULL_BYTES:
                # FFmpeg 5.1 ends well although the last of what it had to write to several places found no room.
                raise no_room_for("picture encoder") from fault
            raise

    return _chunk(wanted, find_or_make(cache, wanted.key, (PICTURES, THUMBNAIL), encode))


def _chunk(wanted: ChunkOrder, kept: Kept) -> Chunk:
    path, thumbnail = kept.files
    return Chunk(path, thumbnail, wanted.footage.frames, tuple(kept.facts["packets"]))


def _encode(
    wanted: ChunkOrder,
    still_of: Callable[[str], Still],
    build: FfmpegBuild,
    target: Path,
    thumbnail: Path,
    on_frame: Callable[[], None],
) -> tuple[str, ...]:
    """Write the chunk and its thumbnail. Returns the hashes of the packets that the encoder made."""
    footage = wanted.footage
    for key in footage.stills:  # now, or the encoder would wait for them
        still_of(key)
    encoding = wanted.recipe.encoding(lambda: texture_of(middle_of(footage, still_of).luma))
    return encode_chunk(
        _given(wanted, still_of, thumbnail, on_frame),
        target,
        build,
        size_px=(footage.width_px, footage.height_px),
        fps=wanted.fps,
        encoding=encoding,
        purpose="picture encoder",
    )


def _given(
    wanted: ChunkOrder, still_of: Callable[[str], Still], thumbnail: Path, on_frame: Callable[[], None]
) -> Iterator[memoryview]:
    """Each frame for the encoder; the middle one is kept as a small picture, too."""
    for index, frame in enumerate(frames_of(wanted.footage, still_of)):
        if index == wanted.footage.frames // 2:
            write_thumbnail(frame.planes, thumbnail)
        yield frame.data.data
        on_frame()


def _proved(wanted: ChunkOrder, build: FfmpegBuild, path: Path, encoded: tuple[str, ...]) -> tuple[str, ...]:
    """The hashes of a chunk's packets as they lie in the file, once that holds what was encoded."""
    wholly = wanted.recipe.usual.encoder != SURE_ENCODER
    with tempfile.TemporaryFile(dir=path.parent) as listing:
        argv = ffmpeg.prove_chunk(build.path, path, listing.fileno(), wholly=wholly)
        proof = read_all(argv, purpose="check of the pictures", limits=LIMITS, pass_fds=(listing.fileno(),))
        listing.seek(0)
        as_they_lie = ffmpeg.packet_hashes(listing.read())
    decoded, packets = ffmpeg.parse_proof(proof)
    if tuple(packet.hash for packet in packets) != encoded:
        raise RenderFault(
            "A part of the film does not read back as it was encoded.",
            hint="Check the disk that holds the cache (dropd doctor shows where it is), then drop the trigger again.",
        )
    frames = wanted.footage.frames
    if len(packets) != frames or decoded < (frames if wholly else 1):
        raise RenderFault(
            f"A part of the film has {decoded if wholly else len(packets)} pictures instead of {frames}.",
            hint="Drop the trigger again; if it fails again, run: dropd doctor",
        )
    return as_they_lie
