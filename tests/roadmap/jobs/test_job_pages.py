"""The pages of background work: asking for a copy, watching it, taking it away."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import mail
from accounts.models import Appointment, LedgerEntry
from roadmap.models import Job
from tests.build import make_activity, make_job, make_report, signed_in

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(client, secretariat_pe):
    """The browser of Peru's secretariat."""
    return signed_in(client, secretariat_pe)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def ask_for_copy(desk, roadmap) -> Job:
    response = desk.post(reverse("roadmap:bundle-ask", args=[roadmap.code]), follow=True)
    assert response.status_code == 200
    return Job.objects.get()


def test_from_the_button_to_the_file(desk, roadmap, work):
    make_report(make_activity(roadmap), "PE", percent=50, description="Talleres en Puno.")
    assert reverse("roadmap:bundle-ask", args=[roadmap.code]) in text_of(
        desk.get(reverse("roadmap:report-choose", args=[roadmap.code]))
    )
    job = ask_for_copy(desk, roadmap)
    work()
    told = text_of(desk.get(job.get_absolute_url()))
    job.refresh_from_db()
    assert job.state == "done"
    assert job.sha256 in told
    response = desk.get(reverse("roadmap:job-download", args=[job.pk]))
    content = b"".join(response.streaming_content)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert int(response.headers["Content-Length"]) == len(content)
    assert b"alternat-bundle/1" in zipfile.ZipFile(io.BytesIO(content)).read("index.json")


def test_that_a_copy_was_taken_away_is_in_the_record(desk, roadmap, work, secretariat_pe):
    job = ask_for_copy(desk, roadmap)
    work()
    job.refresh_from_db()
    entry = LedgerEntry.objects.get(event="bundle.taken")
    assert entry.chain.name == f"roadmap/{roadmap.code}"
    assert entry.side == ""
    assert job.sha256 in entry.body
    assert f"person/{secretariat_pe.pk}" in entry.body


def test_while_it_waits_the_page_looks_again_with_and_without_javascript(desk, roadmap, clock):
    job = ask_for_copy(desk, roadmap)
    told = text_of(desk.get(job.get_absolute_url()))
    assert '<noscript><meta http-equiv="refresh"' in told
    assert f'hx-get="{job.get_absolute_url()}" hx-trigger="every 2s"' in told
    part = desk.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"<progress" in part.content


def test_what_is_over_is_not_asked_for_again_and_again(desk, roadmap, secretariat_pe):
    job = make_job(roadmap, secretariat_pe, file="jobs/copia.zip")
    told = text_of(desk.get(job.get_absolute_url()))
    assert "hx-get" not in told
    assert "refresh" not in told


def test_whoever_waits_long_is_told_that_the_worker_may_be_stopped(desk, roadmap, clock):
    job = ask_for_copy(desk, roadmap)
    before = text_of(desk.get(job.get_absolute_url()))
    clock.shift(61)
    assert len(text_of(desk.get(job.get_absolute_url()))) > len(before)


def test_it_is_cancelled_on_its_page(desk, roadmap):
    job = ask_for_copy(desk, roadmap)
    desk.post(reverse("roadmap:job-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "cancelled"
    response = desk.post(reverse("roadmap:job-cancel", args=[job.pk]), follow=True)
    assert response.status_code == 200


def test_who_is_no_longer_of_the_office_does_not_take_it_away(client, roadmap, ministry_pe, media):
    name = default_storage.save("jobs/copia.zip", io.BytesIO(b"zip"))
    job = make_job(roadmap, ministry_pe, file=name)
    desk, address = signed_in(client, ministry_pe), reverse("roadmap:job-download", args=[job.pk])
    assert desk.get(address).status_code == 200
    Appointment.objects.filter(person=ministry_pe).update(ends_on=date(2026, 5, 1))
    assert desk.get(address).status_code != 200


def test_a_reader_that_the_person_became_does_not_take_it_away(client, roadmap, ministry_pe):
    job = make_job(roadmap, ministry_pe, file="jobs/copia.zip")
    ministry_pe.role = "reader"
    ministry_pe.save()
    Appointment.objects.filter(person=ministry_pe).update(role="reader")
    desk = signed_in(client, ministry_pe)
    assert desk.get(job.get_absolute_url()).status_code == 200
    assert desk.get(reverse("roadmap:job-download", args=[job.pk])).status_code == 403


def test_a_download_that_broke_off_goes_on_where_it_stopped(desk, roadmap, work):
    job = ask_for_copy(desk, roadmap)
    work()
    address = reverse("roadmap:job-download", args=[job.pk])
    whole = desk.get(address)
    content = b"".join(whole.streaming_content)
    rest = desk.get(address, headers={"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == content[1000:]
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(content) - 1}/{len(content)}"
    assert int(rest.headers["Content-Length"]) == len(content) - 1000


@pytest.mark.parametrize(
    "asked",
    [
        {"Range": "bytes=1000-", "If-Range": '"another"'},
        {"Range": "bytes=999999999-"},
        {"Range": "bytes=5-9"},
        {"Range": "lines=1-"},
    ],
)
def test_what_cannot_be_gone_on_with_begins_anew(desk, roadmap, work, asked):
    job = ask_for_copy(desk, roadmap)
    work()
    response = desk.get(reverse("roadmap:job-download", args=[job.pk]), headers=asked)
    job.refresh_from_db()
    assert response.status_code == 200
    assert len(b"".join(response.streaming_content)) == job.size


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("letter", ["bundle_done", "bundle_failed"])
def test_the_letters_tell_what_came_of_it_and_where(secretariat_pe, letter, language):
    secretariat_pe.language = language
    told = {
        "roadmap": "BO–PE 2025",
        "message": "99 archivos.",
        "size": 5000,
        "url": "https://a.example/jobs/1/",
    }
    message = mail.compose(letter, secretariat_pe, told)
    assert "BO–PE 2025" in message.subject
    assert all(part in str(message.body) for part in ("99 archivos.", "https://a.example/jobs/1/"))


def test_a_result_that_is_gone_does_not_exist(desk, roadmap, secretariat_pe):
    job = make_job(roadmap, secretariat_pe, file="jobs/gone.zip")
    assert desk.get(reverse("roadmap:job-download", args=[job.pk])).status_code == 404


def test_the_list_of_jobs_asks_as_much_for_many_as_for_one(
    desk, roadmap, secretariat_pe, django_assert_num_queries
):
    address = reverse("roadmap:job-list")
    make_job(roadmap, secretariat_pe, file="jobs/1.zip")
    desk.get(address)
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for number in range(20):
        make_job(roadmap, secretariat_pe, file=f"jobs/{number}.zip")
    with django_assert_num_queries(len(one)):
        desk.get(address)
