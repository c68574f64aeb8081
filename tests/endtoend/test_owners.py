"""One user copies, another one runs dropd: what is made belongs to both, and what is lacking is told and mended."""

import grp
import json
import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.accounts import ANN, DROPD, FILMS, Account, give, needs_root, open_folder
from tests.endtoend.support import RunningDaemon, wait_until
from tests.transports.servers.smbd import Smbd, serving_smb

pytestmark = [needs_root, pytest.mark.usefixtures("others_can_run_dropd")]

FAST = {"size": "128x128", "fps": 10, "preset": "ultrafast", "motion": "none", "minShot": 0.5, "tts": "none"}
SETTINGS = {
    "DROPD_QUIET_PERIOD_S": "0.3", "DROPD_UNSURE_QUIET_PERIOD_S": "0.5", "DROPD_STATUS_INTERVAL_S": "0.2",
    "DROPD_RESCAN_INTERVAL_S": "1", "DROPD_SYNTAX_GRACE_S": "0.5", "DROPD_WORKERS": "1",
}  # fmt: skip
STRICT = ("sh", "-c", 'umask 077; exec "$@"', "sh")
"""What dropd makes does not depend on its umask."""


@dataclass
class Place:
    """A root that every user reaches, and daemons on it."""

    folder: Path
    daemon: RunningDaemon

    @property
    def root(self) -> Path:
        return self.folder / "root"

    def project(self, name: str = "house") -> Path:
        return self.root / "projects" / name

    def start(self, account: Account | None) -> None:
        """Run dropd as somebody; as root, if it is nobody else."""
        self.daemon.prefix = STRICT if account is None else (*STRICT, *account.command)
        home = 0 if account is None else account.uid
        os.chown(self.folder / "home", home, home)
        self.daemon.start()

    def line(self, name: str = "house") -> dict[str, Any]:
        """What the root's page says of a project."""
        try:
            told = json.loads((self.root / "status.json").read_bytes())["projects"]
        except FileNotFoundError:
            return {}
        return next((line for line in told if line["project"] == name), {})

    def told(self, words: str) -> str:
        """The first message of the log that has these words."""
        lines = (json.loads(line) for line in self.daemon.said().splitlines())
        messages = (str(line.get("message") or line.get("reason")) for line in lines)
        return next((message for message in messages if words in message), "")

    def shows(self, name: str, words: str) -> bool:
        return words in self.daemon.status(name).get("message", "")

    def drop(self, name: str = "house", **keys: object) -> Path:
        return write_drop(self.project(name) / "input", **keys).parent


def write_drop(folder: Path, **keys: object) -> Path:
    """A film of one picture."""
    (folder / "images").mkdir(parents=True)
    Image.new("RGB", (64, 48), "teal").save(folder / "images" / "front.jpg")
    (folder / "scenes.json").write_text(json.dumps({"scenes": [{"images": ["front.jpg"]}]}))
    (folder / "render.yaml").write_text(json.dumps({"renderOptions": FAST, **keys}))
    return folder


@pytest.fixture(scope="module")
def others_can_run_dropd() -> None:
    # A shell in between: setpriv itself still has the rights of root when it starts a program.
    argv = (*DROPD.command, "sh", "-c", '"$0" -c "import dropd.service"', sys.executable)
    if subprocess.run(argv, capture_output=True, check=False, cwd="/").returncode != 0:
        pytest.skip(f"other users cannot run {sys.executable}, or cannot read this checkout")


@pytest.fixture
def place() -> Iterator[Place]:
    with open_folder() as folder:
        for inner in ("home", "root/projects"):
            (folder / inner).mkdir(parents=True)
        give(folder / "root", ANN, FILMS, 0o2775)
        daemon = RunningDaemon(folder / "root", folder / "home", SETTINGS)
        yield Place(folder, daemon)
        if daemon.process is not None and daemon.process.poll() is None:
            daemon.kill()


def as_user(account: Account, *command: str) -> None:
    subprocess.run([*account.command, *command], check=True, capture_output=True, timeout=20)


def mend(message: str) -> None:
    """Give the command at the end of a message, as root."""
    subprocess.run(["sh", "-c", message.partition("after this command: ")[2].replace("sudo ", "")], check=True)


def owners(folder: Path) -> set[tuple[int, int]]:
    """Everything that dropd has made in a project, or in a root: by whom, and for which group."""
    inner = [folder / name for name in ("output", "done", "failed", "logs") if (folder / name).exists()]
    inside = (path for made in inner for path in made.iterdir() if path.suffix != ".yaml")
    made = (folder / "status.json", folder / "status.html", *inner, *inside)
    return {(path.stat().st_uid, path.stat().st_gid) for path in made}


