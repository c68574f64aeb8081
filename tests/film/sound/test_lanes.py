import threading
from collections.abc import Iterator

import pytest

from dropd.film.sound.lanes import Lanes


def test_results_come_in_the_order_of_the_items() -> None:
    first_may_end = threading.Event()

    def work(item: int) -> int:
        if item == 0:
            assert first_may_end.wait(20)
        if item == 1:
            first_may_end.set()
        return item * item

    with Lanes(2) as lanes:
        assert list(lanes.map(work, range(50))) == [item * item for item in range(50)]


def test_no_more_items_are_taken_than_are_worked_on_soon() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for item in range(1000):
            taken += 1
            yield item

    with Lanes(2) as lanes:
        results = lanes.map(str, items())
        next(results)
        assert taken <= 4


def test_what_goes_wrong_in_a_lane_is_raised() -> None:
    with Lanes(2) as lanes, pytest.raises(ZeroDivisionError):
        list(lanes.map(lambda item: 1 // item, [2, 1, 0, 1]))


@pytest.mark.parametrize("items", [0, 1, 3])
def test_few_items_are_all_done(items: int) -> None:
    with Lanes(4) as lanes:
        assert len(list(lanes.map(abs, range(items)))) == items
