"""FFmpeg's command line where finished packets are put together, and the files that it reads for that.

Nothing here runs anything. Nothing that a user typed is ever part of an argv; in the files it is escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from dropd.media.ffmpeg import (
    AAC_FRAME_SAMPLES,
    AS_MP4_SAYS,
    LIST,
    ONLY_FILES,
    PROBED,
    REPEATABLE,
    SAMPLE_RATE_HZ,
    SILENT,
    track_timescale,
)


@dataclass(frozen=True, slots=True)
class SoundPart:
    """A part of the sound in an .m4a file of ours, in samples at 48 kHz."""

    path: Path
    first_sample: int
    samples: int


def wrap_sound(ffmpeg: str, *, samples: int, target: Path, listing: int) -> tuple[str, ...]:
    """Wrap packets of AAC, in ADTS from standard input, into an .m4a file that plays so many samples.

    What was wrapped is listed to an open file meanwhile: for `parse_packets`.

    The first packet comes before the sound, as the encoder needs one to begin with: an edit list hides it, and lets the
    last one end early. ADTS is no film's sound by itself: it knows of neither, and is 1,024 samples late.
    """
    last = ceil(samples / AAC_FRAME_SAMPLES)
    of_last = samples - (last - 1) * AAC_FRAME_SAMPLES
    # By the packet's number, as filters count time in ADTS's units (FFmpeg 9) or in samples (5.1).
    ending = f"setts=duration=if(eq(N\\,{last})\\,DURATION*{of_last}/{AAC_FRAME_SAMPLES}\\,DURATION)"
    packets = ("-map", "0:a:0", "-c", "copy", "-bsf:a", f"aac_adtstoasc,{ending}:time_base=1/{SAMPLE_RATE_HZ}")
    return (
        ffmpeg, *SILENT, *ONLY_FILES, "-xerror", "-itsoffset", _microseconds(-AAC_FRAME_SAMPLES), "-f", "aac",
        "-i", "pipe:0", *packets, *REPEATABLE, "-movie_timescale", "240000", "-f", "ipod", f"file:{target}",
        *packets, *LIST, f"pipe:{listing}",
    )  # fmt: skip


def join(
    ffmpeg: str,
    *,
    fps: Fraction,
    sound: SoundPart,
    metadata: Path,
    captions: Path | None,
    poster: Path | None,
    language: str,
    target: Path,
) -> tuple[str, ...]:
    """Put pictures from standard input, a sound, the chapters of `metadata`, captions and a poster into an MP4.

    The pictures are a fragmented MP4 of their own; pictures and sound are copied, packet by packet.
    `metadata` is an FFMETADATA file, `captions` a WebVTT file; `language` is that of sound and captions, in three
    letters. The film starts before it is loaded.
    """
    captions_input = (*PROBED, "-f", "webvtt", "-i", f"file:{captions}") if captions else ()
    captions_stream = ("-map", "3:s", "-c:s", "mov_text", "-metadata:s:s:0", f"language={language}") if captions else ()
    poster_input = (*PROBED, "-f", "image2", "-pattern_type", "none", "-i", f"file:{poster}") if poster else ()
    poster_stream = ("-map", f"{4 if captions else 3}:v", "-disposition:v:1", "attached_pic") if poster else ()
    return (
        ffmpeg, *SILENT, *ONLY_FILES, "-xerror", *AS_MP4_SAYS, "-f", "mp4", "-i", "pipe:0", *_copied_sound(sound),
        "-f", "ffmetadata", "-i", f"file:{metadata}", *captions_input, *poster_input,
        "-map", "0:v:0", "-map", "1:a:0", "-c", "copy", *captions_stream, *poster_stream,
        "-map_metadata", "2", "-map_chapters", "2", "-metadata:s:a:0", f"language={language}",
        "-metadata:s:v:0", "encoder=", "-tag:v:0", "avc1", "-bsf:a:0", _ending_with(sound),
        "-fflags", "+bitexact", "-movflags", "+faststart",
        "-video_track_timescale", str(track_timescale(fps)), "-movie_timescale", "240000",
        "-f", "mp4", f"file:{target}",
    )  # fmt: skip


def _copied_sound(part: SoundPart) -> tuple[str, ...]:
    """A part of a sound as an input whose packets are to be copied.

    The packet before is copied too: AAC overlaps, and a decoder makes half of each frame from the one before. An edit
    list hides it, so all parts of a sound, put together, are the very samples of the whole.
    """
    before = min(AAC_FRAME_SAMPLES, part.first_sample)
    seek = ("-ss", _microseconds(part.first_sample - before)) if part.first_sample > before else ()
    offset, length = _microseconds(-before), _microseconds(part.samples)
    return "-itsoffset", offset, *seek, "-t", length, *AS_MP4_SAYS, "-i", f"file:{part.path}"


def _ending_with(part: SoundPart) -> str:
    """Bitstream filter: let the last packet of a part end with its last sample."""
    return f"setts=duration=if(gt(PTS+DURATION\\,{part.samples})\\,{part.samples}-PTS\\,DURATION)"


def _microseconds(samples: int) -> str:
    return f"{round(Fraction(samples * 1_000_000, SAMPLE_RATE_HZ))}us"


def chapters_text(chapters: Mapping[Fraction, str], end_s: Fraction, *, tags: Mapping[str, str]) -> str:
    """Write FFMETADATA: global tags, then a chapter for each start in seconds (in ascending order).

    `=`, `;`, `#`, backslashes and line ends are escaped as doc/metadata.texi of FFmpeg asks: a title is only a title.
    """
    lines = [";FFMETADATA1", *(f"{key}={_escaped(value)}" for key, value in tags.items())]
    starts = [round(start * 1000) for start in chapters]
    ends = [*starts[1:], round(end_s * 1000)][: len(starts)]
    for start, end, title in zip(starts, ends, chapters.values(), strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}", f"title={_escaped(title)}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if text.endswith("\\"):
        # FFmpeg (9.0) takes even an escaped backslash at the end of a line for an escape of the line end.
        text += " "
    for character in ("\\", "=", ";", "#", "\n"):
        text = text.replace(character, "\\" + character)
    return text
