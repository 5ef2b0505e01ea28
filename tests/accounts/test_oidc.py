"""Signing in by a ministry's directory, tried against a real OpenID Connect server over HTTP."""

from datetime import date

import pytest
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessFailureLog
from django.test import Client
from django.urls import reverse

from accounts.models import Appointment, Role, User
from tests.accounts import directory as directories_for_tests
from tests.accounts.directory import Directory, query, sign_in
from tests.accounts.factors import code_of, give_code, set_up_app
from tests.accounts.test_sign_in import sign_in as sign_in_by_password
from tests.accounts.test_sign_in import signed_in
from tests.build import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"
SET_UP = "/accounts/second-factor/"


@pytest.fixture(scope="module")
def server():
    with directories_for_tests.running() as running:
        yield running


@pytest.fixture
def directory(server: Directory, settings) -> Directory:
    server.asked.clear()
    settings.SOCIALACCOUNT_PROVIDERS = server.settings()
    return server


def known(directory: Directory, person: User, **claims) -> str:
    """The person as their directory knows them."""
    sub = f"funcionario-{person.pk}"
    directory.knows(sub, **{"email": person.email, "email_verified": True, **claims})
    return sub


def refused(client, response) -> bool:
    """Back at the sign-in page, with words that say nothing of who is known here."""
    return response["Location"] == SIGN_IN and not signed_in(client)


def test_a_known_person_of_the_directorys_country_gets_in(client, directory, focal_pe):
    response = sign_in(client, known(directory, focal_pe))
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(focal_pe.pk)
    assert client.get("/").status_code == 200


def test_the_code_flow_uses_pkce_and_a_state(client, directory, focal_pe):
    sent = client.post(reverse("openid_connect_login", args=["mipe"]))
    asked = query(sent["Location"])
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"][0]
    assert asked["state"][0]
    sign_in(client, known(directory, focal_pe))
    paths = [path for path, _values in directory.asked]
    assert {"/.well-known/openid-configuration", "/oauth2/token", "/userinfo"} <= set(paths)
    assert all(values["code_verifier"] for path, values in directory.asked if path == "/oauth2/token")


def test_capitals_in_the_directorys_email_do_not_matter(client, directory, focal_pe):
    sign_in(client, known(directory, focal_pe, email=focal_pe.email.upper()))
    assert signed_in(client)


def test_the_password_and_the_sessions_elsewhere_stay_as_they_are(client, directory, focal_pe):
    elsewhere = Client()
    sign_in_by_password(elsewhere, focal_pe.email)
    sign_in(client, known(directory, focal_pe))
    focal_pe.refresh_from_db()
    assert focal_pe.check_password(PASSWORD)
    assert elsewhere.get("/").status_code == 200


def test_nobody_unknown_gets_in_nor_an_account(client, directory, focal_pe):
    directory.knows("nadie", email="nadie@example.org", email_verified=True)
    before = User.objects.count()
    assert refused(client, sign_in(client, "nadie"))
    assert User.objects.count() == before
    assert AccessFailureLog.objects.filter(username="nadie@example.org").exists()


def test_the_operator_sees_what_came_by_a_directory(client, directory, focal_pe, operator):
    directory.knows("nadie", email="nadie@example.org", email_verified=True)
    sign_in(Client(), "nadie")
    sign_in(Client(), known(directory, focal_pe))
    sign_in_by_password(client, operator.email)
    rows = client.get(reverse("accounts:security")).context["page"].object_list
    assert [(row.email, row.failed, row.by_directory) for row in rows] == [
        (operator.email, False, False),
        (focal_pe.email, False, True),
        ("nadie@example.org", True, True),
    ]


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_email_that_the_directory_has_not_verified_opens_nothing(client, directory, focal_pe, verified):
    assert refused(client, sign_in(client, known(directory, focal_pe, email_verified=verified)))


def test_no_directory_signs_in_anybody_of_the_other_country(client, directory, focal_bo, secretariat_bo):
    assert refused(client, sign_in(client, known(directory, focal_bo)))
    assert refused(client, sign_in(client, known(directory, secretariat_bo)))


@pytest.mark.parametrize("who", ["observer", "operator"])
def test_nor_anybody_of_no_country(client, directory, request, who):
    assert refused(client, sign_in(client, known(directory, request.getfixturevalue(who))))


def test_nor_a_demonstration_account(client, directory):
    person = make_user("demo@example.org", Role.READER, "PE", is_demonstration=True)
    assert refused(client, sign_in(client, known(directory, person)))


@pytest.mark.parametrize(
    "email",
    [
        "secretaria.pe@example.org\0.evil.example",
        "secretaria.pe@example.org\0",
        "ſecretaria.pe@example.org",
        "secretari_.pe@example.org",
        "x" * 100_000,
        f"{'x' * 100_000}@example.org",
        5,
        True,
        ["secretaria.pe@example.org"],
        {"secretaria.pe@example.org": 1},
        "",
        None,
    ],
    ids=lambda email: repr(email)[:40],
)
def test_what_is_no_email_of_a_person_is_refused_and_no_failure(client, directory, secretariat_pe, email):
    assert secretariat_pe.email == "secretaria.pe@example.org"
    assert refused(client, sign_in(client, known(directory, secretariat_pe, email=email)))


def test_a_nul_in_the_directorys_number_is_refused_and_no_failure(client, directory):
    directory.knows("funcionario%00", email="nadie@example.org", email_verified=True)
    assert refused(client, sign_in(client, "funcionario\0"))


