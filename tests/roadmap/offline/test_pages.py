"""The pages of the offline form: downloaded, uploaded, looked at, confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Activity, OfflineUpload, ProgressReport
from tests.roadmap.offline.forms import CUTOFF, FULL, NOW, TOLD, fill


def test_a_focal_point_downloads_uploads_looks_and_submits(roadmap, focal_bo):
    client = Client()
    client.force_login(focal_bo)
    address = reverse("roadmap:offline-form", args=[roadmap.code])
    download = reverse("roadmap:offline-download", args=[roadmap.code, "2026-09-30.xlsx"])
    assert download in client.get(address).content.decode()
    content = fill(client.get(download).content, FULL)
    sent = client.post(address, {"filled": SimpleUploadedFile("form.xlsx", content)})
    page = client.get(sent["Location"])
    given = {"fingerprint": page.context["outcome"].fingerprint, "submit": "1"}
    assert client.post(sent["Location"], given).status_code == 302
    assert ProgressReport.objects.filter(status="submitted").count() == 2
    assert client.post(sent["Location"], given).status_code == 200
    assert OfflineUpload.objects.get().applied_at == NOW


def test_mistakes_are_shown_with_their_cells(roadmap, focal_bo, blank):
    client = Client()
    client.force_login(focal_bo)
    content = fill(blank, {"1.2": {"percent": 175}})
    address = reverse("roadmap:offline-form", args=[roadmap.code])
    sent = client.post(address, {"filled": SimpleUploadedFile("form.xlsx", content)})
    page = client.get(sent["Location"])
    assert page.status_code == 422
    assert "Avances!E7" in page.content.decode()


@pytest.mark.parametrize("name", ["2026-09-29.xlsx", "2026-09-30.pdf", "x.xlsx"])
def test_there_are_forms_for_cutoff_dates_only(roadmap, focal_bo, name):
    client = Client()
    client.force_login(focal_bo)
    assert client.get(reverse("roadmap:offline-download", args=[roadmap.code, name])).status_code == 404


def test_an_upload_is_seen_by_who_made_it_only(roadmap, focal_bo, focal_pe, blank):
    upload = OfflineUpload.objects.create(
        roadmap=roadmap,
        file_name="a.xlsx",
        content=blank,
        sha256="0" * 64,
        uploaded_by=focal_bo,
        uploaded_at=NOW,
    )
    client = Client()
    client.force_login(focal_pe)
    assert client.get(upload.get_absolute_url()).status_code == 404


def test_the_preview_shows_what_an_open_report_loses(roadmap, focal_bo, blank):
    report = workflow.start(Activity.objects.get(number="1.2"), as_of=CUTOFF, by=focal_bo, now=NOW)
    fields = {"description": "Se hizo un taller."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_bo, now=NOW)
    client = Client()
    client.force_login(focal_bo)
    filled = SimpleUploadedFile("form.xlsx", fill(blank, {"1.2": {"percent": 75, "description": TOLD}}))
    sent = client.post(reverse("roadmap:offline-form", args=[roadmap.code]), {"filled": filled})
    page = client.get(sent["Location"]).content.decode()
    assert f"<del>Se hizo un taller.</del> → <ins>{TOLD}</ins>" in page


def test_no_form_is_taken_while_the_scanner_for_viruses_is_away(roadmap, focal_bo, blank, settings):
    settings.CLAMD = "/nowhere/clamd.ctl"
    client = Client()
    client.force_login(focal_bo)
    address = reverse("roadmap:offline-form", args=[roadmap.code])
    page = client.post(address, {"filled": SimpleUploadedFile("form.xlsx", blank)})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["filled"])
    assert not OfflineUpload.objects.exists()


def test_what_looks_like_a_persons_datum_is_handed_in_as_a_draft_alone(roadmap, focal_bo, blank):
    """Why it is none is said on the page of submission."""
    telling = {**FULL, "1.1": {"description": f"{TOLD} Cel. 71234567."}}
    client = Client()
    client.force_login(focal_bo)
    address = reverse("roadmap:offline-form", args=[roadmap.code])
    sent = client.post(address, {"filled": SimpleUploadedFile("form.xlsx", fill(blank, telling))})
    page = client.get(sent["Location"])
    assert "71234567" in page.content.decode()
    given = {"fingerprint": page.context["outcome"].fingerprint, "submit": "1"}
    assert client.post(sent["Location"], given).status_code == 422
    assert not ProgressReport.objects.filter(status="submitted").exists()
    del given["submit"]
    assert client.post(sent["Location"], given).status_code == 302
    assert ProgressReport.objects.filter(status="draft").count() == 2
