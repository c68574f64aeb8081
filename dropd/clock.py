"""The two clocks, as an argument: one to wait by, one to show."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """`monotonic_s` never jumps and decides; `utc` may jump and is only ever shown."""

    monotonic_s: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = _utc_now
