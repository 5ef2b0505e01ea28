"""One's own sessions: seen in plain words, ended one by one or everywhere else; and what ends them by itself."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import people, sessions
from accounts.models import User
from tests.accounts.test_sign_in import sign_in
from tests.accounts.test_sign_in_by_mail import choose
from tests.build import PASSWORD

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def elsewhere(focal_pe) -> Client:
    """The same person on a phone."""
    client = Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="192.0.2.7")
    sign_in(client, focal_pe.email)
    return client


@pytest.fixture
def here(focal_pe, elsewhere) -> Client:
    client = Client(HTTP_USER_AGENT=FIREFOX)
    sign_in(client, focal_pe.email)
    return client


def is_in(client: Client) -> bool:
    return client.get(LIST).status_code == 200


def test_the_list_says_when_from_where_and_in_which_browser(here):
    rows = here.get(LIST).context["rows"]
    assert [(row["address"], row["is_this"]) for row in rows] == [("127.0.0.1", True), ("192.0.2.7", False)]
    assert "Firefox" in rows[0]["browser"]
    assert "Windows" in rows[0]["browser"]
    assert "Chrome" in rows[1]["browser"]
    assert "Android" in rows[1]["browser"]


def test_nobody_sees_or_ends_the_sessions_of_others(here, client, focal_bo):
    sign_in(client, focal_bo.email)
    assert len(client.get(LIST).context["rows"]) == 1
    for session in UserSession.objects.exclude(user=focal_bo):
        assert client.post(reverse("accounts:session-end", args=[session.pk])).status_code == 404
    assert is_in(here)


def test_one_session_is_ended(here, elsewhere):
    pk = next(row["pk"] for row in here.get(LIST).context["rows"] if not row["is_this"])
    here.post(reverse("accounts:session-end", args=[pk]))
    assert not is_in(elsewhere)
    assert is_in(here)
    assert here.post(reverse("accounts:session-end", args=[pk])).status_code == 404


def test_signing_out_everywhere_else_leaves_this_one(here, elsewhere):
    assert here.post(reverse("accounts:sessions-end"))["Location"] == LIST
    assert not is_in(elsewhere)
    assert len(here.get(LIST).context["rows"]) == 1


def test_a_session_that_is_over_is_not_listed(here):
    Session.objects.filter(
        session_key__in=UserSession.objects.filter(ip="192.0.2.7").values("session_key")
    ).update(expire_date=timezone.now())
    assert len(here.get(LIST).context["rows"]) == 1


def test_a_new_password_ends_the_sessions_elsewhere(here, elsewhere):
    new = "otra-clave-larga-y-propia"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post(reverse("account_change_password"), data)
    assert is_in(here)
    assert not is_in(elsewhere)
    assert [row["is_this"] for row in here.get(LIST).context["rows"]] == [True]


def test_a_new_password_by_mail_ends_them_too(client, focal_pe, elsewhere):
    focal_pe.refresh_from_db()
    choose(client, people.password_path(focal_pe))
    assert is_in(client)
    assert not is_in(elsewhere)
    assert len(client.get(LIST).context["rows"]) == 1


def test_who_may_no_longer_sign_in_has_no_session_even_once_they_may_again(here, focal_pe, operator):
    now = timezone.now()
    people.update(focal_pe.pk, by=operator, now=now, is_active=False)
    assert not Session.objects.exists()
    people.update(focal_pe.pk, by=operator, now=now, is_active=True)
    assert not is_in(here)


def test_the_list_costs_the_same_for_one_session_and_for_thirty(here, focal_pe, django_assert_num_queries):
    with CaptureQueriesContext(connection) as two:
        here.get(LIST)
    for number in range(30):
        key = f"clave-{number}"
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now().replace(year=2999)
        )
        UserSession.objects.create(user=focal_pe, session_key=key, ip="192.0.2.8", user_agent=PHONE)
    with django_assert_num_queries(len(two)):
        assert len(here.get(LIST).context["rows"]) == 32


@pytest.mark.parametrize(
    ("user_agent", "named"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        (PHONE, ("Chrome", "Android")),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15",
            ("Safari", "macOS"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/130.0 Mobile Safari/604.1",
            ("Chrome", "iOS"),
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            ("Edge", "Linux"),
        ),
    ],
)
def test_a_browser_is_named_in_plain_words(user_agent, named):
    told = sessions.browser_of(user_agent)
    assert all(name in told for name in named)


def test_an_unknown_browser_is_said_to_be_one():
    assert sessions.browser_of("") == sessions.browser_of("curl/8.0") != ""


def test_signing_out_ends_the_session_at_once(here, focal_pe):
    here.post(reverse("account_logout"))
    assert sessions.open_ones(User.objects.get(pk=focal_pe.pk), now=timezone.now()).count() == 1
