"""After a dropd that was killed: its jobs are put back, and what it left half done is swept up."""

from dropd.cache.store import Cache
from dropd.contracts.job_state import JobState
from dropd.durable import sweep_temporaries
from dropd.jobs import lifecycle
from dropd.jobs.record import JobRecord
from dropd.jobs.settle import sweep_project
from dropd.jobs.store import JobStore
from dropd.project import Root
from dropd.settings import Settings


def recover(root: Root, store: JobStore, settings: Settings, excused: frozenset[str]) -> list[JobRecord]:
    """Put back what was being rendered, and sweep. Returns the jobs that had begun.

    For those that are `excused` it was the root that went away, which costs no attempt.
    """
    begun = [record for record in store.open() if record.state is JobState.RUNNING and not record.is_settling]
    for record in begun:
        if record.job_id in excused:
            store.save(lifecycle.put_back(record, "The disk was gone for a while; it begins again."))
        else:
            store.save(lifecycle.interrupted(record, attempts=settings.attempts))
    for project_id in store.projects():
        sweep_project(root.project(project_id))
    for folder in (root.folder, root.state, root.jobs):
        sweep_temporaries(folder)
    Cache(settings.cache_folder).sweep()
    return begun
