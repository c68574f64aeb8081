"""FFmpeg's command line: argv as values, and parsers of what FFmpeg answers.

The options of single encoders are in `encoder_options.py`, what puts a film together in `joining.py`, and what only
the trial of an encoder asks in `encoder_trial.py`.
Nothing here runs anything. Nothing that a user typed is ever part of an argv: files are named by us, sounds are
handed over as open descriptors with a demuxer that we chose by their content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

SAMPLE_RATE_HZ = 48_000
AAC_FRAME_SAMPLES = 1024
SILENT = ("-hide_banner", "-nostdin", "-v", "error", "-y")
"""Said of every command. Those that write add `-xerror`: without, FFmpeg before 6.1 ends well although the last of a
file, where MP4 has its index, did not fit on the disk."""
ONLY_FILES = ("-protocol_whitelist", "file,pipe")
AS_MP4_SAYS = ("-nofind_stream_info",)
"""Said of an input that is an MP4 of ours, which tells everything about its streams: otherwise FFmpeg decodes some of
each to find out, which takes a third of the time of joining a scene, or of listing it."""
PROBED = ("-find_stream_info",)
"""Said of other inputs that come after such a one, for FFmpeg 5.1 goes on as with the one before."""
BT709_LIMITED = (
    "-color_primaries",
    "bt709",
    "-color_trc",
    "bt709",
    "-colorspace",
    "bt709",
    "-color_range",
    "tv",
)

ONLY_PARSED = ("-skip_loop_filter", "all", "-skip_idct", "all")
"""Decode every bit of a picture, but spare what only makes its pixels: of 24 flipped bits in chunks each was found."""

ONLY_KEY_FRAMES = ("-skip_frame", "nokey")

KEY_FRAMES_S = 10
"""How far apart key frames are at most: beyond the longest chunk, whose first frame is one."""

LEAST_TIMESCALE = 1000
FRAGMENTED = "+frag_keyframe+delay_moov+default_base_moof+skip_trailer"

START_CODES = "h264_mp4toannexb"
"""Bitstream filter: part the units of a packet as encoders do; MP4 has their lengths instead."""

COMPARABLE = "filter_units=remove_types=6-9"
"""Bitstream filter: without SEI, SPS, PPS and AUD, which muxers add and drop, a packet is the same everywhere."""


IN_BLOCKS = ("-flush_packets", "0")
"""Said of outputs to a descriptor: without, FFmpeg writes each packet by itself, and its reader wakes for each. To list
a film takes two thirds of the time so."""

LISTED = "f=framehash:hash=murmur3"
LIST = (*IN_BLOCKS, "-f", "framehash", "-hash", "murmur3")
"""Muxer: a line for each packet, with a hash that takes a third of the time of MD5; it guards against accidents."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An H.264 encoder by FFmpeg's name, its options, and what is said before the input, such as a device's name."""

    encoder: str
    arguments: tuple[str, ...]
    device: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of a stream: times in units of the stream's timebase."""

    pts: int
    duration: int
    hash: str


@dataclass(frozen=True, slots=True)
class FilmPackets:
    """What a film holds."""

    pictures: tuple[Packet, ...]
    sound: tuple[Packet, ...]


def encode_frames(
    ffmpeg: str, *, width_px: int, height_px: int, fps: Fraction, encoding: Encoding, output: tuple[str, ...]
) -> tuple[str, ...]:
    """Encode raw 4:2:0 BT.709 limited frames from standard input to `output`, with closed GOPs, on one thread.

    One thread, because two such encodes side by side use two cores fully and cost less than one on two threads.
    Graphics cards take no notice of it.
    """
    return (
        ffmpeg, *SILENT, "-xerror", *encoding.device,
        "-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width_px}x{height_px}",
        "-framerate", str(fps), *BT709_LIMITED, "-i", "pipe:0",
        "-map", "0:v:0", "-c:v", encoding.encoder, *encoding.arguments,
        "-threads", "1", "-g", str(round(KEY_FRAMES_S * fps)), *BT709_LIMITED,
        "-chroma_sample_location", "left", *output,
    )  # fmt: skip


