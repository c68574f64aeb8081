"""One arrival from end to end: make it, send it, wait for its film, and judge what dropd did with it."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from dropd.contracts.job_state import JobState
from dropd.project import Project
from tests.endtoend.support import Film
from tests.transports.arrivals import Arrival
from tests.transports.drops import SMALL_FILM, Drop, make_drop
from tests.transports.field import Field
from tests.transports.pool import Pool
from tests.transports.senders.matrix import SENDERS
from tests.transports.senders.shipment import Shipment
from tests.transports.senders.syncing import what_did_not_come_back

PATIENCE_S = 120.0
"""Between the last byte and the film; after that an arrival is missed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one arrival."""

    arrival: Arrival
    premature: tuple[str, ...] = ()
    """What was not yet there, or changed, while its film was made."""
    missed: str = ""
    """Why there is no film, if there is none."""
    latency_s: float | None = None
    """From the last byte to the start of the render."""

    @property
    def is_good(self) -> bool:
        """Whether it was neither premature nor missed."""
        return not self.premature and not self.missed


def try_all(arrivals: tuple[Arrival, ...], field: Field, pool: Pool, ffmpeg: str, *, at_once: int) -> Iterator[Outcome]:
    """Send every arrival, some at once; yield the outcomes in the order of the arrivals."""
    with ThreadPoolExecutor(at_once) as executor:
        yield from executor.map(partial(_try, field=field, pool=pool, ffmpeg=ffmpeg), arrivals)


def _try(arrival: Arrival, *, field: Field, pool: Pool, ffmpeg: str) -> Outcome:
    name = arrival.project
    drop = make_drop(arrival, pool, field.source(name) / "input", field.manifest(name))
    project = field.project(name)
    dice = Random(arrival.seed + 1)  # noqa: S311 - choices, no secrets
    shipment = Shipment(drop, project.input, field.servers, dice, field.quiet_s, arrival.is_slow)
    try:
        SENDERS[arrival.transport](shipment)
    except (AssertionError, OSError, subprocess.CalledProcessError) as error:
        return Outcome(arrival, missed=f"could not be sent: {error} {getattr(error, 'output', '') or ''}")
    sent_s = time.monotonic()
    missed = _wait_for_film(project, drop, field) or _missing_afterwards(arrival, shipment, project, ffmpeg)
    outcome = _judged(arrival, missed, sent_s, field)
    shutil.rmtree(field.source(name), ignore_errors=True)
    return outcome


def _wait_for_film(project: Project, drop: Drop, field: Field) -> str:
    """Why there is no film; empty if there is one."""
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        status = _status(project)
        if status.get("state") == JobState.SUCCEEDED:
            return "" if (project.output / drop.film).exists() else f"{drop.film} is not in output/"
        if status.get("state") == JobState.FAILED:
            return f"failed: {status['error']}"
        if not field.daemon_is_alive:
            return "the daemon is gone"
        if time.monotonic() > deadline_s:
            return f"{status.get('state')}: {status.get('message')} {status.get('waitingFor')}"
        time.sleep(0.1)


def _missing_afterwards(arrival: Arrival, shipment: Shipment, project: Project, ffmpeg: str) -> str:
    """Why the film is not good, or not where its owner looks for it; empty if it is."""
    if arrival.transport == "syncthing" and (missing := what_did_not_come_back(shipment)):
        return missing
    if not arrival.is_film:
        return ""
    wanted = round(_status(project)["outputs"][0]["durationSeconds"] * SMALL_FILM["fps"])
    try:
        frames = Film(project.output / shipment.drop.film, ffmpeg).frames()
    except subprocess.CalledProcessError as error:
        return f"the film does not decode: {error.stderr.decode()}"
    return "" if frames == wanted else f"the film has {frames} frames instead of {wanted}"


def _judged(arrival: Arrival, missed: str, sent_s: float, field: Field) -> Outcome:
    files = sorted(field.verdicts(arrival.project).glob("*.json"))
    verdicts: list[dict[str, Any]] = [json.loads(file.read_bytes()) for file in files]
    premature = [sentence for verdict in verdicts for sentence in verdict["wrong"]]
    if len(verdicts) > 1:
        starts = ", ".join(f"{verdict['started_s'] - sent_s:+.2f}" for verdict in verdicts)
        premature.append(f"the render was started {len(verdicts)} times, {starts} s from the last byte")
    latency_s = verdicts[-1]["started_s"] - sent_s if verdicts else None
    return Outcome(arrival, tuple(dict.fromkeys(premature)), missed, latency_s)


def _status(project: Project) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(project.status_json.read_bytes())
    except FileNotFoundError:
        return {}
    return told
