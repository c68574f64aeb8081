"""Captions of a film are found out once, and again only where something that they depend on has changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.film.captions.cues import Cue
from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound.tracks import record
from dropd.film.sound.voice_over import VoiceOver
from dropd.intake.delivery import Delivery, SceneFiles
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.captioning import film_captions
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice

SECOND = 48_000
PACE = Pace(Fraction(30), Fraction(1), Fraction(8), Fraction("0.5"), Fraction("0.5"))
TEXT = "The garden lies behind the house. A path leads down to the lake."

Captions = Callable[..., tuple[Cue, ...]]


@pytest.fixture
def captions(tmp_path: Path, build: FfmpegBuild) -> Captions:
    """Asks for captions of one scene in which somebody speaks for 2 s, is silent for 1 s, and speaks for 2 s."""
    noise = np.random.default_rng(1).normal(0, 0.1, (5 * SECOND, 2)).astype(np.float32)
    noise[2 * SECOND : 3 * SECOND] = 0
    spoken = VoiceOver(record([noise.tobytes()], tmp_path / "voice.f32"), "a voice")

    def asked(
        text: str = TEXT, plan: Plan | None = None, identity: str = "a voice", language: str = "en", **options: object
    ) -> tuple[Cue, ...]:
        scenes = parse_scenes(json.dumps({"scenes": [{"VO": text, "images": ["a.jpg"]}]}).encode()).scenes
        order = WorkOrder(
            job_id="20261122T120000Z-0001",
            input_folder=tmp_path,
            work_folder=tmp_path,
            cache_folder=tmp_path / "cache",
            cache_limit_bytes=10**9,
            output_stem="video",
            scenes=scenes,
            options=RenderOptions.model_validate(options),
            delivery=Delivery(scenes=(SceneFiles(images=("a.jpg",), voice_over="00.wav"),), files=()),
            voice=Voice(language=language),
            ffmpeg=build,
            workers=1,
        )
        voices = (replace(spoken, identity=identity),)
        return film_captions(order, plan or plan_of(PACE), voices, Cache(tmp_path / "cache"))

    return asked


def plan_of(pace: Pace) -> Plan:
    return make_plan([SceneNeeds(1, voice_samples=5 * SECOND)], pace)


def test_captions_that_were_found_out_are_told_again_without_hearing_the_voice(
    captions: Captions, tmp_path: Path
) -> None:
    first = captions()
    (tmp_path / "voice.f32").unlink()

    assert captions() == first
    assert [cue.text for cue in first] == ["The garden lies behind the house.", "A path leads down to the lake."]
    assert first[1].first_frame == pytest.approx(90, abs=2)


@pytest.mark.parametrize(
    "change",
    [
        {"text": f"{TEXT} Come in."},
        {"plan": plan_of(replace(PACE, fps=Fraction(25)))},
        {"plan": plan_of(replace(PACE, scene_pad_s=Fraction(2)))},
        {"identity": "another voice"},
        {"size": "1080x1920"},
        {"language": "th"},
    ],
)
def test_whatever_captions_depend_on_has_them_found_out_anew(
    captions: Captions, tmp_path: Path, change: dict[str, object]
) -> None:
    captions()
    (tmp_path / "voice.f32").unlink()

    with pytest.raises(FileNotFoundError):
        captions(**change)


def test_another_version_of_what_breaks_lines_has_them_found_out_anew(
    captions: Captions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captions()
    (tmp_path / "voice.f32").unlink()
    monkeypatch.setattr("dropd.jobs.stages.captioning.icu_version", "1.0")

    with pytest.raises(FileNotFoundError):
        captions()


def test_no_captions_are_none(captions: Captions) -> None:
    assert captions(captions="none") == ()
