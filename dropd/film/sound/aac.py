"""A finished sound as AAC, and how loud a player will hear it: measured while it is encoded."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dropd.errors import RenderFault
from dropd.film.sound.tracks import Samples
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import Loudness
from dropd.media.process import Limits, ProcessFault, Running, read_all, start

BIT_RATE_KBPS = 192
LIMITS = Limits(memory_mib=2048, stall_s=1200)
"""The meter is heard of once for each megabyte that it says, which is six minutes of sound."""
BROKEN_PIPE = "Broken pipe"


def encode(parts: Iterable[Samples], target: Path, build: FfmpegBuild) -> Loudness:
    """Encode a track, given part by part, to an .m4a file. Returns what EBU R 128 says of it as it decodes.

    Raises RenderFault, NoSpaceFault.
    """
    samples = 0
    with (
        target.open("wb") as file,
        ThreadPoolExecutor(1, thread_name_prefix="meter") as listening,
        _started(file.fileno(), build) as (encoder, meter),
    ):
        answer = listening.submit(meter.answer)
        for part in parts:
            if not encoder.feed(part.data):
                break
            samples += len(part)
        _finish(encoder, answer)
        loudness = ffmpeg.parse_loudness(answer.result())
    _prove(target, samples, build)
    return loudness


def _finish(encoder: Running, answer: "Future[bytes]") -> None:
    try:
        encoder.finish()
    except ProcessFault as fault:
        if BROKEN_PIPE in fault.stderr:
            answer.result()  # the meter was gone first, and says why
        raise


def _prove(encoded: Path, samples: int, build: FfmpegBuild) -> None:
    listing = ffmpeg.list_packets(build.path, encoded)
    packets = ffmpeg.parse_packets(read_all(listing, purpose="check of the sound", limits=LIMITS))
    written = packets[-1].pts + packets[-1].duration if packets else 0
    if written != samples:
        raise RenderFault(
            f"The film's sound was written with {written} samples instead of {samples}.",
            hint="Drop the trigger again; if it fails again, run: dropd doctor",
        )


@contextmanager
def _started(target: int, build: FfmpegBuild) -> Iterator[tuple[Running, Running]]:
    """An encoder that writes to an open file, and a meter that hears what it writes."""
    with ExitStack() as until_over:
        heard_from, heard_by = os.pipe()
        try:
            meter = start(
                ffmpeg.measure_loudness(build.path, heard_from),
                purpose="loudness measurement",
                limits=LIMITS,
                gives_output=True,
                pass_fds=(heard_from,),
            )
            until_over.enter_context(meter)
            encoder = start(
                ffmpeg.encode_sound(build.path, target, heard_by, bit_rate_kbps=BIT_RATE_KBPS),
                purpose="sound encoder",
                limits=LIMITS,
                takes_input=True,
                pass_fds=(target, heard_by),
            )
            until_over.enter_context(encoder)
        finally:
            os.close(heard_from)  # each end is its process's own, or neither would see that the other is gone
            os.close(heard_by)
        yield encoder, meter
