"""Accounts: the operator's pages and verbs, one's own details, the command for the first operator."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import people, post
from accounts.appointments import NoLongerAppointed
from accounts.models import Country, Role, User
from tests.accounts.test_sign_in import sign_in, signed_in
from tests.accounts.test_sign_in_by_mail import choose, link_in
from tests.build import NOON, make_institution, make_user

pytestmark = pytest.mark.django_db


def fields(**changes):
    data = {
        "full_name": "Ana Quispe",
        "email": "ana.quispe@example.org",
        "role": Role.SECRETARIAT,
        "country": "PE",
        "institution": "",
        "language": "es",
    }
    return {**data, **changes}


@pytest.fixture
def desk(client, operator) -> Client:
    """The operator's browser, signed in."""
    sign_in(client, operator.email)
    return client


def add(desk: Client, **changes):
    return desk.post(reverse("accounts:person-add"), fields(**changes))


def edit(desk: Client, person: User, **changes):
    data = fields(
        full_name=person.full_name,
        email=person.email,
        role=person.role,
        country=person.country_id or "",
        institution=person.institution_id or "",
        is_active="on",
    )
    return desk.post(reverse("accounts:person-edit", args=[person.pk]), {**data, **changes})


def test_a_new_person_gets_a_letter_and_chooses_the_password(desk, mailbox):
    response = add(desk)
    person = User.objects.get(email="ana.quispe@example.org")
    assert response["Location"] == reverse("accounts:person-edit", args=[person.pk])
    assert (person.role, person.country_id, person.has_usable_password()) == (Role.SECRETARIAT, "PE", False)
    letter = mailbox.next()
    assert letter["To"] == person.email
    browser = Client()
    choose(browser, link_in(letter))
    assert signed_in(browser)


def test_a_country_that_nobody_used_yet_can_be_chosen(desk):
    assert not Country.objects.filter(code="CL").exists()
    add(desk, country="CL")
    person = User.objects.select_related("country").get(email="ana.quispe@example.org")
    assert person.country
    assert person.country.time_zone == "America/Santiago"


def test_the_letter_can_be_sent_again(desk, mailbox):
    add(desk)
    mailbox.next()
    person = User.objects.get(email="ana.quispe@example.org")
    desk.post(reverse("accounts:person-link", args=[person.pk]))
    assert mailbox.next()["To"] == person.email


def test_an_invitation_waits_for_a_mail_server_that_is_down(desk, mail_server, mailbox):
    mail_server.stop()
    page = desk.post(reverse("accounts:person-add"), fields(), follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    person = User.objects.get(email="ana.quispe@example.org")
    mail_server.start()
    assert post.deliver(timezone.now()).sent == 1
    letter = mailbox.next()
    assert letter["To"] == person.email
    browser = Client()
    choose(browser, link_in(letter, "127.0.0.1:8000"))
    assert signed_in(browser)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"email": "no es un correo"}, "email"),
        ({"full_name": ""}, "full_name"),
        ({"role": "superuser"}, "role"),
        ({"country": "ZQ"}, "country"),
        ({"country": ""}, "country"),
        ({"role": Role.OBSERVER}, "country"),
        ({"role": Role.FOCAL_POINT}, "role"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_wrong_account_is_refused_with_the_reason_at_its_field(desk, wrong, where):
    page = add(desk, **wrong)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [where]
    assert not User.objects.filter(full_name="Ana Quispe").exists()


def test_two_people_never_share_an_email(desk, focal_pe):
    page = add(desk, email=focal_pe.email.upper())
    assert len(page.context["form"].errors["email"]) == 1


def test_nobody_belongs_to_an_institution_of_the_other_country(desk):
    institution = make_institution("BO", "FGE")
    page = add(desk, institution=institution.pk)
    assert "institution" in page.context["form"].errors


def test_an_international_institution_has_people_of_any_country(desk):
    institution = make_institution(None, "OIM")
    for role, country, email in (
        (Role.SECRETARIAT, "PE", "a@example.org"),
        (Role.OBSERVER, "", "b@example.org"),
    ):
        add(desk, role=role, country=country, email=email, institution=institution.pk)
        assert User.objects.get(email=email).institution == institution


def test_the_pages_cannot_make_a_demonstration_account(desk):
    add(desk, is_demonstration="on", is_superuser="on", password="x")
    person = User.objects.get(email="ana.quispe@example.org")
    assert not person.is_demonstration
    assert not person.has_usable_password()


def test_the_verb_cannot_make_a_demonstration_account(operator):
    with pytest.raises(TypeError):
        people.invite(
            by=operator,
            now=NOON,
            **{"email": "x@example.org", "full_name": "X", "role": Role.OBSERVER, "is_demonstration": True},
        )


def test_every_change_is_in_the_history_with_who_made_it(desk, operator, observer):
    edit(desk, observer, full_name="Otra Persona", language="en")
    change = people.changes(observer.pk)[0]
    assert change.by == operator
    languages = [User(language=code).get_language_display() for code in ("es", "en")]
    assert [(old, new) for _name, old, new in change.fields] == [
        ("Observadora", "Otra Persona"),
        tuple(languages),
    ]
    page = desk.get(reverse("accounts:person-edit", args=[observer.pk])).content.decode()
    assert "Otra Persona" in page


def test_signing_in_leaves_no_line_in_the_history(client, focal_pe):
    before = User.history.count()
    sign_in(client, focal_pe.email)
    focal_pe.refresh_from_db()
    assert focal_pe.last_login
    assert User.history.count() == before


def test_saving_without_a_change_shows_no_line(desk, focal_pe):
    edit(desk, focal_pe)
    assert [change.created for change in people.changes(focal_pe.pk)] == [True]


def test_a_password_in_the_history_is_only_that_it_changed(client, focal_pe):
    sign_in(client, focal_pe.email)
    new = "otra-clave-larga-y-propia"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": "una-clave-larga-y-propia", "password1": new, "password2": new},
    )
    change = people.changes(focal_pe.pk)[0]
    assert (change.password, change.fields) == (True, ())


