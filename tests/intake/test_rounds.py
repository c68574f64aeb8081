from pathlib import Path
from typing import Any, NoReturn

import pytest

from dropd.intake.rounds import LEAST_BETWEEN_LOOKS_S, Rounds
from dropd.intake.watch import Dirty
from dropd.project import Root


class Watched:
    def __init__(self) -> None:
        self.dirty = Dirty()

    def take(self) -> Dirty:
        dirty, self.dirty = self.dirty, Dirty()
        return dirty


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root.at(tmp_path)
    for name in ("asked", "idle"):
        root.project(name).input.mkdir(parents=True)
    (root.project("asked").input / "render.yaml").touch()
    (root.projects / "old.meta.json").touch()
    return root


def rounds_of(root: Root, watched: Watched, **options: Any) -> Rounds:
    def nothing_is_opened(project: str) -> NoReturn:
        raise AssertionError(project)

    return Rounds(root, nothing_is_opened, watched.take, rescan_s=30, **options)


def test_at_the_start_and_regularly_every_project_with_a_trigger_is_looked_at(root: Root) -> None:
    rounds = rounds_of(root, Watched())

    assert rounds.take(0, ()).projects == ("asked",)
    assert rounds.take(29, ()).projects == ()
    assert rounds.take(30, ("busy",)).projects == ("asked", "busy")


def test_a_project_that_changed_is_looked_at_at_once_and_called_touched(root: Root) -> None:
    watched = Watched()
    rounds = rounds_of(root, watched)
    rounds.take(0, ())
    watched.dirty = Dirty(frozenset({"idle"}))
    found = rounds.take(1, ())

    assert (found.projects, found.touched) == (("idle",), frozenset({"idle"}))


def test_a_flood_of_events_causes_few_looks_even_where_nothing_is_remembered(root: Root) -> None:
    watched = Watched()
    rounds = rounds_of(root, watched)
    rounds.take(0, ())
    looks = 0
    for step in range(100):
        watched.dirty = Dirty(frozenset({"idle"}))
        looks += len(rounds.take(1 + step / 100, ()).projects)
        rounds.forget("idle")

    assert looks <= 1 / LEAST_BETWEEN_LOOKS_S + 1


def test_lost_events_cause_a_look_at_everything(root: Root) -> None:
    watched = Watched()
    rounds = rounds_of(root, watched)
    rounds.take(0, ())
    watched.dirty = Dirty(everything=True)

    assert rounds.take(1, ()).projects == ("asked",)


def test_no_other_project_than_the_one_that_was_asked_for(root: Root) -> None:
    watched = Watched()
    rounds = rounds_of(root, watched, only="idle")
    watched.dirty = Dirty(frozenset({"idle", "asked"}))

    assert rounds.take(0, ("asked",)).projects == ("idle",)


def test_it_is_quiet_when_only_the_rescan_is_due(root: Root) -> None:
    rounds = rounds_of(root, Watched())
    rounds.take(0, ())
    assert rounds.is_quiet()
    assert rounds.next_due_s() == 30

    rounds.look_by("asked", 7)
    assert not rounds.is_quiet()
    assert rounds.next_due_s() == 7
