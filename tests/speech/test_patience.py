import pytest

from dropd.errors import SpeechDownFault, SpeechFault
from dropd.speech.patience import LONGEST_WAIT_S, MOST_TRIES, TryAgain, patiently


class Service:
    """Goes wrong a number of times, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked = 0
        self.waits: list[float] = []

    def ask(self) -> str:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return "hello"

    def patiently(self, within_s: float = 300) -> str:
        return patiently(self.ask, within_s=within_s, wait=self.waits.append)


def down(after_s: float | None = None, most_tries: int = MOST_TRIES) -> TryAgain:
    return TryAgain(SpeechDownFault("It is down."), after_s=after_s, most_tries=most_tries)


def test_what_passes_is_tried_again_after_times_that_grow() -> None:
    service = Service(down(), down(), down())

    assert service.patiently() == "hello"
    assert service.asked == 4
    assert all(0 <= wait <= min(LONGEST_WAIT_S, 0.5 * 2**turn) for turn, wait in enumerate(service.waits, 1))


def test_what_does_not_pass_ends_as_its_fault() -> None:
    service = Service(*[down()] * 9)

    with pytest.raises(SpeechDownFault, match=r"It is down\."):
        service.patiently()
    assert service.asked == MOST_TRIES


def test_a_service_is_left_alone_for_as_long_as_it_asks() -> None:
    service = Service(down(after_s=7), down(after_s=0))

    assert service.patiently() == "hello"
    assert service.waits == [7, 0]


def test_no_try_begins_after_the_time_is_over() -> None:
    service = Service(down(after_s=3600))

    with pytest.raises(SpeechDownFault):
        service.patiently(within_s=300)
    assert service.waits == []


def test_some_things_are_tried_again_once_only() -> None:
    service = Service(*[down(most_tries=2)] * 9)

    with pytest.raises(SpeechDownFault):
        service.patiently()
    assert service.asked == 2


def test_a_refusal_is_final() -> None:
    service = Service(SpeechFault("No."))

    with pytest.raises(SpeechFault):
        service.patiently()
    assert service.asked == 1