def test_who_leaves_may_no_longer_sign_in(desk, focal_pe):
    edit(desk, focal_pe, is_active="")
    browser = Client()
    sign_in(browser, focal_pe.email)
    assert not signed_in(browser)


def test_an_inactive_person_gets_no_letter(desk, focal_pe):
    edit(desk, focal_pe, is_active="")
    assert desk.post(reverse("accounts:person-link", args=[focal_pe.pk])).status_code == 404


@pytest.mark.parametrize("change", [{"role": Role.OBSERVER}, {"is_active": ""}])
def test_an_operator_cannot_lock_everybody_out_by_stepping_down(desk, operator, change):
    page = edit(desk, operator, **change)
    assert page.context["form"].non_field_errors()
    operator.refresh_from_db()
    assert (operator.role, operator.is_active) == (Role.OPERATOR, True)


def test_the_operator_changes_the_way_in_of_a_countrys_people_and_nothing_else(desk, operator, focal_pe):
    edit(desk, focal_pe, full_name="X", role=Role.OBSERVER, country="", email="nueva@example.org")
    focal_pe.refresh_from_db()
    assert (focal_pe.email, focal_pe.full_name, focal_pe.role) == (
        *("nueva@example.org", "Focal Pe"),
        Role.FOCAL_POINT,
    )
    for wrong in ({"full_name": "X"}, {"role": Role.OBSERVER}, {"institution": None}):
        with pytest.raises(PermissionDenied):
            people.update(focal_pe.pk, by=operator, now=NOON, **wrong)


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.FOCAL_POINT, Role.CONSUL])
def test_nobody_gets_an_office_of_a_country_without_an_appointment(operator, observer, role):
    with pytest.raises(ValidationError):
        people.update(observer.pk, by=operator, now=NOON, role=role)
    with pytest.raises(ValidationError):
        people.invite(by=operator, now=NOON, email="x@example.org", full_name="X", role=role)


@pytest.mark.parametrize("person", ["focal_bo", "reader", "consul", "observer", "focal_pe"])
def test_the_pages_of_people_are_the_operators_and_the_offices_alone(client, request, person, authority_pe):
    someone = request.getfixturevalue(person)
    sign_in(client, someone.email)
    for name, args in (("people", []), ("person-add", []), ("person-edit", [authority_pe.pk])):
        assert client.get(reverse(f"accounts:{name}", args=args)).status_code == 403
    assert client.post(reverse("accounts:person-link", args=[authority_pe.pk])).status_code == 403
    assert add(client).status_code == 403
    assert edit(client, authority_pe, full_name="X").status_code == 403
    for verb in refused_verbs(someone, authority_pe):
        with pytest.raises(PermissionDenied):
            verb()


def refused_verbs(someone: User, other: User):
    new: dict[str, Any] = {"email": "x@example.org", "full_name": "X", "role": Role.OBSERVER}
    given: dict[str, Any] = {"by": someone, "now": NOON}
    return (
        lambda: people.invite(**given, **new),
        lambda: people.update(other.pk, **given, full_name="X"),
        lambda: people.update(someone.pk, **given, role=Role.OPERATOR),
        lambda: people.send_link(other, by=someone, site="http://testserver/", now=NOON),
    )


