"""What several rooms' tests share."""

import pytest

from dropd.media.builds import FfmpegBuild, find_ffmpeg


@pytest.fixture(scope="session")
def build() -> FfmpegBuild:
    return find_ffmpeg()
