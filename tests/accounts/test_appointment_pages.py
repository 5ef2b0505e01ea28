"""Pages of people and appointments: a secretariat invites, appoints, renews, revokes, hands over, on its own side."""

import json
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import appointing, mail, post
from accounts.models import Appointment, Document, Letter, Role, User
from accounts.terms import Terms
from roadmap import workflow
from tests.accounts.test_appointing import ANA, papers
from tests.accounts.test_documents import pdf
from tests.accounts.test_sign_in import sign_in, signed_in
from tests.accounts.test_sign_in_by_mail import choose, link_in
from tests.build import NOON, make_activity, make_institution, make_roadmap

pytestmark = pytest.mark.django_db
ACT = {"act-kind": "oficio", "act-number": "OF. 12-2026", "act-dated": "2026-05-30"}
NO_NOTE = {"note-kind": "note_verbale", "note-number": "", "note-dated": ""}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def office(client, secretariat_pe) -> Client:
    sign_in(client, secretariat_pe.email)
    return client


def form(**changes) -> dict:
    mimp = make_institution("PE", "MIMP")
    person = {"full_name": "Ana Quispe", "email": "ana.quispe@example.org", "language": "es"}
    terms = {"role": "focal_point", "institution": mimp.pk, "capacity": "titular"}
    days = {"starts_on": "2026-06-01", "ends_on": ""}
    return {**person, **terms, **days, **ACT, **NO_NOTE, "act-file": pdf(), **changes}


def test_an_invited_focal_point_gets_a_letter_chooses_a_password_and_acts(office, mailbox):
    made = office.post(reverse("accounts:person-invite"), form())
    person = User.objects.get(email="ana.quispe@example.org")
    assert made["Location"] == reverse("accounts:person-edit", args=[person.pk])
    act = Appointment.objects.get(person=person).act
    assert act
    assert (act.number, act.dated) == ("OF. 12-2026", date(2026, 5, 30))
    browser = Client()
    choose(browser, link_in(mailbox.next()))
    assert signed_in(browser)
    assert browser.get("/").status_code == 200
    assert browser.get(reverse("roadmap:document-download", args=[act.pk])).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"act-number": "", "act-kind": "", "act-dated": "", "act-file": ""}, "act-file"),
        ({"act-number": ""}, "act-number"),
        ({"act-dated": "2026-06-02"}, "act-dated"),
        ({"act-file": pdf("acto.exe")}, "act-file"),
        ({"note-number": "NV 5"}, "note-file"),
        ({"email": "no es un correo"}, "email"),
        ({"email": "secretaria.pe@example.org"}, "email"),
        ({"ends_on": "2026-05-01"}, "ends_on"),
        ({"institution": ""}, "institution"),
        ({"role": "operator"}, "role"),
        ({"capacity": "interim"}, "ends_on"),
    ],
)
def test_every_mistake_stands_at_its_field_and_nothing_is_written(office, wrong, field):
    page = office.post(reverse("accounts:person-invite"), form(**wrong))
    assert page.status_code == 422
    told = {one.add_prefix(name) for one in page.context["sheet"] for name in one.errors}
    assert field in told
    assert f'href="#id_{field}"' in page.content.decode()
    assert not User.objects.filter(full_name="Ana Quispe").exists()
    assert not Document.objects.exists()


def test_a_changed_hidden_institution_of_the_other_country_is_no_choice(office):
    page = office.post(reverse("accounts:person-invite"), form(institution=make_institution("BO", "FGE").pk))
    assert page.status_code == 422
    assert not User.objects.filter(full_name="Ana Quispe").exists()


def test_a_ministry_accredits_on_its_page_and_cannot_do_more(client, ministry_pe):
    sign_in(client, ministry_pe.email)
    data = form(role="secretariat", institution="", ends_on="2026-08-01", capacity="titular")
    client.post(reverse("accounts:person-invite"), data)
    made = Appointment.objects.get(person__email="ana.quispe@example.org")
    assert (made.capacity, made.ends_on) == ("interim", date(2026, 8, 1))
    page = client.post(reverse("accounts:person-invite"), form(role="reader", email="b@example.org"))
    assert page.status_code == 422


