"""The short form of the trial; the long one is `python -m tests.transports --seed 7 --count 1000`."""

from pathlib import Path

import pytest

from dropd.media.builds import FfmpegBuild
from tests.transports.__main__ import table, told
from tests.transports.arrivals import choose_arrivals
from tests.transports.field import prepared_field
from tests.transports.pool import fill_pool
from tests.transports.senders.matrix import SENDERS
from tests.transports.trial import try_all

SEED = 7
COUNT = 2 * len(SENDERS)
AT_ONCE = 8


@pytest.mark.timeout(300)
def test_nothing_starts_too_early_and_nothing_is_missed_however_it_arrives(tmp_path: Path, build: FfmpegBuild) -> None:
    arrivals = choose_arrivals(tuple(SENDERS), COUNT, 2, SEED)
    with prepared_field(tmp_path / "field", quiet_s=0.6, unsure_quiet_s=1.2, jobs_at_once=AT_ONCE) as field:
        outcomes = list(try_all(arrivals, field, fill_pool(build.path), build.path, at_once=AT_ONCE))

    wrong = [told(outcome) for outcome in outcomes if not outcome.is_good]
    assert not wrong, "\n".join([*wrong, table(outcomes)])
