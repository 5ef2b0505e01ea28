"""Results are forgotten after two weeks, with their files."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from roadmap import jobs
from roadmap.models import Job
from tests.build import NOON

pytestmark = pytest.mark.django_db
KEPT = timedelta(days=14)
INSTANT = timedelta(seconds=1)


@pytest.fixture
def done(roadmap, secretariat_pe) -> Job:
    job = jobs.ask(Job.Kind.BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)
    DBTaskResult.objects.update(status="SUCCESSFUL", started_at=NOON, finished_at=NOON)
    job.state, job.finished_at, job.expires_at = "done", NOON, NOON + KEPT
    job.file = default_storage.save("jobs/copia.zip", ContentFile(b"zip"))
    job.file_name, job.content_type, job.size, job.sha256 = "copia.zip", "application/zip", 3, "a" * 64
    job.save()
    return job


def test_after_two_weeks_the_file_is_gone_too(done):
    assert jobs.forget_old(NOON + KEPT - INSTANT) == 0
    assert default_storage.exists(done.file.name)
    assert jobs.forget_old(NOON + KEPT) == 1
    assert not default_storage.exists(done.file.name)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_what_waits_is_not_forgotten_however_long(roadmap, secretariat_pe):
    jobs.ask(Job.Kind.BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)
    jobs.forget_old(NOON + 10 * KEPT)
    assert Job.objects.count() == DBTaskResult.objects.count() == 1


def test_what_a_dead_worker_left_lying_is_swept_up(tmp_path):
    old, young = tmp_path / "jobs" / "job-old", tmp_path / "jobs" / "job-young"
    for folder in (old, young):
        folder.mkdir()
    before = (NOON - timedelta(days=2)).timestamp()
    os.utime(old, (before, before))
    os.utime(young, (NOON.timestamp(), NOON.timestamp()))
    jobs.forget_old(NOON)
    assert not old.exists()
    assert young.exists()
