"""The way in by e-mail: a link for who forgot the password or was just invited, and what it must never do."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts import people
from accounts.models import User
from tests.accounts.conftest import plain
from tests.accounts.test_sign_in import fail, sign_in, signed_in
from tests.build import NOON, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NEW = "otra-clave-larga-y-propia"


def ask(client: Client, email: str):
    return client.post(reverse("account_reset_password"), {"email": email})


def link_in(letter, site: str = "testserver") -> str:
    found = re.search(rf"https?://{site}(/\S+)", plain(letter))
    assert found
    return found.group(1)


def choose(client: Client, link: str, password: str = NEW):
    form = client.get(link)
    if form.status_code != 302:
        return form
    return client.post(form["Location"], {"password1": password, "password2": password})


def test_the_link_sets_the_password_and_lets_in(client, focal_pe, mailbox):
    assert ask(client, focal_pe.email)["Location"] == reverse("account_reset_password_done")
    letter = mailbox.next()
    assert letter["To"] == focal_pe.email
    assert choose(client, link_in(letter)).status_code == 302
    assert signed_in(client)
    focal_pe.refresh_from_db()
    assert focal_pe.check_password(NEW)


def test_the_letter_is_in_the_language_of_its_reader(client, focal_pe, mailbox):
    User.objects.filter(pk=focal_pe.pk).update(language="en")
    ask(client, focal_pe.email)
    letter = mailbox.next()
    assert letter["Subject"] == "Choose a new password · Alternat"
    assert f"Dear {focal_pe.full_name}:" in plain(letter)


def test_a_used_link_is_dead(client, focal_pe, mailbox):
    ask(client, focal_pe.email)
    link = link_in(mailbox.next())
    choose(client, link)
    page = choose(Client(), link, "una-tercera-clave-larga")
    assert page.context["token_fail"]
    focal_pe.refresh_from_db()
    assert focal_pe.check_password(NEW)


def test_a_link_dies_after_72_hours(client, focal_pe, mailbox):
    with time_machine.travel("2026-06-01 12:00Z", tick=False) as clock:
        ask(client, focal_pe.email)
        link = link_in(mailbox.next())
        clock.shift(timedelta(hours=72, seconds=2))
        assert choose(client, link).context["token_fail"]


def test_signing_in_meanwhile_kills_the_link(client, focal_pe, mailbox):
    ask(client, focal_pe.email)
    link = link_in(mailbox.next())
    sign_in(Client(), focal_pe.email)
    assert choose(client, link).context["token_fail"]


def test_a_link_of_somebody_else_is_worth_nothing(client, focal_pe, reader, mailbox):
    ask(client, focal_pe.email)
    path = link_in(mailbox.next())
    user_part, token = path.rstrip("/").rsplit("/", 1)[1].split("-", 1)
    other = path.replace(f"{user_part}-{token}", f"{int(user_part, 36) + 1}-{token}")
    assert choose(client, other).context["token_fail"]


def test_the_answer_does_not_tell_whether_an_account_exists(client, focal_pe, mailbox):
    known = ask(client, focal_pe.email)
    mailbox.next()
    unknown = ask(client, "nadie@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [client.get(answer["Location"]).content for answer in (known, unknown)]
    assert re.sub(rb'value="\w{64}"', b"", pages[0]) == re.sub(rb'value="\w{64}"', b"", pages[1])
    assert mailbox.is_empty()


def test_an_email_that_was_changed_opens_nothing_any_more(client, operator, focal_pe, mailbox):
    old = focal_pe.email
    sign_in(client, old)
    client.post(reverse("account_logout"))
    ask(client, old)
    link = link_in(mailbox.next())
    people.update(focal_pe.pk, by=operator, now=NOON, email="nueva@example.org")
    assert choose(client, link).context["token_fail"]
    ask(client, old)
    assert mailbox.is_empty()
    sign_in(client, old)
    assert not signed_in(client)
    sign_in(client, "nueva@example.org")
    assert signed_in(client)


def test_an_inactive_person_gets_no_link(client, focal_pe, mailbox):
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    ask(client, focal_pe.email)
    assert mailbox.is_empty()


def test_the_link_also_lifts_the_lock_at_every_address(client, focal_pe, mailbox):
    office = {"REMOTE_ADDR": "192.0.2.7"}
    assert fail(client, focal_pe.email, 5, **office)[-1] == 429
    ask(client, focal_pe.email)
    choose(Client(), link_in(mailbox.next()))
    sign_in(client, focal_pe.email, NEW, **office)
    assert signed_in(client)


def test_a_weak_password_is_refused_and_the_link_stays_alive(client, focal_pe, mailbox):
    ask(client, focal_pe.email)
    link = link_in(mailbox.next())
    assert choose(client, link, "corta").context["form"].errors
    choose(client, link)
    assert signed_in(client)


def test_a_mail_server_that_is_down_changes_nothing_for_who_asks(client, focal_pe, settings, free_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    assert ask(client, focal_pe.email)["Location"] == reverse("account_reset_password_done")
    sign_in(client, focal_pe.email, PASSWORD)
    assert signed_in(client)


def test_asking_too_often_is_slowed_down(client, focal_pe, mailbox):
    answers = [ask(client, focal_pe.email).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
