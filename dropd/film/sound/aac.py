"""A finished sound as AAC, and how loud a player will hear it: measured while it is encoded."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dropd.film.sound.tracks import Samples
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.ffmpeg import Loudness
from dropd.media.process import Limits, Running, start

BIT_RATE_KBPS = 192
LIMITS = Limits(memory_mib=2048, stall_s=1200)
"""A sound may be silent for hours, and its encoder too."""


def encode(parts: Iterable[Samples], target: Path, build: FfmpegBuild) -> Loudness:
    """Encode a track, given part by part, to an .m4a file. Returns what EBU R 128 says of it as it decodes.

    Raises ProcessFault, NoSpaceFault.
    """
    with (
        target.open("wb") as file,
        ThreadPoolExecutor(1, thread_name_prefix="meter") as listening,
        _started(file.fileno(), build) as (encoder, meter),
    ):
        answer = listening.submit(meter.answer)
        for part in parts:
            if not encoder.feed(part.data):
                break
        encoder.finish()
        return ffmpeg.parse_loudness(answer.result())


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
