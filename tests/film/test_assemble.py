import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import imageio_ffmpeg
import pytest

from dropd.film import assemble, proof
from dropd.film.assemble import Cut, Labels, SoundTrack
from dropd.film.captions.cues import Cue
from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.film.poster import write_poster
from dropd.media import ffmpeg
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, read_all

RATES = [
    *(Fraction(rate) for rate in (24, 25, 30, 50, 60, 120)),
    *(Fraction(rate, 1001) for rate in (24_000, 30_000, 60_000)),
    *(Fraction(rate) / 2 for rate in (25, Fraction(30_000, 1001))),
]
TITLES = ["=;#\\\n", "two\nlines", "  ", "[CHAPTER]\nTITLE=x", "Küche; 100 % \\n = gut #1", "end\\\n;", "ends in \\"]


class Studio(Protocol):
    """The part of the studio in conftest.py that is used here."""

    build: FfmpegBuild
    folder: Path

    def as_usual(self, fps: Fraction) -> "Studio": ...
    def plan(self, fps: Fraction = ..., *, scenes: int = ...) -> Plan: ...
    def shoot(self, plan: Plan, titles: list[int | None] = ...) -> tuple[Chunk, ...]: ...
    def sound(self, samples: int) -> SoundTrack: ...
    def sound_of(self, film: Cut) -> SoundTrack: ...


def joined(studio: Studio, cut: Cut, labels: Labels | None = None) -> Path:
    film = studio.folder / "film.mp4"
    assemble.join(cut, studio.sound_of(cut), labels=labels or Labels(), target=film, build=studio.build)
    return film


def told_of(film: Path, build: FfmpegBuild) -> str:
    return subprocess.run(
        (build.path, "-hide_banner", "-i", str(film)), capture_output=True, check=False
    ).stderr.decode()


def read_metadata(film: Path, build: FfmpegBuild) -> list[str]:
    """The titles that a player shows: the film's, then the chapters', with FFmpeg's own escapes undone."""
    argv = (build.path, "-v", "error", "-i", str(film), "-f", "ffmetadata", "pipe:1")
    text = read_all(argv, purpose="reader", limits=Limits()).decode()
    found = re.findall(r"^title=((?:[^\\\n]|\\.|\\\n)*)$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\\(.|\n)", r"\1", title) for title in found]


@pytest.mark.parametrize("fps", RATES, ids=str)
def test_a_film_has_every_frame_at_its_time_and_every_sample(studio: Studio, fps: Fraction) -> None:
    studio = studio.as_usual(fps)
    plan = studio.plan(fps)
    cut = assemble.whole_film(plan, studio.shoot(plan, [255, 200]))

    film = joined(studio, cut)

    proof.verify({film: cut}, studio.sound_of(cut), studio.build)
    assert (cut.frames, cut.samples) == (plan.frames, plan.samples)
    decoding = (studio.build.path, "-v", "error", "-i", str(film), "-map", "0:v", "-f", "framecrc", "-")
    frames = ffmpeg.parse_packets(read_all(decoding, purpose="decoder", limits=Limits()))
    assert [frame.pts for frame in frames] == list(range(plan.frames))
    told = told_of(film, studio.build)
    assert "yuv420p(tv, bt709" in told
    assert f"{float(fps):.2f}".removesuffix(".00") + " fps" in told
    assert re.search(r"start: 0\.0+,", told)


def test_frames_are_evenly_spaced_over_a_whole_film(studio: Studio) -> None:
    """Forty chunks at a rate whose frames fall on no whole microsecond."""
    plan = studio.plan(Fraction(30000, 1001), scenes=20)
    cut = assemble.whole_film(plan, studio.shoot(plan))

    film = joined(studio, cut)

    proof.verify({film: cut}, studio.sound_of(cut), studio.build)
    listing = read_all(ffmpeg.list_films(studio.build.path, [film]), purpose="listing", limits=Limits())
    assert sorted(packet.pts for packet in ffmpeg.parse_films(listing)[0].pictures) == [
        1001 * frame for frame in range(plan.frames)
    ]


@pytest.mark.parametrize("fps", RATES, ids=str)
def test_a_scene_is_a_film_of_its_own(studio: Studio, fps: Fraction) -> None:
    studio = studio.as_usual(fps)
    plan = studio.plan(fps, scenes=6)
    chunks = studio.shoot(plan)
    cuts = [assemble.one_scene(plan, chunks, scene.index) for scene in plan.scenes]
    sound = studio.sound_of(assemble.whole_film(plan, chunks))

    for number, cut in enumerate(cuts):
        film = studio.folder / f"scene_{number}.mp4"
        assemble.join(cut, sound, labels=Labels(), target=film, build=studio.build)
        proof.verify({film: cut}, sound, studio.build)

    assert sum(cut.frames for cut in cuts) == plan.frames
    assert sum(cut.samples for cut in cuts) == plan.samples


