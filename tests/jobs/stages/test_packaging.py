"""What is around a film: what players, shops and people with another language see of it."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.film.assemble import Reel
from dropd.film.sound.tracks import record
from dropd.film.sound.voice_over import VoiceOver
from dropd.intake.delivery import Delivery
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.captioning import film_captions
from dropd.jobs.stages.packaging import put_together
from dropd.jobs.stages.sidecars import write_sidecars
from dropd.media.builds import FfmpegBuild
from dropd.media.process import Limits, read_all
from dropd.speech.voice import Voice
from tests.film.conftest import Studio

SCENES = [
    {"title": "Küche", "VO": "Here is the kitchen.", "images": ["a.jpg", "b.jpg"]},
    {"VO": "And this is the garden.", "images": ["a.jpg", "b.jpg"]},
]

Packed = Callable[..., Path]


@pytest.fixture
def packed(build: FfmpegBuild, tmp_path: Path) -> Packed:
    """Puts a film of two scenes together with these options, and gives the folder of its files."""

    def pack(
        name: str = "work",
        *,
        info: dict[str, str] | None = None,
        language: str = "de",
        title_grey: int = 255,
        **options: Any,
    ) -> Path:
        studio, folder = Studio(build, Cache(tmp_path / "cache"), tmp_path), tmp_path / name
        folder.mkdir()
        order = _order(folder, build, info or {}, language, options)
        plan = studio.plan()
        noise = np.random.default_rng(5).uniform(-0.2, 0.2, (36_000, 2)).astype(np.float32)
        voice = VoiceOver(record([noise.tobytes()], folder / "voice.f32"), "noise")
        voices = (voice, voice)
        sound = studio.sound(plan.samples)
        reel = Reel(plan, studio.shoot(plan, [title_grey, None]), film_captions(order, plan, voices, studio.cache))
        files = put_together(order, reel, sound, write_sidecars(order, reel, studio.cache))
        for left_over in {path.name for path in folder.iterdir()} - {file.name for file in files}:
            (folder / left_over).unlink()
        return folder

    return pack


def _order(folder: Path, build: FfmpegBuild, info: dict[str, str], language: str, options: dict[str, Any]) -> WorkOrder:
    return WorkOrder(
        job_id="20261122T120000Z-0001",
        input_folder=folder,
        work_folder=folder,
        cache_folder=folder,
        cache_limit_bytes=10**9,
        output_stem="video",
        scenes=parse_scenes(json.dumps({"info": info, "scenes": SCENES}).encode()).scenes,
        options=RenderOptions.model_validate({"size": "320x180", **options}),
        delivery=Delivery(scenes=(), files=()),
        voice=Voice(language=language),
        ffmpeg=build,
        workers=2,
    )


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def told(film: Path, build: FfmpegBuild) -> str:
    """What FFmpeg tells of a film's tags, without the streams themselves."""
    argv = (build.path, "-v", "error", "-i", str(film), "-map", "0", "-c", "copy", "-t", "0", "-f", "ffmetadata", "-")
    return read_all(argv, purpose="reader", limits=Limits()).decode()


def test_a_film_comes_with_its_poster_contact_sheet_captions_and_scenes(packed: Packed) -> None:
    assert names(packed()) == {
        "video.mp4",
        "video.jpg",
        "video_contact.jpg",
        "video.srt",
        "video.vtt",
        "scene_00.mp4",
        "scene_01.mp4",
    }


def test_a_draft_has_no_scene_files(packed: Packed) -> None:
    assert not any(name.startswith("scene") for name in names(packed(draft=True)))


def test_what_is_not_wanted_is_left_out(packed: Packed) -> None:
    folder = packed(captions="none", contact_sheet=False, scene_files=False)

    assert names(folder) == {"video.mp4", "video.jpg"}


@pytest.mark.parametrize(
    ("captions", "offered"), [("sidecar", "in it and beside it"), ("burn", "beside it"), ("none", "")]
)
def test_subtitles_are_in_the_film_unless_they_are_in_the_picture(packed: Packed, captions: str, offered: str) -> None:
    folder = packed(captions=captions)

    assert (b"sbtl" in (folder / "video.mp4").read_bytes()) == ("in it" in offered)
    assert ("video.srt" in names(folder)) == ("beside it" in offered)


