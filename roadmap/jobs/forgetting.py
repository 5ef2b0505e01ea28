"""Results are kept for two weeks: a copy is made anew in minutes, and holds what nobody should find lying about."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from roadmap.jobs.ending import KEPT
from roadmap.models import Job

LEFT_OVER = timedelta(days=1)  # no work takes as long


def forget_old(now: datetime) -> int:
    """Jobs with their files, what the queue keeps of them, and what dead workers left lying. How many jobs."""
    forgotten = 0
    for job in Job.objects.filter(expires_at__lte=now):
        if job.file.name:
            default_storage.delete(job.file.name)
        job.delete()
        forgotten += 1
    old = Q(finished_at__lte=now - KEPT) | Q(finished_at=None, started_at__lte=now - KEPT)
    gone = DBTaskResult.objects.filter(old)
    if gone.exists():
        gone.delete()
    _sweep(now)
    return forgotten


def _sweep(now: datetime) -> None:
    for folder in Path(settings.DATA_DIR, "jobs").glob("job-*"):
        if datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo) <= now - LEFT_OVER:
            shutil.rmtree(folder, ignore_errors=True)
