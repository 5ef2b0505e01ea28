"""Language, formats and time zone: the person's own, remembered; Spanish for who never chose."""

from datetime import UTC, date, datetime

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from accounts import places
from accounts.middleware import LocaleMiddleware
from accounts.models import Role, User
from tests.accounts.test_sign_in import sign_in
from tests.build import make_country, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def switch(client: Client, language: str, back: str = "/accounts/sign-in/"):
    return client.post(reverse("accounts:language"), {"language": language, "next": back})


def language_of(client: Client, path: str = "/accounts/sign-in/") -> str:
    page = client.get(path)
    assert f'<html lang="{page["Content-Language"]}">' in page.content.decode()
    return page["Content-Language"]


def test_a_stranger_is_received_in_spanish_whatever_the_browser_prefers(client):
    assert client.get("/accounts/sign-in/", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")["Content-Language"] == "es"


def test_the_choice_is_remembered_before_signing_in(client):
    assert switch(client, "en")["Location"] == "/accounts/sign-in/"
    assert language_of(client) == "en"


@pytest.mark.parametrize(
    "back", ["foo", "dashboard", "a\0b", "//elsewhere.example", "https://elsewhere.example/"]
)
def test_what_is_no_address_of_this_house_leads_to_its_front_door(client, back):
    assert switch(client, "en", back)["Location"] == "/"


def test_the_choice_is_remembered_in_the_account(client, focal_pe):
    sign_in(client, focal_pe.email)
    switch(client, "en")
    focal_pe.refresh_from_db()
    assert focal_pe.language == "en"
    elsewhere = Client()
    sign_in(elsewhere, focal_pe.email)
    assert language_of(elsewhere, reverse("accounts:profile")) == "en-pe"


def test_the_account_wins_over_the_cookie(client, focal_pe):
    switch(client, "en")
    sign_in(client, focal_pe.email)
    assert language_of(client, reverse("accounts:profile")) == "es-pe"


def test_an_unknown_language_changes_nothing(client):
    switch(client, "fr")
    assert language_of(client) == "es"


def test_the_switch_never_leads_to_another_site(client):
    assert switch(client, "en", "https://example.net/")["Location"] == "/"
    assert switch(client, "en", "//example.net/")["Location"] == "/"


def test_the_switch_is_a_post(client):
    assert client.get(reverse("accounts:language")).status_code == 405


def test_the_change_of_language_is_in_the_history(client, focal_pe):
    sign_in(client, focal_pe.email)
    switch(client, "en")
    assert User.history.filter(id=focal_pe.pk).first().history_user == focal_pe


def rendered(user: User, template: str) -> str:
    """A template as this person would see it."""
    request = RequestFactory().get("/")
    request.user = user
    return LocaleMiddleware(
        lambda _request: HttpResponse(
            engines["django"]
            .from_string(template)
            .render(
                {
                    "number": 1234567.5,
                    "day": date(2025, 12, 31),
                    "moment": datetime(2026, 1, 1, 3, 30, tzinfo=UTC),
                }
            )
        )
    )(request).content.decode()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("country", "number", "moment"),
    [("PE", "1,234,567.5", "31/12/2025 22:30"), ("BO", "1.234.567,5", "31/12/2025 23:30")],
)
def test_each_country_writes_numbers_and_tells_the_time_its_own_way(language, country, number, moment):
    person = make_user("alguien@example.org", Role.READER, country, language=language)
    assert rendered(person, "{{ number }}|{{ day }}|{{ moment }}") == f"{number}|31/12/2025|{moment}"


def test_the_words_of_a_country_are_those_of_its_language(focal_pe):
    template = '{% load i18n %}{{ day|date:"F" }}|{% translate "Sign in" %}'
    assert rendered(focal_pe, template) == "diciembre|Iniciar sesión"
    focal_pe.language = "en"
    assert rendered(focal_pe, template) == "December|Sign in"


def test_a_country_without_formats_of_its_own_takes_those_of_the_language():
    make_country("CL")
    assert places.locale_for("es", "CL") == "es"
    assert places.locale_for("en", None) == "en"


def test_nothing_of_one_request_stays_for_the_next(focal_pe):
    before = (translation.get_language(), timezone.get_current_timezone_name())
    focal_pe.language = "en"
    rendered(focal_pe, "")
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


def test_pages_of_a_language_are_not_cached_for_another(client):
    assert "Cookie" in client.get("/accounts/sign-in/")["Vary"]
