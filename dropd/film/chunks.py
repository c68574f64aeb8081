"""A chunk of the film, encoded once: proved, kept with a small picture of it, and found again by its key."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dropd.cache import Cache
from dropd.errors import RenderFault
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.detail import detail_of
from dropd.film.frames import frames_of, middle_of
from dropd.film.pictures import Still
from dropd.film.thumbnails import write_thumbnail
from dropd.kept import find_kept, keeping
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.encoders import limits_of
from dropd.media.process import Limits, read_all, start

LIMITS = Limits()
PICTURES, THUMBNAIL = ".ts", ".jpg"


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
    if kept is None:
        return None
    path, thumbnail = kept.files
    return Chunk(path, thumbnail, wanted.footage.frames, tuple(kept.told["packets"]))


def make(
    wanted: ChunkOrder,
    still_of: Callable[[str], Still],
    cache: Cache,
    build: FfmpegBuild,
    on_frame: Callable[[], None],
) -> Chunk:
    """Encode a chunk, decode it once to prove it, and keep it. Raises RenderFault when it is not what it should be."""
    with keeping(cache, wanted.key, (PICTURES, THUMBNAIL)) as chunk:
        path, thumbnail = chunk.files
        _encode(wanted, still_of, build, path, thumbnail, on_frame)
        chunk.told["packets"] = _proved(wanted, build, path)
    found = find(wanted, cache)
    if found is None:
        raise RenderFault("A finished part of the film vanished from the cache.", hint="Drop the trigger again.")
    return found


def _encode(
    wanted: ChunkOrder,
    still_of: Callable[[str], Still],
    build: FfmpegBuild,
    target: Path,
    thumbnail: Path,
    on_frame: Callable[[], None],
) -> None:
    footage = wanted.footage
    for key in footage.stills:  # now, or the encoder would wait for them
        still_of(key)
    encoding = wanted.recipe.encoding(lambda: detail_of(middle_of(footage, still_of).luma))
    argv = ffmpeg.encode_frames(
        build.path,
        width_px=footage.width_px,
        height_px=footage.height_px,
        fps=wanted.fps,
        encoding=encoding,
        target=target,
    )
    with start(argv, purpose="picture encoder", limits=limits_of(encoding), takes_input=True) as encoder:
        try:
            for index, frame in enumerate(frames_of(footage, still_of)):
                encoder.stdin.write(frame.data.data)
                encoder.beat()
                on_frame()
                if index == footage.frames // 2:
                    write_thumbnail(frame.planes, thumbnail)
        except BrokenPipeError:
            pass  # it ended early; finish() says why
        encoder.finish()


def _proved(wanted: ChunkOrder, build: FfmpegBuild, path: Path) -> tuple[str, ...]:
    argv = ffmpeg.prove_chunk(build.path, path)
    decoded, packets = ffmpeg.parse_proof(read_all(argv, purpose="check of the pictures", limits=LIMITS))
    if not decoded == len(packets) == wanted.footage.frames:
        raise RenderFault(
            f"A part of the film has {decoded} pictures instead of {wanted.footage.frames}.",
            hint="Drop the trigger again; if it fails again, run: dropd doctor",
        )
    return tuple(packet.hash for packet in packets)
