"""What every sender is given: a drop, where it goes, and the manner in which it is sent."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

from tests.endtoend.support import Sshd
from tests.transports.drops import Drop
from tests.transports.servers.smbd import Smbd
from tests.transports.servers.syncthing import SyncthingPair

LONGEST_PAUSE_QUIETS = 1.5
TEMPTING_QUIETS = (1.0, 3.0)
ANSWER_S = 1.5
"""How long the daemon takes, when it is busy, to look at files after their quiet period."""
SLOW_TRANSFER_S = (1.5, 5.0)
BROKEN_TRANSFER_S = 2.0
"""How long the file takes at least that is broken off: long enough to be met in its middle."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Whom senders talk to, all on loopback."""

    ssh: Sshd
    smb: Smbd
    syncthing: SyncthingPair
    other_disk: Path
    """A folder on another file system than the root."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One drop on its way."""

    drop: Drop
    target: Path
    """The `input/` of the project in the root, seen from this machine."""
    servers: Servers
    dice: Random
    quiet_s: float
    """The daemon's quiet period: pauses are measured by it."""
    is_slow: bool

    @property
    def project(self) -> str:
        """The name of the project."""
        return self.target.parent.name

    def bytes_per_s(self) -> int | None:
        """How fast it may be sent; None for as fast as it goes."""
        if not self.is_slow:
            return None
        return max(1, int(sum(self.drop.sizes.values()) / self.dice.uniform(*SLOW_TRANSFER_S)))

    def breaking_bytes_per_s(self) -> int:
        """How fast the largest file is sent, so that it can be broken off."""
        return int(self.drop.sizes[self.drop.largest] / BROKEN_TRANSFER_S)

    def middle_of_largest(self) -> Callable[[], bool]:
        """A question to be asked again and again: has the sending of the largest file come to its middle?"""
        enough_bytes = int(self.drop.sizes[self.drop.largest] * self.dice.uniform(0.1, 0.8))
        final = self.target / self.drop.largest

        def has_come() -> bool:
            arriving = (final, *final.parent.glob(f".{final.name}.*"))  # rsync has a name of its own meanwhile
            return max(map(_bytes_of, arriving)) >= enough_bytes

        return has_come

    def batches(self, paths: Sequence[str]) -> list[Sequence[str]]:
        """Cut a list into what is sent by one command each: anywhere, and around the trigger and the largest file."""
        cuts = {0, len(paths), *(self.dice.randint(0, len(paths)) for _ in range(2))}
        for at, path in enumerate(paths):
            if path in (self.drop.trigger, self.drop.largest):
                cuts |= {at, at + 1}
        return [paths[start:end] for start, end in pairwise(sorted(cuts))]

    def copies(self) -> Iterator[tuple[Sequence[str], Path]]:
        """What a program that copies is told, command by command: sources below the drop, and the folder for them.

        A slow one copies file by file into folders that are there, a fast one whole folders.
        """
        if not self.is_slow:
            yield from ((batch, self.target) for batch in self.batches(self.drop.top))
            return
        for name in self.drop.folders:
            (self.target / name).mkdir()
        for batch in self.batches(self.drop.files):
            for folder, paths in groupby(sorted(batch, key=_folder_of), key=_folder_of):
                yield tuple(paths), self.target / folder

    def pause(self) -> None:
        """Between two commands: none if it is sent as fast as it goes, and about half of the times."""
        if self.is_slow and self.dice.random() < 0.5:
            time.sleep(self.dice.uniform(0.1, LONGEST_PAUSE_QUIETS) * self.quiet_s)

    def tempting_s(self) -> float:
        """How long to stop in the middle of a file: long enough that it could be taken for finished."""
        return self.dice.uniform(*TEMPTING_QUIETS) * self.quiet_s + ANSWER_S


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _bytes_of(path: Path) -> int:
    """The size of a file that may be renamed at any moment; 0 if it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
