from pathlib import Path
from typing import Any, NoReturn

import pytest

from dropd.intake.rounds import LEAST_BETWEEN_LOOKS_S, PART_OF_LOOKING, POLL_S, Rounds
from dropd.intake.watch import Dirty
from dropd.project import Root

NOTHING = Dirty()
DEAF = Dirty(unheard=None)


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root.at(tmp_path)
    for name in ("asked", "idle"):
        root.project(name).input.mkdir(parents=True)
    (root.project("asked").input / "render.yaml").touch()
    (root.projects / "old.meta.json").touch()
    return root


def rounds_of(root: Root, **options: Any) -> Rounds:
    def nothing_is_opened(project: str) -> NoReturn:
        raise AssertionError(project)

    return Rounds(root, nothing_is_opened, rescan_s=30, **options)


def test_at_the_start_and_regularly_every_project_with_a_trigger_is_looked_at(root: Root) -> None:
    rounds = rounds_of(root)

    assert rounds.take(NOTHING, 0, ()).projects == ("asked",)
    assert rounds.take(NOTHING, 29, ()).projects == ()
    assert rounds.take(NOTHING, 30, ("busy",)).projects == ("asked", "busy")


def test_a_project_that_changed_is_looked_at_at_once_and_called_touched(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(NOTHING, 0, ())
    found = rounds.take(Dirty(frozenset({"idle"})), 1, ())

    assert (found.projects, found.touched) == (("idle",), frozenset({"idle"}))


def test_a_change_that_no_event_told_of_is_found_by_the_rescan_and_called_touched(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(NOTHING, 0, ())
    (root.project("idle").input / "scenes.json").touch()
    found = rounds.take(NOTHING, 30, ())

    assert (found.projects, found.touched) == (("asked", "idle"), frozenset({"idle"}))


def test_a_flood_of_events_causes_few_looks_even_where_nothing_is_remembered(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(NOTHING, 0, ())
    looks = 0
    for step in range(1000):
        now_s = 1 + step / 1000
        for project in rounds.take(Dirty(frozenset({"idle"})), now_s, ()).projects:
            rounds.looked(project, now_s, now_s)
            looks += 1
        rounds.forget("idle")

    assert looks <= 1 / LEAST_BETWEEN_LOOKS_S + 1


def test_a_folder_that_takes_long_to_look_at_is_looked_at_less_often(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(NOTHING, 0, ())
    rounds.looked("idle", 1.0, 1.4)
    rounds.take(Dirty(frozenset({"idle"})), 1.5, ())

    assert rounds.next_due_s() == pytest.approx(1.4 + PART_OF_LOOKING * 0.4)


def test_lost_events_cause_a_look_at_everything(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(NOTHING, 0, ())

    assert rounds.take(Dirty(everything=True), 1, ()).projects == ("asked",)


def test_no_other_project_than_the_one_that_was_asked_for(root: Root) -> None:
    rounds = rounds_of(root, only="idle")

    assert rounds.take(Dirty(frozenset({"idle", "asked"})), 0, ("asked",)).projects == ("idle",)


def test_where_nothing_is_heard_every_project_is_looked_at_often(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(DEAF, 0, ())
    assert rounds.next_due_s() == POLL_S

    (root.project("idle").input / "render.yaml").touch()
    assert rounds.take(DEAF, POLL_S - 0.1, ()).projects == ()
    assert rounds.take(DEAF, POLL_S, ("busy",)).projects == ("busy", "idle")
    assert rounds.take(DEAF, 2 * POLL_S, ("busy",)).projects == ("busy",)


def test_a_project_on_a_disk_that_tells_nothing_is_looked_at_often_and_its_neighbours_are_not(root: Root) -> None:
    rounds = rounds_of(root)
    partly = Dirty(unheard=frozenset({"idle"}))
    rounds.take(partly, 0, ())
    for name in ("idle", "asked"):
        (root.project(name).input / "scenes.json").touch()

    assert rounds.take(partly, POLL_S, ("busy",)).projects == ("idle",)


def test_it_is_quiet_when_only_the_rescan_is_due(root: Root) -> None:
    rounds = rounds_of(root)
    rounds.take(NOTHING, 0, ())
    assert rounds.is_quiet()
    assert rounds.next_due_s() == 30

    rounds.look_by("asked", 7)
    assert not rounds.is_quiet()
    assert rounds.next_due_s() == 7
