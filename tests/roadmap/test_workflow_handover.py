"""Handing over: drafts and what waits pass to the successor; what the predecessor did keeps their name."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import appointments
from accounts.models import Letter, Role, User
from accounts.office import Newcomer
from roadmap import history, inbox, permissions, summary, workflow
from roadmap.models import Activity, ProgressReport, Roadmap
from roadmap.reports import context, xlsx
from tests.accounts.test_appointing import papers
from tests.build import NOON, make_activity, make_appointment, make_report, make_roadmap, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
CUTOFF = date(2026, 4, 30)
ANA = Newcomer("Ana Quispe", "ana.quispe@example.org")


@pytest.fixture
def activity() -> Activity:
    sides = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
    return make_activity(make_roadmap(status="in_force"), responsibles=sides)


def hand_over(person: User, by: User, **changes) -> User:
    given = {"to": ANA, "capacity": "titular", "papers": papers(), "by": by, "now": NOON, **changes}
    held = person.appointments.get(revoked_at=None)
    begun = workflow.hand_over(held.pk, **given).person
    return appointments.with_standing(User.objects.filter(pk=begun.pk), NOON)[0]


def test_a_draft_passes_to_the_successor_and_its_history_keeps_the_predecessor(
    activity, focal_pe, secretariat_pe
):
    draft = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    successor = hand_over(focal_pe, secretariat_pe)
    draft.refresh_from_db()
    assert (draft.author, list(draft.writers.all())) == (successor, [focal_pe])
    first, last = draft.history.earliest("history_id"), draft.history.latest("history_id")
    assert (first.author, first.history_user) == (focal_pe, focal_pe)
    assert (last.author, last.history_user) == (successor, secretariat_pe)
    saved = workflow.save_draft(
        draft.pk, fields={"description": "Sigo."}, version=draft.version, by=successor, now=NOON
    )
    assert saved.description == "Sigo."


def test_who_wrote_it_is_named_and_its_history_tells_who_took_it_over(
    activity, focal_pe, secretariat_pe, secretariat_pe_2
):
    """Whoever took it over did nothing in it: no output calls them its author. Who hands it in answers for it too."""
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal(50), "description": "Dos talleres de capacitación."}
    report = workflow.save_draft(report.pk, fields=fields, version=1, by=focal_pe, now=NOON)
    hand_over(focal_pe, secretariat_pe)
    report = workflow.submit(report.pk, by=secretariat_pe, now=NOON)
    report = workflow.validate(report.pk, by=secretariat_pe_2, now=NOON)
    roadmap = Roadmap.objects.with_parties().get()
    found = summary.live(roadmap, as_of=CUTOFF, now=NOON, detail=True)
    told = found.activities[0].countries["PE"].report
    assert told
    assert (told.author, told.typed_by) == ("Focal Pe, Secretaria Pe", "Focal Pe, Secretaria Pe")
    made = context.build(found, copy="PE", language="en", issued_at=NOON)
    rows = [row for sheet in openpyxl.load_workbook(BytesIO(xlsx.render(made))) for row in sheet.values]
    place = next(row.index("Written by") for row in rows if "Written by" in row)
    assert "Focal Pe, Secretaria Pe" in [row[place] for row in rows if len(row) > place]
    acts = history.of_report(report, [roadmap.party_a, roadmap.party_b], working={"PE"})
    passed = [(one.old, one.new) for act in acts for line in act.lines for one in line.differences]
    assert ("Focal Pe", ANA.full_name) in passed


def test_a_returned_report_passes_and_a_submitted_or_validated_one_keeps_its_author(
    activity, focal_pe, secretariat_pe
):
    roadmap = activity.roadmap
    more = [make_activity(roadmap, f"1.{number}", responsibles={"PE": ["MIMP"]}) for number in (2, 3)]
    returned = {"returned_at": NOON, "return_reason": "Falta."}
    returned["institution"] = focal_pe.institution
    back = make_report(activity, "PE", percent=1, status="returned", author=focal_pe, **returned)
    handed_in = make_report(more[0], "PE", percent=1, status="submitted", author=focal_pe)
    counts = make_report(more[1], "PE", percent=1, author=focal_pe)
    successor = hand_over(focal_pe, secretariat_pe)
    authors = [ProgressReport.objects.get(pk=report.pk).author for report in (back, handed_in, counts)]
    assert authors == [successor, focal_pe, focal_pe]


def test_drafts_of_others_stay_where_they_are(activity, focal_pe, secretariat_pe, focal_bo):
    own = make_report(activity, "BO", percent=1, status="draft", author=focal_bo)
    other = make_report(activity, "PE", percent=1, status="draft", author=secretariat_pe)
    hand_over(focal_pe, secretariat_pe)
    assert ProgressReport.objects.get(pk=own.pk).author == focal_bo
    assert ProgressReport.objects.get(pk=other.pk).author == secretariat_pe


def test_what_waits_for_the_office_waits_for_the_successor(activity, focal_pe, secretariat_pe):
    returned = {"returned_at": NOON, "return_reason": "Falta.", "institution": focal_pe.institution}
    make_report(activity, "PE", percent=1, status="returned", author=focal_pe, **returned)
    office = permissions.focal_points_of("PE", focal_pe.institution_id)
    assert permissions.holds(focal_pe, office)
    successor = hand_over(focal_pe, secretariat_pe)
    before = appointments.with_standing(User.objects.filter(pk=focal_pe.pk), NOON)[0]
    assert (permissions.holds(before, office), permissions.holds(successor, office)) == (False, True)
    waiting = [item for item in inbox.pending("PE", now=NOON) if permissions.holds(successor, item.holder)]
    assert not [item for item in inbox.pending("PE", now=NOON) if permissions.holds(before, item.holder)]
    assert {item.kind for item in waiting} <= {"returned", "report", "write"}


def test_an_interim_successor_and_a_secretariat_take_over_alike(activity, secretariat_pe, secretariat_pe_2):
    draft = workflow.start(activity, as_of=CUTOFF, by=secretariat_pe_2, now=NOON)
    end = NOON.date() + timedelta(days=90)
    interim = hand_over(secretariat_pe_2, secretariat_pe, capacity="interim", ends_on=end)
    draft.refresh_from_db()
    assert (draft.author, interim.role, interim.may_act) == (interim, Role.SECRETARIAT, True)
    known = make_user("nueva.pe@example.org", Role.READER, "PE")
    back = hand_over(interim, secretariat_pe, to=known.pk, capacity="titular")
    draft.refresh_from_db()
    assert (draft.author, back.role, list(draft.writers.all())) == (
        known,
        Role.SECRETARIAT,
        [secretariat_pe_2],
    )


def test_an_appointment_already_over_hands_its_drafts_over_too(activity, focal_pe, secretariat_pe):
    draft = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    successor = hand_over(focal_pe, secretariat_pe)
    draft.refresh_from_db()
    assert draft.author == successor
    assert focal_pe.appointments.get().revoked_at is None


def test_a_refused_handing_over_leaves_everything(activity, focal_pe, secretariat_pe, secretariat_bo):
    draft = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    taken = Newcomer("Otra", secretariat_bo.email)
    for refusal, by, changes in (
        (PermissionDenied, secretariat_bo, {}),
        (PermissionDenied, focal_pe, {}),
        (PermissionDenied, secretariat_pe, {"to": secretariat_bo.pk}),
        (PermissionDenied, secretariat_pe, {"to": secretariat_pe.pk}),
        (ValidationError, secretariat_pe, {"to": focal_pe.pk}),
        (ValidationError, secretariat_pe, {"to": taken}),
        (ValidationError, secretariat_pe, {"capacity": "interim"}),
    ):
        with pytest.raises(refusal):
            hand_over(focal_pe, by, **changes)
    draft.refresh_from_db()
    assert (draft.author, focal_pe.appointments.get().revoked_at) == (focal_pe, None)


def test_who_is_no_longer_appointed_hands_nothing_over(focal_pe, secretariat_pe):
    secretariat_pe.appointments.update(ends_on=date(2026, 5, 31))
    with pytest.raises(workflow.DoorClosed):
        hand_over(focal_pe, secretariat_pe)
    make_appointment(secretariat_pe, starts_on=date(2026, 6, 1))
    assert hand_over(focal_pe, secretariat_pe).full_name == "Ana Quispe"


def test_what_was_handed_in_before_and_comes_back_is_the_successors_and_they_are_told(
    activity, focal_pe, secretariat_pe
):
    report = make_report(
        activity,
        "PE",
        status="submitted",
        author=focal_pe,
        institution=focal_pe.institution,
        submitted_at=NOON,
    )
    successor = hand_over(focal_pe, secretariat_pe)
    Letter.objects.all().delete()
    workflow.return_for_changes(report.pk, reason="Falta el acta.", by=secretariat_pe, now=NOON)
    report.refresh_from_db()
    assert (report.author, list(report.writers.all())) == (successor, [focal_pe])
    assert {letter.person for letter in Letter.objects.filter(template="report_returned")} == {successor}
