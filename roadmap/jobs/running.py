"""A worker takes a job up, does it, and says what came of it. One that died is noticed, and the job tried again."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts import appointments, places
from roadmap.jobs import queue
from roadmap.jobs.ending import fail, finish
from roadmap.jobs.kinds import KINDS
from roadmap.jobs.progress import SILENCE, NoLongerWanted, Progress
from roadmap.jobs.results import Impossible, Overtaken
from roadmap.models import Job

TRIES = 3
WAIT = timedelta(minutes=1)
log = logging.getLogger(__name__)


def run(number: int, *, clock: Callable[[], datetime]) -> None:
    job = take_up(number, now=clock())
    if job is None:
        return
    person = job.asked_by
    with translation.override(places.locale_of(person)), _folder(job) as place:
        try:
            progress = Progress(job, clock)
            result = KINDS[Job.Kind(job.kind)].run(job, progress, Path(place))
            finish(job, result, progress, now=clock())
        except NoLongerWanted:
            log.info("Job %s is no longer wanted", job.pk)
        except Impossible as reason:
            fail(job, str(reason), now=clock())
        except Overtaken:
            log.info("Job %s was overtaken", job.pk)
            again(job, now=clock(), wait=timedelta())
        except (OSError, DatabaseError):
            log.exception("Job %s was broken off", job.pk)
            again(job, now=clock())
        except Exception:
            log.exception("Job %s failed", job.pk)
            fail(job, _went_wrong(), now=clock())
        except BaseException:  # the worker is being stopped
            again(job, now=clock(), wait=timedelta())
            raise


@transaction.atomic
def take_up(number: int, *, now: datetime) -> Job | None:
    """The job, now at work; None where it is no longer waiting, or whoever asked may no longer have it."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=number, state=Job.State.QUEUED).first()
    if job is None:
        return None
    person = appointments.with_standing(type(job.asked_by).objects.filter(pk=job.asked_by_id), now)[0]
    if person.country_id != job.country_id or not KINDS[Job.Kind(job.kind)].may(person, job):
        with translation.override(places.locale_of(person)):
            fail(job, _("Your appointment no longer allows this: it was not prepared."), now=now)
        return None
    job.asked_by, job.state, job.started_at = person, Job.State.RUNNING, now
    job.tries, job.lost_at, job.done, job.total = job.tries + 1, now + SILENCE, 0, 0
    job.save(update_fields=["state", "started_at", "tries", "lost_at", "done", "total"])
    return job


@transaction.atomic
def again(job: Job, *, now: datetime, wait: timedelta = WAIT) -> None:
    """Back into the queue, unless it was tried often enough, is over or in other hands."""
    open_ones = Job.objects.open().select_for_update(of=("self",)).select_related("asked_by")
    found = open_ones.filter(pk=job.pk, tries=job.tries).first()
    if found is None:
        return
    if found.tries >= TRIES:
        with translation.override(places.locale_of(found.asked_by)):
            fail(found, _went_wrong(), now=now)
        return
    found.state, found.done, found.total = Job.State.QUEUED, 0, 0
    found.save(update_fields=["state", "done", "total"])
    queue.put(found, after=now + wait if wait else None)


def _went_wrong() -> str:
    return _("It could not be prepared. Ask for it again; if it fails again, tell the operator.")


def start_again(now: datetime) -> int:
    """Jobs whose worker died, and those that fell out of the queue with it: back into it. How many."""
    lost = list(Job.objects.lost(now))
    waiting = Job.objects.filter(state=Job.State.QUEUED, asked_at__lte=now - SILENCE)
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    lost += waiting.exclude(task__in=ready.values("pk"))
    for job in lost:
        again(job, now=now, wait=timedelta())
    return len(lost)


def _folder(job: Job) -> "tempfile.TemporaryDirectory[str]":
    """Of its own; what a worker that died in the middle of it left there may be large, and goes."""
    jobs = Path(settings.DATA_DIR, "jobs")
    for left in jobs.glob(f"job-{job.pk}-*"):
        shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(dir=jobs, prefix=f"job-{job.pk}-")
