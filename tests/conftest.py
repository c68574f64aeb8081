"""What several rooms' tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from dropd.media.builds import FfmpegBuild, find_ffmpeg

# How long a case takes depends on what else the machine does; speed is measured in benchmarks.
settings.register_profile("dropd", deadline=None)
settings.load_profile("dropd")

LONGEST = ("endtoend", "transports")


@pytest.hookimpl(trylast=True)  # after pytest-randomly
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that both workers end together."""
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)


@pytest.fixture(scope="session")
def build() -> FfmpegBuild:
    """The FFmpeg that dropd would find, or the one in DROPD_FFMPEG: `.ci/run` tries the oldest, too."""
    configured = os.environ.get("DROPD_FFMPEG")
    return find_ffmpeg(Path(configured) if configured else None)
