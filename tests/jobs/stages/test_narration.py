import hashlib
import wave
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.film.sound.tracks import Recording
from dropd.film.sound.voice_over import VoiceOver
from dropd.intake.delivery import Delivery, SceneFiles, UsedFile
from dropd.jobs.inputs import Inputs, looks
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.narration import decoding
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice


def voice_over(folder: Path, hertz: int, sides: tuple[float, ...] = (1.0,)) -> Inputs:
    """Drop a second of a tone, on each side as loud as said, and a second of silence, as the voice-over of a scene."""
    tone = np.sin(2 * np.pi * hertz * np.arange(48_000) / 48_000) * 8000
    tone = np.concatenate([tone, np.zeros(48_000)])
    with wave.open(str(folder / "00.wav"), "wb") as file:
        file.setparams((len(sides), 2, 48_000, 0, "NONE", ""))
        file.writeframes(np.outer(tone, sides).astype("<i2").tobytes())
    look = looks(folder, "00.wav")
    assert look is not None
    digest = hashlib.sha256((folder / "00.wav").read_bytes()).hexdigest()
    return Inputs(folder, (UsedFile(**look.model_dump(), sha256=digest),))


def decoded(inputs: Inputs, build: FfmpegBuild, **options: object) -> Recording:
    return all_decoded(inputs, build, 1, **options)[0].recording


def all_decoded(inputs: Inputs, build: FfmpegBuild, scenes: int, **options: object) -> list[VoiceOver]:
    """The voice-over of each of some scenes that have the same voice-over."""
    order = WorkOrder(
        job_id="20261128T120000Z-0001",
        input_folder=inputs.folder,
        work_folder=inputs.folder,
        cache_folder=inputs.folder / "cache",
        cache_limit_bytes=10**9,
        output_stem="video",
        scenes=parse_scenes(b'{"scenes": [{"images": ["a.jpg"]}]}').scenes,
        options=RenderOptions.model_validate(options),
        delivery=Delivery(scenes=(SceneFiles(images=("a.jpg",), voice_over="00.wav"),) * scenes, files=()),
        voice=Voice(),
        ffmpeg=build,
        workers=2,
    )
    with ExitStack() as until_over:
        return [one.result() for one in decoding(order, inputs, Cache(order.cache_folder), until_over).values()]


def test_a_voice_over_of_several_scenes_is_decoded_and_trimmed_once(tmp_path: Path, build: FfmpegBuild) -> None:
    voices = all_decoded(voice_over(tmp_path, 440), build, 3, trimSilence=True)

    assert voices == [voices[0]] * 3
    assert len(list(tmp_path.glob("*.f32"))) == 1


def test_a_voice_over_is_decoded_once_for_all_films_of_it(tmp_path: Path, build: FfmpegBuild) -> None:
    first = decoded(voice_over(tmp_path, 440), build)

    assert first.samples == 96_000
    assert decoded(voice_over(tmp_path, 440), replace(build, path="/decodes/nothing")) == first


def test_a_voice_over_that_was_recorded_on_one_side_alone_is_heard_on_both(tmp_path: Path, build: FfmpegBuild) -> None:
    voice = decoded(voice_over(tmp_path, 440, sides=(0.0, 1.0)), build)
    left, right = voice.part(0, voice.samples).T

    assert np.array_equal(left, right)
    assert np.abs(left).max() > 0.2


def test_another_sound_under_the_same_name_is_heard(tmp_path: Path, build: FfmpegBuild) -> None:
    first = decoded(voice_over(tmp_path, 440), build).pcm.read_bytes()

    assert decoded(voice_over(tmp_path, 550), build).pcm.read_bytes() != first
    assert decoded(voice_over(tmp_path, 440), build).pcm.read_bytes() == first


def test_a_decoded_voice_over_that_was_damaged_is_decoded_again(tmp_path: Path, build: FfmpegBuild) -> None:
    inputs = voice_over(tmp_path, 440)
    whole = decoded(inputs, build)
    content = whole.pcm.read_bytes()

    whole.pcm.write_bytes(content[:-8])

    assert decoded(inputs, build) == whole
    assert whole.pcm.read_bytes() == content


def test_silence_is_cut_off_a_copy_of_what_is_kept(tmp_path: Path, build: FfmpegBuild) -> None:
    inputs = voice_over(tmp_path, 440)
    whole = decoded(inputs, build).samples

    assert decoded(inputs, build, trimSilence=True).samples < 0.7 * whole
    assert decoded(inputs, build).samples == whole


def test_a_trimmed_voice_over_is_told_from_the_whole_one(tmp_path: Path, build: FfmpegBuild) -> None:
    inputs = voice_over(tmp_path, 440)
    [whole], [trimmed] = all_decoded(inputs, build, 1), all_decoded(inputs, build, 1, trimSilence=True)

    assert whole.identity != trimmed.identity
