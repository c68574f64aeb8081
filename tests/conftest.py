"""What several rooms' tests share."""

import pytest
from hypothesis import settings

from dropd.media.builds import FfmpegBuild, find_ffmpeg

# How long a case takes depends on what else the machine does; speed is measured in benchmarks.
settings.register_profile("dropd", deadline=None)
settings.load_profile("dropd")


@pytest.fixture(scope="session")
def build() -> FfmpegBuild:
    return find_ffmpeg()
