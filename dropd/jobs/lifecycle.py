"""What becomes of a job: each step from one record to the next. Pure; who calls it saves the record.

WAITING → QUEUED → RUNNING → SUCCEEDED, FAILED or CANCELLED. A job whose end is decided carries a settlement until
that is done; `finish` closes it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from dropd.contracts.job_parts import Check, ErrorReport, Estimate, Output
from dropd.contracts.job_state import JobState
from dropd.contracts.options import RenderOptions
from dropd.errors import CancelledFault, DropdError, InterruptedFault
from dropd.events import Failed, FilmReady
from dropd.intake.delivery import Fingerprint, UsedFile
from dropd.intake.names import TriggerName
from dropd.jobs.record import JobRecord, Move, Settlement


def first_seen(job_id: str, project: str, file_name: str, name: TriggerName, now: datetime) -> JobRecord:
    """A new job, for a trigger that has just been seen."""
    return JobRecord(
        job_id=job_id,
        project=project,
        trigger=file_name,
        plain_name=name.plain,
        stem=name.stem_for_output,
        seen_at=now,
        message="The trigger is being read.",
    )


def waiting(record: JobRecord, message: str) -> JobRecord:
    """Something is missing."""
    return record.with_(state=JobState.WAITING, message=message, queued_at=None)


def queued(record: JobRecord, *, now: datetime) -> JobRecord:
    """Everything has arrived."""
    return record.with_(
        state=JobState.QUEUED,
        message="Everything is here; the film is made as soon as its turn comes.",
        queued_at=record.queued_at or now,
    )


def started(
    record: JobRecord,
    *,
    options: RenderOptions,
    trigger_digest: str | None,
    now: datetime,
) -> JobRecord:
    """An attempt begins; it is counted before any work is done."""
    return record.with_(
        state=JobState.RUNNING,
        message="The film is being made.",
        attempt=record.attempt + 1,
        options=options.model_dump(mode="json", by_alias=True),
        trigger_digest=trigger_digest,
        warnings=(),
        voice=None,
        started_at=now,
    )


def changed(record: JobRecord, message: str) -> JobRecord:
    """A file changed while the film was being made: it begins again, as often as that happens."""
    restarts = record.restarts + (record.state is JobState.RUNNING)
    return put_back(record, message).with_(restarts=restarts)


def put_back(record: JobRecord, message: str) -> JobRecord:
    """The attempt ended, or could not begin, for a reason outside the drop; it does not count."""
    begun = record.state is JobState.RUNNING
    return record.with_(
        state=JobState.WAITING,
        message=message,
        attempt=record.attempt - 1 if begun else record.attempt,
        started_at=None,
        trigger_digest=None,
        settlement=None,
        outputs=(),
    )


def interrupted(record: JobRecord, *, attempts: int) -> JobRecord:
    """Dropd itself was killed during the attempt, which counts: after some of them the job is the likely cause."""
    if record.attempt < attempts:
        return record.with_(
            state=JobState.WAITING,
            message="dropd was stopped while it made this film; it begins again.",
            started_at=None,
            trigger_digest=None,
        )
    return failed(
        record,
        InterruptedFault(
            f"The render of this project was interrupted {record.attempt} times.",
            hint="Perhaps one of its files makes dropd run out of memory. Look at the log, "
            "try smaller pictures, then drop the trigger again.",
        ),
    )


def succeeded(
    record: JobRecord, film: FilmReady, delivered: Sequence[Fingerprint], closed: Sequence[JobRecord]
) -> JobRecord:
    """A film is ready to be published; it was made from what was delivered. `closed` jobs are newest first."""
    settlement = Settlement(
        state=JobState.SUCCEEDED,
        message="The film is ready.",
        moves=tuple(Move(staged=file.staged, name=file.name) for file in film.files),
        leftovers=_leftovers(film, closed),
        trigger_goes_to="done",
    )
    outputs = tuple(
        Output(
            path=f"output/{file.name}",
            job_id=record.job_id,
            bytes=file.bytes,
            duration_seconds=None if file.duration_s is None else round(file.duration_s, 3),
            width=file.width_px,
            height=file.height_px,
            sha256=file.sha256,
        )
        for file in (film.files[-1], *film.files[:-1])  # the film is what one looks for
    )
    return record.with_(
        settlement=settlement,
        outputs=outputs,
        inputs=tuple(UsedFile(**seen.model_dump(), sha256=film.digests[seen.path]) for seen in delivered),
        warnings=(*record.warnings, *_of_another_trigger(record, outputs[0].path, closed)),
        message="The film is being published.",
    )


def _leftovers(film: FilmReady, closed: Sequence[JobRecord]) -> tuple[Output, ...]:
    """What the last film of the same name had, and this one has not."""
    new = {f"output/{file.name}" for file in film.files}
    films = (job.outputs for job in closed if job.state is JobState.SUCCEEDED and job.outputs)
    before = next((outputs for outputs in films if outputs[0].path == f"output/{film.files[-1].name}"), ())
    return tuple(output for output in before if output.path not in new)


def _of_another_trigger(record: JobRecord, path: str, closed: Sequence[JobRecord]) -> Iterator[str]:
    """What to know where the film takes the place of one that another trigger asked for."""
    before = next((job for job in closed if job.outputs and job.outputs[0].path == path), None)
    if before is not None and before.plain_name.casefold() != record.plain_name.casefold():
        yield (
            f"This film has taken the place of the one that {before.plain_name} made. To keep both, write another "
            "outputName into one of the triggers."
        )


def answered(record: JobRecord, film_of: JobRecord) -> JobRecord:
    """The film that is asked for is there already, made by another job from the same trigger and the same files."""
    message = (
        "This film was already there, and nothing of it has changed; it was not made again. "
        "To have it made all the same, write force: true into the trigger."
    )
    kept = ("trigger_digest", "options", "voice", "warnings", "outputs", "inputs")
    return record.with_(
        settlement=Settlement(state=JobState.SUCCEEDED, message=message, trigger_goes_to="done"),
        message=message,
        **{name: getattr(film_of, name) for name in kept},
    )


def checked(record: JobRecord, check: Check, estimate: Estimate | None) -> JobRecord:
    """A check is over; nothing was rendered."""
    message = _found_by(check)
    settlement = Settlement(state=JobState.SUCCEEDED, message=message, trigger_goes_to="done")
    return record.with_(settlement=settlement, check=check, estimate=estimate, message=message)


def _found_by(check: Check) -> str:
    if not check.problems:
        return "The check found nothing that stops the film."
    first, *more = check.problems
    how_many = f"{1 + len(more)} problems. The first" if more else "one problem"
    return f"The check found {how_many}: {first}"


def failed(record: JobRecord, *errors: DropdError | Failed) -> JobRecord:
    """No film can be made, for one reason or several."""
    report = report_of(*errors)
    return record.with_(
        settlement=Settlement(
            state=JobState.FAILED, message=headline(report.message), error=report, trigger_goes_to="failed"
        ),
        error=report,
        message=headline(report.message),
    )


def cancelled_by_file(record: JobRecord, controls: Sequence[str], closed: Sequence[JobRecord]) -> JobRecord:
    """Its owner dropped a file `cancel`. `closed` are the jobs of the project that are over."""
    report = report_of(CancelledFault("Cancelled, because a file named cancel was dropped."))
    return record.with_(
        settlement=Settlement(
            state=JobState.CANCELLED,
            message=report.message,
            error=report,
            trigger_goes_to="failed",
            controls=tuple(controls),
            leftovers=_its_own(record, closed),
        ),
        error=report,
        message=report.message,
        outputs=(),
    )


def cancelled(record: JobRecord, message: str, closed: Sequence[JobRecord]) -> JobRecord:
    """Its trigger was removed or replaced: there is nothing to move away. `closed` are jobs that are over."""
    return record.with_(
        settlement=Settlement(state=JobState.CANCELLED, message=message, leftovers=_its_own(record, closed)),
        message=message,
        outputs=(),
    )


def _its_own(record: JobRecord, closed: Sequence[JobRecord]) -> tuple[Output, ...]:
    """What a job may have published before it was cancelled, but for what an earlier film had in the same way."""
    earlier = {(output.path, output.sha256) for job in closed for output in job.outputs}
    return tuple(output for output in record.outputs if (output.path, output.sha256) not in earlier)


def finish(record: JobRecord, now: datetime) -> JobRecord:
    """What was decided is done."""
    if record.settlement is None:
        raise ValueError(f"job {record.job_id} has no end yet")
    return record.with_(
        state=record.settlement.state, message=record.settlement.message, finished_at=now, settlement=None
    )


def report_of(*errors: DropdError | Failed) -> ErrorReport:
    """Errors as status.json tells them: the place is the first one's, the words are everyone's."""
    first = errors[0]
    return ErrorReport(
        code=first.code,
        message="\n".join(dict.fromkeys(error.message for error in errors)),
        hint=_what_to_do(errors),
        file=first.file,
        line=first.line,
        column=first.column,
    )


def _what_to_do(errors: Sequence[DropdError | Failed]) -> str:
    """All hints; the trigger is dropped once."""
    hints = dict.fromkeys(error.hint for error in errors if error.hint)
    again = ["Then drop the trigger again."] if any(error.again for error in errors) else []
    return " ".join((*hints, *again))


def headline(message: str) -> str:
    """A message in one line, for where there is room for one: of a list, its first entry."""
    first, *more = message.splitlines() or [""]
    if not more:
        return first
    return f"{first} {more[0].strip().removeprefix('- ')}" + (" …" if len(more) > 1 else "")
