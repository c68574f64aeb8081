import re
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from dropd.film import assemble
from dropd.film.assemble import Cut, Labels, SoundTrack
from dropd.film.chunks import Chunk
from dropd.film.plan import Plan
from dropd.media.builds import FfmpegBuild

# ITU-T H.264, annex E: what is in the stream itself, whatever a container says.
TAGS = {
    "video_full_range_flag": 0,
    "colour_primaries": 1,
    "transfer_characteristics": 1,
    "matrix_coefficients": 1,
    "chroma_loc_info_present_flag": 0,  # where it says nothing, chroma lies left
}


class Studio(Protocol):
    """The part of the studio in conftest.py that is used here."""

    build: FfmpegBuild
    folder: Path

    def plan(self, fps: Fraction = ..., *, scenes: int = ...) -> Plan: ...
    def shoot(self, plan: Plan, titles: list[int | None] = ...) -> tuple[Chunk, ...]: ...
    def sound_of(self, film: Cut) -> SoundTrack: ...


def test_every_chunk_and_the_film_say_which_colours_they_have(studio: Studio) -> None:
    plan = studio.plan()
    shot = studio.shoot(plan)
    cut = assemble.whole_film(plan, shot)
    film = studio.folder / "film.mp4"
    assemble.join(cut, studio.sound_of(cut), labels=Labels(), target=film, build=studio.build)

    for path in (*(chunk.path for chunk in shot), film):
        assert tags_of(path, studio.build) == TAGS
        assert "yuv420p(tv, bt709" in told_of(path, studio.build)


def tags_of(path: Path, build: FfmpegBuild) -> dict[str, int]:
    """The tags of the stream, which must be the same wherever they are repeated."""
    argv = (build.path, "-i", str(path), "-map", "0:v", "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-")
    trace = subprocess.run(argv, capture_output=True, check=True).stderr.decode()
    found = set(re.findall(rf"({'|'.join(TAGS)}) +\S+ = (\d+)", trace))
    assert len(found) == len(TAGS)
    return {name: int(value) for name, value in found}


def told_of(path: Path, build: FfmpegBuild) -> str:
    return subprocess.run((build.path, "-i", str(path)), capture_output=True, check=False).stderr.decode()
