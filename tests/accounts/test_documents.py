"""Official papers: kept with their hash, row and file together or not at all; read by those whom they concern."""

import hashlib
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import appointments, documents
from accounts.forms import DocumentForm
from accounts.forms.documents import DayField, refuse
from accounts.models import Document, Role
from roadmap.models import Amendment
from tests.accounts.test_sign_in import sign_in
from tests.build import NOON, make_amendment, make_appointment, make_document, make_roadmap, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
GIVEN: dict[str, Any] = {"kind": "oficio", "number": "OF. 123-2026-MIMP", "dated": date(2026, 6, 1)}


def pdf(name: str = "oficio.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def keep(by, **changes) -> Document:
    given = {**GIVEN, "upload": pdf(), "by": by, "now": NOON, **changes}
    return documents.keep(**given)


def stored(settings) -> list[str]:
    from pathlib import Path

    root = Path(default_storage.path("documents")).parent / "documents"
    return sorted(str(path) for path in root.rglob("*") if path.is_file())


def test_a_document_is_kept_with_its_hash_and_who_handed_it_in(secretariat_pe):
    document = keep(secretariat_pe)
    with document.file.open() as file:
        assert file.read() == PDF
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (document.country_id, document.added_by_id, document.added_at) == ("PE", secretariat_pe.pk, NOON)
    assert (document.file_name, document.size, document.is_shared) == ("oficio.pdf", len(PDF), False)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"number": "  "}, "number"),
        ({"number": "9" * 101}, "number"),
        ({"dated": date(2026, 6, 2)}, "dated"),
        ({"upload": pdf("acto.exe")}, "file"),
        ({"upload": pdf(content=b"not a document")}, "file"),
    ],
)
def test_a_wrong_document_is_refused_at_its_field_and_leaves_nothing(secretariat_pe, settings, wrong, field):
    before = stored(settings)
    with pytest.raises(ValidationError) as refusal:
        keep(secretariat_pe, **wrong)
    assert list(refusal.value.message_dict) == [field]
    assert not Document.objects.exists()
    assert stored(settings) == before


def test_a_verb_that_fails_later_takes_its_documents_files_away(secretariat_pe, settings):
    before = stored(settings)

    @documents.together()
    def verb(*, now: datetime) -> None:
        keep(secretariat_pe)
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        verb(now=NOON)
    assert not Document.objects.exists()
    assert stored(settings) == before


def test_who_is_not_appointed_keeps_no_document(focal_pe):
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    with pytest.raises(appointments.NoLongerAppointed):
        keep(focal_pe)


def test_who_acts_for_no_country_keeps_no_document(operator):
    with pytest.raises(PermissionDenied):
        keep(operator)


def reads(client, person, document) -> int:
    client.logout()
    sign_in(client, person.email)
    return client.get(reverse("roadmap:document-download", args=[document.pk])).status_code


def test_a_document_is_read_by_its_countrys_offices_and_by_whom_it_concerns(
    client, secretariat_pe, ministry_pe, focal_pe, authority_pe, secretariat_bo
):
    make_roadmap()
    document = keep(secretariat_pe)
    assert [reads(client, one, document) for one in (secretariat_pe, ministry_pe)] == [200, 200]
    assert [reads(client, one, document) for one in (focal_pe, authority_pe, secretariat_bo)] == [404] * 3
    make_appointment(focal_pe, act=document)
    make_appointment(authority_pe, note=document)
    assert [reads(client, one, document) for one in (focal_pe, authority_pe)] == [200, 200]


def test_a_shared_document_is_read_by_both_sides_of_a_roadmap_and_by_nobody_else(
    client, secretariat_pe, consul, focal_bo, reader, outsider, operator, observer
):
    make_roadmap()
    document = keep(secretariat_pe, shared=True)
    assert [reads(client, one, document) for one in (consul, focal_bo, reader)] == [200] * 3
    assert [reads(client, one, document) for one in (outsider, operator, observer)] == [404] * 3


