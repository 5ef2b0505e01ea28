"""What looks like a person's datum is taken out before a report is submitted, or somebody declares why it is none."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap import expunging, workflow
from roadmap.models import Declaration, ProgressReport
from roadmap.screening import files
from tests.build import NOON, make_activity, make_declaration, make_evidence, make_report, make_roadmap
from tests.build import make_pdf as pdf

pytestmark = pytest.mark.usefixtures("media")
LATER = NOON + timedelta(hours=1)
CLEAN = "Dos talleres en Desaguadero con cuarenta personas."
PHONE = f"{CLEAN} Informes al teléfono 234-5678."


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    activity = make_activity(
        make_roadmap(evidence_required=False), responsibles={"BO": ["FGE"], "PE": ["MIMP"]}
    )
    return make_report(activity, "PE", status="draft", percent=50, author=focal_pe, description=CLEAN)


def write(report: ProgressReport, by, **fields) -> ProgressReport:
    return workflow.save_draft(report.pk, fields=fields, version=report.version, by=by, now=NOON)


def attach(report: ProgressReport, by, name: str = "lista.txt", content: bytes = b"Taller") -> None:
    workflow.add_file(report.pk, upload=SimpleUploadedFile(name, content), by=by, now=NOON)


def found(report: ProgressReport) -> list[tuple[str, str]]:
    fresh = ProgressReport.objects.get(pk=report.pk)
    return [(one.where.partition("/")[0], one.kind) for one in workflow.suspicions(fresh)]


def submit(report: ProgressReport, by, reason: str = "") -> ProgressReport:
    """With this reason for whatever is found."""
    reasons = {one.key: reason for one in workflow.suspicions(ProgressReport.objects.get(pk=report.pk))}
    return workflow.submit(report.pk, by=by, now=LATER, declarations=reasons)


def returned(report: ProgressReport, by) -> ProgressReport:
    return workflow.return_for_changes(report.pk, reason="Falta algo.", by=by, now=LATER)


def test_a_clean_report_is_asked_nothing(draft, focal_pe):
    attach(draft, focal_pe)
    assert found(draft) == []
    assert submit(draft, focal_pe).status == "submitted"


def test_texts_titles_names_links_and_files_are_looked_through(draft, focal_pe):
    write(draft, focal_pe, difficulties="Asistió la señora con DNI 45678912.")
    attach(draft, focal_pe, "cel 987654321.txt")
    attach(draft, focal_pe, "acta.pdf", pdf(b"BT /F 9 Tf (CI 4567891) Tj ET"))
    workflow.add_link(draft.pk, url="https://example.org/?a=rosa@correo.example", by=focal_pe, now=NOON)
    assert found(draft) == [
        ("difficulties", "pe-dni"),
        ("evidence", "phone"),
        ("evidence", "email"),
        ("evidence", "bo-ci"),
    ]


def test_nothing_is_submitted_with_a_find_that_nobody_declared(draft, focal_pe):
    write(draft, focal_pe, description=PHONE)
    with pytest.raises(ValidationError, match="234-5678") as refusal:
        workflow.submit(draft.pk, by=focal_pe, now=LATER)
    assert set(refusal.value.message_dict) == {"description"}
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_declaration_is_kept_without_the_datum(draft, focal_pe):
    write(draft, focal_pe, description=PHONE)
    assert submit(draft, focal_pe, "Es de la mesa de partes.").status == "submitted"
    row = Declaration.objects.get()
    assert (row.kind, row.where, row.reason) == ("phone", "description", "Es de la mesa de partes.")
    assert (row.declared_by, row.declared_at, row.report) == (focal_pe, LATER, draft)
    assert "2345678" not in str([*row.digests, row.salt, row.where])
    assert row.history.get().history_user == focal_pe


def test_a_refusal_keeps_no_declaration(draft, focal_pe):
    write(draft, focal_pe, description=PHONE, difficulties="DNI 45678912")
    one = workflow.suspicions(ProgressReport.objects.get(pk=draft.pk))[0]
    with pytest.raises(ValidationError):
        workflow.submit(draft.pk, by=focal_pe, now=LATER, declarations={one.key: "De la oficina."})
    assert not Declaration.objects.exists()


def test_what_was_declared_stays_so_and_what_is_new_is_asked(draft, focal_pe, secretariat_pe):
    write(draft, focal_pe, description=PHONE)
    report = returned(submit(draft, focal_pe, "De la oficina."), secretariat_pe)
    assert found(report) == []
    report = write(report, focal_pe, description=f"Otra vez: {PHONE}")
    assert found(report) == [], "the same datum in the same place"
    report = write(report, focal_pe, description=f"{PHONE} Y al cel. 987654321.")
    (one,) = workflow.suspicions(report)
    assert [each.datum for each in one.found] == ["987654321"]
    write(report, focal_pe, description=CLEAN, difficulties="Informes al teléfono 234-5678.")
    assert found(draft) == [("difficulties", "phone")], "in another place"


def test_a_reason_given_for_one_find_is_none_for_another(draft, focal_pe):
    write(draft, focal_pe, description=PHONE)
    (one,) = workflow.suspicions(ProgressReport.objects.get(pk=draft.pk))
    draft.refresh_from_db()
    write(draft, focal_pe, description=f"{CLEAN} Informes al teléfono 999-5678.")
    with pytest.raises(ValidationError, match="999-5678"):
        workflow.submit(draft.pk, by=focal_pe, now=LATER, declarations={one.key: "De la oficina."})


@pytest.mark.parametrize("reason", ["El 234-5678 es el teléfono 234-5678 de la oficina", "x" * 1001])
def test_a_reason_repeats_no_datum_and_is_short(draft, focal_pe, reason):
    write(draft, focal_pe, description=PHONE)
    with pytest.raises(ValidationError) as refusal:
        submit(draft, focal_pe, reason)
    (one,) = workflow.suspicions(ProgressReport.objects.get(pk=draft.pk))
    assert set(refusal.value.message_dict) == {workflow.DECLARE + one.key}


def test_a_file_that_cannot_be_looked_through_is_declared_too(draft, focal_pe):
    attach(draft, focal_pe, "acta.pdf", b"%PDF-1.7\n%%EOF\n")
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(draft.pk, by=focal_pe, now=LATER)
    assert set(refusal.value.message_dict) == {"uploads"}
    assert submit(draft, focal_pe, "La leí entera.").status == "submitted"
    assert Declaration.objects.get().kind == "unread"


def test_a_file_that_is_gone_is_said(draft, focal_pe, media):
    attach(draft, focal_pe, content=b"Un texto que nadie vio")
    for path in media.rglob("*.txt"):
        path.unlink()
    assert found(draft) == [("evidence", "unread")]


def test_pictures_and_scans_are_named_for_nobody_reads_them_here(draft, focal_pe):
    attach(draft, focal_pe, "escaneo.pdf", pdf(b"  "))
    attach(draft, focal_pe, "lista.txt")
    assert found(draft) == []
    fresh = ProgressReport.objects.get(pk=draft.pk)
    assert [one.title for one in workflow.pictures(fresh)] == ["escaneo"]


def test_a_declaration_is_told_in_words(draft, focal_pe):
    make_evidence(draft, "Acta 4567891 LP", accepted=False)
    submit(draft, focal_pe, "Es el número del acta.")
    (one,) = workflow.declared_in(ProgressReport.objects.get(pk=draft.pk))
    assert (one.what, one.where) == ("una cédula de identidad (CI) de Bolivia", "Acta 4567891 LP")


def test_the_reason_of_a_declaration_can_be_taken_away_by_order(draft, focal_pe):
    row = make_declaration(draft, focal_pe)
    keys = [item.key for thing in expunging.things_of(draft, "PE") for item in thing.items]
    assert f"declaration/{row.pk}:reason" in keys


def test_a_file_that_is_removed_is_forgotten(draft, focal_pe, django_capture_on_commit_callbacks):
    attach(draft, focal_pe, "nota.txt", b"Una nota que se quita")
    evidence = draft.evidence.get()
    assert workflow.suspicions(draft) == []
    assert files.remembered(evidence.sha256, "txt", ("PE", "BO"))
    with django_capture_on_commit_callbacks(execute=True):
        workflow.remove(evidence.pk, by=focal_pe, now=NOON)
    assert files.remembered(evidence.sha256, "txt", ("PE", "BO")) is None