def test_somebody_known_is_appointed_to_another_office(office, reader, focal_pe):
    page = reverse("accounts:person-appoint", args=[focal_pe.pk])
    assert office.get(page).status_code == 200
    office.post(page, form(role="authority"))
    focal_pe.refresh_from_db()
    assert focal_pe.role == Role.AUTHORITY
    assert office.get(reverse("accounts:person-appoint", args=[reader.pk])).status_code == 404


def test_an_appointment_is_renewed_and_revoked_on_its_pages(office, focal_pe):
    focal_pe.appointments.update(ends_on=date(2026, 6, 10))
    held = focal_pe.appointments.get()
    listed = office.get(reverse("accounts:people"))
    assert [one.pk for one in listed.context["ending"]] == [held.pk]
    renew = reverse("accounts:appointment-renew", args=[held.pk])
    assert office.post(renew, {**NO_NOTE, "ends_on": ""}).status_code == 422
    office.post(renew, {**ACT, **NO_NOTE, "act-file": pdf(), "ends_on": ""})
    after = focal_pe.appointments.get(succeeds=held)
    revoke = reverse("accounts:appointment-revoke", args=[after.pk])
    assert office.post(revoke, {"reason": ""}).status_code == 422
    office.post(revoke, {"reason": "Cesó."})
    after.refresh_from_db()
    assert after.revoked_reason == "Cesó."
    assert office.post(revoke, {"reason": "Otra vez."}).status_code == 422


