"""Signing in: who gets in, who is locked out and for how long, what strangers learn."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Role, User
from tests.build import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def fail(client: Client, email: str, times: int, **extra) -> list[int]:
    return [sign_in(client, email, "equivocada", **extra).status_code for _ in range(times)]


def test_the_right_password_opens_the_roadmaps(client, focal_pe):
    response = sign_in(client, focal_pe.email)
    assert response.status_code == 302
    assert response["Location"] == reverse("roadmap:roadmap-list")
    assert signed_in(client)


def test_capitals_in_the_email_do_not_matter(client, focal_pe):
    sign_in(client, focal_pe.email.upper())
    assert signed_in(client)


def test_signing_in_returns_to_the_page_that_was_asked_for(client, focal_pe):
    wanted = reverse("accounts:profile")
    asked = client.get(wanted)
    assert asked["Location"] == f"{reverse('account_login')}?next={wanted}"
    page = client.get(asked["Location"]).content.decode()
    assert f'<input type="hidden" name="next" value="{wanted}">' in page
    response = client.post(
        reverse("account_login"), {"login": focal_pe.email, "password": PASSWORD, "next": wanted}
    )
    assert response["Location"] == wanted


def test_signing_in_never_leads_to_another_site(client, focal_pe):
    response = client.post(
        reverse("account_login"),
        {"login": focal_pe.email, "password": PASSWORD, "next": "https://example.net/"},
    )
    assert response["Location"] == reverse("roadmap:roadmap-list")


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, focal_pe):
    wrong = sign_in(client, focal_pe.email, "equivocada")
    unknown = sign_in(client, "nadie@example.org", "equivocada")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not signed_in(client)


def test_an_inactive_person_does_not_get_in(client, focal_pe):
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    response = sign_in(client, focal_pe.email)
    assert response["Location"] == reverse("account_inactive")
    assert client.get(response["Location"]).status_code == 200
    assert not signed_in(client)


def test_who_is_made_inactive_is_out_at_the_next_page(client, focal_pe):
    sign_in(client, focal_pe.email)
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_signing_out_is_a_post(client, focal_pe):
    sign_in(client, focal_pe.email)
    client.get(reverse("account_logout"))
    assert signed_in(client)
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert not signed_in(client)


def test_the_signed_in_person_costs_one_query_besides_the_session(client, reader, django_assert_num_queries):
    """Somebody for whom nothing waits: the number in the header is `test_inbox_queries`'s."""
    sign_in(client, reader.email)
    with django_assert_num_queries(2):
        page = client.get(reverse("account_logout"))
    assert "MRE" in page.content.decode()


def test_five_wrong_passwords_lock_the_person_at_that_address(client, focal_pe):
    assert fail(client, focal_pe.email, 5) == [200, 200, 200, 200, 429]
    page = sign_in(client, focal_pe.email)
    assert page.status_code == 429
    assert not signed_in(client)
    text = page.content.decode()
    assert re.search(r"(Intente de nuevo en|Try again in) 15 minut", text)
    assert reverse("account_reset_password") in text


def test_attempts_in_other_capitals_count_for_the_same_person(client, focal_pe):
    fail(client, focal_pe.email, 3)
    assert fail(client, focal_pe.email.upper(), 2)[-1] == 429


def test_another_person_at_the_same_address_is_not_locked(client, focal_pe, reader):
    fail(client, focal_pe.email, 6)
    sign_in(client, reader.email)
    assert signed_in(client)


def test_the_same_person_at_another_address_is_not_locked(client, focal_pe):
    fail(client, focal_pe.email, 6, REMOTE_ADDR="192.0.2.1")
    sign_in(client, focal_pe.email, REMOTE_ADDR="192.0.2.2")
    assert signed_in(client)


def test_the_lock_ends_fifteen_minutes_after_the_fifth_attempt(client, focal_pe):
    with time_machine.travel("2026-06-01 12:00Z", tick=False) as clock:
        fail(client, focal_pe.email, 5)
        clock.shift(timedelta(minutes=10))
        page = sign_in(client, focal_pe.email)
        assert page.context["minutes"] == 5
        clock.shift(timedelta(minutes=5, seconds=1))
        sign_in(client, focal_pe.email)
        assert signed_in(client)


def test_four_wrong_passwords_are_forgotten_once_the_right_one_comes(client, focal_pe):
    fail(client, focal_pe.email, 4)
    sign_in(client, focal_pe.email)
    client.post(reverse("account_logout"))
    assert fail(client, focal_pe.email, 4) == [200] * 4


def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy(client, focal_pe):
    for last in range(5):
        fail(client, focal_pe.email, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{last}")
    assert sign_in(client, focal_pe.email).status_code == 429


def test_behind_one_proxy_the_last_forwarded_address_is_the_clients(client, focal_pe, settings):
    settings.TRUSTED_PROXIES = 1
    for claimed in range(5):
        fail(client, focal_pe.email, 1, HTTP_X_FORWARDED_FOR=f"198.51.100.{claimed}, 203.0.113.9")
    assert sign_in(client, focal_pe.email, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    sign_in(client, focal_pe.email, HTTP_X_FORWARDED_FOR="203.0.113.10")
    assert signed_in(client)


def test_one_person_tried_from_many_addresses_is_slowed_down(client, focal_pe):
    for number in range(50):
        sign_in(client, focal_pe.email, "equivocada", REMOTE_ADDR=f"192.0.2.{number}")
    response = sign_in(client, focal_pe.email, REMOTE_ADDR="192.0.2.200")
    assert not signed_in(client)
    assert response.context["form"].non_field_errors()


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "login/code/", "reauthenticate/", "password/set/", "login/"],
)
def test_the_other_pages_of_the_library_do_not_exist(client, focal_pe, path):
    sign_in(client, focal_pe.email)
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        *("account_signup", "account_email", "account_confirm_email", "account_signup_by_passkey"),
        *("mfa_signup_webauthn", "socialaccount_signup", "socialaccount_connections", "usersessions_list"),
    ],
)
def test_nobody_can_sign_up(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_password_is_changed_only_with_the_old_one(client, focal_pe):
    sign_in(client, focal_pe.email)
    new = "otra-clave-larga-y-propia"
    data = {"oldpassword": "equivocada", "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).context["form"].errors["oldpassword"]
    response = client.post(reverse("account_change_password"), {**data, "oldpassword": PASSWORD})
    assert response["Location"] == reverse("accounts:profile")
    assert signed_in(client)
    focal_pe.refresh_from_db()
    assert focal_pe.check_password(new)


@pytest.mark.parametrize("weak", ["corta", "123456789012", "password1234", "focal.pe@example"])
def test_a_weak_password_is_refused(client, focal_pe, weak):
    sign_in(client, focal_pe.email)
    data = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert client.post(reverse("account_change_password"), data).context["form"].errors


def test_changing_the_password_ends_the_other_sessions(client, focal_pe):
    elsewhere = Client()
    sign_in(client, focal_pe.email)
    sign_in(elsewhere, focal_pe.email)
    new = "otra-clave-larga-y-propia"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302


def test_a_demonstration_account_says_so_on_every_page(client):
    person = make_user("demo@example.org", Role.READER, "PE", is_demonstration=True)
    sign_in(client, person.email)
    assert 'class="demo"' in client.get(reverse("accounts:profile")).content.decode()


def test_a_real_account_sees_no_demonstration_banner(client, reader):
    sign_in(client, reader.email)
    assert 'class="demo"' not in client.get(reverse("accounts:profile")).content.decode()
