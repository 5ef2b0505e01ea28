"""A person asks for background work, and may cancel it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from roadmap import permissions
from roadmap.jobs import queue
from roadmap.jobs.ending import over
from roadmap.jobs.kinds import KINDS
from roadmap.models import Job, Roadmap
from roadmap.workflow import moves


@transaction.atomic
def ask(
    kind: str,
    *,
    by: User,
    now: datetime,
    roadmap: Roadmap | None = None,
    parameters: dict[str, Any] | None = None,
) -> Job:
    """The job, waiting for its turn; the one that this person already has open for the same thing, if any."""
    by = moves.acting(by, now=now)
    if by.country is None:
        raise PermissionDenied
    job = Job(kind=kind, roadmap=roadmap, parameters=parameters or {}, asked_by=by, asked_at=now)
    job.country = by.country
    permissions.require(KINDS[Job.Kind(kind)].may(by, job))
    job.request = _request(job)
    open_one = Job.objects.open().filter(asked_by=by, request=job.request).first()
    if open_one is not None:
        return open_one
    job.save()
    queue.put(job)
    return job


def _request(job: Job) -> str:
    told = [job.kind, job.roadmap_id, job.country_id, job.parameters]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def cancel(job_id: int, *, by: User, now: datetime) -> Job:
    """What is at work stops at its next sign of life."""
    by = moves.acting(by, now=now)
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
    if job is None:
        raise moves.IllegalTransition(_("This is no longer there: results are kept for two weeks."))
    permissions.require(permissions.may_cancel_job(by, job))
    if not job.is_open:
        raise moves.IllegalTransition(
            _("This can no longer be cancelled: it is now “%(state)s”.")
            % {"state": job.get_state_display().lower()}
        )
    return over(job, Job.State.CANCELLED, now=now)
