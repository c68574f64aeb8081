"""`python -m tests.transports --seed 7 --count 1000`: does anything start too early, is anything missed?

Sends drops to a real daemon in every way that people copy with. Prints a line for each arrival that went wrong and a
table at the end; ends with 1 if there was any. `--films` adds arrivals that the real renderer makes. `--keep` leaves
root, logs and verdicts for a look.
"""

import argparse
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from dropd.media.builds import find_ffmpeg
from tests.transports.arrivals import choose_arrivals
from tests.transports.field import prepared_field
from tests.transports.pool import fill_pool
from tests.transports.senders.matrix import SENDERS
from tests.transports.trial import Outcome, try_all


def main() -> None:
    """Send, judge, print."""
    wanted = _arguments()
    arrivals = choose_arrivals(wanted.only, wanted.count, wanted.films, wanted.seed)
    ffmpeg = find_ffmpeg().path
    outcomes = []
    with ExitStack() as stack:
        folder = wanted.keep or Path(stack.enter_context(TemporaryDirectory(prefix="dropd-transports-")))
        field = stack.enter_context(
            prepared_field(folder, quiet_s=wanted.quiet, unsure_quiet_s=5 * wanted.quiet, jobs_at_once=wanted.at_once)
        )
        for outcome in try_all(arrivals, field, fill_pool(ffmpeg), ffmpeg, at_once=wanted.at_once):
            outcomes.append(outcome)
            if not outcome.is_good:
                say(told(outcome))
    say(table(outcomes))
    sys.exit(any(not outcome.is_good for outcome in outcomes))


def say(text: str) -> None:
    """Print at once: a run takes long."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(outcome: Outcome) -> str:
    """What went wrong with one arrival."""
    arrival = outcome.arrival
    manner = "slow" if arrival.is_slow else "fast"
    missed = [f"missed: {outcome.missed}"] if outcome.missed else []
    wrong = [f"premature: {sentence}" for sentence in outcome.premature]
    return "\n    ".join([f"{arrival.project} ({arrival.order}, {manner})", *missed, *wrong])


def table(outcomes: Iterable[Outcome]) -> str:
    """Counts and latencies of each transport, and of all."""
    by_transport: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for row in (outcome.arrival.transport, "all"):
            by_transport.setdefault(row, []).append(outcome)
    everything = by_transport.pop("all")
    rows = [*sorted(by_transport.items()), ("all", everything)]
    head = f"{'transport':15} {'arrivals':>8} {'premature':>9} {'missed':>6} {'median s':>8} {'p99 s':>8}"
    return "\n".join([head, *(_row(name, those) for name, those in rows)])


def _row(name: str, outcomes: list[Outcome]) -> str:
    premature = sum(bool(outcome.premature) for outcome in outcomes)
    missed = sum(bool(outcome.missed) for outcome in outcomes)
    latencies_s = [outcome.latency_s for outcome in outcomes if outcome.latency_s is not None] or [float("nan")]
    late_s = quantiles([*latencies_s, latencies_s[-1]], n=100, method="inclusive")[-1]
    counts = f"{len(outcomes):8} {premature:9} {missed:6}"
    return f"{name:15} {counts} {median(latencies_s):8.2f} {late_s:8.2f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.transports", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--films", type=int, default=0, help="so many more by the real renderer")
    parser.add_argument("--at-once", type=int, default=8, help="arrivals; more than the machine can take tempt less")
    parser.add_argument("--quiet", type=float, default=2.0, help="the daemon's quiet period, in seconds")
    parser.add_argument("--only", type=_transports, default=tuple(SENDERS), help="some transports: scp,rsync")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in, which is left as it is at the end")
    return parser.parse_args()


def _transports(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = [name for name in names if name not in SENDERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(SENDERS)}")
    return names


if __name__ == "__main__":
    main()
