"""How a job ends: done with its file, not possible with the reason, cancelled. Who waited long gets a letter."""

import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts import letters
from roadmap.jobs.kinds import KINDS
from roadmap.jobs.progress import NoLongerWanted, Progress, still
from roadmap.jobs.results import Overtaken, Result
from roadmap.models import Job

KEPT = timedelta(days=14)
LONG = timedelta(minutes=1)  # whoever asked has gone on to something else
STORING = timedelta(hours=2)  # over a slow line to a storage elsewhere
PIECE = 1024 * 1024


class Finished(File):
    """A file that the storage moves to its place where it can, and reads piece by piece where it cannot."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


def finish(job: Job, result: Result, progress: Progress, *, now: datetime) -> Job:
    """Raises NoLongerWanted or Overtaken, and then nothing of its file is left."""
    kept = _kept(result, result.path, progress, now) if result.path else {}
    try:
        with transaction.atomic():
            found = still(job).select_for_update(of=("self",)).first()
            if found is None:
                raise NoLongerWanted
            if result.is_overtaken():
                raise Overtaken
            over(found, Job.State.DONE, now=now, message=result.message, done=found.total, **kept)
            KINDS[Job.Kind(found.kind)].enter(found, now)
            return found
    except BaseException:
        if kept:
            default_storage.delete(kept["file"])
        raise


def _kept(result: Result, path: Path, progress: Progress, now: datetime) -> dict[str, Any]:
    """The file in the storage, measured."""
    progress.quiet_for(STORING)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    size = path.stat().st_size
    place = f"jobs/{now:%Y/%m}/{uuid.uuid4().hex}{path.suffix}"
    with Finished(path) as file:
        name = default_storage.save(place, file)
    told = {"file_name": result.name, "content_type": result.content_type, "size": size}
    return {"file": name, "sha256": digest.hexdigest(), **told}


@transaction.atomic
def fail(job: Job, message: str, *, now: datetime) -> None:
    """Unless it is over, or in other hands."""
    found = Job.objects.open().select_for_update(of=("self",)).filter(pk=job.pk, tries=job.tries).first()
    if found is not None:
        over(found, Job.State.FAILED, now=now, message=message)


def over(job: Job, state: str, *, now: datetime, **told: Any) -> Job:
    told |= {"state": state, "finished_at": now, "expires_at": now + KEPT}
    for name, value in told.items():
        setattr(job, name, value)
    job.save(update_fields=list(told))
    if state != Job.State.CANCELLED and now - job.asked_at > LONG:
        _tell(job, now)
    return job


def _tell(job: Job, now: datetime) -> None:
    letter = KINDS[Job.Kind(job.kind)].letter
    if not letter:
        return
    told = {"message": job.message, "size": job.size}
    if job.roadmap:
        told["roadmap"] = job.roadmap.short_title_to(job.asked_by)
    letters.at_once(
        f"{letter}_{job.state}", job.asked_by, path=job.get_absolute_url(), by=None, now=now, **told
    )
