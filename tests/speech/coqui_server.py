"""The HTTP server of Coqui TTS as its authors wrote it, with a stand-in for the neural network.

    python tests/speech/coqui_server.py PORT SITE_FOLDER CALLS_FILE [options of tts-server]

SITE_FOLDER is where `pip install --no-deps --target` put coqui-tts (0.27, 0.28) or TTS (0.22), and Flask.
The server module is the real one, and so is TTS.api where it is used; torch and the models are stand-ins.
Each call of the synthesiser adds a line of JSON to CALLS_FILE: all that it was given, by the names it has there.
The only line on stdout is "ready http://127.0.0.1:PORT"; PORT 0 takes a free port. What the server logs is on stderr.

The option --model_name (or --model_path) chooses what is imitated: a name with "xtts" has four voices and many
languages, one with "vctk" has four voices and one language, all others have one of each, as the default has.
Unknown voices and languages are refused, as the models refuse them. A text with REFUSED in it makes the model fail.
"""

import importlib
import json
import math
import struct
import sys
import wave
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, BinaryIO, Self

RATE = 24_000
PERIOD = struct.pack("<100h", *(round(32_767 * math.sin(math.tau * n / 100)) for n in range(100)))  # of 240 Hz
LETTERS_PER_SECOND = 15
PAUSE = 10_000  # samples of silence that the real synthesiser puts after each sentence
REFUSED = "(cannot be spoken)"

LANGUAGES = ["en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh-cn", "hu", "ko", "ja", "hi"]
MODELS: tuple[tuple[str, list[str], list[str]], ...] = (  # part of a model's name, its voices, its languages
    ("xtts", ["Claribel Dervla", "Daisy Studious", "Ana Florence", "Viktor Menelaos"], LANGUAGES),
    ("vctk", ["p225", "p226", "p227", "p228"], ["en"]),
    ("", [], ["en"]),
)


class Config(dict[str, Any]):
    """A configuration of a model; its keys are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Names:
    """The voices of a model, or its languages."""

    def __init__(self, names: Sequence[str]) -> None:
        self.name_to_id = {name: number for number, name in enumerate(names)}
        self.speaker_names = self.language_names = list(names)
        self.num_speakers = self.num_languages = len(names)


class Synthesizer:
    """Has the attributes that the server looks at, and speaks tones."""

    calls: Path  # where they are written down

    def __init__(self, tts_checkpoint: str, **paths: Any) -> None:
        self.voices, self.languages = next((v, la) for part, v, la in MODELS if part in str(tts_checkpoint))
        self.tts_config = load_config(tts_checkpoint)
        self.tts_model = SimpleNamespace(
            config=self.tts_config,
            speaker_manager=Names(self.voices) if self.voices else None,
            language_manager=Names(self.languages),
            num_speakers=len(self.voices),
            num_languages=len(self.languages),
            get_voices=lambda _folder: {},  # those cloned earlier
        )
        self.vocoder_config = None
        self.voice_dir = paths.get("voice_dir")
        self.tts_speakers_file = self.tts_languages_file = None

    def tts(self, text: str, speaker_name: str | None = "", language_name: str | None = "", **others: Any) -> bytes:
        """Write the call down, then return the samples."""
        call = {"text": text, "speaker_name": speaker_name, "language_name": language_name, **others}
        with self.calls.open("a", encoding="utf-8") as file:
            file.write(json.dumps(call, default=str) + "\n")
        if not text:
            raise ValueError("You need to define `text` to use the Coqui TTS API.")
        if REFUSED in text:
            raise RuntimeError("CUDA out of memory.")
        self._check_voice(speaker_name, others.get("speaker_wav"))
        if len(self.languages) > 1 and language_name not in self.languages:
            raise ValueError(f"Language {language_name} is not supported. Supported languages are {self.languages}")
        size = 2 * round(len(text) / LETTERS_PER_SECOND * RATE)
        return (PERIOD * (size // len(PERIOD) + 1))[:size] + bytes(2 * PAUSE)

    def _check_voice(self, name: str | None, sample: object) -> None:
        if not self.voices:
            if name:
                raise ValueError(f"Missing speakers.json file path for selecting speaker {name}.")
        elif not name and not sample:
            raise ValueError("Looks like you are using a multi-speaker model.")
        elif name not in self.voices and not sample:
            raise KeyError(f"{name} is not a valid speaker of the model.")

    def save_wav(self, wav: bytes, path: BinaryIO) -> None:
        """Like scipy's writer, go back to the beginning of the file: the server sends it from where it is."""
        with wave.open(path, "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(wav)
        path.seek(0)


class ModelManager:
    """Has every model that it is asked for."""

    def __init__(self, *_files: Any, **_options: Any) -> None:
        pass

    def download_model(self, name: str) -> tuple[str, str, dict[str, Any]]:
        return name, name, {"model_type": "tts_models", "model_url": name, "default_vocoder": None}


class Module:
    """What is left of torch.nn.Module when there is no GPU to move to."""

    def to(self, *_devices: Any) -> Self:
        return self


class Waveform:
    """A tensor that torchaudio has read: good enough for the answer in PCM."""

    def __init__(self, frames: bytes) -> None:
        self._frames = frames

    def __mul__(self, _factor: float) -> Self:
        return self

    def to(self, _type: object) -> Self:
        return self

    def numpy(self) -> Self:
        return self

    def tobytes(self) -> bytes:
        return self._frames


def load_config(path: str) -> Config:
    cloning = "xtts" in str(path)
    return Config(model="xtts" if cloning else "vits", supports_cloning=cloning, audio={"sample_rate": RATE})


def load_sound(file: BinaryIO) -> tuple[Waveform, int]:
    with wave.open(file) as sound:
        return Waveform(sound.readframes(sound.getnframes())), sound.getframerate()


def save_sound(*_sound: Any, **encoding: Any) -> None:
    raise RuntimeError(f"There is no torchaudio here to encode {encoding}")


def stand_in(name: str, **contents: Any) -> None:
    """Make a module that `import` will find."""
    module = ModuleType(name)
    vars(module).update(contents)
    sys.modules[name] = module


def put_stand_ins(site: Path) -> None:
    """Replace what the server needs of torch and of the models, and leave out what TTS does when it is imported."""
    stand_in("torch", int16="int16", nn=SimpleNamespace(Module=Module))
    stand_in("torchaudio", load=load_sound, save=save_sound)
    stand_in("trainer.io", get_user_data_dir=Path)
    spec = spec_from_file_location("TTS", site / "TTS" / "__init__.py")  # where Flask looks for the templates
    assert spec is not None
    sys.modules["TTS"] = module_from_spec(spec)
    stand_in("TTS.config", load_config=load_config)
    stand_in("TTS.utils.manage", ModelManager=ModelManager)
    stand_in("TTS.utils.synthesizer", Synthesizer=Synthesizer)


def main() -> None:
    port, site, calls, *options = sys.argv[1:]
    ready, sys.stdout = sys.stdout, sys.stderr
    Synthesizer.calls = Path(calls)
    sys.path.insert(0, site)
    put_stand_ins(Path(site))
    sys.argv[:] = ["tts-server", "--port", port, *options]  # which the server reads when it is imported
    app = importlib.import_module("TTS.server.server").app
    # app.run would do the same, but on all interfaces, and without a word when it is ready.
    server = importlib.import_module("werkzeug.serving").make_server("127.0.0.1", int(port), app, threaded=True)
    ready.write(f"ready http://127.0.0.1:{server.server_port}\n")
    ready.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
