"""What the contents of files say, asked once for each content, beside the loop and not in it."""

import stat
from collections import deque
from collections.abc import Callable, Container
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from dropd.intake.listing import Observation


@dataclass(frozen=True, slots=True)
class Whole:
    """The file is complete and of the right kind."""

    warning: str | None = None
    """A sentence about what its owner should know of it."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The file ends too early: it is still arriving, or its copy was broken off."""

    reason: str = "incomplete"
    """Words that follow "is" in a sentence."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """The file is complete, but dropd cannot use it."""

    reason: str
    """A whole sentence that names the file."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Nobody can say now, for a reason that is not the file's: to be asked again."""

    reason: str
    """Words that follow "is" in a sentence."""


Verdict = Whole | Unfinished | Wrong | Unchecked


def not_readable(file: Path) -> Unfinished:
    """The verdict on a file that dropd has no right to read: it is waited for, because its owner can mend that.

    A new mode is a new look, so it is asked for again then.
    """
    try:
        mode = f" (its mode is {stat.S_IMODE(file.lstat().st_mode):04o})"
    except OSError:
        mode = ""
    return Unfinished(f"not readable for dropd{mode}")


MOST_IN_A_ROW = 50
"""After so many files of one project it is the turn of another."""

Check = Callable[[Path, str], Verdict]
"""Given an `input/` folder and the path of a file below it, say what its content is worth."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The check of a file that looks so, under way or over."""

    observation: Observation
    future: Future[Verdict]
    meanwhile: Unchecked | None = None
    """What is said of the file until there is a verdict."""


class Prober:
    """Has files checked by an executor and remembers the verdicts. For use from one thread.

    The files of one project are checked in a row: each project has a decoder of its own, which takes time to start.
    `on_verdict` is called, on another thread, with the folder of each file whose verdict is there.

    A check that raises OSError is made again at the next look; what else it raises reaches the caller.
    """

    def __init__(self, check: Check, executor: Executor, on_verdict: Callable[[Path], None]) -> None:
        self._check = check
        self._executor = executor
        self._on_verdict = on_verdict
        self._checks: dict[Path, dict[str, _Asked]] = {}
        self._rows: dict[Path, deque[tuple[str, Future[Verdict]]]] = {}
        """What is still to be checked of each project; a project with a row has been handed to the executor."""
        self._rows_lock = Lock()

    def verdict(self, input_folder: Path, path: str, observation: Observation) -> Verdict | None:
        """The verdict on a file that looks like `observation`; None while it is being checked."""
        checks = self._checks.setdefault(input_folder, {})
        asked = checks.get(path)
        if asked is None or asked.observation != observation:
            if asked is not None:
                asked.future.cancel()
            asked = checks[path] = _Asked(observation, self._lined_up(input_folder, path))
        if not asked.future.done():
            return asked.meanwhile
        try:
            return asked.future.result()
        except (OSError, CancelledError):
            del checks[path]
            return None

    def ask_again(self, input_folder: Path) -> None:
        """Make those checks of a project once more that could not be made."""
        checks = self._checks.get(input_folder, {})
        for path, asked in checks.items():
            if (said := _unchecked(asked.future)) is not None:
                checks[path] = _Asked(asked.observation, self._lined_up(input_folder, path), said)

    def keep_only(self, input_folder: Path, paths: Container[str]) -> None:
        """Forget the verdicts on files that are not among `paths`, so that memory does not grow."""
        checks = self._checks.get(input_folder, {})
        for path in [path for path in checks if path not in paths]:
            checks.pop(path).future.cancel()
        if not checks:
            self._checks.pop(input_folder, None)

    def is_busy(self) -> bool:
        """Whether any file is being checked."""
        return bool(self._rows)

    def _lined_up(self, input_folder: Path, path: str) -> Future[Verdict]:
        future: Future[Verdict] = Future()
        with self._rows_lock:
            is_served = input_folder in self._rows
            self._rows.setdefault(input_folder, deque()).append((path, future))
        if not is_served:
            self._executor.submit(self._serve, input_folder)
        return future

    def _serve(self, input_folder: Path) -> None:
        """Check what is to be checked of one project; runs on the executor."""
        for _ in range(MOST_IN_A_ROW):
            with self._rows_lock:
                row = self._rows[input_folder]
                if not row:
                    del self._rows[input_folder]
                    return
                path, future = row.popleft()
            if future.set_running_or_notify_cancel():
                self._judge(input_folder, path, future)
        self._executor.submit(self._serve, input_folder)

    def _judge(self, input_folder: Path, path: str, future: Future[Verdict]) -> None:
        try:
            future.set_result(self._check(input_folder, path))
        except Exception as error:  # noqa: BLE001 - raised to the caller
            future.set_exception(error)
        self._on_verdict(input_folder)


def _unchecked(future: Future[Verdict]) -> Unchecked | None:
    """What a check that is over says, if it could not be made."""
    if not future.done() or future.cancelled() or future.exception() is not None:
        return None
    verdict = future.result()
    return verdict if isinstance(verdict, Unchecked) else None
