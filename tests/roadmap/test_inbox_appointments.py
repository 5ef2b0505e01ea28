"""Appointments that end soon wait for the secretariat, until something follows."""

from datetime import date

import pytest

from accounts import appointing
from accounts.models import User
from roadmap import inbox
from roadmap.inbox.words import WORDS
from tests.accounts.test_appointing import papers
from tests.build import NOON

pytestmark = pytest.mark.django_db


def waiting(person: User) -> list[str]:
    assert person.country_id
    held = inbox.board(person.country_id, now=NOON).held_by(person)
    return [item.about for item in held if item.kind == "appointment"]


def test_an_appointment_that_ends_within_thirty_days_waits_for_the_own_secretariat(
    focal_pe, secretariat_pe, secretariat_bo, ministry_pe
):
    focal_pe.appointments.update(ends_on=date(2026, 7, 1))
    assert waiting(secretariat_pe) == ["Focal Pe · MIMP"]
    assert [waiting(person) for person in (secretariat_bo, ministry_pe, focal_pe)] == [[], [], []]
    (item,) = [item for item in inbox.pending("PE", now=NOON) if item.kind == "appointment"]
    assert (item.due, item.since.isoformat()) == (date(2026, 7, 1), "2026-06-01T00:00:00-05:00")
    assert item.kind in WORDS
    assert not [item for item in inbox.pending("BO", now=NOON) if item.kind == "appointment"]


def test_it_waits_no_more_once_it_is_renewed(focal_pe, secretariat_pe):
    focal_pe.appointments.update(ends_on=date(2026, 6, 10))
    held = focal_pe.appointments.get()
    appointing.renew(held.pk, ends_on=None, papers=papers(), by=secretariat_pe, now=NOON)
    assert waiting(secretariat_pe) == []


def test_a_secretariats_own_waits_for_a_colleague_and_else_for_the_ministry(
    secretariat_pe, secretariat_pe_2, ministry_pe
):
    secretariat_pe.appointments.update(ends_on=date(2026, 6, 10))
    assert [bool(waiting(person)) for person in (secretariat_pe, secretariat_pe_2)] == [False, True]
    secretariat_pe_2.appointments.update(revoked_at=NOON, revoked_reason="Cesó.")
    assert [bool(waiting(person)) for person in (secretariat_pe, ministry_pe)] == [False, True]
