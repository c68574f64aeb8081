"""What the daemon hears of a render process, however that ends."""

import os
import signal
import threading
from pathlib import Path

import pytest

from dropd.contracts.options import RenderOptions
from dropd.contracts.scenes import parse_scenes
from dropd.events import Event, Failed, StageStarted
from dropd.intake.delivery import Delivery, Fingerprint, SceneFiles
from dropd.jobs.order import WorkOrder
from dropd.jobs.render_process import RenderProcess
from dropd.jobs.standby import Starter
from dropd.media.builds import FfmpegBuild
from dropd.speech.voice import Voice


@pytest.fixture
def order(tmp_path: Path, build: FfmpegBuild) -> WorkOrder:
    """An order for a film whose picture is not there."""
    gone = Fingerprint(path="images/a.jpg", size_bytes=1, mtime_ns=1, ctime_ns=1, inode=1)
    return WorkOrder(
        job_id="20261122T120000Z-0001",
        input_folder=tmp_path,
        work_folder=tmp_path / "work",
        cache_folder=tmp_path / "cache",
        cache_limit_bytes=10**9,
        output_stem="video",
        scenes=parse_scenes(b'{"scenes": [{"images": ["a.jpg"]}]}').scenes,
        options=RenderOptions(),
        delivery=Delivery(scenes=(SceneFiles(images=("images/a.jpg",), voice_over=None),), music=None, files=(gone,)),
        voice=Voice(),
        ffmpeg=build,
        workers=1,
    )


def heard(render: RenderProcess, wake: threading.Event) -> list[Event]:
    events: list[Event] = []
    while not any(isinstance(event, Failed) for event in events):
        assert wake.wait(30)
        wake.clear()
        events += render.take()
    return events


def test_a_fault_arrives_whole_and_as_the_last_word(order: WorkOrder) -> None:
    wake = threading.Event()
    render = RenderProcess(order, wake.set, Starter().start())
    *before, last = heard(render, wake)
    render.kill()

    assert [type(event) for event in before] == [StageStarted]
    assert isinstance(last, Failed)
    assert (last.code, last.heals, last.file) == ("changed", True, "images/a.jpg")
    assert render.take() == []


def test_a_render_that_was_killed_says_so(order: WorkOrder) -> None:
    wake = threading.Event()
    render = RenderProcess(order, wake.set, Starter().start())
    os.killpg(render.pid, signal.SIGKILL)
    last = heard(render, wake)[-1]
    render.kill()

    assert isinstance(last, Failed)
    assert last.code == "render"
    assert "was killed, most likely because the machine ran out of memory" in last.message


def test_a_render_that_ends_at_a_full_disk_says_so(order: WorkOrder) -> None:
    wake = threading.Event()
    full = Starter(("sh", "-c", "cat > /dev/null; echo No space left on device >&2; exit 1"))
    render = RenderProcess(order, wake.set, full.start())
    last = heard(render, wake)[-1]
    render.kill()

    assert isinstance(last, Failed)
    assert (last.code, last.heals) == ("no-space", True)


def test_what_python_said_of_a_mistake_of_ours_is_kept_for_the_log(order: WorkOrder) -> None:
    order.work_folder.mkdir()
    wake = threading.Event()
    render = RenderProcess(
        order.model_copy(update={"delivery": order.delivery.model_copy(update={"files": ()})}),
        wake.set,
        Starter().start(),
    )
    last = heard(render, wake)[-1]
    render.kill()

    assert isinstance(last, Failed)
    assert last.message == "The render process ended with error 1."
    assert "KeyError" in last.detail
