"""A sample of how a voice sounds, as a WAV file: `dropd voices --speak`."""

import tempfile
import threading
import wave
from pathlib import Path

import numpy as np

from dropd.cache.store import Cache
from dropd.language.tags import UNKNOWN
from dropd.media.ffmpeg import SAMPLE_RATE_HZ
from dropd.speech.reading.aloud import read_aloud
from dropd.speech.service import Service
from dropd.speech.takes import Samples, Takes
from dropd.speech.turns import Turns
from dropd.speech.voice import Voice

FULL_SCALE = 32_767


def write_sample(text: str, service: Service, voice: Voice, target: Path, *, ffmpeg: str, turns: Path) -> None:
    """Have a text spoken in one request, checked as for a film, but not taken from what was kept.

    `turns` is the folder in which those who ask the same service take turns. Raises SpeechFault and OSError.
    """
    over = threading.Event()
    with tempfile.TemporaryDirectory(prefix="dropd-sample-") as scratch:
        takes = Takes(
            service,
            Cache(Path(scratch) / "cache"),
            Turns(turns, voice.server, over),
            over,
            ffmpeg=ffmpeg,
            folder=Path(scratch),
            within_s=voice.server.total_timeout_s,
        )
        said = text if service.reads_signs else read_aloud(text, voice.language or service.language or UNKNOWN)
        _write(takes.take(said), target)


def _write(samples: Samples, target: Path) -> None:
    with wave.open(str(target), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE_HZ, 0, "NONE", "not compressed"))
        file.writeframes(np.rint(np.clip(samples, -1, 1) * FULL_SCALE).astype("<i2").tobytes())
