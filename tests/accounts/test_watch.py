"""Whoever keeps the server can change somebody's way in, but not unseen by that person's own side."""

import pytest
from django.utils import translation

from accounts import mail, people, post
from accounts.models import Letter, User
from tests.accounts.conftest import plain
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


def test_where_nobody_else_of_the_secretariat_is_there_its_foreign_ministry_learns_it(
    operator, secretariat_pe, ministry_pe, secretariat_bo
):
    """Else the operator could take over the only account of a secretariat without anybody of its country knowing."""
    people.update(secretariat_pe.pk, by=operator, now=NOON, email="otra.pe@example.org")
    assert told() == [(ministry_pe.email, "email")]


@pytest.mark.parametrize("colleague", ["secretariat_pe_2", "ministry_pe"])
def test_it_says_what_this_reader_can_do_about_it_and_leads_there(
    operator, secretariat_pe, client, request, colleague
):
    """A foreign ministry revokes nothing: it accredits who then does."""
    reader = request.getfixturevalue(colleague)
    people.update(secretariat_pe.pk, by=operator, now=NOON, email="otra.pe@example.org")
    letter = Letter.objects.get(template="way_in_changed")
    with translation.override("en"):
        _subject, text = mail.words(letter.template, reader, post.context(letter))
    assert ("accredit an interim person" in text) == (colleague == "ministry_pe")
    client.force_login(reader)
    page = client.get(letter.path)
    assert page.status_code == 200
    assert ("terms" in page.context) == (colleague == "ministry_pe")


@pytest.mark.parametrize("changer", ["operator", "secretariat_pe"])
def test_the_old_mailbox_is_told_of_the_new_one(
    changer, request, focal_pe, mailbox, django_capture_on_commit_callbacks
):
    former, by = focal_pe.email, request.getfixturevalue(changer)
    with django_capture_on_commit_callbacks(execute=True):
        people.update(focal_pe.pk, by=by, now=NOON, email="nuevo.pe@example.org")
    letter = mailbox.next()
    assert letter["To"] == former
    assert "nuevo.pe@example.org" in plain(letter)


def test_who_signs_in_without_a_password_is_told_too(
    focal_pe, operator, mailbox, django_capture_on_commit_callbacks
):
    former = focal_pe.email
    focal_pe.set_unusable_password()
    focal_pe.last_login = NOON
    focal_pe.save()
    with django_capture_on_commit_callbacks(execute=True):
        people.update(focal_pe.pk, by=operator, now=NOON, email="nuevo.pe@example.org")
    assert mailbox.next()["To"] == former


def test_a_mistyped_invitation_is_corrected_without_a_word_to_a_stranger(
    focal_pe, secretariat_pe, django_capture_on_commit_callbacks
):
    focal_pe.set_unusable_password()
    focal_pe.save()
    with django_capture_on_commit_callbacks() as later:
        people.update(focal_pe.pk, by=secretariat_pe, now=NOON, email="nuevo.pe@example.org")
    assert later == []


def test_what_the_own_side_does_or_what_changes_nothing_is_no_news(operator, focal_pe, secretariat_pe):
    people.update(focal_pe.pk, by=operator, now=NOON, email=focal_pe.email)
    people.update(focal_pe.pk, by=secretariat_pe, now=NOON, full_name="Ana Quispe")
    assert told() == []
    assert User.objects.get(pk=focal_pe.pk).full_name == "Ana Quispe"