def test_a_secretariat_changes_the_accounts_of_its_own_people_and_of_nobody_else(
    client, secretariat_pe, focal_pe, focal_bo, observer
):
    sign_in(client, secretariat_pe.email)
    edit(client, focal_pe, full_name="Otra", role=Role.CONSUL, is_active="")
    focal_pe.refresh_from_db()
    assert (focal_pe.full_name, focal_pe.role, focal_pe.is_active) == ("Otra", Role.FOCAL_POINT, True)
    assert client.post(reverse("accounts:person-link", args=[focal_pe.pk])).status_code == 302
    for other in (focal_bo, observer):
        assert client.get(reverse("accounts:person-edit", args=[other.pk])).status_code == 404
        assert client.post(reverse("accounts:person-link", args=[other.pk])).status_code == 404
        assert edit(client, other, full_name="X").status_code == 404
        for verb in refused_verbs(secretariat_pe, other):
            with pytest.raises(PermissionDenied):
                verb()
    assert add(client).status_code == 403
    assert edit(client, secretariat_pe, email="x@example.org").status_code == 403


def test_a_ministry_reads_its_own_people_and_changes_no_account(client, ministry_pe, focal_pe, focal_bo):
    sign_in(client, ministry_pe.email)
    assert client.get(reverse("accounts:person-edit", args=[focal_pe.pk])).status_code == 200
    assert edit(client, focal_pe, full_name="X").status_code == 403
    assert client.get(reverse("accounts:person-edit", args=[focal_bo.pk])).status_code == 404


def test_an_inactive_operator_manages_nothing(operator, focal_pe):
    User.objects.filter(pk=operator.pk).update(is_active=False)
    with pytest.raises(NoLongerAppointed):
        people.update(focal_pe.pk, by=operator, now=NOON, email="x@example.org")


def test_nobody_can_be_deleted(desk, focal_pe):
    path = reverse("accounts:person-edit", args=[focal_pe.pk])
    assert desk.delete(path).status_code == 405
    assert desk.get(f"{path}delete/").status_code == 404


def test_one_changes_ones_own_name_language_and_letters_and_nothing_else(client, focal_pe):
    sign_in(client, focal_pe.email)
    client.post(
        reverse("accounts:profile"),
        {
            **{"full_name": "Ana María", "language": "en", "mail_rhythm": "weekly"},
            **{"role": Role.OPERATOR, "email": "x@example.org"},
        },
    )
    focal_pe.refresh_from_db()
    assert (focal_pe.full_name, focal_pe.language, focal_pe.mail_rhythm) == ("Ana María", "en", "weekly")
    assert (focal_pe.role, focal_pe.email) == (Role.FOCAL_POINT, "focal.pe@example.org")


def test_an_empty_name_is_refused(client, focal_pe):
    sign_in(client, focal_pe.email)
    page = client.post(reverse("accounts:profile"), {})
    assert set(page.context["form"].errors) == {"full_name", "language", "mail_rhythm"}


def test_the_list_finds_people_by_name_email_or_institution(desk, focal_pe, focal_bo):
    for words in ("Focal Pe", "focal.pe@", "MIMP"):
        assert list(desk.get(reverse("accounts:people"), {"q": words}).context["page"]) == [focal_pe]


def test_a_search_for_a_null_character_is_an_ordinary_search(desk):
    assert desk.get(reverse("accounts:people"), {"q": "\0"}).status_code == 200


def test_the_list_costs_the_same_for_three_and_for_many(
    client, desk, secretariat_pe, django_assert_max_num_queries
):
    office = Client()
    sign_in(office, secretariat_pe.email)

    def visit(browser: Client) -> int:
        with django_assert_max_num_queries(22) as asked:
            browser.get(reverse("accounts:people"))
        return len(asked)

    make_user("p1@example.org", Role.READER, "PE", "MIMP")
    make_user("p2@example.org", Role.READER, "BO", "FGE")
    few = visit(desk), visit(office)
    for number in range(300):
        make_user(f"q{number}@example.org", Role.READER, "PE", f"I{number % 9}")
    assert (visit(desk), visit(office)) == few


def test_the_command_makes_the_first_operator_and_prints_a_link(client):
    out = StringIO()
    call_command("create_operator", "Primera@Example.org", "--name", "Primera Operadora", stdout=out)
    person = User.objects.get(role=Role.OPERATOR)
    assert (person.email, person.full_name) == ("primera@example.org", "Primera Operadora")
    found = re.search(r"http://127\.0\.0\.1:\d+(/\S+)", out.getvalue())
    assert found
    choose(client, found.group(1))
    assert signed_in(client)


def test_the_command_says_in_one_line_what_is_wrong(focal_pe):
    for email in (focal_pe.email, "no es un correo"):
        with pytest.raises(CommandError) as error:
            call_command("create_operator", email)
        assert "\n" not in str(error.value)
    assert not User.objects.filter(role=Role.OPERATOR).exists()


def test_the_command_refuses_a_weak_password_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "corta")
    with pytest.raises(CommandError):
        call_command("create_operator", "primera@example.org", "--ask-password")
    assert not User.objects.exists()


def test_a_verb_refuses_what_the_database_would_refuse(operator):
    with pytest.raises(ValidationError):
        people.invite(by=operator, now=NOON, email="no es un correo", full_name="X", role=Role.OBSERVER)
