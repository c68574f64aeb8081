"""How a process ended, and what that means: words for people, and whether the process or the machine is the reason."""

import signal

from dropd.errors import NoSpaceFault, RenderFault

FULL_DISK = ("No space left on device", "Disk quota exceeded")
NOT_STARTED = (126, 127)
"""How a shell and `setpriv` end where they cannot become the program; FFmpeg's errors are above 200 or 1."""

_SIGNAL_NAMES = {int(known): known.name for known in signal.Signals}


class ProcessFault(RenderFault):
    """A tool ended with an error. `stderr` holds the last of what it said, for the log."""

    def __init__(self, message: str, *, code: int, stderr: str) -> None:
        super().__init__(
            message,
            hint="The log has the tool's own words. Drop the trigger again; if it fails again, run: dropd doctor",
        )
        self.exit_code = code
        self.stderr = self.detail = stderr


class StartFault(ProcessFault):
    """A tool could not be started at all: the machine or the installation is the reason, not what it was asked for."""

    def __init__(self, purpose: str, why: str) -> None:
        super().__init__(f"The {purpose} could not be started.", code=NOT_STARTED[-1], stderr=why)


def fault_of(purpose: str, code: int, stderr: str, *, stalled: bool) -> ProcessFault | NoSpaceFault:
    """The error that tells how a process ended: of a full disk it is not the tool's fault, and it heals."""
    if any(words in stderr for words in FULL_DISK):
        return no_room_for(purpose)
    if code in NOT_STARTED:
        return StartFault(purpose, stderr)
    return ProcessFault(f"The {purpose} {_in_words(code, stalled=stalled)}.", code=code, stderr=stderr)


def no_room_for(purpose: str) -> NoSpaceFault:
    """The error of a tool that found the disk full."""
    return NoSpaceFault(
        f"There was no space left on the disk for the {purpose}.", hint="Free some space; dropd goes on by itself."
    )


def _in_words(code: int, *, stalled: bool) -> str:
    if stalled:
        return "stopped working and was ended"
    if code == -signal.SIGKILL:
        return "was killed, most likely because the machine ran out of memory"
    if code < 0:
        return f"crashed ({_SIGNAL_NAMES.get(-code, f'signal {-code}')})"
    return f"ended with error {code}"
