"""Appointments and verbs at once, with connections of their own: one is first, the other is told or finds it done."""

import time
from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import appointing, appointments
from accounts.models import Appointment, Role, User
from accounts.office import Newcomer
from accounts.terms import Terms
from roadmap import workflow
from roadmap.models import ProgressReport
from tests.accounts.test_appointing import papers
from tests.build import NOON, make_activity, make_institution, make_roadmap, make_user
from tests.roadmap.test_workflow_together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]
SIDES = {"BO": ["ST-CPCTTP"], "PE": ["MIMP"]}


def told(verb: Callable[[], Any]) -> Callable[[], Any]:
    """What a verb of appointments refuses comes back like any other refusal."""

    def run() -> Any:
        try:
            return verb()
        except (ValidationError, appointments.NoLongerAppointed) as refusal:
            return refusal

    return run


def revoke(person: User, by: User) -> Callable[[], Any]:
    pk = person.appointments.get().pk
    return told(lambda: appointing.revoke(pk, reason="Cesó.", by=by, now=NOON))


def test_a_revocation_while_the_person_saves_leaves_the_text_whole_or_untouched(
    transactional_db, focal_pe, secretariat_pe
):
    activity = make_activity(make_roadmap(status="in_force"), responsibles=SIDES)
    draft = workflow.start(activity, as_of=date(2026, 4, 30), by=focal_pe, now=NOON)
    fields = {"description": "Dos talleres."}
    saved, revoked = together(
        lambda: workflow.save_draft(draft.pk, fields=fields, version=1, by=focal_pe, now=NOON),
        revoke(focal_pe, secretariat_pe),
    )
    assert isinstance(revoked, Appointment)
    kept = ProgressReport.objects.get(pk=draft.pk).description
    assert kept == ("" if isinstance(saved, workflow.DoorClosed) else "Dos talleres.")
    with pytest.raises(workflow.DoorClosed):
        workflow.save_draft(draft.pk, fields=fields, version=1, by=focal_pe, now=NOON)


def test_who_waits_for_the_revocation_to_end_finds_the_door_closed(
    transactional_db, focal_pe, secretariat_pe
):
    activity = make_activity(make_roadmap(status="in_force"), responsibles=SIDES)
    is_revoked = Event()

    def revoking() -> Any:
        with transaction.atomic():
            done = revoke(focal_pe, secretariat_pe)()
            is_revoked.set()
            time.sleep(0.5)  # the other one begins, and waits for this to end
        return done

    def starting() -> Any:
        assert is_revoked.wait(timeout=20)
        return workflow.start(activity, as_of=date(2026, 4, 30), by=focal_pe, now=NOON)

    revoked, refusal = together(revoking, starting)
    assert (type(revoked), type(refusal)) == (Appointment, workflow.DoorClosed)
    assert not ProgressReport.objects.exists()


def test_two_who_revoke_each_other_leave_one_in_office(transactional_db, secretariat_pe, secretariat_pe_2):
    results = together(revoke(secretariat_pe, secretariat_pe_2), revoke(secretariat_pe_2, secretariat_pe))
    assert sorted(type(result).__name__ for result in results) == ["Appointment", "NoLongerAppointed"]
    assert Appointment.objects.filter(revoked_at=None).count() == 1


def test_two_titulars_named_at_once_leave_one(transactional_db, secretariat_pe, secretariat_pe_2):
    terms = Terms(Role.FOCAL_POINT, date(2026, 6, 1), institution=make_institution("PE", "MIMP"))

    def invite(by: User, name: str) -> Callable[[], Any]:
        who = Newcomer(name, f"{name}@example.org")
        return told(lambda: appointing.invite(who, terms=terms, papers=papers(), by=by, now=NOON))

    results = together(invite(secretariat_pe, "ana"), invite(secretariat_pe_2, "eva"))
    assert sorted(type(result).__name__ for result in results) == ["Appointment", "ValidationError"]
    assert Appointment.objects.filter(role=Role.FOCAL_POINT).count() == 1


def test_two_operators_open_an_office_once(transactional_db, operator):
    other = make_user("operadora@example.org", Role.OPERATOR)
    country = make_institution("PE", "MIMP").country
    assert country

    def open_office(by: User, name: str) -> Callable[[], Any]:
        who = Newcomer(name, f"{name}@example.org")
        given: dict[str, Any] = {"country": country, "institution": None, "by": by, "now": NOON}
        return told(lambda: appointing.open_office(who, **given))

    results = together(open_office(operator, "ana"), open_office(other, "eva"))
    assert sorted(type(result).__name__ for result in results) == ["Appointment", "ValidationError"]
    assert User.objects.filter(role=Role.SECRETARIAT).count() == 1
