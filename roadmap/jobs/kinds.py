"""Which kinds of background work there are: who may ask for it, and what does it.

A further kind is a choice of `Job.Kind`, its constraint, and a line in KINDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from roadmap import bundle, permissions
from roadmap.jobs import state_signatures
from roadmap.jobs.progress import Progress
from roadmap.jobs.results import Impossible, Result
from roadmap.models import Job, Roadmap
from roadmap.permissions import Person

__all__ = ["KINDS", "Impossible", "Kind", "Result"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`may` is asked when somebody asks for it, before it runs, and when they take the file away.

    `run` gets a folder of its own, which is removed afterwards. `enter` is part of the same transaction as its end.
    `letter`: emails/<letter>_done and _failed, for whoever waited long.
    """

    may: Callable[[Person, Job], bool]
    run: Callable[[Job, Progress, Path], Result]
    enter: Callable[[Job, datetime], None] = lambda job, now: None
    letter: str = ""


def _may_take_copy(user: Person, job: Job) -> bool:
    return job.roadmap is not None and permissions.can_take_copy(user, job.roadmap)


def _roadmap(job: Job) -> Roadmap:
    if job.roadmap is None:
        raise ValueError(f"Job {job.pk} is about no roadmap")
    return job.roadmap


def _bundle(job: Job, progress: Progress, folder: Path) -> Result:
    roadmap = _roadmap(job)
    path, aside, now = folder / "bundle.zip", folder / "aside", progress.clock()
    aside.mkdir()
    with path.open("w+b") as file:
        made = bundle.write(file, roadmap, job.country_id, now=now, folder=aside, tell=progress)
    name = bundle.file_name(roadmap, job.country_id, now)
    return Result(made.in_words(), path, name, "application/zip", made.is_overtaken)


def _copy_taken(job: Job, now: datetime) -> None:
    bundle.taken(_roadmap(job), job.country_id, job.sha256, by=job.asked_by, now=now)


KINDS = {
    Job.Kind.BUNDLE: Kind(_may_take_copy, _bundle, _copy_taken, letter="bundle"),
    Job.Kind.ORIGINALS: Kind(state_signatures.may_prepare, state_signatures.prepare),
    Job.Kind.SIGNATURES: Kind(state_signatures.may_check, state_signatures.check),
}
