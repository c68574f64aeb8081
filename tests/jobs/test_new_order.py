"""Which files of the last film are taken for what they were."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dropd.contracts.scenes import parse_scenes
from dropd.contracts.trigger import parse_trigger
from dropd.intake.delivery import Delivery, UsedFile
from dropd.jobs.new_order import work_order
from dropd.jobs.order import WorkOrder
from dropd.jobs.record import JobRecord
from dropd.media.builds import FfmpegBuild
from dropd.project import Project
from dropd.settings import Settings
from tests.jobs.conftest import NOON

USED = UsedFile(path="images/a.jpg", size_bytes=1, mtime_ns=2, ctime_ns=3, inode=4, sha256="00")
NOON_NS = int(NOON.timestamp()) * 10**9

Ordered = Callable[..., WorkOrder]


@pytest.fixture
def ordered(tmp_path: Path, a_job: Callable[..., JobRecord], build: FfmpegBuild) -> Ordered:
    """An order for a film after one that was begun at noon and made of these files."""

    def give(*inputs: UsedFile, trigger: str = "", restarts: int = 0) -> WorkOrder:
        return work_order(
            a_job(restarts=restarts),
            Project(tmp_path),
            trigger=parse_trigger(trigger.encode(), "render.yaml"),
            scenes=parse_scenes(b'{"scenes": [{"images": ["a.jpg"]}]}'),
            delivery=Delivery(scenes=(), files=()),
            settings=Settings(root=tmp_path, cache_folder=tmp_path, state_folder=tmp_path),
            build=build,
            cores=1,
            last_film=a_job("20261122T110000Z-0001", started_at=NOON, inputs=inputs),
        )

    return give


@pytest.mark.parametrize(("trigger", "restarts", "known"), [("", 0, (USED,)), ("force: true", 0, ()), ("", 1, ())])
def test_what_the_last_film_was_made_of_is_believed_until_somebody_doubts_it(
    ordered: Ordered, trigger: str, restarts: int, known: tuple[UsedFile, ...]
) -> None:
    assert ordered(USED, trigger=trigger, restarts=restarts).known == known


@pytest.mark.parametrize("field", ["mtime_ns", "ctime_ns"])
def test_a_file_that_had_only_just_changed_is_read_again(ordered: Ordered, field: str) -> None:
    """On FAT it may have changed again within the same two seconds."""
    fresh = USED.model_copy(update={"path": "images/b.jpg", field: NOON_NS - 10**9})
    older = USED.model_copy(update={"path": "images/c.jpg", field: NOON_NS - 3 * 10**9})

    assert ordered(USED, fresh, older).known == (USED, older)
