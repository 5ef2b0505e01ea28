"""The same of files in a folder and in an S3-compatible storage: kept whole or not at all, read by those who may."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import documents
from roadmap import workflow
from roadmap.models import Evidence, ProgressReport
from tests import bucket
from tests.accounts.test_pictures import PLACE, written
from tests.build import NOON, make_activity, make_pdf, make_report, make_roadmap, signed_in

# The database has no part in where files lie.
pytestmark = pytest.mark.any_database
GONE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    with bucket.served() as settings:
        yield settings


@pytest.fixture(params=["folder", "bucket"])
def kept(request, settings, tmp_path) -> Callable[[], set[str]]:
    """What is in the storage. Each test has an empty one."""
    if request.param == "folder":
        backend = "django.core.files.storage.FileSystemStorage"
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}},
        }
        return lambda: {str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()}
    settings.STORAGES = {**settings.STORAGES, "default": request.getfixturevalue("server")}
    storage: Any = default_storage
    client = storage.connection
    client.create_bucket(Bucket=bucket.BUCKET)
    objects = storage.bucket.objects
    objects.all().delete()
    return lambda: {one.key for one in objects.all()}


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    activity = make_activity(make_roadmap(), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    return make_report(activity, "PE", status="draft", author=focal_pe)


def add(report: ProgressReport, by, name: str = "acta.pdf", content: bytes = b"") -> Evidence:
    upload = SimpleUploadedFile(name, content or make_pdf())
    return workflow.add_file(report.pk, upload=upload, by=by, now=NOON)


def test_evidence_is_kept_and_comes_down_whole_to_be_saved(kept, draft, focal_pe, client, reader):
    evidence = add(draft, focal_pe)
    assert kept() == {evidence.file.name}
    address = reverse("roadmap:evidence-download", args=[evidence.pk])
    answer = signed_in(client, focal_pe).get(address)
    assert b"".join(answer) == make_pdf()
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(client, reader).get(address).status_code == 404


def test_a_photograph_is_kept_clean_with_the_hash_of_the_original(kept, draft, focal_pe, client):
    photograph = written("jpg")
    evidence = add(draft, focal_pe, "foto.jpg", photograph)
    with evidence.file.open() as file:
        content = file.read()
    assert PLACE.encode() not in content
    assert (evidence.sha256, evidence.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert evidence.original_sha256 == hashlib.sha256(photograph).hexdigest() != evidence.sha256
    page = signed_in(client, focal_pe).get(draft.get_absolute_url()).content.decode()
    assert evidence.sha256 in page
    assert evidence.original_sha256 in page


def test_what_is_refused_leaves_nothing(kept, draft, focal_pe, reader):
    with pytest.raises(ValidationError):
        add(draft, focal_pe, "acta.pdf", b"<html>")
    with pytest.raises(PermissionDenied):
        add(draft, reader)
    add(draft, focal_pe)
    with pytest.raises(ValidationError):
        add(draft, focal_pe)
    assert len(kept()) == 1


def test_evidence_that_is_removed_takes_its_file_along(
    kept, draft, focal_pe, django_capture_on_commit_callbacks
):
    evidence = add(draft, focal_pe)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.remove(evidence.pk, by=focal_pe, now=NOON)
    assert kept() == set()


def test_a_file_that_is_gone_answers_as_if_it_were_not_there(kept, draft, focal_pe, client):
    evidence = add(draft, focal_pe)
    default_storage.delete(str(evidence.file.name))
    address = reverse("roadmap:evidence-download", args=[evidence.pk])
    assert signed_in(client, focal_pe).get(address).status_code == 404


def test_an_official_paper_is_kept_with_its_row_or_not_at_all(kept, secretariat_pe, client):
    given: dict[str, Any] = {"kind": "oficio", "number": "1", "dated": date(2026, 6, 1), "now": NOON}

    def keep() -> Any:
        return documents.keep(upload=SimpleUploadedFile("o.pdf", make_pdf()), by=secretariat_pe, **given)

    document = keep()
    assert kept() == {document.file.name}
    answer = signed_in(client, secretariat_pe).get(reverse("roadmap:document-download", args=[document.pk]))
    assert b"".join(answer) == make_pdf()
    assert answer["X-Content-Type-Options"] == "nosniff"

    @documents.together()
    def verb(*, now: Any) -> None:
        keep()
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        verb(now=NOON)
    assert kept() == {document.file.name}


def test_a_storage_that_does_not_answer_is_said_in_plain_words(draft, focal_pe, settings, server):
    options = {**server["OPTIONS"], "endpoint_url": GONE}
    settings.STORAGES = {**settings.STORAGES, "default": {**server, "OPTIONS": options}}
    with pytest.raises(ValidationError, match=r"acta\.pdf"):
        add(draft, focal_pe)
    assert not Evidence.objects.exists()
