"""Which drops arrive, and how: all of it chosen by a seed, so that a run that fails can be run again."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice
from random import Random


class Order(StrEnum):
    """When the trigger is sent."""

    TRIGGER_FIRST = "trigger first"
    TRIGGER_LAST = "trigger last"
    SHUFFLED = "shuffled"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One drop that is going to be sent."""

    project: str
    transport: str
    order: Order
    is_slow: bool
    """Sent with a limited speed and with pauses."""
    is_film: bool
    """Made by the real renderer."""
    seed: int
    """Of everything else about it."""


def choose_arrivals(transports: tuple[str, ...], count: int, films: int, seed: int) -> tuple[Arrival, ...]:
    """`count` arrivals for the stub and `films` more for the real renderer, spread evenly over the transports.

    The trigger comes first in half of them, and half are slow, in every combination with every transport.
    """
    dice = Random(seed)  # noqa: S311 - choices, no secrets
    manners = [(is_first, is_slow) for is_first in (True, False) for is_slow in (True, False)]
    offsets = {transport: dice.randrange(len(manners)) for transport in transports}
    chosen = [
        _arrival(number, transport, manners[(number // len(transports) + offsets[transport]) % len(manners)], dice)
        for number, transport in enumerate(islice(cycle(transports), count))
    ]
    real = [
        _arrival(count + number, transport, dice.choice(manners), dice, is_film=True)
        for number, transport in enumerate(islice(cycle(dice.sample(transports, len(transports))), films))
    ]
    dice.shuffle(chosen)
    return (*chosen, *real)


def _arrival(number: int, transport: str, manner: tuple[bool, bool], dice: Random, *, is_film: bool = False) -> Arrival:
    is_first, is_slow = manner
    return Arrival(
        project=f"{transport}-{number:04}",
        transport=transport,
        order=Order.TRIGGER_FIRST if is_first else dice.choice((Order.TRIGGER_LAST, Order.SHUFFLED)),
        is_slow=is_slow,
        is_film=is_film,
        seed=dice.getrandbits(32),
    )
