"""A copy whose files lie in an S3-compatible storage: read from there, kept there, taken away from there."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import User
from roadmap import jobs
from roadmap.models import Evidence, Job
from tests import bucket
from tests.build import NOON, make_activity, make_evidence, make_report, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database, pytest.mark.at_leisure]
PAGES = [bytes([number]) * 12_000_000 for number in (1, 2)]


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    with bucket.served() as settings:
        yield settings


@pytest.fixture
def stored(server, settings, clock) -> dict[str, Any]:
    """The clock of the request is the machine's: a storage refuses what is signed on another day."""
    settings.STORAGES = {**settings.STORAGES, "default": server}
    storage: Any = default_storage
    storage.connection.create_bucket(Bucket=bucket.BUCKET)
    storage.bucket.objects.all().delete()
    return server


@pytest.fixture
def job(stored, roadmap, secretariat_pe: User) -> Job:
    report = make_report(make_activity(roadmap), "PE", percent=50)
    for number, content in enumerate(PAGES):
        file = default_storage.save(f"evidence/{number}.txt", ContentFile(content))
        told: dict[str, Any] = {
            "file_name": f"{number}.txt",
            "content_type": "text/plain",
            "size": len(content),
        }
        sha256 = hashlib.sha256(content).hexdigest()
        make_evidence(report, f"Acta {number}", kind="file", file=file, sha256=sha256, **told)
    return jobs.ask(Job.Kind.BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)


def test_it_comes_down_from_there_piece_by_piece(job, work, client, secretariat_pe):
    work()
    job.refresh_from_db()
    assert job.state == "done"
    assert default_storage.exists(job.file.name)
    tracemalloc.start()
    answer = signed_in(client, secretariat_pe).get(reverse("roadmap:job-download", args=[job.pk]))
    digest, size = hashlib.sha256(), 0
    for piece in answer:
        digest.update(piece)
        size += len(piece)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (digest.hexdigest(), size) == (job.sha256, job.size)
    assert most < 16_000_000 < size
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_broke_off_goes_on_where_it_stopped(job, work, client, secretariat_pe):
    work()
    job.refresh_from_db()
    desk, address = signed_in(client, secretariat_pe), reverse("roadmap:job-download", args=[job.pk])
    whole = b"".join(desk.get(address))
    rest = desk.get(address, headers={"Range": "bytes=5000000-"})
    assert b"".join(rest) == whole[5_000_000:]


def test_what_is_missing_there_is_told(job, work):
    piece = Evidence.objects.order_by("pk").first()
    assert piece
    default_storage.delete(str(piece.file.name))
    work()
    job.refresh_from_db()
    with zipfile.ZipFile(io.BytesIO(job.file.read())) as archive:
        (problem,) = json.loads(archive.read("index.json"))["problems"]
    assert (problem["what"], problem["expected"]) == ("missing", piece.sha256)


def test_a_storage_that_does_not_answer_is_no_file_that_is_missing(job, work, settings, stored):
    away = {**stored, "OPTIONS": {**stored["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}}
    settings.STORAGES = {**settings.STORAGES, "default": away}
    work()
    job.refresh_from_db()
    assert (job.state, job.tries) == ("queued", 1)


def test_a_result_that_is_gone_from_there_does_not_exist(job, work, client, secretariat_pe):
    work()
    job.refresh_from_db()
    default_storage.delete(str(job.file.name))
    address = reverse("roadmap:job-download", args=[job.pk])
    assert signed_in(client, secretariat_pe).get(address).status_code == 404