@pytest.mark.parametrize("fps", RATES, ids=str)
def test_scenes_put_together_sound_as_the_film_does_to_the_sample(studio: Studio, fps: Fraction) -> None:
    plan = studio.plan(fps, scenes=3)
    chunks = studio.shoot(plan)
    film = assemble.whole_film(plan, chunks)
    cuts = [assemble.one_scene(plan, chunks, scene.index) for scene in plan.scenes]
    sound = studio.sound_of(film)

    heard = [heard_in(cut, sound, studio) for cut in cuts]

    assert [len(scene) // 8 for scene in heard] == [cut.samples for cut in cuts]
    assert b"".join(heard) == heard_in(film, sound, studio)


def heard_in(cut: Cut, sound: SoundTrack, studio: Studio) -> bytes:
    """As a player hears it that leaves out what fills the last frame; FFmpeg 5.1 is none."""
    film = studio.folder / "cut.mp4"
    assemble.join(cut, sound, labels=Labels(), target=film, build=studio.build)
    argv = (imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(film), "-map", "0:a", "-f", "f32le", "-")
    return read_all(argv, purpose="decoder", limits=Limits())


def test_chapters_and_tags_are_read_back_as_they_were_typed(studio: Studio) -> None:
    plan = studio.plan(scenes=len(TITLES))
    cut = assemble.whole_film(plan, studio.shoot(plan))
    chapters = {scene.first_frame / plan.fps: title for scene, title in zip(plan.scenes, TITLES, strict=True)}

    film = joined(studio, cut, Labels(title="9642; Meadowglen = #1\\", chapters=chapters))

    proof.verify({film: cut}, studio.sound_of(cut), studio.build)
    assert read_metadata(film, studio.build) == ["9642; Meadowglen = #1\\ ", *TITLES[:-1], "ends in \\ "]
    starts = [float(start) for start in re.findall(r"Chapter #0:\d+: start ([\d.]+)", told_of(film, studio.build))]
    assert starts == pytest.approx([float(start) for start in chapters], abs=1e-3)


def test_a_film_with_a_poster_is_verified_by_its_pictures_alone(studio: Studio) -> None:
    plan = studio.plan()
    chunks = studio.shoot(plan)
    poster = studio.folder / "film.jpg"
    write_poster(chunks, 999, poster, studio.build)
    cut = assemble.whole_film(plan, chunks)

    film = joined(studio, cut, Labels(poster=poster))

    proof.verify({film: cut}, studio.sound_of(cut), studio.build)
    assert "attached pic" in told_of(film, studio.build)
    assert poster.read_bytes().startswith(b"\xff\xd8")


CUES = (Cue(0, 10, "Salt & <b>pepper</b>"), Cue(12, 20, "two\nlines"), Cue(32, 5, "{\\an8}braces"))


def test_captions_are_read_back_as_text_at_their_frames_and_change_nothing_else(studio: Studio) -> None:
    plan = studio.plan(Fraction(30000, 1001))
    cut = assemble.whole_film(plan, studio.shoot(plan))
    poster = studio.folder / "film.jpg"
    write_poster(cut.chunks, 3, poster, studio.build)

    film = joined(studio, cut, Labels("A house", "deu", {Fraction(0): "One"}, CUES, poster))

    proof.verify({film: cut}, studio.sound_of(cut), studio.build)
    argv = (studio.build.path, "-v", "error", "-i", str(film), "-map", "0:s:0", "-f", "webvtt", "pipe:1")
    blocks = read_all(argv, purpose="reader", limits=Limits()).decode().strip().split("\n\n")[1:]
    assert blocks == [
        "00:00.000 --> 00:00.334\nSalt & <b>pepper</b>",
        "00:00.400 --> 00:01.068\ntwo\nlines",
        "00:01.068 --> 00:01.235\n(/an8)braces",
    ]


def test_subtitles_are_offered_but_off_and_in_their_language(studio: Studio) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))

    told = told_of(joined(studio, cut, Labels(language="deu", captions=CUES)), studio.build)

    assert re.search(r"Stream #0:1\S*\(deu\): Audio: .*\(default\)", told)
    assert re.search(r"Stream #0:2\S*\(deu\): Subtitle: mov_text", told)
    assert not re.search(r"Subtitle: .*\(default\)", told)


def test_a_film_tells_nothing_of_where_and_when_it_was_made(studio: Studio) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))
    poster = studio.folder / "film.jpg"
    write_poster(cut.chunks, 3, poster, studio.build)

    film = joined(studio, cut, Labels("A house", captions=CUES, poster=poster)).read_bytes()

    assert not re.search(rb"Lavf|Lavc|x264 - core|Exif|/tmp/", film)
    assert b"Exif" not in poster.read_bytes()


def test_a_film_starts_before_it_is_loaded_and_leaves_nothing_beside_it(studio: Studio) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))
    before = {*studio.folder.iterdir(), studio.folder / "sound.m4a"}

    film = joined(studio, cut)

    content = film.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert set(studio.folder.iterdir()) - before == {film}


def test_the_same_film_is_the_same_file(studio: Studio) -> None:
    plan = studio.plan()
    cut = assemble.whole_film(plan, studio.shoot(plan))

    poster = studio.folder / "film.jpg"
    write_poster(cut.chunks, 3, poster, studio.build)
    labels = Labels("A house", "deu", {Fraction(0): "One"}, CUES, poster)

    once = joined(studio, cut, labels).read_bytes()
    assert joined(studio, cut, labels).read_bytes() == once


def test_a_cache_folder_may_have_any_name(studio: Studio) -> None:
    plan = studio.plan()
    odd = studio.folder / "it's 100 % “odd” \\ folder"
    odd.mkdir()
    moved = [replace(chunk, path=chunk.path.rename(odd / f"{at}.mp4")) for at, chunk in enumerate(studio.shoot(plan))]
    cut = assemble.whole_film(plan, moved)

    proof.verify({joined(studio, cut): cut}, studio.sound_of(cut), studio.build)
