"""Institutions change: what passes to the successor, what keeps the name of its day, who may, and when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import mail, post
from accounts.models import Appointment, Document, Institution, InstitutionChange, Letter, Role, User
from roadmap import due, workflow
from roadmap.models import FormerResponsibility, Responsibility, Roadmap
from roadmap.workflow import Told
from tests.build import (
    make_activity,
    make_institution,
    make_report,
    make_roadmap,
    make_user,
)

pytestmark = pytest.mark.on_both

NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)
TODAY, YESTERDAY, LATER = date(2026, 6, 2), date(2026, 6, 1), date(2026, 7, 1)
Kind = InstitutionChange.Kind


def paper() -> Any:
    upload = SimpleUploadedFile("ds.txt", b"Decreto", "text/plain")
    return {"upload": upload, "kind": Document.Kind.LAW, "number": "DS 5500", "dated": date(2026, 5, 20)}


def notify(institution: Institution, by: User, now: datetime = NOW, **told: Any) -> InstitutionChange:
    given: dict[str, Any] = {
        "kind": Kind.RENAMED,
        "effective_on": TODAY,
        "acronym": "MUJER",
        "name": "De la Mujer",
    } | told
    return workflow.notify_change(institution.pk, told=Told(**given), paper=paper(), by=by, now=now)


def merge(institution: Institution, into: Institution, by: User, **told: Any) -> InstitutionChange:
    given: dict[str, Any] = {"kind": Kind.MERGED, "successor_id": into.pk, "acronym": "", "name": ""}
    return notify(institution, by, **given | told)


def dissolve(institution: Institution, by: User, **told: Any) -> InstitutionChange:
    return notify(institution, by, **{"kind": Kind.DISSOLVED, "acronym": "", "name": ""} | told)


@pytest.fixture
def activity(focal_pe, secretariat_pe, secretariat_bo):
    return make_activity(
        make_roadmap(status="in_force"), responsibles={"BO": ["FGE"], "PE": ["MIMP", "PNP", "MRE"]}
    )


@pytest.fixture
def mimp(activity) -> Institution:
    return Institution.objects.get(country="PE", acronym="MIMP")


def answering(activity, country: str = "PE") -> list[tuple[str, str]]:
    rows = activity.responsibilities.filter(country=country).order_by("position")
    return list(rows.values_list("institution__acronym", "role"))


def test_a_renamed_institution_goes_on_under_its_new_name(activity, mimp, secretariat_pe):
    notify(mimp, secretariat_pe, legal_basis="Ley 1")
    mimp.refresh_from_db()
    new = Institution.objects.get(acronym="MUJER")
    assert (mimp.acronym, mimp.valid_until, mimp.successor, mimp.legal_basis) == (
        "MIMP",
        YESTERDAY,
        new,
        "Ley 1",
    )
    assert (new.name, new.valid_from, new.country_id, new.kind) == ("De la Mujer", TODAY, "PE", "ministerio")
    assert answering(activity) == [("MUJER", "lead"), ("PNP", "co_responsible"), ("MRE", "co_responsible")]


def test_a_rename_may_keep_the_acronym(activity, mimp, secretariat_pe):
    notify(mimp, secretariat_pe, acronym="MIMP", name="Ministerio de la Mujer y la Familia")
    assert Institution.objects.filter(country="PE", acronym="MIMP").count() == 2
    assert activity.responsibilities.get(role="lead", country="PE").institution.valid_from == TODAY


def test_open_reports_pass_and_validated_ones_keep_the_name_of_their_day(activity, mimp, secretariat_pe):
    reports = {
        status: make_report(activity, status=status, institution=mimp) for status in ("draft", "submitted")
    }
    done = make_report(activity, institution=mimp)
    notify(mimp, secretariat_pe)
    for report in (*reports.values(), done):
        report.refresh_from_db()
    assert {report.institution.acronym for report in reports.values()} == {"MUJER"}
    assert done.institution == mimp


def test_what_is_finished_stays_as_it_is(activity, mimp, secretariat_pe):
    Roadmap.objects.update(status=Roadmap.Status.FINISHED)
    report = make_report(activity, status="draft", institution=mimp)
    notify(mimp, secretariat_pe)
    report.refresh_from_db()
    assert (answering(activity)[0][0], report.institution) == ("MIMP", mimp)


def test_people_pass_with_their_appointment_by_the_same_act(activity, mimp, secretariat_pe, focal_pe):
    old = focal_pe.appointments.get()
    notify(mimp, secretariat_pe)
    focal_pe.refresh_from_db()
    old.refresh_from_db()
    new = focal_pe.appointments.exclude(pk=old.pk).get()
    assert focal_pe.institution.acronym == "MUJER"
    assert (old.institution, old.ends_on) == (mimp, YESTERDAY)
    assert (new.institution.acronym, new.starts_on, new.ends_on, new.act) == ("MUJER", TODAY, None, old.act)
    assert (new.succeeds, new.role, new.capacity) == (old, old.role, old.capacity)


def test_whoever_passed_can_go_on_at_once(activity, mimp, secretariat_pe, focal_pe):
    report = make_report(activity, status="draft", institution=mimp, author=focal_pe)
    notify(mimp, secretariat_pe)
    saved = workflow.save_draft(
        report.pk, fields={"description": "Tres mesas."}, version=1, by=focal_pe, now=NOW
    )
    assert saved.institution.acronym == "MUJER"


def test_who_left_before_stays_with_the_old_name(activity, mimp, secretariat_pe):
    gone = make_user("antes.pe@example.org", Role.FOCAL_POINT, "PE", "MIMP", is_active=False)
    ended = make_user("fin.pe@example.org", Role.FOCAL_POINT, "PE", "MIMP")
    ended.appointments.update(ends_on=date(2026, 1, 31))
    notify(mimp, secretariat_pe)
    assert gone.appointments.get().institution == mimp
    assert ended.appointments.get().institution == mimp


def test_an_appointment_that_begins_later_is_one_to_the_successor(activity, mimp, secretariat_pe, focal_pe):
    Appointment.objects.filter(person=focal_pe).update(starts_on=TODAY)
    notify(mimp, secretariat_pe)
    assert focal_pe.appointments.get().institution.acronym == "MUJER"


def test_a_merger_keeps_the_stronger_role(activity, mimp, secretariat_pe):
    merge(mimp, Institution.objects.get(acronym="PNP"), secretariat_pe)
    assert answering(activity) == [("PNP", "lead"), ("MRE", "co_responsible")]
    stood = FormerResponsibility.objects.values_list("institution__acronym", "role", "until")
    assert set(stood) == {("MIMP", "lead", YESTERDAY), ("PNP", "co_responsible", YESTERDAY)}


def test_a_merger_of_the_weaker_one_changes_nothing_else(activity, mimp, secretariat_pe):
    merge(Institution.objects.get(acronym="PNP"), mimp, secretariat_pe)
    assert answering(activity) == [("MIMP", "lead"), ("MRE", "co_responsible")]
    assert FormerResponsibility.objects.get().institution.acronym == "PNP"


def test_without_a_successor_the_responsibility_stays_to_be_designated(
    activity, mimp, secretariat_pe, focal_pe
):
    dissolve(mimp, secretariat_pe)
    mimp.refresh_from_db()
    assert (mimp.valid_until, mimp.successor) == (YESTERDAY, None)
    assert answering(activity)[0] == ("MIMP", "lead")
    assert focal_pe.appointments.get().ends_on is None


def designate(institution: Institution, by: User, activities: Any = None, **told: Any) -> InstitutionChange:
    given: dict[str, Any] = {"kind": Kind.SUCCESSION, "effective_on": TODAY} | told
    return workflow.designate_successor(
        institution.pk, told=Told(**given), activities=activities, paper=paper(), by=by, now=NOW
    )


@pytest.fixture
def dissolved(activity, mimp, secretariat_pe) -> Institution:
    dissolve(mimp, secretariat_pe, effective_on=date(2026, 3, 1))
    return mimp


def test_the_secretariat_designates_who_answers_now_for_all_at_once(
    activity, dissolved, secretariat_pe, focal_pe
):
    designate(dissolved, secretariat_pe, successor_id=Institution.objects.get(acronym="PNP").pk)
    dissolved.refresh_from_db()
    focal_pe.refresh_from_db()
    assert answering(activity)[0] == ("PNP", "lead")
    assert (dissolved.valid_until, dissolved.successor.acronym) == (date(2026, 2, 28), "PNP")
    assert focal_pe.institution.acronym == "PNP"


def test_or_one_for_each_activity(activity, dissolved, secretariat_pe, focal_pe):
    other = make_activity(activity.roadmap, "1.2", responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    designate(dissolved, secretariat_pe, [other.pk], acronym="OTRA", name="Otra")
    assert (answering(activity)[0][0], answering(other)[0][0]) == ("MIMP", "OTRA")
    dissolved.refresh_from_db()
    focal_pe.refresh_from_db()
    assert (dissolved.successor, focal_pe.institution) == (None, dissolved)


def test_nothing_is_designated_twice_or_for_nothing(activity, dissolved, secretariat_pe):
    with pytest.raises(ValidationError):
        designate(dissolved, secretariat_pe, [], acronym="OTRA", name="Otra")
    designate(dissolved, secretariat_pe, acronym="OTRA", name="Otra")
    with pytest.raises(workflow.IllegalTransition):
        designate(dissolved, secretariat_pe, acronym="MAS", name="Más")


def test_a_designation_does_not_wait_for_a_day_to_come(activity, dissolved, secretariat_pe):
    with pytest.raises(ValidationError):
        designate(dissolved, secretariat_pe, acronym="OTRA", name="Otra", effective_on=LATER)


def test_what_is_notified_for_a_later_day_waits_for_it(activity, mimp, secretariat_pe):
    change = notify(mimp, secretariat_pe, effective_on=LATER)
    assert (change.applied_at, answering(activity)[0][0]) == (None, "MIMP")
    assert workflow.apply_due(NOW) == 0


@pytest.mark.parametrize("late", [0, 40])
def test_its_day_brings_the_same_however_late_it_is_noticed(activity, mimp, secretariat_pe, late):
    change = notify(mimp, secretariat_pe, effective_on=LATER)
    run = datetime(2026, 7, 1, 5, tzinfo=UTC) + timedelta(days=late)
    assert (workflow.apply_due(run), workflow.apply_due(run)) == (1, 0)
    change.refresh_from_db()
    mimp.refresh_from_db()
    assert (change.applied_at, mimp.valid_until) == (run, date(2026, 6, 30))
    assert activity.responsibilities.get(role="lead", country="PE").since == LATER


def test_the_day_begins_in_the_country_of_the_institution(activity, mimp, secretariat_pe):
    notify(mimp, secretariat_pe, effective_on=LATER)
    assert workflow.apply_due(datetime(2026, 7, 1, 4, 59, tzinfo=UTC)) == 0


def test_the_history_is_signed_by_whoever_notified_it(activity, mimp, secretariat_pe):
    notify(mimp, secretariat_pe, effective_on=LATER)
    run = datetime(2026, 7, 1, 6, tzinfo=UTC)
    workflow.apply_due(run)
    row = Responsibility.objects.get(activity=activity, country="PE", role="lead")
    assert row.history.get(history_date=run).history_user == secretariat_pe


def test_a_successor_that_changed_in_between_hands_on(activity, mimp, secretariat_pe):
    pnp = Institution.objects.get(acronym="PNP")
    merge(mimp, pnp, secretariat_pe, effective_on=LATER)
    notify(pnp, secretariat_pe, acronym="PNP2", name="Policía")
    workflow.apply_due(datetime(2026, 7, 2, tzinfo=UTC))
    assert answering(activity)[0] == ("PNP2", "lead")


def test_a_notification_that_waits_may_be_withdrawn(activity, mimp, secretariat_pe):
    change = notify(mimp, secretariat_pe, effective_on=LATER)
    workflow.withdraw_change(change.pk, by=secretariat_pe, now=NOW)
    assert workflow.apply_due(datetime(2026, 7, 2, tzinfo=UTC)) == 0
    assert notify(mimp, secretariat_pe).applied_at == NOW


def test_one_in_effect_is_corrected_by_another_one(activity, mimp, secretariat_pe):
    change = notify(mimp, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        workflow.withdraw_change(change.pk, by=secretariat_pe, now=NOW)
    again = Institution.objects.get(acronym="MUJER")
    notify(again, secretariat_pe, acronym="MIMP", name="Como antes", effective_on=date(2026, 6, 3))
    workflow.apply_due(datetime(2026, 6, 4, tzinfo=UTC))
    assert activity.responsibilities.get(role="lead", country="PE").institution.name == "Como antes"


@pytest.mark.parametrize(
    "who", ["secretariat_bo", "focal_pe", "authority_pe", "consul", "operator", "outsider"]
)
def test_nobody_else_touches_the_institutions_of_a_country(activity, mimp, request, who):
    with pytest.raises(PermissionDenied):
        notify(mimp, request.getfixturevalue(who))


def test_the_foreign_ministry_may_notify_too(activity, mimp, ministry_pe):
    assert notify(mimp, ministry_pe).applied_at == NOW


def test_international_institutions_are_nobodys_own(activity, secretariat_pe, secretariat_bo):
    oim = make_institution(None, "OIM")
    for person in (secretariat_pe, secretariat_bo):
        with pytest.raises(PermissionDenied):
            dissolve(oim, person)


MISTAKES: dict[str, dict[str, Any]] = {
    "the kind of a designation": {"kind": Kind.SUCCESSION},
    "no such kind": {"kind": "moved"},
    "no successor": {"acronym": "", "name": ""},
    "an acronym without a name": {"name": " "},
    "the present name": {"acronym": "MIMP", "name": "Institución MIMP"},
    "an acronym that another one bears": {"acronym": "pnp"},
    "before it began": {"effective_on": date(2000, 1, 1)},
}


@pytest.mark.parametrize("told", MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_is_refused(activity, mimp, secretariat_pe, told):
    Institution.objects.filter(pk=mimp.pk).update(valid_from=date(2000, 1, 1))
    with pytest.raises(ValidationError):
        notify(mimp, secretariat_pe, **told)
    assert not InstitutionChange.objects.exists()


def test_the_successor_is_another_institution_of_the_country_that_exists(activity, mimp, secretariat_pe):
    gone = make_institution("PE", "FIN", valid_until=date(2026, 1, 1))
    for wrong in (mimp, Institution.objects.get(acronym="FGE"), gone):
        with pytest.raises(ValidationError):
            merge(mimp, wrong, secretariat_pe)


def test_two_that_wait_cannot_run_in_a_circle(activity, mimp, secretariat_pe):
    pnp = Institution.objects.get(acronym="PNP")
    merge(mimp, pnp, secretariat_pe, effective_on=LATER)
    with pytest.raises(ValidationError):
        merge(pnp, mimp, secretariat_pe)


def test_a_second_notification_while_one_waits_is_told(activity, mimp, secretariat_pe):
    notify(mimp, secretariat_pe, effective_on=LATER)
    with pytest.raises(workflow.IllegalTransition):
        dissolve(mimp, secretariat_pe)


def test_the_counterpart_takes_note_once(activity, mimp, secretariat_pe, secretariat_bo, focal_bo, outsider):
    change = notify(mimp, secretariat_pe)
    for person in (secretariat_pe, focal_bo, outsider):
        with pytest.raises(PermissionDenied):
            workflow.take_note(change.pk, by=person, now=NOW)
    note = workflow.take_note(change.pk, by=secretariat_bo, now=NOW)
    assert (note.country_id, note.noted_by) == ("BO", secretariat_bo)
    with pytest.raises(workflow.IllegalTransition):
        workflow.take_note(change.pk, by=secretariat_bo, now=NOW)


def test_the_counterparts_secretariat_and_who_passed_get_a_letter(
    activity, mimp, secretariat_pe, secretariat_bo, focal_pe
):
    change = notify(mimp, secretariat_pe)
    letters = {(letter.template, letter.person): letter.path for letter in Letter.objects.all()}
    assert letters == {
        ("institution_changed", secretariat_bo): f"/institutions/changes/{change.pk}/",
        ("appointment_passed", focal_pe): "/accounts/profile/",
    }


def test_run_due_brings_what_was_notified_for_its_day(activity, mimp, secretariat_pe):
    notify(mimp, secretariat_pe, effective_on=LATER)
    assert due.run(datetime(2026, 7, 1, 6, tzinfo=UTC)).failed == []
    assert answering(activity)[0] == ("MUJER", "lead")


def test_letters_say_what_changed_who_did_it_and_from_when(
    activity, mimp, secretariat_pe, secretariat_bo, focal_pe
):
    change = notify(mimp, secretariat_pe, kind=Kind.MERGED, acronym="MUJER")
    again = notify(Institution.objects.get(acronym="PNP"), secretariat_pe, acronym="PNP2", effective_on=LATER)
    workflow.withdraw_change(again.pk, by=secretariat_pe, now=NOW)
    said: dict[str, str] = {}
    for letter in Letter.objects.select_related("person", "caused_by").order_by("pk"):
        subject, text = mail.words(letter.template, letter.person, post.context(letter))
        said.setdefault(letter.template, f"{subject}\n{text}")
    assert set(said) == {"institution_changed", "institution_change_withdrawn", "appointment_passed"}
    for text in (said["institution_changed"], said["appointment_passed"]):
        assert all(
            word in text
            for word in ("Institución MIMP", "De la Mujer", "02/06/2026", secretariat_pe.full_name)
        )
    assert f"/institutions/changes/{change.pk}/" in said["institution_changed"]
    assert "01/07/2026" in said["institution_change_withdrawn"]
