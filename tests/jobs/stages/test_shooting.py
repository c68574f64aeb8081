"""The pictures of a film are made while later scenes are still being spoken, and no chunk twice."""

import hashlib
import json
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from PIL import Image

from dropd.cache.store import Cache
from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.errors import MediaFault
from dropd.events import ChunkDone, Event
from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.intake.delivery import Delivery, SceneFiles, UsedFile
from dropd.jobs.inputs import Inputs, looks
from dropd.jobs.order import WorkOrder
from dropd.jobs.stages.planning import film_plan
from dropd.jobs.stages.shooting import prepare_shooting
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice

NAMES = ("a.png", "b.png", "c.png")
SECOND = 48_000
Given = TypeVar("Given")


class Set:
    """A film of three scenes with a picture each, over which there may be a logo, and where it is made."""

    def __init__(self, folder: Path, build: FfmpegBuild, *, watermark: str | None = None, **options: Any) -> None:
        self.folder, self.cache = folder, Cache(folder / "cache")
        self.names = (*NAMES, watermark) if watermark else NAMES
        for shade, name in enumerate(self.names):
            noise = np.random.default_rng(shade).integers(0, 255, (90, 160, 3), np.uint8)
            Image.fromarray(noise).save(folder / name)
        scenes = {"scenes": [{"title": f"Scene {name}", "images": [name]} for name in NAMES]}
        self.order = WorkOrder(
            job_id="20261122T120000Z-0001",
            input_folder=folder,
            work_folder=folder,
            cache_folder=folder / "cache",
            cache_limit_bytes=10**9,
            output_stem="video",
            scenes=parse_scenes(json.dumps(scenes).encode()).scenes,
            options=RenderOptions.model_validate({"size": "160x128", "minShot": 0.5, "xfade": 0.2, **options}),
            delivery=Delivery(
                scenes=tuple(SceneFiles(images=(name,), voice_over=None) for name in NAMES),
                files=(),
                watermark=watermark,
            ),
            voice=Voice(),
            ffmpeg=build,
            workers=2,
        )

    @property
    def inputs(self) -> Inputs:
        """The pictures as they are now."""
        used = []
        for name in self.names:
            seen = looks(self.folder, name)
            assert seen is not None
            digest = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
            used.append(UsedFile(**seen.model_dump(), sha256=digest))
        return Inputs(self.folder, tuple(used))

    def plan(self, scenes: int = 3) -> Plan:
        """The plan of the first scenes, each of which is spoken in a second."""
        return film_plan(self.order, (SECOND,) * scenes)

    def kept(self) -> int:
        """How many chunks are in the cache."""
        return len(list((self.folder / "cache").rglob("*.mp4")))


@pytest.fixture
def film(tmp_path: Path, build: FfmpegBuild) -> Set:
    return Set(tmp_path, build)


def told(generator: Generator[Event, None, Given]) -> tuple[list[Event], Given]:
    events = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return events, end.value


def shot(film: Set, *, begun: int = 0) -> tuple[list[ChunkDone], tuple[Chunk, ...]]:
    """Make the film, of which so many scenes are begun before the others are known."""
    with ExitStack() as until_over:
        _, shooting = told(prepare_shooting(film.order, film.inputs, film.cache, until_over))
        for scenes in range(1, begun + 1):
            shooting.begin(film.plan(scenes), first_scene=max(0, scenes - 2))
        events, made = told(shooting.finish(film.plan(), ()))
    return [event for event in events if isinstance(event, ChunkDone)], made


def test_a_film_has_all_its_chunks_in_their_order(film: Set) -> None:
    events, made = shot(film)

    assert sorted(event.chunk for event in events) == [0, 1, 2]
    assert [chunk.frames for chunk in made] == [span.end_frame - span.first_frame for span in film.plan().chunk_spans]


@pytest.mark.parametrize("scenes", [1, 2, 3])
def test_what_was_begun_early_is_the_same_film_and_nothing_is_made_twice(
    film: Set, tmp_path: Path, build: FfmpegBuild, scenes: int
) -> None:
    (tmp_path / "other").mkdir()
    _, at_once = shot(Set(tmp_path / "other", build))

    events, early = shot(film, begun=scenes)

    assert [chunk.packets for chunk in early] == [chunk.packets for chunk in at_once]
    assert not [event for event in events if event.from_cache]
    assert film.kept() == 3


def test_the_last_shot_waits_until_it_is_known_what_follows(film: Set) -> None:
    with ExitStack() as until_over:
        _, shooting = told(prepare_shooting(film.order, film.inputs, film.cache, until_over))
        shooting.begin(film.plan(1), first_scene=0)

    assert film.kept() == 0


def test_a_second_film_of_the_same_is_found(film: Set) -> None:
    shot(film)

    events, _ = shot(film, begun=3)

    assert [event.from_cache for event in events] == [True] * 3


@pytest.mark.parametrize("watermark", [None, "logo.png"])
def test_no_picture_decoder_is_started_where_everything_is_found(
    tmp_path: Path, build: FfmpegBuild, watermark: str | None
) -> None:
    film = Set(tmp_path, build, watermark=watermark)
    others, started = picture_decoders(), []
    for _ in range(2):
        with ExitStack() as until_over:
            _, shooting = told(prepare_shooting(film.order, film.inputs, film.cache, until_over))
            shooting.begin(film.plan(2), first_scene=0)
            told(shooting.finish(film.plan(), ()))
            started.append(len(picture_decoders() - others))

    assert started == [1, 0]


def test_another_logo_under_the_same_name_is_seen(tmp_path: Path, build: FfmpegBuild) -> None:
    film = Set(tmp_path, build, watermark="logo.png")
    shot(film)
    Image.new("RGB", (160, 90), (255, 0, 0)).save(tmp_path / "logo.png")

    events, _ = shot(film)

    assert [event.from_cache for event in events] == [False] * 3


def picture_decoders() -> set[str]:
    """The process ids of those that were started by this process."""
    children = {pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()}
    return {pid for pid in children if b"picture_server" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def test_nothing_is_begun_where_captions_are_drawn_into_the_picture(tmp_path: Path, build: FfmpegBuild) -> None:
    film = Set(tmp_path, build, captions="burn")
    with ExitStack() as until_over:
        _, shooting = told(prepare_shooting(film.order, film.inputs, film.cache, until_over))
        shooting.begin(film.plan(), first_scene=0)

    assert film.kept() == 0


def test_a_picture_that_is_none_is_told_by_its_name(film: Set) -> None:
    (film.folder / "b.png").write_bytes((film.folder / "b.png").read_bytes()[:-2000] + bytes(2000))

    with pytest.raises(MediaFault, match=r"b\.png"):
        shot(film, begun=2)
