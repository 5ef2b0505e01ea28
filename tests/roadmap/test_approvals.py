"""The *visto bueno institucional*: who gives it, what waits for it, when it is void."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.documents import Paper
from accounts.models import Document, Role
from roadmap import workflow
from roadmap.models import Activity, ProgressReport
from tests.build import NOON, make_activity, make_roadmap, make_user

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}
pytestmark = [pytest.mark.usefixtures("media"), pytest.mark.on_both]


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def draft(activity, focal_pe) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal(75), "description": "Dos talleres en Desaguadero."}
    return workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=NOON)


@pytest.fixture
def submitted(draft, focal_pe, authority_pe) -> ProgressReport:
    return workflow.submit(draft.pk, by=focal_pe, now=NOON)


def paper(number: str = "88-2026", dated: date = CUTOFF) -> Paper:
    upload = SimpleUploadedFile("oficio.txt", b"Visto bueno", "text/plain")
    return Paper(upload=upload, kind="oficio", number=number, dated=dated)


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


# --- The authority ----------------------------------------------------------------------------------------
def test_without_the_authoritys_approval_nothing_is_validated(submitted, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        workflow.validate(submitted.pk, by=secretariat_pe, now=LATER)
    assert ProgressReport.objects.get().status == "submitted"


def test_with_it_the_secretariat_validates_and_no_mark_stays(submitted, authority_pe, secretariat_pe):
    approval = workflow.approve(submitted.pk, by=authority_pe, now=LATER)
    assert (approval.decision, approval.decided_by, approval.at) == ("given", authority_pe, LATER)
    validated = workflow.validate(submitted.pk, by=secretariat_pe, now=LATER)
    assert (validated.without_approval, validated.single_control) == (False, False)


def test_an_authority_that_withholds_it_returns_the_report_with_the_reason(submitted, authority_pe):
    back = workflow.withhold(submitted.pk, reason=" Falta la regional Puno. ", by=authority_pe, now=LATER)
    assert (back.status, back.returned_by) == ("returned", authority_pe)
    assert back.return_reason == "Falta la regional Puno."
    assert [one.decision for one in back.approvals.all()] == ["withheld"]


def test_withholding_needs_a_reason(submitted, authority_pe):
    with pytest.raises(ValidationError):
        workflow.withhold(submitted.pk, reason="  ", by=authority_pe, now=LATER)


def test_another_authority_has_no_word_in_it(submitted):
    other = make_user("jefa.mre@example.org", Role.AUTHORITY, "PE", "MRE")
    across = make_user("jefe.fge@example.org", Role.AUTHORITY, "BO", "FGE")
    for person in (other, across):
        with pytest.raises(PermissionDenied):
            workflow.approve(submitted.pk, by=person, now=LATER)


def test_two_people_approve_and_one_is_first(submitted, authority_pe):
    second = make_user("autoridad2.pe@example.org", Role.AUTHORITY, "PE", "MIMP")
    workflow.approve(submitted.pk, by=authority_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition, match="Autoridad Pe"):
        workflow.approve(submitted.pk, by=second, now=LATER)


def test_an_approval_is_void_when_the_report_is_written_in_again(
    submitted, focal_pe, authority_pe, secretariat_pe
):
    workflow.approve(submitted.pk, by=authority_pe, now=LATER)
    workflow.return_for_changes(submitted.pk, reason="Falta el acta.", by=secretariat_pe, now=LATER)
    again = workflow.submit(submitted.pk, by=focal_pe, now=LATER)
    assert workflow.approval_of(again) is None
    with pytest.raises(workflow.IllegalTransition):
        workflow.validate(again.pk, by=secretariat_pe, now=LATER)


def test_who_looks_at_an_older_version_approves_nothing(submitted, authority_pe):
    with pytest.raises(workflow.EditedMeanwhile):
        workflow.approve(submitted.pk, by=authority_pe, now=LATER, version=submitted.version - 1)


# --- By an oficio -----------------------------------------------------------------------------------------
def test_an_oficio_handed_in_with_it_is_the_approval(draft, focal_pe, authority_pe, secretariat_pe):
    report = workflow.submit(draft.pk, by=focal_pe, now=NOON, approval=paper())
    approval = workflow.approval_of(report)
    assert approval is not None
    assert (approval.decided_by, approval.document) == (None, Document.objects.get(number="88-2026"))
    assert not workflow.validate(report.pk, by=secretariat_pe, now=LATER).without_approval


def test_an_oficio_from_tomorrow_is_refused_and_leaves_nothing(draft, focal_pe, tmp_path):
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(draft.pk, by=focal_pe, now=NOON, approval=paper(dated=date(2026, 6, 2)))
    assert set(refusal.value.message_dict) == {"dated"}
    assert (ProgressReport.objects.get().status, stored(tmp_path)) == ("draft", [])


# --- Where nobody can give it -----------------------------------------------------------------------------
def test_without_an_authority_in_office_it_is_validated_and_marked_for_ever(draft, focal_pe, secretariat_pe):
    workflow.submit(draft.pk, by=focal_pe, now=NOON)
    assert workflow.validate(draft.pk, by=secretariat_pe, now=LATER).without_approval


def test_an_authority_whose_appointment_ended_holds_nothing_up(submitted, authority_pe, secretariat_pe):
    authority_pe.appointments.update(ends_on=date(2026, 5, 31))
    assert workflow.validate(submitted.pk, by=secretariat_pe, now=LATER).without_approval


@pytest.mark.parametrize(("level", "marked"), [("warn", True), ("off", False)])
def test_the_rules_may_only_warn_of_it_or_not_look_at_it(submitted, secretariat_pe, level, marked):
    submitted.activity.roadmap.checks |= {"approval": level}
    submitted.activity.roadmap.save()
    assert workflow.validate(submitted.pk, by=secretariat_pe, now=LATER).without_approval is marked


def test_a_report_of_the_record_waits_for_nobodys_approval(activity, submitted, secretariat_pe):
    ProgressReport.objects.update(from_workbook=True)
    assert not workflow.validate(submitted.pk, by=secretariat_pe, now=LATER).without_approval


# --- On paper ---------------------------------------------------------------------------------------------
def test_what_arrived_on_paper_keeps_the_paper_and_who_signed_it(draft, secretariat_pe):
    signer, of = " Ana Ríos,  directora ", paper(number="5-2026")
    report = workflow.type_from_paper(draft.pk, paper=of, signed_by=signer, by=secretariat_pe, now=LATER)
    assert (report.on_paper, report.paper_signed_by) == (True, "Ana Ríos, directora")
    assert report.paper == Document.objects.get(number="5-2026")
    assert secretariat_pe in report.writers.all()
    assert report.version == draft.version + 1


def test_paper_without_its_signer_is_refused_and_leaves_no_file(draft, secretariat_pe, tmp_path):
    with pytest.raises(ValidationError) as refusal:
        workflow.type_from_paper(draft.pk, paper=paper(), signed_by=" ", by=secretariat_pe, now=LATER)
    assert set(refusal.value.message_dict) == {"signed_by"}
    assert stored(tmp_path) == []


def test_what_was_submitted_no_longer_becomes_a_transcript(submitted, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        workflow.type_from_paper(submitted.pk, paper=paper(), signed_by="Ana", by=secretariat_pe, now=LATER)


def test_the_paper_itself_may_be_the_approval(draft, secretariat_pe, authority_pe):
    workflow.type_from_paper(draft.pk, paper=paper(), signed_by="Ana Ríos", by=secretariat_pe, now=NOON)
    report = workflow.submit(draft.pk, by=secretariat_pe, now=NOON, paper_approves=True)
    approval = workflow.approval_of(report)
    assert approval is not None
    assert approval.document == report.paper


def test_without_a_paper_nothing_is_approved_by_it(draft, focal_pe, authority_pe):
    report = workflow.submit(draft.pk, by=focal_pe, now=NOON, paper_approves=True)
    assert workflow.approval_of(report) is None
