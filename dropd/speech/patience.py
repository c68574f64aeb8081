"""How often a service is asked again, and how long dropd waits in between."""

from collections.abc import Callable
from time import sleep
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_before_delay,
    wait_random_exponential,
)

from dropd.errors import SpeechFault

Result = TypeVar("Result")

MOST_TRIES, MOST_TRIES_OF_THE_BUSY = 5, 10
"""A busy server gets about a minute, an absent one some seconds."""
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 15.0


class TryAgain(Exception):
    """Asking went wrong in a way that may pass; `fault` is what it means if it does not."""

    def __init__(self, fault: SpeechFault, *, after_s: float | None = None, most_tries: int = MOST_TRIES) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.after_s = after_s
        """How long the service asked to be left alone."""
        self.most_tries = most_tries


def patiently(ask: Callable[[], Result], *, within_s: float, wait: Callable[[float], None] = sleep) -> Result:
    """Ask, again while that may help: after what the service asks for, else after a random time that doubles.

    No try begins later than `within_s` seconds after the first. Raises SpeechFault.
    """
    is_late = stop_before_delay(within_s)
    asking = Retrying(
        retry=retry_if_exception_type(TryAgain),
        stop=lambda state: state.attempt_number >= _error(state).most_tries or is_late(state),
        wait=_pause_s,
        sleep=wait,
        reraise=True,
    )
    try:
        return asking(ask)
    except TryAgain as last:
        raise last.fault from None


def _pause_s(state: RetryCallState) -> float:
    asked_s = _error(state).after_s
    return wait_random_exponential(FIRST_WAIT_S, LONGEST_WAIT_S)(state) if asked_s is None else asked_s


def _error(state: RetryCallState) -> TryAgain:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, TryAgain):
        raise TypeError(f"{error!r} is not to be tried again")
    return error
