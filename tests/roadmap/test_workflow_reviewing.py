"""Each piece of evidence is accepted or rejected by the own secretariat; only accepted ones count."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import mail, post
from accounts.models import Letter, User
from roadmap import permissions, summary, workflow
from roadmap.models import Activity, Evidence, ProgressReport, Roadmap
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

LATER, LAST = NOON + timedelta(hours=1), NOON + timedelta(days=2)
REASON = "Falta la firma."
pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap() -> Roadmap:
    return make_roadmap(status="in_force", evidence_required=True, conformity_required=False)


@pytest.fixture
def activity(roadmap) -> Activity:
    return make_activity(roadmap, responsibles={"BO": ["FGE"], "PE": ["MIMP"]})


@pytest.fixture
def report(activity, focal_pe) -> ProgressReport:
    found = make_report(
        activity, "PE", percent=100, status="submitted", description="Un protocolo.", author=focal_pe
    )
    found.writers.add(focal_pe)
    return found


@pytest.fixture
def piece(report) -> Evidence:
    return make_evidence(report, "Acta", accepted=False)


def decision(piece: Evidence) -> str:
    piece.refresh_from_db()
    return piece.decision


def fulfilled(roadmap: Roadmap, known_at=None) -> bool:
    found = summary.live(roadmap, as_of=date(2026, 4, 30), now=LAST, known_at=known_at)
    return found.activities[0].countries["PE"].fulfilled


def test_validating_accepts_what_is_not_rejected(roadmap, report, piece, secretariat_pe):
    other = make_evidence(report, "Foto", accepted=False)
    workflow.validate(report.pk, by=secretariat_pe, now=LATER, rejected={other.pk: f" {REASON} "})
    assert (decision(piece), decision(other)) == ("accepted", "rejected")
    assert (piece.accepted_at, piece.accepted_by) == (LATER, secretariat_pe)
    assert (other.rejected_at, other.rejected_by, other.rejection_reason) == (LATER, secretariat_pe, REASON)
    assert fulfilled(roadmap)


def test_what_is_rejected_does_not_count(roadmap, report, piece, secretariat_pe):
    workflow.validate(report.pk, by=secretariat_pe, now=LATER, rejected={piece.pk: REASON})
    assert not fulfilled(roadmap)


def test_a_later_acceptance_counts_from_its_instant(roadmap, report, piece, secretariat_pe):
    workflow.validate(report.pk, by=secretariat_pe, now=LATER, rejected={piece.pk: REASON})
    workflow.accept_evidence(piece.pk, by=secretariat_pe, now=LAST)
    assert (decision(piece), piece.accepted_at) == ("accepted", LAST)
    assert fulfilled(roadmap)
    assert not fulfilled(roadmap, known_at=LAST - timedelta(seconds=1))
    assert fulfilled(roadmap, known_at=LAST)


def test_a_rejection_needs_its_reason_and_without_it_nothing_happens(report, piece, secretariat_pe):
    with pytest.raises(ValidationError):
        workflow.validate(report.pk, by=secretariat_pe, now=LATER, rejected={piece.pk: "  "})
    with pytest.raises(ValidationError):
        workflow.reject_evidence(piece.pk, reason="", by=secretariat_pe, now=LATER)
    report.refresh_from_db()
    assert (report.status, decision(piece)) == ("submitted", "waiting")


def test_what_was_rejected_before_the_validation_stays_so_unless_it_is_decided_anew(
    report, piece, secretariat_pe
):
    workflow.reject_evidence(piece.pk, reason=REASON, by=secretariat_pe, now=NOON)
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    assert (decision(piece), piece.rejected_at) == ("rejected", NOON)


def test_the_page_of_the_validation_decides_anew(report, piece, secretariat_pe):
    workflow.reject_evidence(piece.pk, reason=REASON, by=secretariat_pe, now=NOON)
    workflow.validate(report.pk, by=secretariat_pe, now=LATER, rejected={})
    assert (decision(piece), piece.accepted_at) == ("accepted", LATER)


def test_a_rejection_before_the_validation_can_be_taken_back(report, piece, secretariat_pe):
    workflow.reject_evidence(piece.pk, reason=REASON, by=secretariat_pe, now=NOON)
    workflow.accept_evidence(piece.pk, by=secretariat_pe, now=LATER)
    assert (decision(piece), piece.accepted_at, piece.rejection_reason) == ("waiting", None, "")


def test_what_was_accepted_of_a_validated_report_stays_so(report, piece, secretariat_pe):
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition):
        workflow.reject_evidence(piece.pk, reason=REASON, by=secretariat_pe, now=LAST)
    assert decision(piece) == "accepted"


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_evidence_of_an_open_report_is_not_decided_on(report, piece, secretariat_pe, status):
    told = {"returned_at": NOON, "return_reason": "x"} if status == "returned" else {}
    ProgressReport.objects.update(status=status, **told)
    for verb, given in ((workflow.accept_evidence, {}), (workflow.reject_evidence, {"reason": REASON})):
        with pytest.raises(workflow.IllegalTransition):
            verb(piece.pk, by=secretariat_pe, now=LATER, **given)


def test_the_writers_are_told_of_each_rejection_and_of_no_acceptance(
    report, piece, focal_pe, secretariat_pe, secretariat_bo
):
    other = make_evidence(report, "Foto", accepted=False)
    make_evidence(report, "Oficio", accepted=False)
    workflow.validate(
        report.pk, by=secretariat_pe, now=LATER, rejected={piece.pk: REASON, other.pk: "Borrosa."}
    )
    letter = Letter.objects.get(template="evidence_rejected")
    assert letter.person == focal_pe
    assert letter.told["pieces"] == [
        {"title": "Acta", "reason": REASON},
        {"title": "Foto", "reason": "Borrosa."},
    ]
    workflow.accept_evidence(piece.pk, by=secretariat_pe, now=LAST)
    assert Letter.objects.filter(template="evidence_rejected").count() == 1


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_letter_names_each_piece_and_the_reason(report, piece, focal_pe, secretariat_pe, language):
    User.objects.update(language=language)
    workflow.reject_evidence(piece.pk, reason=REASON, by=secretariat_pe, now=LATER)
    letter = Letter.objects.get(template="evidence_rejected")
    message = mail.compose(letter.template, letter.person, post.context(letter))
    assert f"Acta: {REASON}" in str(message.body)
    assert report.get_absolute_url() in str(message.body)
    assert "1.1 Actividad 1.1" in str(message.subject)


def test_what_is_rejected_stays_inside_its_country(report, piece, secretariat_pe, secretariat_bo):
    workflow.validate(report.pk, by=secretariat_pe, now=LATER, rejected={piece.pk: REASON})
    pieces = Evidence.objects.filter(pk=piece.pk)
    assert permissions.visible(secretariat_pe, pieces).exists()
    assert not permissions.visible(secretariat_bo, pieces).exists()
    workflow.accept_evidence(piece.pk, by=secretariat_pe, now=LAST)
    assert permissions.visible(secretariat_bo, pieces).exists()


def test_nobody_decides_on_a_piece_that_is_gone(report, piece, secretariat_pe):
    Evidence.objects.all().delete()
    with pytest.raises(workflow.IllegalTransition):
        workflow.accept_evidence(piece.pk, by=secretariat_pe, now=LATER)
