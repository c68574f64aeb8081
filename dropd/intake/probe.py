"""What the contents of files say, asked once for each content, beside the loop and not in it."""

from collections.abc import Callable, Container
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from pathlib import Path

from dropd.intake.listing import Observation


@dataclass(frozen=True, slots=True)
class Whole:
    """The file is complete and of the right kind."""


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


Verdict = Whole | Unfinished | Wrong

Check = Callable[[Path, str], Verdict]
"""Given an `input/` folder and the path of a file below it, say what its content is worth."""


class Prober:
    """Has files checked by an executor and remembers the verdicts. For use from one thread.

    `on_verdict` is called, on another thread, with the folder of each file whose verdict is there.

    A check that raises OSError is made again at the next look; what else it raises reaches the caller.
    """

    def __init__(self, check: Check, executor: Executor, on_verdict: Callable[[Path], None]) -> None:
        self._check = check
        self._executor = executor
        self._on_verdict = on_verdict
        self._checks: dict[Path, dict[str, tuple[Observation, Future[Verdict]]]] = {}

    def verdict(self, input_folder: Path, path: str, observation: Observation) -> Verdict | None:
        """The verdict on a file that looks like `observation`; None while it is being checked."""
        checks = self._checks.setdefault(input_folder, {})
        seen, future = checks.get(path, (None, None))
        if future is None or seen != observation:
            if future is not None:
                future.cancel()
            future = self._executor.submit(self._check, input_folder, path)
            checks[path] = (observation, future)
            future.add_done_callback(lambda _: self._on_verdict(input_folder))
        if not future.done():
            return None
        return self._answer(checks, path, future)

    def keep_only(self, input_folder: Path, paths: Container[str]) -> None:
        """Forget the verdicts on files that are not among `paths`, so that memory does not grow."""
        checks = self._checks.get(input_folder, {})
        for path in [path for path in checks if path not in paths]:
            checks.pop(path)[1].cancel()
        if not checks:
            self._checks.pop(input_folder, None)

    def is_busy(self) -> bool:
        """Whether any file is being checked."""
        return any(not future.done() for checks in self._checks.values() for _, future in checks.values())

    def _answer(
        self,
        checks: dict[str, tuple[Observation, Future[Verdict]]],
        path: str,
        future: Future[Verdict],
    ) -> Verdict | None:
        try:
            return future.result()
        except (OSError, CancelledError):
            del checks[path]
            return None
