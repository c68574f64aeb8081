"""What dropd is measured against: other ways to make the same film, each at its best, in a process of its own."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.benchmarks.costs import Cost, cost_of
from tests.benchmarks.hand_written import command
from tests.benchmarks.project import Scene

AS_ASKED = ("-preset", "medium", "-crf", "18")
LOSSLESS = ("-preset", "ultrafast", "-qp", "0")
"""The same film without any loss, however large: what its quality is measured against."""


class Command(Protocol):
    """Gives the command that writes a film to a path, encoded in a way."""

    def __call__(self, target: Path, encoder: Sequence[str]) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to make the film."""

    command: Command
    environment: Mapping[str, str] | None = field(default=None)

    def render(self, target: Path, encoder: Sequence[str] = AS_ASKED) -> Cost:
        """Make the film."""
        return cost_of(self.command(target, encoder), self.environment)


def peers(scenes: Sequence[Scene], ffmpeg: str, font: Path, moviepy_python: str | None) -> dict[str, Peer]:
    """Every peer. MoviePy only in a Python that has it: it wants another Pillow than dropd, so never in the same."""
    described = json.dumps([asdict(scene) for scene in scenes], default=str)
    found = {
        "one command": Peer(partial(_one_command, ffmpeg, scenes, font)),
        "four encodes": Peer(partial(_script, sys.executable, "four_encodes", (ffmpeg, str(font), described))),
    }
    if moviepy_python is not None:
        environment = {**os.environ, "IMAGEIO_FFMPEG_EXE": ffmpeg}
        for name, fitting in (("MoviePy", "once"), ("MoviePy native", "each frame")):
            arguments = (str(font), described, fitting)
            found[name] = Peer(partial(_script, moviepy_python, "moviepy_film", arguments), environment)
    return found


def _one_command(
    ffmpeg: str, scenes: Sequence[Scene], font: Path, target: Path, encoder: Sequence[str]
) -> Sequence[str]:
    return command(ffmpeg, scenes, font, target, encoder)


def _script(python: str, name: str, arguments: Sequence[str], target: Path, encoder: Sequence[str]) -> Sequence[str]:
    return (python, str(Path(__file__).with_name(f"{name}.py")), *arguments, str(target), *encoder)
