"""Real encoders: the embedded FFmpeg has libopenh264, and machines that test have no graphics card."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import imageio_ffmpeg
import pytest

from dropd.errors import RenderFault
from dropd.film import assemble, chunk_orders, proof
from dropd.film.assemble import Cut, Labels, SoundTrack
from dropd.film.chunk_orders import ChunkOrder
from dropd.film.chunks import Chunk
from dropd.film.encoder_choice import Choice, choose
from dropd.film.encoder_recipe import Recipe, recipe_for
from dropd.film.plan import Plan
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild, find_ffmpeg
from dropd.media.encoder_options import Wish, h264_encoders
from dropd.media.endings import ProcessFault
from dropd.media.process import Limits, read_all, start

WISH = Wish("medium", 18, 160, 90, Fraction(30))
SURE = recipe_for("libx264", WISH, tune="slideshow", draft=False)


class Studio(Protocol):
    """The part of the studio in conftest.py that is used here."""

    build: FfmpegBuild
    folder: Path

    def plan(self, fps: Fraction = ..., *, scenes: int = ...) -> Plan: ...
    def orders(self, plan: Plan, titles: list[int | None] = ...) -> tuple[ChunkOrder, ...]: ...
    def make(self, order: ChunkOrder) -> Chunk: ...
    def sound_of(self, film: Cut) -> SoundTrack: ...


@pytest.fixture(scope="module")
def embedded() -> FfmpegBuild:
    return find_ffmpeg(Path(imageio_ffmpeg.get_ffmpeg_exe()))


def chosen(encoder: str, build: FfmpegBuild, wish: Wish = WISH) -> Choice:
    return choose(encoder, wish, tune="slideshow", draft=False, build=build)


@pytest.mark.parametrize("encoder", ["auto", "libx264"])
def test_libx264_is_what_films_are_made_with_when_nobody_asks_for_another(encoder: str, build: FfmpegBuild) -> None:
    assert chosen(encoder, build) == Choice(SURE, SURE)


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001)], ids=str)
def test_an_encoder_that_proves_itself_makes_the_film(studio: Studio, embedded: FfmpegBuild, fps: Fraction) -> None:
    choice = chosen("libopenh264", embedded, replace(WISH, fps=fps))
    assert (choice.recipe.usual.encoder, choice.warning) == ("libopenh264", None)

    plan = studio.plan(fps, scenes=3)
    cut, film = filmed(studio, plan, choice.recipe, embedded)

    assert len(cut.chunks) >= 3
    proof.verify({film: cut}, studio.sound_of(cut), embedded)
    decoding = (embedded.path, "-v", "error", "-xerror", "-i", str(film), "-map", "0:v", "-f", "framecrc", "-")
    frames = ffmpeg.parse_packets(read_all(decoding, purpose="decoder", limits=Limits()))
    assert [frame.pts for frame in frames] == list(range(plan.frames))
    told = described(film, embedded)
    assert "h264 (High)" in told
    assert "yuv420p(tv, bt709" in told


def test_another_encoder_is_as_repeatable_as_libx264(studio: Studio, embedded: FfmpegBuild) -> None:
    recipe = recipe_for("libopenh264", WISH, tune="none", draft=False)
    order = ordered(studio, studio.plan(), recipe, embedded)[1]

    first = made(studio, order, embedded)
    first.path.unlink()

    assert made(studio, order, embedded).packets == first.packets


def test_an_encoder_without_its_hardware_is_told_and_replaced_for_this_job(embedded: FfmpegBuild) -> None:
    for encoder in h264_encoders(embedded):
        if encoder.startswith("h264_"):
            choice = chosen(encoder, embedded)
            if choice.warning is not None:  # a machine with such a card is none the worse for it
                assert choice.recipe == SURE
                assert re.fullmatch(
                    rf"The encoder {encoder} does not work on this machine \(.+\), so the film is made with libx264\.",
                    choice.warning,
                )


@pytest.mark.skipif(Path("/proc/driver/nvidia").exists(), reason="this machine has an NVIDIA card")
def test_a_lacking_driver_is_named(embedded: FfmpegBuild) -> None:
    assert chosen("h264_nvenc", embedded).warning == (
        "The encoder h264_nvenc does not work on this machine (no NVIDIA driver), so the film is made with libx264."
    )


@pytest.mark.parametrize("encoder", ["h264_magic", "libx265", "aac", "libx264rgb"])
def test_an_encoder_that_is_none_is_told_with_those_that_there_are(encoder: str, embedded: FfmpegBuild) -> None:
    choice = chosen(encoder, embedded)

    assert choice.recipe == SURE
    assert choice.warning is not None
    assert f"has no H.264 encoder {encoder}, so the film is made with libx264." in choice.warning
    assert "It has: libx264, libopenh264, h264_" in choice.warning


def test_an_encoder_that_fails_in_the_middle_is_replaced_and_libx264_is_not() -> None:
    choice = Choice(recipe_for("h264_nvenc", WISH, tune="none", draft=False), SURE)

    instead = choice.instead(ProcessFault("The picture encoder ended with error 1.", code=1, stderr="[x @ 1] gone."))

    assert instead == Choice(
        SURE,
        SURE,
        "The encoder h264_nvenc failed in the middle of the film (FFmpeg says: gone), so the film is made with "
        "libx264.",
    )
    assert instead.instead(RenderFault("Again.")) is None


def test_an_encoder_is_not_blamed_where_nothing_can_be_started() -> None:
    choice = Choice(recipe_for("h264_nvenc", WISH, tune="none", draft=False), SURE)

    with pytest.raises(ProcessFault, match="could not be started") as missing:
        read_all(("/nowhere/ffmpeg",), purpose="picture encoder", limits=Limits())

    assert choice.instead(missing.value) is None


def ordered(studio: Studio, plan: Plan, recipe: Recipe, build: FfmpegBuild) -> list[ChunkOrder]:
    orders = studio.orders(plan, [255, 200])
    return [chunk_orders.order(order.footage, order.fps, recipe, build) for order in orders]


def made(studio: Studio, order: ChunkOrder, build: FfmpegBuild) -> Chunk:
    return replace(studio, build=build).make(order)  # type: ignore[type-var] # the studio is a dataclass


def filmed(studio: Studio, plan: Plan, recipe: Recipe, build: FfmpegBuild) -> tuple[Cut, Path]:
    cut = assemble.whole_film(plan, [made(studio, order, build) for order in ordered(studio, plan, recipe, build)])
    film = studio.folder / "film.mp4"
    assemble.join(cut, studio.sound_of(cut), labels=Labels(), target=film, build=build)
    return cut, film


def described(film: Path, build: FfmpegBuild) -> str:
    told: list[str] = []
    argv = (build.path, "-hide_banner", "-i", str(film), "-map", "0:v", "-c", "copy", "-f", "null", "-")
    with start(argv, purpose="reader", limits=Limits(), on_line=told.append) as running:
        running.finish()
    return "\n".join(told)