def test_the_papers_of_a_modification_are_read_by_whoever_reads_it(
    client, secretariat_pe, ministry_pe, secretariat_bo, reader, focal_bo, consul
):
    roadmap = make_roadmap()
    make_roadmap("cl-pe-2025-2026", ("CL", "PE"))
    outside = make_user("secretaria.cl@example.org", Role.SECRETARIAT, "CL", "ST-CL")
    document, answer = keep(secretariat_pe, shared=True), keep(secretariat_bo, shared=True)
    amendment = make_amendment(roadmap, secretariat_pe, document=document)
    offices, others = (secretariat_pe, ministry_pe, secretariat_bo), (reader, focal_bo, consul)
    assert [reads(client, one, document) for one in offices] == [200] * 3
    assert [reads(client, one, document) for one in others] == [404] * 3, "they do not read the proposal"
    Amendment.objects.filter(pk=amendment.pk).update(
        outcome=Amendment.Outcome.ACCEPTED,
        answered_by=secretariat_bo,
        answered_at=NOON,
        effective_on=NOON.date(),
        answer_document=answer,
    )
    for paper in (document, answer):
        assert [reads(client, one, paper) for one in (*offices, *others)] == [200] * 6
        assert reads(client, outside, paper) == 404, "of another pair of countries"


def test_a_document_comes_down_to_be_saved_under_its_own_name(client, secretariat_pe):
    document = keep(secretariat_pe, upload=pdf("Oficio de designación.pdf"))
    sign_in(client, secretariat_pe.email)
    answer = client.get(reverse("roadmap:document-download", args=[document.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


def test_a_document_whose_file_is_gone_does_not_exist(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    document = make_document(secretariat_pe, file="documents/gone.pdf")
    assert client.get(reverse("roadmap:document-download", args=[document.pk])).status_code == 404


def form(required: Any = True, **changes: Any) -> DocumentForm:
    data = {"act-kind": "oficio", "act-number": "1", "act-dated": "2026-05-31", **changes}
    files = {"act-file": pdf()} if changes.pop("file", True) else {}
    return DocumentForm(
        data={name: value for name, value in data.items() if name.startswith("act-")},
        files=files,
        prefix="act",
        required=required,
    )


def test_the_form_hands_over_what_keep_needs():
    given = form()
    assert given.is_valid()
    assert given.paper
    assert {**given.paper, "upload": None} == {
        **{"upload": None, "kind": "oficio", "number": "1"},
        "dated": date(2026, 5, 31),
    }


def test_an_optional_document_is_given_whole_or_not_at_all():
    nothing = form(required=False, **{"act-kind": "", "act-number": "", "act-dated": "", "file": ""})
    assert nothing.is_valid()
    assert nothing.paper is None
    half = form(required=False, **{"act-number": "", "file": ""})
    assert not half.is_valid()
    assert set(half.errors) == {"number", "file"}


def test_what_the_verb_refuses_stands_at_its_field(secretariat_pe):
    given = form(**{"act-dated": "2026-06-02"})
    assert given.is_valid()
    assert given.paper
    with pytest.raises(ValidationError) as refusal:
        documents.keep(**given.paper, by=secretariat_pe, now=NOON)
    refuse(refusal.value, given)
    assert list(given.errors) == ["dated"]


def test_people_without_an_appointment_read_no_document(client, secretariat_pe):
    document = keep(secretariat_pe)
    other = make_user("otra.pe@example.org", secretariat_pe.role, "PE")
    assert reads(client, other, document) == 200
    other.appointments.update(revoked_at=NOON, revoked_reason="Cesó.")
    assert reads(client, other, document) != 200


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "31/12/2205"])
def test_a_day_centuries_away_is_a_mistyped_one(text):
    """And the calendar's last day has no day after it: pages that look for one would break."""
    with pytest.raises(ValidationError):
        DayField().clean(text)
