import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dropd.film.chunk_orders import ChunkOrder
from dropd.film.chunks import Chunk
from dropd.film.direction import Framing
from dropd.film.encoder_recipe import Recipe
from dropd.film.lettering.text import Overlay
from dropd.film.plan import Plan, make_plan
from dropd.film.poster import poster_frame, write_poster
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.storyboard import Look, Picture, SceneLook, storyboard
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import x264
from dropd.media.process import Limits, read_all

PACE = Pace(Fraction(30), Fraction("2.5"), Fraction(8), Fraction("0.5"), Fraction("0.4"))
LOOK = Look(Framing(160, 90, "blur"))
TITLE = Overlay(10, 10, np.full((10, 40, 4), 255, np.uint8))


class Studio(Protocol):
    """The part of the studio in conftest.py that is used here."""

    build: FfmpegBuild
    folder: Path

    def plan(self) -> Plan: ...
    def shoot(self, plan: Plan) -> tuple[Chunk, ...]: ...


def first_shot(plan: Plan, look: Look) -> ChunkOrder:
    scene = SceneLook((Picture("a.jpg", "a", 3000, 2000), Picture("b.jpg", "b", 3000, 2000)), TITLE)
    build = FfmpegBuild("ffmpeg", "9.0", "digest", "machine")
    return storyboard(plan, [scene], look, (), Recipe(x264("medium", 18)), build).orders[0]


def test_the_poster_shows_the_first_title() -> None:
    plan = make_plan([SceneNeeds(2, voice_samples=6 * 48_000)], PACE)

    assert first_shot(plan, LOOK).footage.lettering[0].opacity(poster_frame(plan, LOOK)) == 1.0


@given(voice_s=st.floats(0.1, 7), fade_s=st.fractions(0, 10), title_s=st.fractions(Fraction(1, 2), 20))
def test_the_poster_is_never_dark_nor_half_faded(voice_s: float, fade_s: Fraction, title_s: Fraction) -> None:
    pace, look = replace(PACE, fade_in_s=fade_s, fade_out_s=fade_s), replace(LOOK, title_s=title_s)
    plan = make_plan([SceneNeeds(1, voice_samples=round(voice_s * 48_000))], pace)
    footage = first_shot(plan, look).footage

    frame = poster_frame(plan, look)

    assert 0 <= frame < footage.frames
    assert all(fade.light(frame) == 1 for fade in footage.black_fades)
    title = footage.lettering[0]
    has_light = [all(fade.light(at) == 1 for fade in footage.black_fades) for at in range(footage.frames)]
    assert title.opacity(frame) == max(title.opacity(at) for at in range(footage.frames) if has_light[at])


@pytest.mark.parametrize("asked", [0, 30, 9999])
def test_the_frame_that_was_asked_for_is_saved_and_of_a_shorter_film_the_last(studio: Studio, asked: int) -> None:
    plan = studio.plan()
    chunks, poster = studio.shoot(plan), studio.folder / "film.jpg"

    write_poster(chunks, asked, poster, studio.build)

    frames = [frame for chunk in chunks for frame in decoded(chunk, studio.build)]
    saved = np.asarray(Image.open(io.BytesIO(poster.read_bytes())).convert("RGB"), np.float32)
    assert len(frames) == plan.frames
    assert np.abs(saved - frames[min(asked, len(frames) - 1)]).mean() < 3


def decoded(chunk: Chunk, build: FfmpegBuild) -> list[np.ndarray]:
    """Each frame in RGB."""
    argv = (build.path, "-v", "error", "-i", str(chunk.path), "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1")
    return list(np.frombuffer(read_all(argv, purpose="decoder", limits=Limits()), np.uint8).reshape(-1, 90, 160, 3))
