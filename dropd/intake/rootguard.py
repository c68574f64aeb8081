"""Is the root there, and the one we know? A disk that is not mounted must never look like one without projects.

A root carries an id in `.dropd/root-id`; the state folder, on another disk, remembers which id each path had. A path
that is known but shows no id, or another one, is an empty mount point or a strange disk: nothing is touched.
"""

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from dropd.durable import write_durably
from dropd.project import Root

KNOWN_ROOTS_FILE = "roots.json"


@dataclass(frozen=True, slots=True)
class Gone:
    """The root cannot be used now."""

    reason: str
    """One sentence, for the log and the heartbeat."""


class RootGuard:
    """Knows the root by its id, and tells when another folder, or none, is in its place."""

    def __init__(self, root: Root, state_folder: Path) -> None:
        self._root = root
        self._known_file = state_folder / KNOWN_ROOTS_FILE
        self._admitted: str | None = None

    def knows(self) -> bool:
        """Whether dropd has worked on this root before."""
        return os.path.realpath(self._root.folder) in self._known_roots()

    def admit(self) -> None:
        """Remember the root, and give it an id if it has none; to be called once it may be used. Raises OSError."""
        path = os.path.realpath(self._root.folder)
        known = self._known_roots()
        identity = self._identity()
        if identity is None:
            identity = uuid.uuid4().hex
            self._root.state.mkdir(parents=True, exist_ok=True)
            write_durably(self._root.root_id, f"{identity}\n".encode())
        if known.get(path) != identity:
            self._known_file.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._known_file, json.dumps({**known, path: identity}, indent=1).encode())
        self._admitted = identity

    def look(self) -> Gone | None:
        """Why the root must not be touched; None if it is the one we know, or new. One small file is read."""
        wanted = self._admitted or self._known_roots().get(os.path.realpath(self._root.folder))
        found = self._identity()
        if wanted is None or found == wanted:
            return None
        if found is None:
            return Gone(
                f"{self._root.folder} is not the folder that dropd has worked on before: most likely its disk or "
                "share is not mounted. dropd waits for it and touches nothing. If it is the right folder all the same, "
                f"remove {self._known_file}."
            )
        return Gone(
            f"Another disk is mounted at {self._root.folder}. dropd waits for the one it knows and touches nothing. "
            f"If this one is meant to take its place, remove {self._known_file}."
        )

    def _identity(self) -> str | None:
        try:
            return self._root.root_id.read_text(errors="replace").strip() or None
        except OSError:
            return None

    def _known_roots(self) -> dict[str, str]:
        try:
            known = json.loads(self._known_file.read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
