"""Appointing, renewing, revoking, handing over: who may, what is needed, what follows; and no state locked out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts import appointing, appointments
from accounts.documents import Paper
from accounts.models import Appointment, Country, Document, Letter, Role, User
from accounts.office import Newcomer
from accounts.terms import Papers, Terms
from tests.accounts.test_documents import GIVEN, pdf, stored
from tests.build import NOON, make_appointment, make_country, make_institution, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
TODAY = date(2026, 6, 1)
ANA = Newcomer("Ana Quispe", "Ana.Quispe@example.org")
CONSUL = Terms(Role.CONSUL, TODAY)


def paper(**changes: Any) -> Paper:
    return cast(Paper, {**GIVEN, "upload": pdf(), **changes})


def papers(**changes) -> Papers:
    return Papers(act=paper(**changes))


def focal(**changes) -> Terms:
    terms = Terms(Role.FOCAL_POINT, TODAY, institution=make_institution("PE", "MIMP"))
    return replace(terms, **changes)


def interim(role: str = Role.SECRETARIAT, **changes) -> Terms:
    terms = Terms(role, TODAY, TODAY + timedelta(days=90), capacity="interim")
    return replace(terms, **changes)


def refused(verb, *fields: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        verb()
    assert set(getattr(refusal.value, "message_dict", {"": []})) == set(fields or {""})


def invite(by: User, terms: Terms, given: Papers | None = None, who: Newcomer = ANA) -> Appointment:
    return appointing.invite(who, terms=terms, papers=given or Papers(), by=by, now=NOON)


def acts(person: User, now=NOON) -> bool:
    return appointments.with_standing(User.objects.filter(pk=person.pk), now)[0].may_act


def test_a_secretariat_invites_a_focal_point_by_an_act_of_its_institution(secretariat_pe):
    made = invite(secretariat_pe, focal(), papers())
    person = User.objects.get(email="ana.quispe@example.org")
    assert made.person == person
    assert (person.role, person.country_id, person.has_usable_password()) == ("focal_point", "PE", False)
    assert made.act
    assert (made.act.number, made.act.country_id, made.act.is_shared) == (GIVEN["number"], "PE", False)
    assert (made.appointed_by, made.history.get().history_user) == (secretariat_pe, secretariat_pe)
    assert acts(person)


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.AUTHORITY])
def test_focal_points_and_authorities_need_the_act(secretariat_pe, role):
    refused(lambda: invite(secretariat_pe, focal(role=role)), "act")
    assert not User.objects.filter(full_name="Ana Quispe").exists()


@pytest.mark.parametrize("role", [Role.CONSUL, Role.READER, Role.FOREIGN_MINISTRY, Role.SECRETARIAT])
def test_others_may_be_appointed_without_one(secretariat_pe, role):
    assert invite(secretariat_pe, Terms(role, TODAY)).act is None


def test_a_nota_verbal_is_kept_too_and_the_counterpart_reads_it(secretariat_pe):
    note = paper(kind="note_verbale")
    made = invite(secretariat_pe, focal(), Papers(act=papers().act, note=note))
    assert made.note
    assert made.note.is_shared


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"institution": None}, "institution"),
        ({"capacity": "king"}, "capacity"),
        ({"role": Role.CONSUL, "capacity": "alternate"}, "capacity"),
        ({"ends_on": date(2026, 5, 31)}, "ends_on"),
        ({"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}, "ends_on"),
    ],
)
def test_wrong_terms_are_refused_at_their_field(secretariat_pe, wrong, field):
    refused(lambda: invite(secretariat_pe, focal(**wrong), papers()), field)


def test_an_institution_of_the_other_country_or_gone_by_then_appoints_nobody_here(secretariat_pe):
    foreign = make_institution("BO", "FGE")
    gone = make_institution("PE", "OLD", valid_until=date(2026, 5, 31))
    for institution in (foreign, gone):
        refused(lambda i=institution: invite(secretariat_pe, focal(institution=i), papers()), "institution")


def test_a_wrong_paper_is_told_at_its_own_field_and_leaves_nothing(secretariat_pe, settings):
    before = stored(settings)
    late = papers(dated=date(2026, 6, 2))
    refused(lambda: invite(secretariat_pe, focal(), late), "act_dated")
    assert (stored(settings), Document.objects.count()) == (before, 0)
    assert not User.objects.filter(full_name="Ana Quispe").exists()


def test_an_institution_has_one_titular_at_a_time_and_any_number_of_alternates(secretariat_pe, focal_pe):
    refused(lambda: invite(secretariat_pe, focal(), papers()), "capacity")
    invite(secretariat_pe, focal(capacity="alternate"), papers())
    invite(secretariat_pe, focal(capacity="alternate"), papers(), Newcomer("Otro", "otro@example.org"))
    focal_pe.appointments.update(ends_on=date(2026, 6, 30))
    refused(lambda: invite(secretariat_pe, focal(), papers(), Newcomer("C", "c@example.org")), "capacity")
    after = focal(starts_on=date(2026, 7, 1))
    made = invite(secretariat_pe, after, papers(), Newcomer("C", "c@example.org"))
    assert made.succeeds == focal_pe.appointments.get()


def test_appointing_to_another_office_changes_the_account_and_ends_the_one_before(secretariat_pe, focal_pe):
    appointing.appoint(focal_pe.pk, terms=CONSUL, by=secretariat_pe, now=NOON)
    focal_pe.refresh_from_db()
    assert (focal_pe.role, focal_pe.institution) == (Role.CONSUL, None)
    before = focal_pe.appointments.get(role=Role.FOCAL_POINT)
    assert (before.revoked_at, before.revoked_by) == (NOON, secretariat_pe)
    assert acts(focal_pe)
    letter = Letter.objects.get(person=focal_pe)
    assert (letter.template, letter.caused_by) == ("appointment_made", secretariat_pe)
    assert focal_pe.history.first().history_user == secretariat_pe


def test_who_acts_now_changes_over_on_the_day_and_not_before(secretariat_pe, focal_pe):
    later = replace(CONSUL, starts_on=date(2026, 6, 2))
    refused(lambda: appointing.appoint(focal_pe.pk, terms=later, by=secretariat_pe, now=NOON), "starts_on")
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    appointing.appoint(focal_pe.pk, terms=later, by=secretariat_pe, now=NOON)
    assert [acts(focal_pe), acts(focal_pe, NOON + timedelta(days=1))] == [False, True]


def test_renewing_goes_on_the_day_after_the_end(secretariat_pe, focal_pe):
    old = focal_pe.appointments.get()
    Appointment.objects.update(ends_on=None)
    refused(lambda: appointing.renew(old.pk, ends_on=None, by=secretariat_pe, now=NOON))
    focal_pe.appointments.update(ends_on=date(2026, 6, 10))
    refused(lambda: appointing.renew(old.pk, ends_on=None, by=secretariat_pe, now=NOON), "act")
    new = appointing.renew(old.pk, ends_on=None, papers=papers(), by=secretariat_pe, now=NOON)
    assert (new.starts_on, new.ends_on, new.succeeds, new.capacity) == (
        date(2026, 6, 11),
        None,
        old,
        "titular",
    )
    refused(lambda: appointing.renew(old.pk, ends_on=None, papers=papers(), by=secretariat_pe, now=NOON))


def test_what_expired_long_ago_is_renewed_from_today(secretariat_pe, focal_pe):
    focal_pe.appointments.update(ends_on=date(2026, 1, 31))
    old = focal_pe.appointments.get()
    assert not acts(focal_pe)
    new = appointing.renew(old.pk, ends_on=None, papers=papers(), by=secretariat_pe, now=NOON)
    assert new.starts_on == TODAY
    assert acts(focal_pe)


def test_revoking_needs_a_reason_and_closes_the_door_at_once(secretariat_pe, focal_pe):
    held = focal_pe.appointments.get()
    refused(lambda: appointing.revoke(held.pk, reason=" ", by=secretariat_pe, now=NOON), "reason")
    assert acts(focal_pe)
    appointing.revoke(held.pk, reason="Dejó el cargo.", by=secretariat_pe, now=NOON)
    assert not acts(focal_pe)
    held.refresh_from_db()
    assert (held.revoked_at, held.revoked_by, held.revoked_reason) == (NOON, secretariat_pe, "Dejó el cargo.")
    assert held.history.get(history_date=NOON).history_user == secretariat_pe
    letter = Letter.objects.get(person=focal_pe)
    assert (letter.template, letter.told["reason"]) == ("appointment_revoked", "Dejó el cargo.")
    refused(lambda: appointing.revoke(held.pk, reason="Otra vez.", by=secretariat_pe, now=NOON))


def verbs(person: User, by: User):
    held = person.appointments.get()
    to = Newcomer("Nueva", "nueva@example.org")
    return {
        "appoint": lambda: appointing.appoint(person.pk, terms=CONSUL, by=by, now=NOON),
        "accredit": lambda: appointing.appoint(person.pk, terms=interim(), papers=papers(), by=by, now=NOON),
        "renew": lambda: appointing.renew(held.pk, ends_on=None, papers=papers(), by=by, now=NOON),
        "revoke": lambda: appointing.revoke(held.pk, reason="Sí.", by=by, now=NOON),
        "hand_over": lambda: appointing.hand_over(
            held.pk, to=to, capacity="titular", ends_on=None, papers=papers(), by=by, now=NOON
        ),
    }


def test_nobody_appoints_renews_revokes_or_replaces_themselves(secretariat_pe, ministry_pe):
    for person in (secretariat_pe, ministry_pe):
        for verb in verbs(person, person).values():
            with pytest.raises(PermissionDenied):
                verb()
        assert person.appointments.get().revoked_at is None


@pytest.mark.parametrize(
    "who", ["focal_bo", "reader", "consul", "focal_pe", "authority_pe", "observer", "operator", "outsider"]
)
def test_nobody_but_the_own_offices_touches_an_appointment(request, who, secretariat_pe_2):
    by = request.getfixturevalue(who)
    for verb in verbs(secretariat_pe_2, by).values():
        with pytest.raises(PermissionDenied):
            verb()
    assert secretariat_pe_2.appointments.get().revoked_at is None


def test_a_secretariat_touches_nobody_of_the_other_country(secretariat_pe, secretariat_bo, focal_bo):
    for person in (secretariat_bo, focal_bo):
        for verb in verbs(person, secretariat_pe).values():
            with pytest.raises(PermissionDenied):
                verb()
        assert person.appointments.get().revoked_at is None
    held = secretariat_pe.appointments.get()
    with pytest.raises(PermissionDenied):
        appointing.hand_over(
            held.pk, to=focal_bo.pk, capacity="titular", ends_on=None, by=secretariat_pe, now=NOON
        )


def test_a_foreign_ministry_accredits_an_interim_person_at_once(ministry_pe, secretariat_pe):
    made = invite(ministry_pe, interim(), papers())
    assert (made.capacity, made.role, made.person.country_id) == ("interim", Role.SECRETARIAT, "PE")
    assert acts(made.person)
    assert [letter.person for letter in Letter.objects.filter(template="appointment_accredited")] == [
        secretariat_pe
    ]
    for day, act in ((89, True), (91, False)):
        assert acts(made.person, NOON + timedelta(days=day)) is act


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": TODAY + timedelta(days=91)}, "ends_on"),
        ({"starts_on": TODAY + timedelta(days=1)}, "starts_on"),
    ],
)
def test_an_interim_person_begins_today_and_for_ninety_days_at_most(ministry_pe, wrong, field):
    refused(lambda: invite(ministry_pe, interim(**wrong), papers()), field)


def test_an_interim_person_needs_an_act_or_a_nota_verbal(ministry_pe):
    refused(lambda: invite(ministry_pe, interim()), "act")
    assert invite(ministry_pe, interim(), Papers(note=paper())).note


def test_a_foreign_ministry_does_no_more_than_that(ministry_pe, secretariat_pe, focal_pe):
    for terms in (focal(), focal(capacity="alternate"), CONSUL, interim(Role.READER)):
        with pytest.raises(PermissionDenied):
            invite(ministry_pe, terms, papers())
    for name in ("renew", "revoke", "hand_over"):
        with pytest.raises(PermissionDenied):
            verbs(focal_pe, ministry_pe)[name]()
    # It takes nobody's office away by accrediting them to another one.
    refused(lambda: verbs(focal_pe, ministry_pe)["accredit"]())
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    assert verbs(focal_pe, ministry_pe)["accredit"]().role == Role.SECRETARIAT


def test_what_the_secretariat_appointed_for_a_later_day_is_its_own_to_end(
    ministry_pe, secretariat_pe, focal_pe, operator
):
    focal_pe.appointments.update(starts_on=TODAY + timedelta(days=1))
    refused(lambda: verbs(focal_pe, ministry_pe)["accredit"]())
    Appointment.objects.exclude(person=focal_pe).update(ends_on=date(2026, 5, 31))
    refused(lambda: open_office(operator, Newcomer("F", focal_pe.email)), "email")
    assert focal_pe.appointments.get().revoked_at is None
    # The same office sooner takes nothing away.
    ministry_pe.appointments.update(ends_on=None)
    sooner = interim(Role.FOCAL_POINT, institution=focal_pe.institution)
    appointing.appoint(focal_pe.pk, terms=sooner, papers=papers(), by=ministry_pe, now=NOON)
    assert focal_pe.appointments.filter(revoked_at=None).count() == 2


def open_office(by: User, who: Newcomer = ANA, country: str = "PE") -> Appointment:
    return appointing.open_office(who, country=make_country(country), institution=None, by=by, now=NOON)


def test_the_operator_makes_the_first_person_of_a_secretariat_and_no_other(operator):
    made = open_office(operator)
    assert (made.role, made.country_id, made.appointed_by) == (Role.SECRETARIAT, "PE", operator)
    assert acts(made.person)
    refused(lambda: open_office(operator, Newcomer("Otra", "otra@example.org")), "country")
    for terms in (focal(), interim(), CONSUL):
        with pytest.raises(PermissionDenied):
            invite(operator, terms, papers(), Newcomer("Otra", "otra@example.org"))


@pytest.mark.parametrize("who", ["secretariat_bo", "ministry_pe", "focal_pe", "observer"])
def test_nobody_else_opens_an_office(request, who):
    with pytest.raises(PermissionDenied):
        open_office(request.getfixturevalue(who), country="CL")


def test_no_state_is_ever_locked_out(operator, secretariat_pe, ministry_pe):
    # The secretariat has nobody left: its ministry accredits, and the operator may not.
    secretariat_pe.appointments.update(ends_on=date(2026, 5, 31))
    refused(lambda: open_office(operator), "country")
    assert acts(invite(ministry_pe, interim(), papers()).person)
    # Neither has anybody: the operator opens the office again, also for somebody known.
    Appointment.objects.update(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31))
    again = open_office(operator, Newcomer("Secretaria", secretariat_pe.email.upper()))
    assert again.person == secretariat_pe
    assert acts(secretariat_pe)


def test_the_operator_gets_into_no_office_by_closing_its_accounts(operator, secretariat_pe):
    User.objects.filter(pk=secretariat_pe.pk).update(is_active=False)
    refused(lambda: open_office(operator), "country")


def test_a_closed_account_is_not_appointed_with(secretariat_pe, focal_pe, operator):
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    refused(lambda: appointing.appoint(focal_pe.pk, terms=CONSUL, by=secretariat_pe, now=NOON))
    Appointment.objects.update(ends_on=date(2026, 5, 31))
    refused(lambda: open_office(operator, Newcomer("F", focal_pe.email)), "email")
    assert Appointment.objects.count() == 2


def test_handing_over_ends_one_and_begins_the_other(secretariat_pe, focal_pe):
    old = focal_pe.appointments.get()
    new = appointing.hand_over(
        old.pk, to=ANA, capacity="titular", ends_on=None, papers=papers(), by=secretariat_pe, now=NOON
    )
    old.refresh_from_db()
    assert (new.succeeds, new.role, new.institution) == (old, Role.FOCAL_POINT, focal_pe.institution)
    assert (old.revoked_at, "Ana Quispe" in old.reason) == (NOON, True)
    assert [acts(focal_pe), acts(new.person)] == [False, True]
    assert Letter.objects.get(person=focal_pe).template == "appointment_handed_over"
    refused(
        lambda: appointing.hand_over(
            old.pk, to=ANA, capacity="titular", ends_on=None, papers=papers(), by=secretariat_pe, now=NOON
        )
    )


@pytest.mark.parametrize("clicks_in", ["es", "en"])
def test_why_it_ended_is_read_in_the_readers_language_whoever_ended_it(secretariat_pe, focal_pe, clicks_in):
    given: dict[str, Any] = {"papers": papers(), "by": secretariat_pe, "now": NOON}
    with translation.override(clicks_in):
        old = focal_pe.appointments.get()
        new = appointing.hand_over(old.pk, to=ANA, capacity="titular", ends_on=None, **given)
        appointing.appoint(new.person_id, terms=CONSUL, by=secretariat_pe, now=NOON)
    reasons = [Appointment.objects.get(pk=held.pk) for held in (old, new)]
    with translation.override("en"):
        assert [held.reason for held in reasons] == [
            "Handed over to Ana Quispe.",
            "Appointed to another office.",
        ]
    with translation.override("es"):
        assert "Handed" not in reasons[0].reason
    Appointment.objects.filter(pk=old.pk).update(revoked_reason="Se entregó a Ana Quispe.")
    assert Appointment.objects.get(pk=old.pk).reason == "Se entregó a Ana Quispe."


def test_a_successor_may_be_interim_and_hand_over_again(secretariat_pe, focal_pe):
    old = focal_pe.appointments.get()
    given = {"by": secretariat_pe, "now": NOON}
    end = TODAY + timedelta(days=30)
    mid = appointing.hand_over(old.pk, to=ANA, capacity="interim", ends_on=end, papers=papers(), **given)
    back = appointing.hand_over(
        mid.pk, to=focal_pe.pk, capacity="titular", ends_on=None, papers=papers(), **given
    )
    assert [acts(focal_pe), acts(mid.person), back.succeeds == mid] == [True, False, True]


@pytest.mark.parametrize(("country", "hours"), [("PE", 5), ("BO", 4)])
def test_an_appointment_counts_by_the_clock_of_its_country(country, hours):
    from datetime import UTC, datetime

    person = make_user("x@example.org", Role.READER, country)
    Appointment.objects.update(starts_on=TODAY, ends_on=TODAY)
    midnight = datetime(2026, 6, 1, hours, tzinfo=UTC)
    moment = timedelta(seconds=1)
    day = timedelta(days=1)
    asked = (midnight - moment, midnight, midnight + day - moment, midnight + day)
    assert [acts(person, now) for now in asked] == [False, True, True, False]


def ending(day: date = TODAY) -> list[int]:
    return [held.pk for held in appointments.ending(Country.objects.get(pk="PE"), day=day)]


def test_what_ends_within_thirty_days_is_warned_of(focal_pe, focal_bo, secretariat_pe):
    held = focal_pe.appointments.get()
    Appointment.objects.filter(pk=held.pk).update(ends_on=date(2026, 7, 2))
    focal_bo.appointments.update(ends_on=date(2026, 6, 2))
    assert ending() == []
    assert ending(date(2026, 6, 2)) == [held.pk]
    assert ending(date(2026, 7, 2)) == [held.pk]
    assert ending(date(2026, 7, 3)) == []


def test_the_warning_stops_as_soon_as_something_follows(focal_pe, secretariat_pe):
    focal_pe.appointments.update(ends_on=date(2026, 6, 10))
    held = focal_pe.appointments.get()
    assert ending() == [held.pk]
    after = appointing.renew(held.pk, ends_on=None, papers=papers(), by=secretariat_pe, now=NOON)
    assert ending() == []
    appointing.revoke(after.pk, reason="No.", by=secretariat_pe, now=NOON)
    assert ending() == [held.pk]
    invite(secretariat_pe, focal(starts_on=date(2026, 6, 11)), papers())
    assert ending() == []


def test_what_was_revoked_or_is_of_a_closed_account_is_not_warned_of(focal_pe, secretariat_pe):
    focal_pe.appointments.update(ends_on=date(2026, 6, 10))
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    assert ending() == []
    User.objects.filter(pk=focal_pe.pk).update(is_active=True)
    make_appointment(focal_pe, starts_on=date(2026, 6, 11))
    assert ending() == []