def test_a_group_of_two_films_and_deletes(place: Place) -> None:
    project = place.drop()
    give(project, ANN, FILMS, 0o2775)
    place.start(DROPD)
    place.daemon.wait_for("house", "SUCCEEDED")

    assert (project / "output" / "video.mp4").stat().st_mode & 0o777 == 0o664
    assert owners(project) == {(DROPD.uid, FILMS)}
    assert owners(place.root) == {(DROPD.uid, FILMS)}
    as_user(ANN, "rm", "-r", *(str(project / name) for name in ("output", "done", "logs", "status.json")))
    assert not (project / "output").exists()


def test_what_root_makes_belongs_to_the_owner_of_the_project(place: Place) -> None:
    made, failed = place.drop("made"), place.drop("failed", crff=20)
    for project in (made, failed):
        give(project, ANN, 5001, 0o755)
    place.start(None)
    place.daemon.wait_for("made", "SUCCEEDED")
    place.daemon.wait_for("failed", "FAILED")

    assert owners(made) == owners(failed) == {(ANN.uid, 5001)}
    assert owners(place.root) == {(ANN.uid, FILMS)}
    as_user(ANN, "rm", "-r", str(made), str(failed))


def give_output(project: Path) -> None:
    (project / "output").mkdir()
    give(project / "output", ANN, FILMS, 0o755)


SPOILED: dict[str, Callable[[Path], object]] = {
    "copied": lambda project: give(project, ANN, 5001, 0o755),
    "inbox": lambda project: give(project / "input", ANN, 5001, 0o755),
    "made": give_output,
    "private": lambda project: give(project, ANN, 5001, 0o700),
    "pictures": lambda project: (project / "input" / "images").chmod(0o700),
    "text": lambda project: (project / "input" / "scenes.json").chmod(0o600),
    "sticky": lambda project: (project / "input").chmod(0o3777),
}
WORDS = {
    "copied": "write in the folder projects/copied: ",
    "inbox": "write in the folder inbox/input: ",
    "made": "write in the folder made/output: ",
    "private": "look into the folder projects/private: ",
    "pictures": "look into the folder input/images: ",
    "text": "read scenes.json: ",
    "sticky": "move render.yaml out of the folder sticky/input: ",
}


def test_each_trouble_is_told_before_the_render_and_mended_by_the_command_that_is_told(place: Place) -> None:
    for name, spoil in SPOILED.items():
        give(place.drop(name, checkOnly=True), ANN, FILMS, 0o2775)
        spoil(place.project(name))
    place.start(DROPD)
    for words in WORDS.values():
        wait_until(partial(place.told, words), words)
    for name, words in WORDS.items():
        if name not in ("copied", "private"):  # in these two, no status can be written
            wait_until(partial(place.shows, name, words), words)
    assert WORDS["private"] in place.line("private")["message"]

    for words in WORDS.values():
        mend(place.told(words))
    for name in WORDS:
        assert place.daemon.wait_for(name, "SUCCEEDED")["attempt"] == 1


SCANNER, GROUP = "games", "users"
"""An account and a group that every Debian has; Samba writes as them, whoever its user is."""


def test_a_film_is_dropped_and_deleted_over_a_share_with_another_user(place: Place) -> None:
    scanner, group = pwd.getpwnam(SCANNER), grp.getgrnam(GROUP)
    give(place.root, Account(scanner.pw_uid, (scanner.pw_gid,)), group.gr_gid, 0o2775)
    write_drop(place.folder / "house" / "input")
    share = {"force user": SCANNER, "force group": GROUP, "create mask": "0664", "directory mask": "2775"}
    with serving_smb(place.folder / "samba", place.root / "projects", **share) as smbd:
        say = partial(smb, smbd, place.folder)
        say("prompt OFF; recurse ON; mput house")
        place.start(Account(DROPD.uid, (DROPD.uid, group.gr_gid)))
        place.daemon.wait_for("house", "SUCCEEDED")
        say("get house/output/video.mp4 copy.mp4; deltree house/output; deltree house/logs; del house/status.json")

    film = (place.folder / "copy.mp4").read_bytes()
    assert film[4:8] == b"ftyp"
    assert (place.project() / "input").stat().st_uid == scanner.pw_uid
    assert not any((place.project() / name).exists() for name in ("output", "logs", "status.json"))


def smb(smbd: Smbd, folder: Path, commands: str) -> None:
    """Do something on the share, from a folder of one's own."""
    done = subprocess.run([*smbd.client, "-c", commands], cwd=folder, capture_output=True, check=False, timeout=30)
    assert b"NT_STATUS" not in done.stdout, done.stdout.decode()
    assert done.returncode == 0