def test_every_refusal_looks_the_same(client, directory, focal_pe, focal_bo):
    directory.knows("nadie", email="nadie@example.org", email_verified=True)
    pages = []
    for sub in ("nadie", known(directory, focal_bo), known(directory, focal_pe, email_verified=False)):
        sign_in(client, sub)
        pages.append([str(message) for message in client.get(SIGN_IN).context["messages"]])
    assert pages[0]
    assert pages == [pages[0]] * 3


def test_an_inactive_person_does_not_get_in(client, directory, focal_pe):
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    response = sign_in(client, known(directory, focal_pe))
    assert response["Location"] == reverse("account_inactive")
    assert not signed_in(client)


def test_who_is_no_longer_appointed_sees_no_more_than_with_a_password(client, directory, secretariat_pe):
    Appointment.objects.filter(person=secretariat_pe).update(ends_on=date(2001, 1, 1))
    sign_in(client, known(directory, secretariat_pe))
    assert client.get(reverse("roadmap:import-upload")).status_code == 403


def test_a_person_who_changed_their_email_is_not_remembered_by_the_directorys_number(
    client, directory, focal_pe
):
    sub = known(directory, focal_pe)
    sign_in(client, sub)
    client.post(reverse("account_logout"))
    assert not SocialAccount.objects.exists()
    User.objects.filter(pk=focal_pe.pk).update(email="otra@example.org")
    assert refused(client, sign_in(client, sub))


def test_a_declined_consent_leads_back_to_the_sign_in_page(client, directory, focal_pe):
    assert refused(client, sign_in(client, known(directory, focal_pe), answer="deny"))


@pytest.mark.parametrize("forged", ["?code=x&state=y", "?state=y", "?error=oops", ""])
def test_a_made_up_answer_of_the_directory_opens_nothing(client, directory, forged):
    assert refused(client, client.get(reverse("openid_connect_callback", args=["mipe"]) + forged))


def test_a_stolen_code_is_of_no_use_in_another_browser(client, directory, focal_pe):
    response = sign_in(client, known(directory, focal_pe))
    stolen = f"{response.wsgi_request.path}?{response.wsgi_request.META['QUERY_STRING']}"
    other = Client()
    assert refused(other, other.get(stolen))


def test_a_directory_that_does_not_answer_is_said_in_words(client, directory, settings):
    settings.SOCIALACCOUNT_PROVIDERS = directory.settings(issuer="http://localhost:9")
    assert refused(client, client.post(reverse("openid_connect_login", args=["mipe"])))


def test_the_button_is_there_only_where_a_directory_is(client, directory, settings):
    assert "Cancillería del Perú" in client.get(SIGN_IN).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Cancillería" not in client.get(SIGN_IN).content.decode()
    assert client.post(reverse("openid_connect_login", args=["mipe"])).status_code == 404


def test_no_account_is_ever_tied_to_one_of_a_directory(client, directory, focal_pe, focal_bo):
    sign_in_by_password(client, focal_bo.email)
    begin = reverse("openid_connect_login", args=["mipe"])
    assert client.post(f"{begin}?process=connect").status_code == 404
    assert client.post(begin, {"process": "connect"}).status_code == 404
    assert client.get(begin).status_code == 405
    assert not SocialAccount.objects.exists()


# --- The second factor ------------------------------------------------------------------------------------
@pytest.fixture
def counting(directory: Directory, settings) -> Directory:
    """The directory's own second factor counts."""
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SOCIALACCOUNT_PROVIDERS = directory.settings(second_factor=["mfa", "urn:gob:nivel-2"])
    return directory


@pytest.mark.parametrize(
    ("claims", "opens"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "urn:gob:nivel-2"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "urn:gob:nivel-1"}, False),
        ({}, False),
    ],
)
def test_the_directorys_second_factor_counts_where_the_settings_say_so(
    client, counting, secretariat_pe, claims, opens
):
    sign_in(client, known(counting, secretariat_pe, **claims))
    assert signed_in(client)
    home = client.get("/")
    assert (home.status_code == 200) is opens
    assert opens or home["Location"] == SET_UP


def test_where_they_do_not_say_so_ours_is_asked(client, directory, secretariat_pe, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, known(directory, secretariat_pe, amr=["mfa"]))
    assert client.get("/")["Location"] == SET_UP


def test_who_has_one_here_is_asked_for_it_unless_the_directory_has_just_asked(
    client, counting, secretariat_pe
):
    sign_in_by_password(client, secretariat_pe.email)
    secret = set_up_app(client)
    client.post(reverse("account_logout"))
    response = sign_in(client, known(counting, secretariat_pe, amr=["pwd"]))
    assert response["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    give_code(client, code_of(secret, 1))
    assert signed_in(client)
    client.post(reverse("account_logout"))
    sign_in(client, known(counting, secretariat_pe, amr=["mfa"]))
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("before", ["focal_bo", "secretariat_pe"])
def test_it_counts_where_somebody_was_still_signed_in(client, counting, secretariat_pe, request, before):
    sign_in_by_password(client, request.getfixturevalue(before).email)
    sign_in(client, known(counting, secretariat_pe, amr=["mfa"]))
    assert client.session["_auth_user_id"] == str(secretariat_pe.pk)
    assert client.get("/").status_code == 200


def test_a_directorys_factor_does_not_serve_a_later_sign_in_by_password(client, counting, secretariat_pe):
    sign_in(client, known(counting, secretariat_pe, amr=["mfa"]))
    client.post(reverse("account_logout"))
    sign_in_by_password(client, secretariat_pe.email)
    assert client.get("/")["Location"] == SET_UP
