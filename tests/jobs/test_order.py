from collections.abc import Callable
from pathlib import Path

import pytest

from dropd.contracts.scenes import parse_scenes
from dropd.contracts.trigger import parse_trigger
from dropd.intake.delivery import Delivery, UsedFile
from dropd.jobs.order import work_order
from dropd.jobs.record import JobRecord
from dropd.media.builds import FfmpegBuild
from dropd.project import Project
from dropd.settings import Settings

KNOWN = (UsedFile(path="images/a.jpg", size_bytes=1, mtime_ns=2, ctime_ns=3, inode=4, sha256="00"),)


@pytest.mark.parametrize(("trigger", "restarts", "known"), [("", 0, KNOWN), ("force: true", 0, ()), ("", 1, ())])
def test_what_the_last_film_was_made_of_is_believed_until_somebody_doubts_it(
    tmp_path: Path,
    a_job: Callable[..., JobRecord],
    build: FfmpegBuild,
    trigger: str,
    restarts: int,
    known: tuple[UsedFile, ...],
) -> None:
    order = work_order(
        a_job(restarts=restarts),
        Project(tmp_path),
        trigger=parse_trigger(trigger.encode(), "render.yaml"),
        scenes=parse_scenes(b'{"scenes": [{"images": ["a.jpg"]}]}'),
        delivery=Delivery(scenes=(), files=()),
        settings=Settings(root=tmp_path, cache_folder=tmp_path, state_folder=tmp_path),
        build=build,
        cores=1,
        known=KNOWN,
    )

    assert order.known == known
