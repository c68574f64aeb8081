"""A finished sound as AAC, on all cores, and how loud a player will hear it.

FFmpeg's encoder has one thread, so segments of half a minute are encoded side by side and put together packet by
packet, as fre:ac does with MP3 and AAC (https://github.com/enzo1982/superfast). A packet overlaps its neighbours in one
of several shapes, by what the encoder has heard up to there; but it looks back three packets at most (libavcodec,
aacpsy.c, and as measured), so a segment whose encoder begins earlier than that goes on as the one before would.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from math import ceil, log10
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from dropd.errors import RenderFault
from dropd.film.sound.lanes import Each
from dropd.film.sound.limiter import true_peak
from dropd.film.sound.loudness import WINDOW_SAMPLES, Loudness, Powers, blocks_of, gated_lufs, step_powers
from dropd.film.sound.tracks import Excerpt, Held, Samples, Track, blocks, stretches
from dropd.media import ffmpeg, joining
from dropd.media.adts import packets_of
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import AAC_FRAME_SAMPLES
from dropd.media.process import Limits, read_all, start

BIT_RATE_KBPS = 192
SEGMENT_PACKETS = 19 * 75
"""75 packets are 16 steps of the loudness: so the steps of a film are those of its segments."""
PREROLL_PACKETS = 75
"""After so long the bit rate has settled, too: at a seam a voice has the noise that it has elsewhere, within 1.5 dB."""
POSTROLL_PACKETS = 4
LIMITS = Limits(memory_mib=2048, stall_s=1200)
SILENT_PEAK = 1e-6


@dataclass(frozen=True, slots=True)
class Segment:
    """Which packets of a sound are encoded together. Packet k is heard from sample (k - 1) * 1024 on."""

    first_packet: int
    end_packet: int
    of_samples: int

    @property
    def begun_packets(self) -> int:
        """With which packet its encoder begins."""
        return max(self.first_packet - PREROLL_PACKETS, 0)

    def given(self, track: Track) -> Excerpt:
        """What its encoder hears."""
        end = min((self.end_packet + POSTROLL_PACKETS) * AAC_FRAME_SAMPLES, self.of_samples)
        return Excerpt(track, self.begun_packets * AAC_FRAME_SAMPLES, end)

    @property
    def heard(self) -> tuple[int, int]:
        """Which samples of what was given to its encoder are heard when its own packets are played."""
        given = self.begun_packets * AAC_FRAME_SAMPLES
        first = max(self.first_packet - 1, 0) * AAC_FRAME_SAMPLES
        return first - given, min((self.end_packet - 1) * AAC_FRAME_SAMPLES, self.of_samples) - given


@dataclass(frozen=True, slots=True)
class Encoded:
    """A segment's packets, with their headers, and what is heard of them."""

    packets: bytes
    steps: Powers
    peak: float
    """Its true peak, as a factor of full scale."""


def encode(track: Track, target: Path, build: FfmpegBuild, each: Each = map) -> Loudness:
    """Encode a track to an .m4a file. Returns what is heard of it as it decodes. Raises RenderFault, NoSpaceFault."""
    steps, peak = [np.zeros(0)], 0.0
    argv = joining.wrap_sound(build.path, samples=track.samples, target=target)
    with start(argv, purpose="joining of the sound", limits=LIMITS, takes_input=True) as wrapper:
        for encoded in each(partial(_encoded, track, build), segments_of(track.samples)):
            steps.append(encoded.steps)
            peak = max(peak, encoded.peak)
            if not wrapper.feed(encoded.packets):
                break
        wrapper.finish()
    _prove(target, track.samples, build)
    return Loudness(gated_lufs(blocks_of(np.concatenate(steps))), 20 * log10(max(peak, SILENT_PEAK)))


def segments_of(samples: int) -> Iterator[Segment]:
    """Cut a sound into segments. Its packets are one more than its samples fill."""
    packets = ceil(samples / AAC_FRAME_SAMPLES) + 1
    first = 0
    while first < packets:
        # The first packet of all comes before the sound.
        end = min(max(first, 1) + SEGMENT_PACKETS, packets)
        yield Segment(first, end, samples)
        first = end


def _encoded(track: Track, build: FfmpegBuild, segment: Segment) -> Encoded:
    with TemporaryFile() as stream:
        _encode(segment.given(track), stream.fileno(), build)
        stream.seek(0)
        heard = Held(_decoded(stream.fileno(), build))
        stream.seek(0)
        packets = packets_of(stream.read())
    own = islice(packets, segment.first_packet - segment.begun_packets, segment.end_packet - segment.begun_packets)
    first, end = segment.heard
    windows = (
        step_powers(heard, (first + start, first + stop)) for start, stop in stretches(end - first, WINDOW_SAMPLES)
    )
    return Encoded(b"".join(own), np.concatenate([np.zeros(0), *windows]), true_peak(heard, first, end))


def _encode(given: Track, target: int, build: FfmpegBuild) -> None:
    argv = ffmpeg.encode_sound(build.path, target, bit_rate_kbps=BIT_RATE_KBPS)
    with start(argv, purpose="sound encoder", limits=LIMITS, takes_input=True, pass_fds=(target,)) as encoder:
        encoder.feed_all(block.data for block in blocks(given))


def _decoded(source: int, build: FfmpegBuild) -> Samples:
    """What is heard of packets, without the first of them, which comes before the sound."""
    argv = ffmpeg.decode_packets(build.path, source)
    pcm = read_all(argv, purpose="check of the sound", limits=LIMITS, pass_fds=(source,))
    return np.frombuffer(pcm, np.float32).reshape(-1, 2)[AAC_FRAME_SAMPLES:]


def _prove(encoded: Path, samples: int, build: FfmpegBuild) -> None:
    listing = ffmpeg.list_packets(build.path, encoded)
    packets = ffmpeg.parse_packets(read_all(listing, purpose="check of the sound", limits=LIMITS))
    written = packets[-1].pts + packets[-1].duration if packets else 0
    if written != samples:
        raise RenderFault(
            f"The film's sound was written with {written} samples instead of {samples}.",
            hint="Drop the trigger again; if it fails again, run: dropd doctor",
        )
