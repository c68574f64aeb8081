import signal

import pytest

from dropd.errors import DropdError, NoSpaceFault
from dropd.media.endings import ProcessFault, StartFault, fault_of


@pytest.mark.parametrize(
    ("code", "stderr", "kind", "sentence"),
    [
        (1, "no such codec", ProcessFault, "The picture encoder ended with error 1."),
        (-signal.SIGSEGV, "", ProcessFault, "The picture encoder crashed (SIGSEGV)."),
        (127, "setpriv: ffmpeg: kein solcher Befehl", StartFault, "The picture encoder could not be started."),
        (126, "Permission denied", StartFault, "The picture encoder could not be started."),
    ],
)
def test_an_ending_is_told_in_a_sentence(code: int, stderr: str, kind: type[DropdError], sentence: str) -> None:
    fault = fault_of("picture encoder", code, stderr, stalled=False)

    assert type(fault) is kind
    assert (fault.message, fault.detail) == (sentence, stderr)


def test_who_was_ended_for_a_stall_was_not_short_of_memory() -> None:
    fault = fault_of("picture encoder", -signal.SIGKILL, "", stalled=True)

    assert fault.message == "The picture encoder stopped working and was ended."


@pytest.mark.parametrize("code", [1, 228, 127, -signal.SIGXFSZ])
def test_a_full_disk_is_nobodys_fault_and_heals(code: int) -> None:
    fault = fault_of("picture encoder", code, "av_interleaved_write_frame(): No space left on device", stalled=False)

    assert isinstance(fault, NoSpaceFault)
    assert fault.heals
