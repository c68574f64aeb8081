"""A finished sound as AAC, on all cores, and how loud a player will hear it.

FFmpeg's encoder has one thread, so segments of 43 s are encoded side by side and put together packet by packet, as
fre:ac does with MP3 and AAC (https://github.com/enzo1982/superfast). A packet overlaps its neighbours in one of several
shapes, by what the encoder has heard up to there; but it looks back three packets at most (libavcodec, aacpsy.c, and as
measured), so a segment whose encoder begins earlier than that goes on as the one before would. That is looked at where
segments meet: with an encoder that does otherwise a sound is encoded at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import log10
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile

from dropd.errors import RenderFault
from dropd.film.sound.lanes import Each
from dropd.film.sound.limiter import true_peak
from dropd.film.sound.loudness import WINDOW_SAMPLES, Loudness, Steps, put_in_a_row, steps_within
from dropd.film.sound.segments import Segment, at_once, segments_of
from dropd.film.sound.tracks import Excerpt, Track, blocks, recording_in, stretches
from dropd.media import ffmpeg, joining
from dropd.media.adts import packets_of, window_of
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import AAC_FRAME_SAMPLES, parse_packets
from dropd.media.process import Limits, run, start

BIT_RATE_KBPS = 192
LIMITS = Limits(memory_mib=2048, stall_s=1200)
SILENT_PEAK = 1e-6


@dataclass(frozen=True, slots=True)
class Encoded:
    """A segment's packets, with their headers, and what is heard of them."""

    before: bytes
    """What its encoder made of the packet before the first; nothing before the first of all."""
    packets: tuple[bytes, ...]
    steps: Steps
    peak: float
    """Its true peak, as a factor of full scale."""


@dataclass(frozen=True, slots=True)
class Wrapped(Loudness):
    """A whole sound in its file: what is heard of it as it decodes, and the hashes of its packets."""

    packets: tuple[str, ...]


class _MisfitError(Exception):
    """Two segments do not meet as one encoder would have it."""


def encode(track: Track, target: Path, build: FfmpegBuild, each: Each = map) -> Wrapped:
    """Encode a track to an .m4a file. Raises RenderFault, NoSpaceFault."""
    encoded = partial(_encoded, track, target.parent, build)
    wrapped = partial(_wrapped, samples=track.samples, target=target, build=build)
    try:
        return wrapped(_met(each(encoded, segments_of(track.samples))))
    except _MisfitError:
        return wrapped([encoded(at_once(track.samples))])


def _wrapped(segments: Iterable[Encoded], samples: int, target: Path, build: FfmpegBuild) -> Wrapped:
    with TemporaryFile(dir=target.parent) as listing:
        argv = joining.wrap_sound(build.path, samples=samples, target=target, listing=listing.fileno())
        heard = _joined(segments, argv, listing.fileno())
        listing.seek(0)
        packets = parse_packets(listing.read())
    written = packets[-1].pts + packets[-1].duration if packets else 0
    if written != samples:
        raise RenderFault(
            f"The film's sound was written with {written} samples instead of {samples}.",
            hint="Drop the trigger again; if it fails again, run: dropd doctor",
        )
    return Wrapped(heard.integrated_lufs, heard.true_peak_dbtp, tuple(packet.hash for packet in packets))


def _joined(segments: Iterable[Encoded], argv: Sequence[str], listing: int) -> Loudness:
    steps, peaks = list[Steps](), [SILENT_PEAK]

    def packets() -> Iterator[bytes]:
        for segment in segments:
            steps.append(segment.steps)
            peaks.append(segment.peak)
            yield b"".join(segment.packets)

    purpose = "joining of the sound"
    with start(argv, purpose=purpose, limits=LIMITS, takes_input=True, pass_fds=(listing,)) as joiner:
        joiner.feed_all(packets())
    return Loudness(put_in_a_row(steps).lufs, 20 * log10(max(peaks)))


def _met(segments: Iterable[Encoded]) -> Iterator[Encoded]:
    """Let segments pass as long as each goes on as the one before ends. Raises _MisfitError."""
    last = b""
    for segment in segments:
        if last and window_of(last) != window_of(segment.before):
            raise _MisfitError
        yield segment
        last = segment.packets[-1]


def _encoded(track: Track, folder: Path, build: FfmpegBuild, segment: Segment) -> Encoded:
    with TemporaryFile(dir=folder) as stream:
        _encode(segment.given(track), stream.fileno(), build)
        stream.seek(0)
        packets = tuple(packets_of(stream.read()))
        own = slice(segment.first_packet - segment.given_from_packet, segment.end_packet - segment.given_from_packet)
        if len(packets) < own.stop:
            raise RenderFault(
                f"The film's sound was encoded as {len(packets)} packets instead of {own.stop}.",
                hint="Drop the trigger again; if it fails again, run: dropd doctor",
            )
        stream.seek(0)
        with _decoded(stream.fileno(), folder, build) as heard:
            first, end = segment.heard
            steps = [steps_within(heard, (first + a, first + b)) for a, b in stretches(end - first, WINDOW_SAMPLES)]
            peak = true_peak(heard, first, end)
    before = packets[own.start - 1] if own.start else b""
    return Encoded(before, packets[own], put_in_a_row(steps), peak)


def _encode(given: Track, target: int, build: FfmpegBuild) -> None:
    argv = ffmpeg.encode_sound(build.path, target, bit_rate_kbps=BIT_RATE_KBPS)
    with start(argv, purpose="sound encoder", limits=LIMITS, takes_input=True, pass_fds=(target,)) as encoder:
        encoder.feed_all(block.data for block in blocks(given))


@contextmanager
def _decoded(source: int, folder: Path, build: FfmpegBuild) -> Iterator[Track]:
    """What is heard of packets, without the first of them, which comes before the sound. On disk: it may be hours."""
    with NamedTemporaryFile(dir=folder, suffix=".f32") as pcm:
        target = Path(pcm.name)
        run(
            ffmpeg.decode_packets(build.path, source, target),
            purpose="check of the sound",
            limits=LIMITS,
            pass_fds=(source,),
        )
        recording = recording_in(target)
        yield Excerpt(recording, AAC_FRAME_SAMPLES, recording.samples)
