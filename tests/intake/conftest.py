"""A drop that arrives step by step, for tests of what intake makes of it."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import pytest

from dropd.contracts.scenes import ParsedScenes, parse_scenes
from dropd.contracts.trigger import Trigger, parse_trigger
from dropd.errors import DropFault
from dropd.intake.facts import DropFacts, Graces
from dropd.intake.listing import Listing, Observation
from dropd.intake.probe import Verdict, Whole
from dropd.intake.quiet import History, observe
from dropd.intake.readiness import Readiness, assess
from tests import accounts
from tests.accounts import STRANGER


@dataclass
class Arrival:
    """One project's `input/`, with a look at every change."""

    scenes: list[dict[str, Any]] | bytes
    trigger: dict[str, Any] | bytes = field(default_factory=dict)
    trigger_path: str = "render.yaml"
    files: dict[str, Observation] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    verdicts: dict[str, Verdict | None] = field(default_factory=dict)
    history: History = field(default_factory=History)

    def put(self, at_s: float, *paths: str, size: int = 1000, is_file: bool = True) -> Self:
        for path in paths:
            known = self.files.get(path)
            changes = 1 if known is None else known.ctime_ns + 1
            self.files[path] = Observation(size, 0, changes, 7, is_file)
            self.folders |= {path.rpartition("/")[0]} - {""}
        return self._look(at_s)

    def mkdir(self, at_s: float, folder: str) -> Self:
        self.folders |= {folder}
        return self._look(at_s)

    def judge(self, path: str, verdict: Verdict | None) -> Self:
        self.verdicts[path] = verdict
        return self

    def facts(self) -> DropFacts:
        verdicts = {path: self.verdicts.get(path, Whole()) for path in self.files}
        return DropFacts(
            listing=self._listing(),
            history=self.history,
            trigger_path=self.trigger_path,
            trigger=self._parsed_trigger(),
            scenes=self._parsed_scenes(),
            verdicts={path: verdict for path, verdict in verdicts.items() if verdict is not None},
        )

    def assess(self, now_s: float, **graces: Any) -> Readiness:
        return assess(self.facts(), now_s, replace(Graces(), **graces))

    def _look(self, at_s: float) -> Self:
        self.history = observe(self.history, self._listing(), at_s)
        return self

    def _listing(self) -> Listing:
        return Listing(dict(self.files), self.folders)

    def _parsed_trigger(self) -> Trigger | DropFault | None:
        if self.trigger_path not in self.files:
            return None
        data = self.trigger if isinstance(self.trigger, bytes) else json.dumps(self.trigger).encode()
        try:
            return parse_trigger(data, self.trigger_path)
        except DropFault as fault:
            return fault

    def _parsed_scenes(self) -> ParsedScenes | DropFault | None:
        if not any(path.lower() == "scenes.json" for path in self.files):
            return None
        data = self.scenes if isinstance(self.scenes, bytes) else json.dumps({"scenes": self.scenes}).encode()
        try:
            return parse_scenes(data, "scenes.json")
        except DropFault as fault:
            return fault


@pytest.fixture(scope="session")
def arrival() -> type[Arrival]:
    return Arrival


@pytest.fixture
def nobody() -> Callable[[], AbstractContextManager[None]]:
    """Run as a user who owns nothing: root may read everything."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    return STRANGER.acting


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own are for one."""
    with accounts.open_folder() as folder:
        yield folder
