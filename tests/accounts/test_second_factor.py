"""The second factor: who may not act without one, how it is set up, used, lost, and kept from being guessed."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessFailureLog
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import people, post, second_factor
from accounts.factor_adapter import FactorAdapter
from accounts.models import Letter, Role, User
from tests.accounts.conftest import plain
from tests.accounts.factors import code_of, confirm, give_code, set_up_app
from tests.accounts.test_sign_in import sign_in, signed_in
from tests.accounts.test_sign_in_by_mail import choose
from tests.build import make_user

pytestmark = pytest.mark.django_db
HOME = "/"
SET_UP = "/accounts/second-factor/"


@pytest.fixture(autouse=True)
def _required(settings, clock) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("who", ["secretariat_pe", "secretariat_bo", "operator"])
def test_secretariats_and_operators_are_led_to_set_one_up_first(client, request, who):
    sign_in(client, request.getfixturevalue(who).email)
    for path in (HOME, reverse("roadmap:import-upload"), reverse("accounts:people"), "/r/NADA/"):
        answer = client.get(path)
        assert answer["Location"] == SET_UP if answer.status_code == 302 else answer.status_code == 404, path
    assert client.post(reverse("roadmap:import-upload"))["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "notice warning" in page


OPEN = [
    "mfa_index",
    "accounts:profile",
    "accounts:sessions",
    "account_change_password",
    "account_logout",
    "roadmap:help-index",
]


@pytest.mark.parametrize("name", OPEN)
def test_until_then_they_reach_what_they_need_for_it(client, secretariat_pe, name):
    sign_in(client, secretariat_pe.email)
    assert client.get(reverse(name)).status_code == 200


def test_the_language_can_be_changed_and_the_session_left_until_then(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    assert client.post(reverse("accounts:language"), {"language": "en"})["Location"] == "/"
    client.post(reverse("account_logout"))
    assert not signed_in(client)


@pytest.mark.parametrize("who", ["focal_pe", "ministry_pe", "authority_pe", "reader", "consul", "observer"])
def test_others_may_act_without_one(client, request, who):
    sign_in(client, request.getfixturevalue(who).email)
    assert client.get(HOME).status_code == 200


def test_demonstration_accounts_are_exempt_and_every_page_says_so(client):
    person = make_user("demo@example.org", Role.SECRETARIAT, "PE", is_demonstration=True)
    sign_in(client, person.email)
    page = client.get(HOME)
    assert page.status_code == 200
    assert re.search(r"sin segundo factor|without a second factor", page.content.decode())


def test_an_installation_may_do_without(client, secretariat_pe, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, secretariat_pe.email)
    assert client.get(HOME).status_code == 200


def test_an_app_opens_every_page(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    set_up_app(client)
    assert client.get(HOME).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, secretariat_pe, with_app):
    Authenticator.objects.exclude(type="recovery_codes").delete()
    sign_in(client, secretariat_pe.email)
    assert client.get(HOME)["Location"] == SET_UP


def test_setting_up_an_app_asks_for_the_password_first(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate")), name
    assert confirm(client, "equivocada").context["form"].errors["password"]


@pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"])
def test_who_has_a_factor_confirms_by_it_and_not_by_the_password(client, secretariat_pe, with_app, name):
    sign_in(client, secretariat_pe.email)
    give_code(client, code_of(with_app))
    asked = confirm(client)
    assert asked.status_code == 302
    assert asked["Location"] == reverse("mfa_reauthenticate")
    assert client.get(asked["Location"]).context["reauthentication_alternatives"] == []
    assert client.post(reverse(name)).status_code == 302
    assert Authenticator.objects.filter(user=secretariat_pe, type="totp").exists()
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(with_app, 1)})
    assert client.get(reverse(name)).status_code == 200


def test_recovery_codes_alone_leave_the_password_to_confirm_by(client, secretariat_pe, with_app):
    Authenticator.objects.exclude(type="recovery_codes").delete()
    sign_in(client, secretariat_pe.email)
    confirm(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_key(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    assert wrong.context["form"].secret == secret
    assert not Authenticator.objects.exists()


def test_the_drawing_of_the_key_is_made_here(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page


def test_the_password_alone_no_longer_signs_in(client, secretariat_pe, with_app):
    assert sign_in(client, secretariat_pe.email)["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(HOME).status_code == 302
    give_code(client, code_of(with_app))
    assert signed_in(client)
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_half_a_minute_before_and_after(client, secretariat_pe, with_app, steps, opens):
    sign_in(client, secretariat_pe.email)
    give_code(client, code_of(with_app, steps))
    assert signed_in(client) is opens


def test_the_code_that_set_the_app_up_opens_nothing(client, secretariat_pe, clock):
    sign_in(client, secretariat_pe.email)
    secret = set_up_app(client)
    code = code_of(secret)
    clock.shift(timedelta(seconds=31))
    again = Client()
    sign_in(again, secretariat_pe.email)
    give_code(again, code)
    assert not signed_in(again)
    give_code(again, code_of(secret))
    assert signed_in(again)


@pytest.mark.parametrize("wait", [0, 31])
def test_a_code_opens_once(client, secretariat_pe, with_app, clock, wait):
    code = code_of(with_app)
    sign_in(client, secretariat_pe.email)
    give_code(client, code)
    assert signed_in(client)
    clock.shift(timedelta(seconds=wait))
    again = Client()
    sign_in(again, secretariat_pe.email)
    give_code(again, f"{code[:3]} {code[3:]}")
    assert not signed_in(again)


def test_ten_wrong_codes_are_the_last(client, secretariat_pe, with_app):
    sign_in(client, secretariat_pe.email)
    for _ in range(10):
        give_code(client, "000000")
    page = give_code(client, code_of(with_app))
    assert not signed_in(client)
    assert page.context["form"].errors["code"]
    assert AccessFailureLog.objects.filter(username=secretariat_pe.email).count() >= 10


def test_a_recovery_code_opens_once(client, secretariat_pe, with_app):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    sign_in(client, secretariat_pe.email)
    give_code(client, codes[0])
    assert signed_in(client)
    again = Client()
    sign_in(again, secretariat_pe.email)
    give_code(again, codes[0])
    assert not signed_in(again)


def test_recovery_codes_are_shown_and_downloaded_after_the_password(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    set_up_app(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    text = client.get(reverse("mfa_download_recovery_codes"))
    assert all(code in page and code in text.content.decode() for code in codes)
    assert "attachment" in text["Content-Disposition"]
    client.post(reverse("mfa_generate_recovery_codes"))
    made = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(made) & set(codes)


def test_the_link_to_a_new_password_does_not_go_round_the_second_factor(client, secretariat_pe, with_app):
    secretariat_pe.refresh_from_db()
    done = choose(client, people.password_path(secretariat_pe))
    assert done["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)


def test_a_sign_in_that_waits_for_its_code_ends_with_the_password(client, secretariat_pe, with_app):
    sign_in(client, secretariat_pe.email)
    secretariat_pe.refresh_from_db()
    people.set_password(secretariat_pe, "otra-clave-larga-y-propia")
    assert give_code(client, code_of(with_app))["Location"] == reverse("account_login")
    assert not signed_in(client)
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")


def test_secrets_do_not_lie_open_in_the_database(with_app):
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert with_app not in str(stored)
    assert FactorAdapter().decrypt(stored["totp"]["secret"]) == with_app
    assert stored["recovery_codes"]["seed"].startswith("gAAAA")


def test_a_lost_secret_key_makes_no_code_fit_and_no_page_fail(client, secretariat_pe, with_app, settings):
    settings.SECRET_KEY = "another" * 10
    sign_in(client, secretariat_pe.email)
    assert give_code(client, code_of(with_app)).status_code == 200
    assert give_code(client, "00000000").status_code == 200
    assert not signed_in(client)


def test_a_former_secret_key_still_reads(client, secretariat_pe, with_app, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    sign_in(client, secretariat_pe.email)
    give_code(client, code_of(with_app))
    assert signed_in(client)


def test_a_new_factor_ends_the_sessions_elsewhere_and_is_told(
    client, secretariat_pe, django_capture_on_commit_callbacks
):
    elsewhere = Client()
    sign_in(elsewhere, secretariat_pe.email)
    sign_in(client, secretariat_pe.email)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    assert signed_in(client)
    assert elsewhere.get(SET_UP).status_code == 302
    letter = Letter.objects.get(template="second_factor_changed")
    assert (letter.person, letter.told["change"]) == (secretariat_pe, "app_added")
    assert people.changes(secretariat_pe.pk)[0].second_factor


def test_removing_the_app_closes_the_gate_again(client, secretariat_pe):
    sign_in(client, secretariat_pe.email)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert client.get(HOME)["Location"] == SET_UP


@pytest.mark.parametrize(
    "said", ["", "null", "5", "[]", "{}", '"x"', '{"response": {}}', '{"id": 1, "response": 2}']
)
def test_a_made_up_passkey_is_wrong_and_never_a_failure(client, secretariat_pe, with_app, said):
    sign_in(client, secretariat_pe.email)
    client.get(reverse("mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": said}).status_code == 200
    assert client.post(reverse("mfa_login_webauthn"), {"credential": said}).status_code == 302
    assert not signed_in(client)
    give_code(client, code_of(with_app))
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(with_app, 1)})
    client.get(reverse("mfa_add_webauthn"))
    assert client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": said}).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_the_operator_takes_it_from_who_lost_it(client, operator, secretariat_pe, with_app, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    theirs = Client()
    sign_in(theirs, secretariat_pe.email)
    give_code(theirs, code_of(with_app))
    sign_in(client, operator.email)
    address = reverse("accounts:person-second-factor", args=[secretariat_pe.pk])
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert not Authenticator.objects.filter(user=secretariat_pe).exists()
    assert theirs.get(SET_UP).status_code == 302
    letter = Letter.objects.get(template="second_factor_reset")
    assert (letter.person, letter.caused_by) == (secretariat_pe, operator)
    told = people.changes(secretariat_pe.pk)[0]
    assert (told.second_factor, told.by) == (True, operator)


@pytest.mark.parametrize(
    "who", ["secretariat_pe", "secretariat_pe_2", "ministry_pe", "focal_pe", "secretariat_bo"]
)
def test_nobody_but_the_operator_takes_a_second_factor(request, secretariat_pe, with_app, who):
    with pytest.raises(PermissionDenied):
        second_factor.reset(secretariat_pe.pk, by=request.getfixturevalue(who), now=timezone.now())
    assert Authenticator.objects.filter(user=secretariat_pe).count() == 2


def test_an_operator_does_not_take_their_own(client, operator):
    sign_in(client, operator.email)
    set_up_app(client)
    with pytest.raises(PermissionDenied):
        second_factor.reset(operator.pk, by=operator, now=timezone.now())
    assert client.get(reverse("accounts:person-second-factor", args=[operator.pk])).status_code == 403


def test_where_there_is_none_the_operator_is_told(operator, reader):
    with pytest.raises(ValidationError):
        second_factor.reset(reader.pk, by=operator, now=timezone.now())


def test_whoever_keeps_the_server_helps_the_only_operator(operator, capsys):
    client = Client()
    sign_in(client, operator.email)
    set_up_app(client)
    call_command("reset_second_factor", operator.email.upper())
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", operator.email)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nadie@example.org")
    assert User.history.filter(id=operator.pk).first().history_user is None


def test_the_gate_costs_no_query(client, secretariat_pe, with_app, settings, django_assert_num_queries):
    sign_in(client, secretariat_pe.email)
    give_code(client, code_of(with_app))
    settings.SECOND_FACTOR_REQUIRED = False
    with CaptureQueriesContext(connection) as without:
        client.get(SET_UP)
    settings.SECOND_FACTOR_REQUIRED = True
    with django_assert_num_queries(len(without)):
        assert client.get(SET_UP).status_code == 200


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Your second factor was taken away", "took the second factor away"),
        ("es", "Se retiró su segundo factor", "retiró el segundo factor de su cuenta"),
    ],
)
def test_the_letter_says_who_did_it_and_leads_to_setting_up_a_new_one(
    operator, secretariat_pe, with_app, mailbox, language, subject, words
):
    User.objects.filter(pk=secretariat_pe.pk).update(language=language, mail_rhythm="weekly")
    second_factor.reset(secretariat_pe.pk, by=operator, now=timezone.now())
    Letter.objects.filter(template="second_factor_changed").delete()
    post.deliver(timezone.now())
    letter = mailbox.next()
    assert letter["To"] == secretariat_pe.email
    assert letter["Subject"].startswith(subject)
    assert f"{operator.full_name} {words}" in plain(letter)
    assert SET_UP in plain(letter)


@pytest.mark.parametrize("change", second_factor.CHANGES.values())
def test_every_change_of_a_factor_is_told_in_its_own_words(secretariat_pe, mailbox, change):
    second_factor.note_change(secretariat_pe.pk, change, now=timezone.now(), keep_session=None)
    post.deliver(timezone.now())
    told = plain(mailbox.next())
    words = {"app": "aplicación", "passkey": "llave de acceso", "codes": "códigos"}[change.split("_")[0]]
    assert words in told
    assert SET_UP in told
