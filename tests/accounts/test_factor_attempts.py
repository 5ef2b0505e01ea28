"""Wrong codes and passkeys: written down as what they are, shown to the operator as a lock, and forgiven on request."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import security
from accounts.models import User
from tests.accounts.factors import code_of, confirm, give_code
from tests.accounts.test_security import PAGE, rows
from tests.accounts.test_sign_in import fail, sign_in, signed_in

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)


@pytest.fixture
def at_the_door(client, clock, with_app, operator) -> Client:
    sign_in(client, operator.email)
    return client


def passkey_of(person: User) -> str:
    """An answer as a browser gives it, signed by nobody."""
    said = {"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"}
    response = {
        "clientDataJSON": json.dumps(said).encode(),
        "authenticatorData": bytes(37),
        "signature": b"nobody's",
        "userHandle": user_pk_to_url_str(person).encode(),
    }
    coded = {name: urlsafe_b64encode(value).decode().rstrip("=") for name, value in response.items()}
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": coded})


def wrong_codes(person: User, times: int) -> Client:
    client = Client()
    sign_in(client, person.email)
    for _ in range(times):
        give_code(client, "000000")
    return client


def test_who_is_locked_by_wrong_codes_is_shown_and_let_in_again(at_the_door, secretariat_pe, with_app):
    theirs = wrong_codes(secretariat_pe, 10)
    (lock,) = at_the_door.get(PAGE).context["locks"]
    told = (lock.email, lock.second_factor, lock.failures, lock.until - timezone.now())
    assert told == (secretariat_pe.email, True, 10, QUARTER)
    at_the_door.post(reverse("accounts:security-unlock"), {"email": secretariat_pe.email.upper()})
    assert at_the_door.get(PAGE).context["locks"] == []
    give_code(theirs, code_of(with_app))
    assert signed_in(theirs)


def test_who_is_locked_by_wrong_passkeys_is_too(at_the_door, secretariat_pe):
    theirs = wrong_codes(secretariat_pe, 0)
    theirs.get(reverse("mfa_authenticate"))
    for _ in range(50):
        theirs.post(reverse("mfa_authenticate"), {"credential": passkey_of(secretariat_pe)})
    (lock,) = at_the_door.get(PAGE).context["locks"]
    assert (lock.email, lock.second_factor) == (secretariat_pe.email, True)
    at_the_door.post(reverse("accounts:security-unlock"), {"email": secretariat_pe.email})
    assert at_the_door.get(PAGE).context["locks"] == []


def test_nine_wrong_codes_and_a_lock_that_is_over_are_no_lock(clock, with_app, secretariat_pe):
    theirs = wrong_codes(secretariat_pe, 9)
    assert security.locks(now=timezone.now()) == []
    give_code(theirs, "000000")
    assert len(security.locks(now=timezone.now())) == 1
    clock.shift(QUARTER)
    assert security.locks(now=timezone.now()) == []


def test_wrong_passwords_are_no_lock_of_the_second_factor(clock, with_app, secretariat_pe):
    fail(Client(), secretariat_pe.email, 5)
    assert [lock.second_factor for lock in security.locks(now=timezone.now())] == [False]


def test_failures_to_confirm_are_told_as_what_they_were(at_the_door, with_app, secretariat_pe):
    theirs = Client()
    sign_in(theirs, secretariat_pe.email)
    give_code(theirs, code_of(with_app))
    theirs.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    Authenticator.objects.create(user=secretariat_pe, type="webauthn", data={"name": "x", "credential": {}})
    theirs.post(reverse("mfa_reauthenticate_webauthn"), {"credential": passkey_of(secretariat_pe)})
    failures = [row for row in rows(at_the_door, q=secretariat_pe.email) if row.failed]
    assert [row.second_factor for row in failures] == [True, True]
    assert {row.person for row in failures} == {secretariat_pe}


def test_a_wrong_password_to_confirm_is_told_as_one(at_the_door, focal_pe):
    theirs = Client()
    sign_in(theirs, focal_pe.email)
    confirm(theirs, "equivocada")
    (failure,) = [row for row in rows(at_the_door, q=focal_pe.email) if row.failed]
    assert (failure.person, failure.second_factor) == (focal_pe, False)


def test_a_passkey_that_did_not_sign_in_is_told_with_whom_it_named(at_the_door, secretariat_pe):
    for credential in (passkey_of(secretariat_pe), passkey_of(User(pk=987654)), "[1]"):
        Client().post(reverse("mfa_login_webauthn"), {"credential": credential})
    failed = [(row.email, row.by_passkey) for row in rows(at_the_door) if row.failed]
    assert sorted(failed) == [("", True), ("", True), (secretariat_pe.email, True)]
