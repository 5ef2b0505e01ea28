"""Who gets a letter when a report moves on, and where its link leads."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts import mail, post
from accounts.models import Letter, User
from roadmap import workflow
from roadmap.models import Activity, ProgressReport
from tests.build import NOON, make_activity, make_roadmap

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


def submitted(activity: Activity, by: User, now: datetime = NOON) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=by, now=now)
    fields = {"percent": Decimal(75), "description": "Dos talleres en Desaguadero."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=by, now=now)
    return workflow.submit(report.pk, by=by, now=now)


def letters() -> set[tuple[str, User, str]]:
    """The letters written since they were last read: which, to whom, where to."""
    found = {(letter.template, letter.person, letter.path) for letter in Letter.objects.all()}
    Letter.objects.all().delete()
    return found


def test_a_submitted_report_is_told_to_the_authority_where_there_is_one(
    activity, focal_pe, authority_pe, secretariat_pe
):
    report = submitted(activity, focal_pe)
    assert letters() == {("report_to_approve", authority_pe, f"/progress/{report.pk}/approve/")}
    workflow.approve(report.pk, by=authority_pe, now=LATER)
    assert letters() == {
        ("report_to_validate", secretariat_pe, f"/progress/{report.pk}/validate/"),
        ("report_approved", focal_pe, f"/progress/{report.pk}/"),
    }


def test_without_an_authority_it_is_told_to_the_secretariat_and_not_to_the_other_country(
    activity, focal_pe, secretariat_pe, secretariat_pe_2, secretariat_bo
):
    report = submitted(activity, focal_pe)
    path = f"/progress/{report.pk}/validate/"
    assert letters() == {
        ("report_to_validate", secretariat_pe, path),
        ("report_to_validate", secretariat_pe_2, path),
    }


def test_who_may_not_validate_it_is_not_asked_to(activity, secretariat_pe, secretariat_pe_2):
    report = submitted(activity, secretariat_pe)
    assert letters() == {("report_to_validate", secretariat_pe_2, f"/progress/{report.pk}/validate/")}


def test_who_left_the_office_is_told_nothing_of_what_they_wrote(
    activity, focal_pe, secretariat_pe, secretariat_bo
):
    """Neither its return nor what is said of it afterwards."""
    report = submitted(activity, focal_pe)
    revoked = {"revoked_at": NOON, "revoked_reason": "Dejó la institución."}
    focal_pe.appointments.update(**revoked)
    Letter.objects.all().delete()
    workflow.return_for_changes(report.pk, reason="Falta el acta.", by=secretariat_pe, now=LATER)
    assert letters() == set()
    focal_pe.appointments.update(revoked_at=None, revoked_reason="")
    workflow.submit(report.pk, by=focal_pe, now=LATER)
    focal_pe.appointments.update(**revoked)
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    workflow.observe(report.pk, reason="Falta el acta.", by=secretariat_bo, now=LATER)
    assert focal_pe not in {person for _template, person, _path in letters()}


def test_a_returned_report_is_told_to_its_writers_with_the_reason(activity, focal_pe, secretariat_pe):
    report = submitted(activity, focal_pe)
    Letter.objects.all().delete()
    workflow.return_for_changes(report.pk, reason="Falta el acta.", by=secretariat_pe, now=LATER)
    assert Letter.objects.get().told["reason"] == "Falta el acta."
    assert letters() == {("report_returned", focal_pe, f"/progress/{report.pk}/edit/")}


@pytest.mark.parametrize(("kind", "asked"), [("joint", True), ("parallel", True), ("national", False)])
def test_a_validated_report_is_told_to_its_writers_and_to_who_has_to_answer(
    activity, focal_pe, secretariat_pe, secretariat_bo, kind, asked
):
    Activity.objects.update(kind=kind)
    report = submitted(activity, focal_pe)
    letters()
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    path = f"/progress/{report.pk}/"
    told = {("report_validated", focal_pe, path)}
    assert letters() == told | ({("report_to_answer", secretariat_bo, path)} if asked else set())


def test_what_is_refused_is_told_to_nobody(activity, focal_pe, secretariat_pe):
    report = submitted(activity, focal_pe)
    letters()
    with pytest.raises(workflow.EditedMeanwhile):
        workflow.validate(report.pk, by=secretariat_pe, now=LATER, version=1)
    assert letters() == set()


def composed(letter: Letter) -> tuple[str, str]:
    """Subject and text, as they leave."""
    message = mail.compose(letter.template, letter.person, post.context(letter))
    return str(message.subject), str(message.body)


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_letter_says_what_happened_who_did_it_and_where_to_go_on(
    activity, focal_pe, authority_pe, secretariat_pe, secretariat_bo, language
):
    User.objects.update(language=language)
    report = submitted(activity, focal_pe)
    workflow.approve(report.pk, by=authority_pe, now=LATER)
    workflow.return_for_changes(report.pk, reason="Falta el acta.", by=secretariat_pe, now=LATER)
    workflow.submit(report.pk, by=focal_pe, now=LATER)
    workflow.approve(report.pk, by=authority_pe, now=LATER)
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    seen = set()
    for letter in Letter.objects.select_related("person", "caused_by"):
        subject, text = composed(letter)
        assert "1.1 Actividad 1.1" in subject
        for words in (letter.person.full_name, str(letter.caused_by), "30/04/2026", letter.path):
            assert words in text
        # A report's own day: it need not be a cutoff date.
        assert "Cutoff date" not in text
        assert "Fecha de corte" not in text
        seen.add(letter.template)
    assert seen == {
        *("report_to_approve", "report_to_validate", "report_approved"),
        *("report_returned", "report_validated", "report_to_answer"),
    }


def test_a_returned_reports_letter_holds_the_reason(activity, focal_pe, secretariat_pe):
    report = submitted(activity, focal_pe)
    Letter.objects.all().delete()
    workflow.return_for_changes(report.pk, reason="Falta el acta.", by=secretariat_pe, now=LATER)
    assert "Falta el acta." in composed(Letter.objects.get())[1]
