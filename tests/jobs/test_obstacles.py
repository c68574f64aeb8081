"""What is told, and that the command which is told mends it: run as root, asked again as dropd."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dropd.errors import StorageFault
from dropd.intake.delivery import Awaited
from dropd.intake.facts import GROWING
from dropd.intake.findings import BEING_CHECKED, BEING_READ
from dropd.jobs.obstacles import lacking_rights, out_of_place, refusal, unlistable, unreadable
from dropd.project import Project
from tests.accounts import ANN, DROPD, FILMS, STRANGER, Account, give, needs_root, open_folder

pytestmark = needs_root

OWNED = "it belongs to user {} and group {} with mode {}, and dropd runs as user 5002."


@pytest.fixture
def project() -> Iterator[Project]:
    """A project of Ann's in the group of both, in a folder whose name a shell would take apart."""
    with open_folder() as folder:
        project = Project(folder / "projects" / "ann's house")
        for inner in (project.input / "images", project.output, project.done):
            inner.mkdir(parents=True)
        for file in ("render.yaml", "scenes.json", "images/front.jpg"):
            (project.input / file).write_text("{}")
        (project.output / "video.mp4").write_text("older")
        project.status_json.write_text("{}")
        give(project.folder, ANN, FILMS, 0o2775)
        yield project


def run(hint: str) -> None:
    """Do what a hint says, as its reader would; root is there already."""
    subprocess.run(["sh", "-c", hint.partition(": ")[2].replace("sudo ", "")], check=True)


def missing(project: Project) -> StorageFault | None:
    """All that dropd asks for before it begins, in the order in which it does."""
    awaited = [Awaited(path="scenes.json", reason=BEING_READ), Awaited(path="images/front.jpg", reason=BEING_CHECKED)]
    return unlistable(project) or unreadable(project, awaited) or lacking_rights(project, "render.yaml")


def test_nothing_is_said_where_dropd_may_do_everything(project: Project) -> None:
    with DROPD.acting():
        assert missing(project) is None


def test_a_folder_where_a_scene_of_the_film_belongs_is_told(project: Project) -> None:
    for name in ("scene_00.mp4", "other_scene_00.mp4", "notes"):
        (project.output / name).mkdir()

    told = [fault.message for fault in out_of_place(project, "video")]

    assert told == ["output/scene_00.mp4 is a folder where a file belongs."]


