"""The place of a job in the queue of the database (django-tasks): a worker takes it from there."""

import uuid
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from roadmap.models import Job


@task()
def work(number: int) -> None:
    """What the worker calls. Which job, and nothing else, is in the queue."""
    # The queue knows this function by its address; what it does is above it.
    from roadmap.jobs import running

    running.run(number, clock=timezone.now)


def put(job: Job, *, after: datetime | None = None) -> None:
    """In the transaction of whoever puts it there: undone, it never was in the queue."""
    queued = work.using(run_after=after).enqueue(job.pk)
    job.task = uuid.UUID(queued.id)
    job.save(update_fields=["task"])