def listed_fragment(target: int, listing: int, fps: Fraction) -> tuple[str, ...]:
    """Output to an open MP4 file for `fragments.joined`, and a list of the packets as the encoder gave them to another.

    The head of the MP4 is written after the first packet (`delay_moov`), as only then encoders have told what goes into
    it; and it has an edit list, so that the first frame is shown at zero although others are decoded before it. SEI is
    left out: encoders tell their build and options there, once a chunk, and players need nothing of it.
    """
    mp4 = f"f=mp4:movflags={FRAGMENTED}:video_track_timescale={track_timescale(fps)}:bsfs=filter_units=remove_types=6"
    return ("-f", "tee", f"[{mp4}]pipe:{target}|[{LISTED}:bsfs={COMPARABLE}]pipe:{listing}")


def track_timescale(fps: Fraction) -> int:
    """How many ticks a second a clock needs so that every frame of this rate falls on one of them.

    Many for each frame: FFmpeg 5.1 lets a last frame last one tick, where it should be two.
    """
    return fps.numerator * 1000 if fps.numerator < LEAST_TIMESCALE else fps.numerator


def ticks(frames: int, fps: Fraction) -> int:
    """How long frames last, in ticks of their track's timescale."""
    return int(frames * track_timescale(fps) / fps)


def prove_chunk(ffmpeg: str, source: Path, listing: int, *, wholly: bool) -> tuple[str, ...]:
    """Decode frames of one of our chunks, stop at the first error, and list its packets: for `parse_proof`.

    All frames, or else only key frames. For all, it must find out first how far B-frames reach, where an encoder does
    not say so: or it drops one. Both answers in one reading: each start of FFmpeg costs as much as decoding ten frames.
    They share the output, a line at a time; the last count is that of the end. Frames are counted, not hashed, which
    took a millisecond each. Packets are listed as an encoder gives them, and to an open file as they are.
    """
    return (
        ffmpeg, *SILENT, *ONLY_FILES, "-progress", "pipe:1", "-xerror", "-err_detect", "explode", "-threads", "1",
        *(ONLY_PARSED if wholly else (*ONLY_KEY_FRAMES, *AS_MP4_SAYS)), "-i", f"file:{source}",
        "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "null", "-",
        "-map", "0:v:0", "-c", "copy", "-bsf:v", f"{START_CODES},{COMPARABLE}", *LIST, "-flush_packets", "1", "pipe:1",
        "-map", "0:v:0", "-c", "copy", *LIST, f"pipe:{listing}",
    )  # fmt: skip


def parse_proof(answer: bytes) -> tuple[int, tuple[Packet, ...]]:
    """Read how many frames were decoded, and the packets."""
    lines = answer.splitlines(keepends=True)
    counts = [int(line.removeprefix(b"frame=")) for line in lines if line.startswith(b"frame=")]
    return (counts[-1] if counts else 0), parse_packets(b"".join(line for line in lines if line[:1].isdigit()))


def list_packets(ffmpeg: str, source: Path) -> tuple[str, ...]:
    """List the packets of the only stream of one of our MP4 files: for `parse_packets`."""
    return (
        ffmpeg, *SILENT, *ONLY_FILES, *AS_MP4_SAYS, "-i", f"file:{source}", "-map", "0", "-c", "copy", *LIST, "pipe:1",
    )  # fmt: skip


def list_films(ffmpeg: str, films: Sequence[Path]) -> tuple[str, ...]:
    """List the packets of some of our MP4 films: for `parse_films`."""
    inputs = (part for film in films for part in (*AS_MP4_SAYS, "-i", f"file:{film}"))
    streams = (part for index in range(len(films)) for part in ("-map", f"{index}:V:0", "-map", f"{index}:a:0"))
    return (ffmpeg, *SILENT, *ONLY_FILES, "-xerror", *inputs, *streams, "-c", "copy", *LIST, "pipe:1")


def parse_films(listing: bytes, films: int = 1) -> tuple[FilmPackets, ...]:
    """Read what `list_films` has listed of so many films."""
    streams = _streams(listing, 2 * films)
    return tuple(FilmPackets(*pair) for pair in zip(streams[::2], streams[1::2], strict=True))


def parse_packets(listing: bytes) -> tuple[Packet, ...]:
    """Read FFmpeg's listing of the packets of one stream."""
    return _streams(listing, 1)[0]


