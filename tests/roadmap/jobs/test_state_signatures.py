"""From the button to both signatures in one file: originals and checks are made in the background."""

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Appointment
from roadmap import closing as closings
from roadmap.models import ClosingOriginal, Job, SignatureCheck, SignedUpload
from tests.build import NOON, make_activity, make_closing, make_report, signed_in
from tests.roadmap.proof import signing
from tests.roadmap.proof.signing import minister, sign

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sealed(roadmap, secretariat_pe, secretariat_bo, settings, tmp_path):
    """A sealed closing, and the invented roots of both states."""
    for code in ("BO", "PE"):
        (tmp_path / code).mkdir()
        (tmp_path / code / "raiz.pem").write_bytes(signing.root(code).pem)
    settings.TRUST_ROOTS = [tmp_path]
    make_report(make_activity(roadmap), "PE", percent=50, description="Talleres en Puno.")
    return make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)


@pytest.fixture
def pe(secretariat_pe) -> Client:
    return signed_in(Client(), secretariat_pe)


@pytest.fixture
def bo(secretariat_bo) -> Client:
    return signed_in(Client(), secretariat_bo)


def page(found) -> str:
    return reverse("roadmap:closing-signatures", args=[found.pk])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def prepared(desk: Client, found, work) -> None:
    response = desk.post(reverse("roadmap:closing-originals", args=[found.pk]))
    assert (response.status_code, response.headers["Location"]) == (302, page(found))
    work()


def taken(desk: Client, address: str) -> bytes:
    response = desk.get(address)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return bytes(response.getvalue())


def brought(desk: Client, found, content: bytes, work) -> str:
    """The page of the upload, once it is checked."""
    file = SimpleUploadedFile("firmado.pdf", content, "application/pdf")
    response = desk.post(page(found), {"file": file})
    assert response.status_code == 302
    work()
    return text_of(desk.get(response.headers["Location"]))


def test_both_parties_sign_one_file_and_poppler_finds_both_valid(pe, bo, sealed, work, tmp_path):
    prepared(pe, sealed, work)
    original = ClosingOriginal.objects.get(country="PE")
    content = taken(pe, reverse("roadmap:closing-original", args=[original.pk]))
    told = brought(pe, sealed, sign(content, minister("PE")), work)
    assert "Ana Firma PE" in told
    assert SignatureCheck.objects.get().verdict == "accepted"
    first = SignedUpload.objects.get()
    link = reverse("roadmap:document-download", args=[first.document.pk])
    assert link in text_of(bo.get(page(sealed)))
    both = sign(taken(bo, link), minister("BO"), "Firma2")
    assert "Ana Firma BO" in brought(bo, sealed, both, work)
    assert [row.verdict for row in SignatureCheck.objects.order_by("pk")] == ["accepted", "accepted"]
    assert (
        said_by_poppler(both, tmp_path / "both.pdf").count("Signature Validation: Signature is Valid.") == 2
    )


def said_by_poppler(content: bytes, path: Path) -> str:
    path.write_bytes(content)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=True).stdout.decode()


def test_the_originals_of_both_are_made_each_with_its_own_party_first(pe, sealed, work):
    prepared(pe, sealed, work)
    rows = {row.country_id: row for row in ClosingOriginal.objects.all()}
    titles = {}
    for code, row in rows.items():
        with pikepdf.open(BytesIO(row.file.open().read())) as pdf:
            titles[code] = str(pdf.docinfo["/Author"])
    assert titles["PE"].startswith("República del Perú")
    assert titles["BO"].startswith("Estado Plurinacional de Bolivia")


@pytest.mark.at_leisure
def test_they_are_made_once(pe, bo, sealed, work):
    prepared(pe, sealed, work)
    before = list(ClosingOriginal.objects.values_list("pk", "sha256"))
    prepared(bo, sealed, work)
    assert list(ClosingOriginal.objects.values_list("pk", "sha256")) == before


def test_while_they_are_made_the_page_says_so_and_offers_no_second_time(pe, sealed):
    pe.post(reverse("roadmap:closing-originals", args=[sealed.pk]))
    told = text_of(pe.get(page(sealed)))
    assert reverse("roadmap:closing-originals", args=[sealed.pk]) not in told
    assert 'hx-get="' in told
    assert Job.objects.get().kind == "originals"


def test_what_is_refused_says_why_and_what_to_do(pe, sealed, work):
    prepared(pe, sealed, work)
    pe.cookies["django_language"] = "en"
    original = ClosingOriginal.objects.get(country="PE")
    told = brought(pe, sealed, original.file.open().read(), work)
    check = SignatureCheck.objects.get()
    assert check.verdict == "refused"
    assert reverse("roadmap:signed-upload-check", args=[check.upload_id]) in told


def test_a_form_without_a_file_is_shown_again(pe, sealed, work):
    prepared(pe, sealed, work)
    response = pe.post(page(sealed), {})
    assert response.status_code == 422
    assert not SignedUpload.objects.exists()


def test_a_file_that_is_no_pdf_is_told_at_its_field(pe, sealed, work):
    prepared(pe, sealed, work)
    response = pe.post(page(sealed), {"file": SimpleUploadedFile("firmado.p7m", b"x")})
    assert response.status_code == 422
    assert 'id="id_file_error"' in text_of(response)


def test_before_both_have_signed_here_there_is_no_such_page(pe, roadmap, secretariat_pe):
    waiting = make_closing(roadmap, secretariat_pe, secretariat_pe)
    assert pe.get(page(waiting)).status_code == 404


def test_whoever_lost_the_appointment_has_nothing_checked(pe, sealed, work, secretariat_pe):
    prepared(pe, sealed, work)
    content = sign(ClosingOriginal.objects.get(country="PE").file.open().read(), minister("PE"))
    pe.post(page(sealed), {"file": SimpleUploadedFile("firmado.pdf", content)})
    Appointment.objects.filter(person=secretariat_pe).update(ends_on=date(2026, 5, 31))
    work()
    assert Job.objects.get(kind="signatures").state == "failed"
    assert not SignatureCheck.objects.exists()


def test_the_page_calls_the_seal_a_technical_record(pe, sealed):
    told = text_of(pe.get(page(sealed)))
    assert sealed.seal.sha256 in told
    assert reverse("roadmap:help-page", args=["firma-digital"]) in told


@pytest.mark.parametrize("uploads", [1, 6])
def test_the_page_asks_the_same_however_much_was_brought(
    uploads, pe, sealed, work, secretariat_pe, django_assert_max_num_queries
):
    prepared(pe, sealed, work)
    for number in range(uploads):
        file = SimpleUploadedFile("firmado.pdf", b"%%PDF-1.7 %d" % number)
        closings.upload_signed(sealed.pk, upload=file, by=secretariat_pe, now=NOON)
    pe.get(page(sealed))  # the header's number is laid out once a process and half minute
    with django_assert_max_num_queries(14):
        pe.get(page(sealed))