@pytest.mark.parametrize(
    ("info", "title"),
    [({"title": "Our house", "address": "1 Lane"}, "Our house"), ({"address": "1 Lane"}, "1 Lane"), ({}, None)],
)
def test_a_film_is_called_as_its_title_says_else_by_its_address(
    packed: Packed, build: FfmpegBuild, info: dict[str, str], title: str | None
) -> None:
    head = told(packed(info=info) / "video.mp4", build).split("[")[0]

    assert (f"title={title}" in head) if title else ("title=" not in head)


def test_a_scene_is_called_as_its_title_or_by_its_number(packed: Packed, build: FfmpegBuild) -> None:
    folder = packed()

    assert "title=Küche" in told(folder / "scene_00.mp4", build)
    assert "title=Scene 2" in told(folder / "scene_01.mp4", build)


@pytest.mark.parametrize(("language", "letters"), [("de-AT", ["deu"]), ("zh-cn", ["zho"]), ("gibberish", ["und"])])
def test_sound_says_its_language_or_that_it_is_unknown(
    packed: Packed, build: FfmpegBuild, language: str, letters: list[str]
) -> None:
    folder = packed(language=language)

    for film in ("video.mp4", "scene_01.mp4"):
        answer = subprocess.run((build.path, "-i", str(folder / film)), capture_output=True, check=False).stderr
        [line] = [line for line in answer.decode().splitlines() if "Audio:" in line]
        assert re.findall(r"\((\w+)\): Audio", line) == letters


def test_pictures_beside_the_film_say_nothing_but_pixels(packed: Packed) -> None:
    folder = packed()

    for name in ("video.jpg", "video_contact.jpg"):
        with Image.open(folder / name) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_contact_sheet_has_a_frame_of_each_shot_in_the_film_s_colours(packed: Packed, build: FfmpegBuild) -> None:
    folder = packed()
    sheet = cv2.imread(str(folder / "video_contact.jpg"))
    assert sheet is not None
    argv = (build.path, "-v", "error", "-i", str(folder / "video.mp4"), "-map", "0:V", "-pix_fmt", "bgr24",
            "-vf", "scale=320:180:in_color_matrix=bt709", "-f", "rawvideo", "-")  # fmt: skip
    film = np.frombuffer(read_all(argv, purpose="reader", limits=Limits()), np.uint8).reshape(-1, 180, 320, 3)

    shots = Studio(build, Cache(folder), folder).plan().shots
    tile_height, tile_width = 180 + 6, 320 + 6
    assert sheet.shape == (2 * tile_height + 6, 2 * tile_width + 6, 3)
    for index, shot in enumerate(shots):
        top, left = 6 + index // 2 * tile_height, 6 + index % 2 * tile_width
        middle = (shot.visible_from_frame + shot.chunk_end_frame) // 2
        seen = sheet[top : top + 180, left : left + 320].astype(int)
        assert np.abs(seen - film[middle]).mean() < 4


def test_the_same_film_is_the_same_files(packed: Packed) -> None:
    one, other = packed("one", info={"title": "House"}), packed("other", info={"title": "House"})

    assert names(one) == names(other)
    assert [name for name in names(one) if (one / name).read_bytes() != (other / name).read_bytes()] == []


def test_pictures_beside_a_film_are_those_of_its_own_pictures(packed: Packed) -> None:
    """They are kept for films of the same pictures, so another film must not be given them, nor torn ones."""
    one, other, again = packed("one"), packed("other", title_grey=40), packed("again")

    for name in ("video.jpg", "video_contact.jpg"):
        assert (one / name).read_bytes() == (again / name).read_bytes()
        assert (one / name).read_bytes() != (other / name).read_bytes()


def test_a_picture_beside_a_film_that_was_damaged_in_the_cache_is_made_again(packed: Packed, tmp_path: Path) -> None:
    whole = packed("one")
    for kept in (tmp_path / "cache").rglob("*.jpg"):
        kept.write_bytes(kept.read_bytes()[:-100])

    mended = packed("mended")

    for name in ("video.jpg", "video_contact.jpg"):
        assert (mended / name).read_bytes() == (whole / name).read_bytes()
