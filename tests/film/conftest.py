"""A studio that makes small films with the real FFmpeg."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from dropd.cache.store import Cache
from dropd.film import chunks
from dropd.film.assemble import Cut, SoundTrack
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.chunks import Chunk
from dropd.film.direction import Framing
from dropd.film.encoder_recipe import Recipe, recipe_for
from dropd.film.lettering.text import Overlay
from dropd.film.pictures import Still, canvas_for, to_still
from dropd.film.plan import Plan, make_plan
from dropd.film.shot_lengths import Pace, SceneNeeds
from dropd.film.sound.aac import encode
from dropd.film.sound.tracks import Held
from dropd.film.storyboard import Look, Picture, SceneLook, storyboard
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import Wish, x264

LOOK = Look(Framing(160, 90, "cover"))
FAST = Recipe(x264("ultrafast", 20))


@dataclass(frozen=True)
class Studio:
    """Where films are made of two still pictures and titles that are plain rectangles."""

    build: FfmpegBuild
    cache: Cache
    folder: Path
    recipe: Recipe = FAST

    def as_usual(self, fps: Fraction) -> "Studio":
        """With the settings of a film for which none were written, B-frames and all."""
        wish = Wish("medium", 18, 160, 90, fps)
        return replace(self, recipe=recipe_for("auto", wish, tune="slideshow", draft=False))

    def plan(self, fps: Fraction = Fraction(30), *, scenes: int = 2) -> Plan:
        pace = Pace(fps, Fraction(1, 4), Fraction(3, 4), Fraction(1, 5), Fraction(1, 10))
        return make_plan([SceneNeeds(2, voice_samples=36_000)] * scenes, pace)

    def orders(self, plan: Plan, titles: Sequence[int | None] = (), look: Look = LOOK) -> tuple[ChunkOrder, ...]:
        """Chunk orders, given each scene's title as a level of grey."""
        grey = [*titles, *([None] * len(plan.scenes))]
        pictures = tuple(Picture(f"{name}.jpg", name, 160, 90) for name in ("a", "b"))
        looks = [SceneLook(pictures, _title(grey[scene.index])) for scene in plan.scenes]
        return storyboard(plan, looks, look, (), self.recipe, self.build).orders

    def make(self, order: ChunkOrder) -> Chunk:
        return chunks.make(order, _still, self.cache, self.build, lambda: None)

    def shoot(self, plan: Plan, titles: Sequence[int | None] = ()) -> tuple[Chunk, ...]:
        """Every chunk of a film; those that were made before are taken from the cache."""
        orders = self.orders(plan, titles)
        return tuple(chunks.find(order, self.cache) or self.make(order) for order in orders)

    def sound_of(self, film: Cut) -> SoundTrack:
        """Noise for a whole film."""
        return self.sound(film.first_sample + film.samples)

    def sound(self, samples: int) -> SoundTrack:
        """Noise as AAC."""
        noise = np.random.default_rng(5).uniform(-0.2, 0.2, (samples, 2)).astype(np.float32)
        encoded = self.folder / "sound.m4a"
        return SoundTrack(encoded, encode(Held(noise), encoded, self.build).packets)


@pytest.fixture
def studio(build: FfmpegBuild, tmp_path: Path) -> Studio:
    return Studio(build, Cache(tmp_path / "cache"), tmp_path)


def _still(key: str) -> Still:
    canvas = canvas_for(160, 90, fit="cover", motion="kenburns")
    small = np.random.default_rng(ord(key[0])).integers(0, 256, (5, 8, 3), np.uint8)
    return to_still(cv2.resize(small, (canvas.width_px, canvas.height_px)).astype(np.uint8))


def _title(grey: int | None) -> Overlay | None:
    if grey is None:
        return None
    rgba = np.full((10, 60, 4), 255, np.uint8)
    rgba[..., :3] = grey
    return Overlay(50, 8, rgba)
