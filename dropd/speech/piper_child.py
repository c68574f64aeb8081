"""The program that speaks with a voice of Piper's: its chance is drawn from the text, so a text always sounds alike.

Piper's network draws random numbers for a natural rhythm. ONNX Runtime's operators take their seed when a session is
made and count on from there (onnxruntime/core/providers/cpu/generator/random.h), so each text gets a session of its
own: 0.12 s without graph optimisations, which save less than they cost on texts of a scene's length (measured with
Piper 1.4, ONNX Runtime 1.32: 0.44 s a text of 4.7 s of speech, 0.60 s with them). One thread, because sums in another
order round differently: the number of cores would be heard.

Run as a program only: Piper is GPL and stays out of dropd's own processes. Lines of text come in on standard input;
for each, `Wrote ` and the path of a WAV file go out on standard error.
"""

import hashlib
import sys
import wave
from pathlib import Path

import onnxruntime  # type: ignore[import-untyped] # ships no types
from piper import PiperVoice, SynthesisConfig

SEED_BYTES = 4


def main(voice_file: str, folder: str, speed: str) -> None:
    """Speak each line of standard input to a numbered WAV file in `folder`; 2 is twice as fast as the voice is."""
    voice = PiperVoice.load(voice_file)
    pace = SynthesisConfig(length_scale=voice.config.length_scale / float(speed))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(sys.stdin.buffer):
        text = line.decode("utf-8", "replace").strip()
        target = Path(folder) / f"{number}.wav"
        voice.session = _session_for(text, voice_file)
        _speak(voice, text, pace, target)
        sys.stderr.write(f"Wrote {target}\n")
        sys.stderr.flush()


def _session_for(text: str, voice_file: str) -> onnxruntime.InferenceSession:
    onnxruntime.set_seed(int.from_bytes(hashlib.sha256(text.encode()).digest()[:SEED_BYTES], "big"))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(voice_file, sess_options=options, providers=["CPUExecutionProvider"])


def _speak(voice: PiperVoice, text: str, pace: SynthesisConfig, target: Path) -> None:
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, voice.config.sample_rate, 0, "NONE", "not compressed"))
        for sentence in voice.synthesize(text, pace):
            file.writeframes(sentence.audio_int16_bytes)


if __name__ == "__main__":
    main(*sys.argv[1:])
