"""Whoever keeps the server can change somebody's way in, but not unseen by that person's own side."""

import pytest

from accounts import people
from accounts.models import Letter, User
from tests.build import NOON

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    letters = Letter.objects.filter(template="way_in_changed").order_by("pk")
    return [(letter.person.email, letter.told["what"]) for letter in letters]


def test_a_secretariat_learns_what_the_operator_does_to_its_peoples_accounts(
    operator, focal_pe, secretariat_pe, secretariat_bo
):
    people.update(focal_pe.pk, by=operator, now=NOON, email="nuevo.pe@example.org")
    people.update(focal_pe.pk, by=operator, now=NOON, is_active=False)
    people.update(focal_pe.pk, by=operator, now=NOON, is_active=True)
    assert told() == [(secretariat_pe.email, what) for what in ("email", "closed", "opened")]


def test_the_person_whose_account_it_is_does_not_stand_in_for_the_colleagues(
    operator, secretariat_pe, secretariat_pe_2
):
    people.update(secretariat_pe.pk, by=operator, now=NOON, email="otra.pe@example.org")
    assert told() == [(secretariat_pe_2.email, "email")]


def test_what_the_own_side_does_or_what_changes_nothing_is_no_news(operator, focal_pe, secretariat_pe):
    people.update(focal_pe.pk, by=operator, now=NOON, email=focal_pe.email)
    people.update(focal_pe.pk, by=secretariat_pe, now=NOON, full_name="Ana Quispe")
    assert told() == []
    assert User.objects.get(pk=focal_pe.pk).full_name == "Ana Quispe"
