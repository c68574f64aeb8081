"""Records of jobs as the tests of this room want them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dropd.jobs.record import JobRecord

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def a_job() -> Callable[..., JobRecord]:
    def make(job_id: str = "20261122T120000Z-0001", **changes: Any) -> JobRecord:
        least = {"project": "house", "trigger": "render.yaml", "plain_name": "render.yaml", "stem": "video"}
        return JobRecord(**{"job_id": job_id, "seen_at": NOON, **least, **changes})

    return make