def make_private(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        path.chmod(0o600)


TROUBLES: dict[str, tuple[Account, Callable[[Project], object], str, str]] = {
    "a project copied without a thought": (
        STRANGER, lambda project: give(project.folder, ANN, 5001, 0o755),
        "write in the folder projects/ann's house: " + OWNED.format(5001, 5001, "0755"),
        "chgrp -R 5002 {0} && sudo chmod -R g+rwX {0}",
    ),
    "the group may not write": (
        DROPD, lambda project: give(project.folder, ANN, FILMS, 0o2755),
        "write in the folder projects/ann's house: " + OWNED.format(5001, FILMS, "2755"), "chmod -R g+rwX {0}",
    ),
    "an input folder copied into it": (
        DROPD, lambda project: give(project.input, ANN, 5001, 0o755),
        "write in the folder ann's house/input: ", "chgrp -R 5002 {0}/input && sudo chmod -R g+rwX {0}/input",
    ),
    "an output folder of somebody else": (
        DROPD, lambda project: give(project.output, ANN, FILMS, 0o755),
        "write in the folder ann's house/output: ", "chmod -R g+rwX {0}/output",
    ),
    "a folder that dropd itself may not write": (
        DROPD, lambda project: give(project.done, DROPD, FILMS, 0o575),
        "write in the folder ann's house/done: ", "chmod -R u+rwX {0}/done",
    ),
    "pictures in a private folder": (
        DROPD, lambda project: give(project.input / "images", ANN, 5001, 0o700),
        "look into the folder input/images: ", "chgrp -R 5002 {0}/input/images && sudo chmod -R g+rwX {0}/input/images",
    ),
    "a private project": (
        STRANGER, lambda project: give(project.folder, ANN, 5001, 0o700),
        "look into the folder projects/ann's house: ", "chgrp -R 5002 {0} && sudo chmod -R g+rwX {0}",
    ),
    "private files": (
        DROPD, lambda project: make_private(project.input),
        "read scenes.json and images/front.jpg: " + OWNED.format(5001, FILMS, "0600"), "chmod -R g+rwX {0}/input",
    ),
    "a trigger in a sticky folder": (
        DROPD, lambda project: project.input.chmod(0o3777),
        "move render.yaml out of the folder ann's house/input: the folder has the sticky bit (mode 3777)",
        "chmod -t {0}/input",
    ),
    "a status in a sticky folder": (
        DROPD, lambda project: project.folder.chmod(0o3775),
        "move status.json out of the folder projects/ann's house: ", "chmod -t {0}",
    ),
    "a film in a sticky folder": (
        DROPD, lambda project: project.output.chmod(0o3775),
        "move video.mp4 out of the folder ann's house/output: ", "chmod -t {0}/output",
    ),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_lacking_is_told_with_the_command_that_mends_it(project: Project, trouble: str) -> None:
    dropd, spoil, words, command = TROUBLES[trouble]
    spoil(project)
    with dropd.acting():
        fault = missing(project)

    assert fault is not None
    assert words in fault.message
    assert shlex.split(fault.hint.partition(": sudo ")[2]) == [word.format(project.folder) for word in command.split()]
    assert fault.heals

    run(fault.hint)
    with dropd.acting():
        assert missing(project) is None


@pytest.fixture
def protected(project: Project) -> Iterator[Project]:
    """A project whose output folder carries the flag that binds even root."""
    done = subprocess.run(["chattr", "+i", str(project.output)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"this disk knows no such flag: {done.stderr.decode()}")
    yield project
    subprocess.run(["chattr", "-i", str(project.output)], check=True)


@pytest.mark.skipif(not shutil.which("chattr"), reason="chattr is not installed")
def test_a_folder_that_a_flag_protects_is_told_to_root_too(protected: Project) -> None:
    fault = missing(protected)

    assert fault is not None
    assert "although the mode 2775 allows it: a flag" in fault.message
    run(fault.hint.partition("; ")[2])
    assert missing(protected) is None


def test_an_owner_with_an_account_joins_the_group_so_that_films_can_be_deleted(project: Project) -> None:
    give(project.folder, Account(1, (1,)), 1, 0o755)
    with Account(65534, (65534,)).acting():
        fault = missing(project)

    assert fault is not None
    assert fault.hint.endswith("&& sudo usermod -aG nogroup daemon")


def test_a_file_that_grows_or_is_gone_is_not_asked_for(project: Project) -> None:
    (project.input / "gone.jpg").symlink_to("nowhere")
    awaited = [Awaited(path=name, reason=GROWING) for name in ("images/front.jpg", "never.jpg", "gone.jpg")]
    with DROPD.acting():
        assert unreadable(project, awaited) is None


def test_a_link_in_the_place_of_a_folder_is_no_question_of_rights(project: Project) -> None:
    project.failed.symlink_to("/root")
    with DROPD.acting():
        fault = missing(project)

    assert fault is not None
    assert "is a link or a file where a folder should be" in fault.message


def test_a_name_that_is_no_text_can_be_told(project: Project) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    (project.input / name).write_text("")
    (project.input / name).chmod(0o600)
    with DROPD.acting():
        fault = unreadable(project, [Awaited(path=name, reason=BEING_READ)])

    assert fault is not None
    assert re.search(r"read caf\\udce9.jpg: ", fault.message)


@pytest.mark.parametrize("name", ["x" * 300, "nul\0.jpg", "\ud800.jpg"])
def test_a_name_that_no_file_can_have_is_nobodys_fault(project: Project, name: str) -> None:
    assert unreadable(project, [Awaited(path=name, reason="missing")]) is None


def test_nothing_is_explained_in_a_folder_that_cannot_be_entered(project: Project) -> None:
    project.done.chmod(0o600)
    with STRANGER.acting():
        assert refusal(str(project.done / "inner" / "render.yaml")) is None


def test_what_the_system_refused_is_explained_from_the_names_that_it_gives(project: Project, tmp_path: Path) -> None:
    give(project.failed.parent / "input", ANN, 5001, 0o755)
    with DROPD.acting():
        moved = refusal(str(project.input / "render.yaml"), str(project.done / "render.yaml"))
        mended = refusal(str(project.folder / "status.json"))

    assert moved is not None
    assert "write in the folder ann's house/input" in moved.message
    assert mended is None
    assert refusal(str(tmp_path / "gone" / "video.mp4"), "render.yaml") is None
