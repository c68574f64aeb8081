"""A chunk is one shot with the transition into it: described by values, encoded once, found again by its key."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from dropd.cache import Cache
from dropd.errors import RenderFault
from dropd.film.frames import BlackFade, Footage, Lettering, Take, Transition, frames_of
from dropd.film.lettering.text import Overlay
from dropd.film.pictures import Still
from dropd.film.plan import Plan, Shot
from dropd.film.transitions import Kind
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.encoders import limits_of
from dropd.media.ffmpeg import Encoding
from dropd.media.process import Limits, read_all, start

RENDER_VERSION = 2
"""Raise it whenever the same description gives other pixels than before."""

DRAWN_WITH = ("opencv-python-headless", "numpy", "pillow", "pillow-heif")
"""Packages whose version may change a pixel; text reaches the key as the pixels that were drawn."""

LIMITS = Limits()


Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Over:
    """What lies over the pictures; frames count from the start of the film, or of a chunk once it is cut."""

    lettering: tuple[Lettering, ...] = ()
    watermark: Overlay | None = None
    black_fades: tuple[BlackFade, ...] = ()

    def within(self, start: int, end: int) -> "Over":
        """What of it is seen from frame `start` to before `end`, counted from there."""
        return Over(
            tuple(
                replace(one, first=one.first - start)
                for one in self.lettering
                if one.first < end and one.first + one.frames > start
            ),
            self.watermark,
            tuple(
                replace(one, first=one.first - start)
                for one in self.black_fades
                if one.first < end and one.first + one.frames > start
            ),
        )


@dataclass(frozen=True, slots=True)
class ChunkOrder:
    """Everything that a chunk shows and how it is encoded. It does not know where in the film it stands."""

    footage: Footage
    fps: Fraction
    encoding: Encoding
    key: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """An encoded chunk: where it is, and the hashes of its packets in decoding order."""

    path: Path
    frames: int
    packets: tuple[str, ...]


def cut(plan: Plan, takes: Sequence[Take], kinds: Sequence[Kind], over: Over, size_px: Size) -> tuple[Footage, ...]:
    """Cut the film into one sequence of frames a shot; `kinds` are the transitions into the shots."""
    return tuple(
        _footage(plan, index, takes, kinds[index], over.within(shot.visible_from_frame, shot.chunk_end_frame), size_px)
        for index, shot in enumerate(plan.shots)
    )


def _footage(plan: Plan, index: int, takes: Sequence[Take], kind: Kind, over: Over, size_px: Size) -> Footage:
    shot = plan.shots[index]
    transition = None
    if shot.fade_in_frames:
        before = _continued(takes[index - 1], plan.shots[index - 1], shot.visible_from_frame)
        transition = Transition(kind, shot.fade_in_frames, before)
    return Footage(
        width_px=size_px[0],
        height_px=size_px[1],
        frames=shot.chunk_end_frame - shot.visible_from_frame,
        take=takes[index],
        transition=transition,
        lettering=over.lettering,
        watermark=over.watermark,
        black_fades=over.black_fades,
    )


def order(footage: Footage, fps: Fraction, encoding: Encoding, build: FfmpegBuild) -> ChunkOrder:
    """Describe a chunk, with the key under which it is kept."""
    described = {
        "render": RENDER_VERSION,
        "drawn with": [version(package) for package in DRAWN_WITH],
        "ffmpeg": build.digest,
        "encoding": asdict(encoding),
        "fps": str(fps),
        "size": [footage.width_px, footage.height_px],
        "frames": footage.frames,
        "take": asdict(footage.take),
        "transition": footage.transition and asdict(footage.transition),
        "lettering": [[_described(one.overlay), one.first, one.frames, one.fade_frames] for one in footage.lettering],
        "watermark": footage.watermark and _described(footage.watermark),
        "black fades": [asdict(one) for one in footage.black_fades],
    }
    text = json.dumps(described, sort_keys=True)
    return ChunkOrder(footage, fps, encoding, hashlib.sha256(text.encode()).hexdigest())


def find(wanted: ChunkOrder, cache: Cache) -> Chunk | None:
    """Return a chunk that was made before, or None; also for one whose bytes are no longer those that were proved."""
    record, path = cache.find(wanted.key, ".json"), cache.find(wanted.key, ".ts")
    if record is None or path is None:
        return None
    try:
        kept = json.loads(record.read_bytes())
        sound = _digest(path) == kept["sha256"] and len(kept["packets"]) == wanted.footage.frames
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Chunk(path, wanted.footage.frames, tuple(kept["packets"])) if sound else None


def make(
    wanted: ChunkOrder,
    still_of: Callable[[str], Still],
    cache: Cache,
    build: FfmpegBuild,
    on_frame: Callable[[], None],
) -> Chunk:
    """Encode a chunk, decode it once to prove it, and keep it. Raises RenderFault when it is not what it should be."""
    with cache.making(wanted.key, ".ts") as path:
        _encode(wanted, still_of, build, path, on_frame)
        packets = _proved(wanted, build, path)
        digest = _digest(path)
    # The record comes last: without it, or with another digest, the entry counts as missing.
    with cache.making(wanted.key, ".json") as record:
        record.write_text(json.dumps({"sha256": digest, "packets": packets}))
    found = cache.find(wanted.key, ".ts")
    if found is None:
        raise RenderFault("A finished part of the film vanished from the cache.", hint="Drop the trigger again.")
    return Chunk(found, wanted.footage.frames, packets)


def _continued(take: Take, shot: Shot, from_frame: int) -> Take:
    return Take(take.still, take.move, from_frame - shot.visible_from_frame, take.span)


def _described(overlay: Overlay) -> dict[str, Any]:
    return {
        "at": [overlay.x_px, overlay.y_px, *overlay.rgba.shape],
        "pixels": hashlib.sha256(np.ascontiguousarray(overlay.rgba).data).hexdigest(),
    }


def _encode(
    wanted: ChunkOrder,
    still_of: Callable[[str], Still],
    build: FfmpegBuild,
    target: Path,
    on_frame: Callable[[], None],
) -> None:
    argv = ffmpeg.encode_frames(
        build.path,
        width_px=wanted.footage.width_px,
        height_px=wanted.footage.height_px,
        fps=wanted.fps,
        encoding=wanted.encoding,
        target=target,
    )
    with start(argv, purpose="picture encoder", limits=limits_of(wanted.encoding), takes_input=True) as encoder:
        try:
            for frame in frames_of(wanted.footage, still_of):
                encoder.stdin.write(frame.data)
                encoder.beat()
                on_frame()
        except BrokenPipeError:
            pass  # it ended early; finish() says why
        encoder.finish()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _proved(wanted: ChunkOrder, build: FfmpegBuild, path: Path) -> tuple[str, ...]:
    decoding = read_all(ffmpeg.decode_fully(build.path, path), purpose="check of the pictures", limits=LIMITS)
    listing = read_all(
        ffmpeg.list_packets(build.path, path, container="mpegts"),
        purpose="check of the pictures",
        limits=LIMITS,
    )
    decoded, packets = ffmpeg.parse_packets(decoding), ffmpeg.parse_packets(listing)
    if not len(decoded) == len(packets) == wanted.footage.frames:
        raise RenderFault(
            f"A part of the film has {len(decoded)} pictures instead of {wanted.footage.frames}.",
            hint="Drop the trigger again; if it fails again, run: dropd doctor",
        )
    return tuple(packet.hash for packet in packets)
