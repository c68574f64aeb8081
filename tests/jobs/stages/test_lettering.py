"""Where titles and captions stand, so that neither hides the other."""

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.film.lettering.fonts import FontBook
from dropd.intake.delivery import Delivery, SceneFiles
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.lettering import title_look, title_warnings
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice


def no_font(_: str) -> AbstractContextManager[BinaryIO]:
    raise AssertionError("No font of the drop is asked for.")


def an_order(folder: Path, build: FfmpegBuild, options: dict[str, object], text: str = "Come in.") -> WorkOrder:
    return WorkOrder(
        job_id="20261122T120000Z-0001",
        input_folder=folder,
        work_folder=folder / "work",
        cache_folder=folder / "cache",
        cache_limit_bytes=10**9,
        output_stem="video",
        scenes=parse_scenes(
            json.dumps({"scenes": [{"title": "Hall", "VO": text, "images": ["a.jpg"]}]}).encode()
        ).scenes,
        options=RenderOptions.model_validate(options),
        delivery=Delivery(scenes=(SceneFiles(images=("images/a.jpg",), voice_over=None),), files=()),
        voice=Voice(),
        ffmpeg=build,
        workers=1,
    )


@pytest.mark.parametrize(
    ("captions", "titles", "captions_at", "stand_at"),
    [
        ("burn", "top-center", "bottom-center", "top-center"),
        ("burn", "top-left", "top-center", "bottom-left"),
        ("burn", "bottom-center", "bottom-center", "top-center"),
        ("burn", "center", "bottom-center", "center"),
        ("sidecar", "bottom-center", "bottom-center", "bottom-center"),
    ],
)
def test_titles_make_way_for_captions_that_are_drawn_in_the_same_place(
    tmp_path: Path, build: FfmpegBuild, captions: str, titles: str, captions_at: str, stand_at: str
) -> None:
    positions = {"titleStyle": {"position": titles}, "captionStyle": {"position": captions_at}}
    order = an_order(tmp_path, build, {"captions": captions, **positions})
    look = title_look(order, FontBook(), no_font)

    assert look.position == stand_at
    told = [f"Captions are drawn where titles would be ({titles}), so titles stand at {stand_at}."]
    assert list(title_warnings(order, look, FontBook())) == ([] if stand_at == titles else told)


def test_where_nothing_is_said_no_caption_is_in_the_way(tmp_path: Path, build: FfmpegBuild) -> None:
    order = an_order(tmp_path, build, {"captions": "burn", "titleStyle": {"position": "bottom-center"}}, text="...")

    assert title_look(order, FontBook(), no_font).position == "bottom-center"
