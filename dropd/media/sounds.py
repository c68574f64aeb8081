"""Dropped sounds are decoded by FFmpeg in a limited process, through a demuxer chosen by their content."""

import errno
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import BinaryIO

from dropd.errors import MediaFault, TooLargeFault
from dropd.media import ffmpeg
from dropd.media.containers import ends_in_zeros
from dropd.media.endings import ProcessFault, StartFault
from dropd.media.ffmpeg import SAMPLE_RATE_HZ
from dropd.media.kinds import HEAD_BYTES, SoundKind, may_become_sound, sound_kind
from dropd.media.process import MEBIBYTE, Limits, start
from dropd.media.sound_ends import flac_length, sound_is_cut
from dropd.media.unfinished import UnfinishedMedia

DECODE_LIMITS = Limits(memory_mib=2048, file_mib=0, cpu_s=900, stall_s=60)
BYTES_PER_SAMPLE = 8
"""Stereo float32."""
BYTES_PER_FLOAT = 4
LOUDEST = 8192.0
"""So far above full scale there is no sound any more; files of floating point may hold anything, even no number."""
AUDIBLE = bytes(last for last in range(256) if last % 0x80 < struct.pack("<f", LOUDEST)[-1])
"""The last byte of each float32 that is softer: it holds the sign and seven of eight bits of the exponent. NumPy, which
the daemon needs for nothing else, takes longer to be loaded than most sounds to be checked."""

MOST_FRAME_BYTES = 8192
"""No frame of MPEG audio is longer."""

ROUNDING_SAMPLES = 2


def decode(program: str, file: BinaryIO, name: str, *, most_s: float = inf) -> Iterator[bytes]:
    """Decode an open sound file to interleaved stereo float32 at 48 kHz, in pieces of whole samples.

    `program` is the FFmpeg to use; `name` stands in messages. Raises UnfinishedMedia if the file ends too early,
    MediaFault if it is no sound that dropd can use, TooLargeFault if it is longer than `most_s`.
    """
    left = most_s * SAMPLE_RATE_HZ * BYTES_PER_SAMPLE
    kind = _kind_of(file, name)
    argv = ffmpeg.decode_sound(program, descriptor=file.fileno(), demuxer=kind)
    with (
        _told_of(file, kind, name),
        start(
            argv,
            purpose="sound decoder",
            limits=DECODE_LIMITS,
            gives_output=True,
            pass_fds=(file.fileno(),),
        ) as running,
    ):
        while piece := running.stdout.read(MEBIBYTE):
            running.beat()
            left -= len(piece)
            if left < 0:
                raise TooLargeFault(
                    f"{name} is longer than {most_s / 60:.0f} minutes, the limit for a film.",
                    hint="Use a shorter sound.",
                    file=name,
                )
            if piece[BYTES_PER_FLOAT - 1 :: BYTES_PER_FLOAT].translate(None, AUDIBLE):
                raise MediaFault(f"{name} has samples that are no sound.", hint="Record or export it again.", file=name)
            yield piece
        running.finish()


def count_samples(
    program: str, file: BinaryIO, name: str, *, most_s: float = inf, give_up: threading.Event | None = None
) -> int:
    """Decode a sound for its length, in samples at 48 kHz. Raises as `decode` does; also for an empty sound.

    Raises OSError (ECANCELED) once `give_up` is set: hours of sound take a minute.
    """
    size = 0
    for piece in decode(program, file, name, most_s=most_s):
        size += len(piece)
        if give_up is not None and give_up.is_set():
            raise OSError(errno.ECANCELED, "given up", name)
    samples = size // BYTES_PER_SAMPLE
    if samples < _promised_samples(file) or (samples == 0 and ends_in_zeros(file, os.fstat(file.fileno()).st_size)):
        raise UnfinishedMedia(name)
    if samples == 0:
        raise MediaFault(f"{name} holds no sound.", hint="Record or export it again.", file=name)
    return samples


def _kind_of(file: BinaryIO, name: str) -> SoundKind:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise UnfinishedMedia(name, "is empty")
    kind = sound_kind(head)
    if may_become_sound(head) if kind is None else sound_is_cut(file, kind, size):
        raise UnfinishedMedia(name)
    if kind is None:
        raise MediaFault(
            f"{name} is not a sound that dropd can read.",
            hint="Use WAV, MP3, M4A, FLAC, OGG or OPUS.",
            file=name,
        )
    return kind


def _promised_samples(file: BinaryIO) -> int:
    """How many samples at 48 kHz there must be at least, as far as the format tells."""
    file.seek(0)
    if sound_kind(file.read(HEAD_BYTES)) != "flac":
        return 0
    samples, rate_hz = flac_length(file)
    return samples * SAMPLE_RATE_HZ // rate_hz - ROUNDING_SAMPLES if rate_hz else 0


@contextmanager
def _told_of(file: BinaryIO, kind: SoundKind, name: str) -> Iterator[None]:
    """Turn what FFmpeg says of a file into a sentence about that file."""
    try:
        yield
    except StartFault:
        raise  # the file has no part in it
    except ProcessFault as error:
        if _may_be_cut(file, kind, error.stderr):
            raise UnfinishedMedia(name) from error
        raise MediaFault(
            f"{name} is damaged and cannot be decoded.",
            hint="Open it in a sound program and export it again.",
            file=name,
        ) from error


def _may_be_cut(file: BinaryIO, kind: SoundKind, words: str) -> bool:
    size = os.fstat(file.fileno()).st_size
    if kind == "flac":
        return True  # its last frame is half a frame: FFmpeg has the same words for that as for damage
    if kind in ("mp3", "aac") and size < MOST_FRAME_BYTES:
        return True  # not one whole frame yet
    return "End of file" in words or ends_in_zeros(file, size)