def _streams(listing: bytes, streams: int) -> tuple[tuple[Packet, ...], ...]:
    """Lines are `stream, dts, pts, duration, size, hash`."""
    packets: tuple[list[Packet], ...] = tuple([] for _ in range(streams))
    lines = (line.split(",") for line in listing.decode("ascii").splitlines() if line and line[0] != "#")
    for fields in lines:
        packets[int(fields[0])].append(Packet(int(fields[2]), int(fields[3]), fields[5].strip()))
    return tuple(map(tuple, packets))


def packet_hashes(listing: bytes) -> tuple[str, ...]:
    """The hashes alone of a listing of packets."""
    return tuple(packet.hash for packet in parse_packets(listing))


STRICT: Mapping[str, tuple[str, ...]] = {"mp3": (), "aac": (), "wav": ("-max_error_rate", "0")}
"""What makes an error of a sound an error of FFmpeg, which is `-xerror` for all others. Streams of frames without an
index often have padding or tags between frames, which players skip. A WAV that was written to a pipe, and does not know
its length, ends in half a block, which `-xerror` takes for damage (FFmpeg 9: "corrupt input packet")."""


def decode_sound(ffmpeg: str, *, descriptor: int, demuxer: str) -> tuple[str, ...]:
    """Decode the first sound of an open file to interleaved stereo float32 at 48 kHz on standard output.

    The demuxer is forced: by its own guess FFmpeg opens playlists that name other files.
    """
    strict = STRICT.get(demuxer, ("-xerror",))
    return (
        ffmpeg, *SILENT, *ONLY_FILES, *strict, "-f", demuxer, "-i", f"file:/dev/fd/{descriptor}",
        "-map", "0:a:0", "-vn", "-sn", "-dn", "-ar", str(SAMPLE_RATE_HZ), "-ac", "2",
        *IN_BLOCKS, "-f", "f32le", "pipe:1",
    )  # fmt: skip


def encode_sound(ffmpeg: str, target: int, *, bit_rate_kbps: int) -> tuple[str, ...]:
    """Encode raw stereo float32 at 48 kHz from standard input to packets of AAC, in ADTS to an open file.

    The coder that FFmpeg calls fast takes half of the time and, at such rates, is the better one too, as its author
    says (https://ffmpeg.org/pipermail/ffmpeg-cvslog/2018-January/112166.html): a voice has 55 dB instead of 40.
    """
    return (
        ffmpeg, *SILENT, "-xerror", "-f", "f32le", "-ar", str(SAMPLE_RATE_HZ), "-ac", "2", "-i", "pipe:0",
        "-map", "0:a:0", "-c:a", "aac", "-aac_coder", "fast", "-b:a", f"{bit_rate_kbps}k", *REPEATABLE,
        *IN_BLOCKS, "-f", "adts", f"pipe:{target}",
    )  # fmt: skip


def decode_packets(ffmpeg: str, source: int, target: Path) -> tuple[str, ...]:
    """Decode packets of AAC, from `encode_sound`, to a file of raw stereo float32.

    32 at a time are handed from thread to thread, which takes three quarters of the time that it takes one by one.
    """
    return (
        ffmpeg, *SILENT, *ONLY_FILES, "-xerror", "-f", "aac", "-i", f"pipe:{source}",
        "-map", "0:a:0", "-af", f"asetnsamples={32 * AAC_FRAME_SAMPLES}:p=0", "-f", "f32le", f"file:{target}",
    )  # fmt: skip


REPEATABLE = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
"""Nothing that differs between two runs: no encoder name with a build number, no creation time."""


def save_frame(ffmpeg: str, chunk: Path, *, frame: int, target: Path) -> tuple[str, ...]:
    """Save one frame of one of our chunks as JPEG, in JPEG's own colours (BT.601, full range)."""
    return (
        ffmpeg, *SILENT, *ONLY_FILES, "-i", f"file:{chunk}",
        "-vf", f"select=eq(n\\,{frame}),scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p",
        "-frames:v", "1", "-q:v", "2", *REPEATABLE, "-flags:v", "+bitexact", "-f", "mjpeg", f"file:{target}",
    )  # fmt: skip