def test_handing_over_on_the_page_moves_the_draft_and_invites_the_successor(office, focal_pe, mailbox):
    activity = make_activity(make_roadmap(status="in_force"), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    draft = workflow.start(activity, as_of=date(2026, 4, 30), by=focal_pe, now=NOON)
    page = reverse("roadmap:appointment-hand-over", args=[focal_pe.appointments.get().pk])
    assert office.get(page).status_code == 200
    data = {"capacity": "titular", "ends_on": "", "to": "", **ACT, **NO_NOTE, "act-file": pdf()}
    assert office.post(page, data).status_code == 422
    office.post(page, {**data, "act-file": pdf(), "full_name": ANA.full_name, "email": ANA.email})
    draft.refresh_from_db()
    assert draft.author
    assert draft.author.full_name == ANA.full_name
    assert mailbox.next()["To"] == "ana.quispe@example.org"


def test_the_papers_of_the_other_side_are_not_shown_nor_its_people(
    office, secretariat_bo, focal_bo, operator
):
    terms = Terms(Role.READER, date(2026, 6, 1))
    appointing.appoint(focal_bo.pk, terms=terms, papers=papers(), by=secretariat_bo, now=NOON)
    assert b"focal.bo" not in office.get(reverse("accounts:people")).content
    browser = Client()
    sign_in(browser, operator.email)
    page = browser.get(reverse("accounts:person-edit", args=[focal_bo.pk])).content.decode()
    assert "SHA-256" not in page
    browser = Client()
    other = make_secretariat_colleague(secretariat_bo)
    sign_in(browser, other.email)
    page = browser.get(reverse("accounts:person-edit", args=[focal_bo.pk])).content.decode()
    assert "SHA-256" in page


def make_secretariat_colleague(person: User) -> User:
    from tests.build import make_user

    return make_user("otra.bo@example.org", Role.SECRETARIAT, person.country_id)


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_letter_says_who_did_it_and_what_changed(secretariat_pe, focal_pe, language):
    focal_pe.language = language
    told = {"starts_on": "2026-06-01", "ends_on": "2026-12-31", "institution": "MIMP", "reason": "Cesó."}
    told |= {"successor": "Ana Quispe", "name": "Ana Quispe"}
    happened = ("made", "revoked", "handed_over", "accredited")
    for name in [f"appointment_{what}" for what in happened]:
        letter = Letter(
            person=focal_pe,
            template=name,
            told=json.loads(json.dumps(told)),
            path="/",
            caused_by=secretariat_pe,
        )
        with translation.override(language):
            text = mail.compose(name, focal_pe, post.context(letter)).body
        assert "Secretaria Pe" in text
        assert "MIMP" in text
        assert "2026-06-01" not in text


def test_what_was_renewed_ends_soon_neither_in_the_list_nor_on_the_page_of_the_person(office, focal_pe):
    focal_pe.appointments.update(ends_on=date(2026, 6, 10))
    listed, shown = reverse("accounts:people"), reverse("accounts:person-edit", args=[focal_pe.pk])

    def states() -> tuple[set[str], set[str]]:
        rows, lines = office.get(listed).context["rows"], office.get(shown).context["lines"]
        return {row.state for row in rows if row.person == focal_pe}, {line.state for line in lines}

    assert states() == ({"ending"}, {"ending"})
    renew = reverse("accounts:appointment-renew", args=[focal_pe.appointments.get().pk])
    office.post(renew, {**ACT, **NO_NOTE, "act-file": pdf(), "ends_on": ""})
    assert states() == ({"in_force"}, {"in_force", "to_begin"})


def test_what_was_revoked_counted_until_that_day_and_a_successor_is_named(office, secretariat_pe, focal_pe):
    User.objects.filter(pk=secretariat_pe.pk).update(language="en")
    held = focal_pe.appointments.get()
    shown = reverse("accounts:person-edit", args=[focal_pe.pk])
    hand_over = reverse("roadmap:appointment-hand-over", args=[held.pk])
    for page in (office.get(one).content.decode() for one in (shown, hand_over)):
        assert "Name the successor" not in page
        assert "without an end" in page
    appointing.revoke(held.pk, reason="Cesó.", by=secretariat_pe, now=NOON)
    for page in (office.get(one).content.decode() for one in (shown, hand_over)):
        assert "Name the successor" in page
        assert "to 01/06/2026" in page
        assert "without an end" not in page
        assert ">Hand over" not in page


def test_what_was_revoked_before_it_began_has_neither_an_end_nor_a_successor(
    office, secretariat_pe, focal_pe
):
    User.objects.filter(pk=secretariat_pe.pk).update(language="en")
    focal_pe.appointments.update(starts_on=date(2026, 6, 20))
    held = focal_pe.appointments.get()
    appointing.revoke(held.pk, reason="No.", by=secretariat_pe, now=NOON)
    page = office.get(reverse("accounts:person-edit", args=[focal_pe.pk])).content.decode()
    assert "was to begin on 20/06/2026" in page
    assert reverse("roadmap:appointment-hand-over", args=[held.pk]) not in page


@pytest.mark.parametrize("page", ["invite", "appoint"])
def test_an_act_that_some_roles_need_is_not_called_optional(office, focal_pe, page):
    User.objects.update(language="en")
    address = {
        "invite": reverse("accounts:person-invite"),
        "appoint": reverse("accounts:person-appoint", args=[focal_pe.pk]),
    }[page]
    before, after = office.get(address).content.decode().split('class="more"')
    act = before[before.index("Act of the institution") :]
    assert "(optional)" not in act
    assert "(optional)" in after


def test_the_list_says_that_the_link_was_sent_until_a_password_is_chosen(office, secretariat_pe, mailbox):
    User.objects.filter(pk=secretariat_pe.pk).update(language="en")
    office.post(reverse("accounts:person-invite"), form())
    people = reverse("accounts:people") + "?q=Ana+Quispe"
    assert "Link sent" in office.get(people).content.decode()
    choose(Client(), link_in(mailbox.next()))
    assert "Link sent" not in office.get(people).content.decode()
    User.objects.filter(full_name=ANA.full_name).update(is_active=False, last_login=None, password="!")
    page = office.get(people).content.decode()
    assert "Link sent" not in page
    assert ">No<" in page
