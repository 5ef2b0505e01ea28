"""The verbs of appointments: their only writer, but for people who follow their institution into its successor
(`accounts.succession`). Who acts today is read in `accounts.appointments`.

They hold people first (by number), then the institution, and write to whoever it concerns. What users read comes
out of them as ValidationError, by field of the form; papers' mistakes as `act_number`, `note_file` and so on.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import acts, appointments, charge, documents, letters, office
from accounts import terms as rules
from accounts.models import Appointment, Country, Document, Institution, Role, User
from accounts.office import Newcomer
from accounts.terms import Capacity, Papers, Terms

ONE_DAY = timedelta(days=1)
NO_PAPERS = Papers()


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


@acts.act
def record(
    person: User,
    *,
    now: datetime,
    capacity: str = Capacity.TITULAR,
    act: Document | None = None,
    ends_on: date | None = None,
) -> Appointment:
    """For an account whose appointment nobody makes here (the demonstration): from today.

    Whoever calls it holds the database anyway; on the pages everybody is appointed by somebody.
    """
    appointment = Appointment(
        person=person,
        role=person.role,
        country=person.country,
        institution=person.institution,
        capacity=capacity,
        act=act,
        starts_on=appointments.today_of(person, now),
        ends_on=ends_on,
        appointed_at=now,
    )
    appointment.save()
    return appointment


@documents.together()
def appoint(
    person_id: int, *, terms: Terms, papers: Papers = NO_PAPERS, by: User, now: datetime
) -> Appointment:
    """Somebody of the own side who has an account: by the secretariat, or for the time being by the ministry.

    What the account is follows the appointment; what it was before gives no rights any more.
    """
    by, (person,) = appointments.acting_on(by, person_id, now=now)
    _require(charge.can_appoint(by, person) and _is_theirs(by, terms))
    _refuse_closed_account(person)
    _refuse_to_move(person, terms, by, now)
    return _told(office.begin(person, terms, papers, by=by, now=now), by, now)


@documents.together()
def invite(
    newcomer: Newcomer, *, terms: Terms, papers: Papers = NO_PAPERS, by: User, now: datetime
) -> Appointment:
    """A new person of the own side, with the appointment; the invitation is sent by `people.send_link`."""
    by = appointments.acting(by, now=now)
    _require(charge.accredits(by) and _is_theirs(by, terms))
    return _told(office.begin(newcomer, terms, papers, by=by, now=now), by, now)


@acts.act
def open_office(
    newcomer: Newcomer, *, country: Country, institution: Institution | None, by: User, now: datetime
) -> Appointment:
    """The operator makes the first person of a country's secretariat, who then appoints everybody else.

    And again only where neither the secretariat nor the foreign ministry has anybody left, so that no state is ever
    locked out of its own side; then also somebody of that country who has an account.
    """
    known = User.objects.filter(email__iexact=newcomer.email.strip(), country=country).first()
    by, found = appointments.acting_on(by, *([known.pk] if known else []), now=now)
    _require(charge.is_operator(by))
    Country.objects.select_for_update().get(pk=country.pk)
    if appointments.has_office(country, now=now):
        problem = _("%(country)s has its own people in office: they appoint everybody else.")
        raise ValidationError({"country": problem % {"country": country}})
    terms = Terms(Role.SECRETARIAT, appointments.today_in(country, now), institution=institution)
    if found:
        _refuse_closed_account(found[0], field="email")
        if _would_lose(found[0], terms, now):
            problem = _("This person holds another office of the country, or is appointed to one.")
            raise ValidationError({"email": problem})
    rules.check(terms, NO_PAPERS, country=country, today=terms.starts_on)
    return office.write(found[0] if found else newcomer, terms, country=country, by=by, now=now)


@documents.together()
def renew(
    appointment_id: int, *, ends_on: date | None, papers: Papers = NO_PAPERS, by: User, now: datetime
) -> Appointment:
    """The same person goes on after the end: one more appointment, from the day after (an interim one from today)."""
    by, _person, old = _held(appointment_id, by, now)
    _require(charge.can_end(by, old))
    _refuse_closed_account(old.person)
    if old.revoked_at is not None:
        raise ValidationError(_("This appointment was revoked: make a new one."))
    if old.ends_on is None:
        raise ValidationError(_("This appointment has no end: there is nothing to renew."))
    terms = Terms(old.role, old.ends_on + ONE_DAY, ends_on, old.institution, old.capacity)
    if not terms.fit(old.person) or old.succeeded_by.filter(revoked_at=None).exists():
        raise ValidationError(_("Another appointment already follows this one."))
    today = appointments.today_of(by, now)
    starts_on = today if terms.is_interim else max(today, terms.starts_on)
    terms = Terms(old.role, starts_on, ends_on, old.institution, old.capacity)
    return office.begin(old.person, terms, papers, by=by, now=now, succeeds=old)


@acts.act
def revoke(appointment_id: int, *, reason: str, by: User, now: datetime) -> Appointment:
    """Closes the door at once: what the person is doing at this moment is either done before or not at all."""
    by, person, appointment = _held(appointment_id, by, now)
    _require(charge.can_end(by, appointment))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is revoked.")})
    _refuse_what_is_over(appointment, by, now)
    office.end(appointment, reason.strip(), by, now)
    told: dict[str, Any] = {"reason": reason.strip(), "institution": office.acronym(appointment)}
    letters.at_once("appointment_revoked", person, path=office.own_page(), by=by, now=now, **told)
    return appointment


@documents.together()
def hand_over(
    appointment_id: int,
    *,
    to: int | Newcomer,
    capacity: str,
    ends_on: date | None,
    papers: Papers = NO_PAPERS,
    by: User,
    now: datetime,
) -> Appointment:
    """Ends the predecessor's appointment and begins the successor's, today. An appointment already over is handed
    over too. What else passes on is `roadmap.workflow.hand_over`'s, which the pages call.
    """
    successor_id = [to] if isinstance(to, int) else []
    by, predecessor, old = _held(appointment_id, by, now, *successor_id)
    _require(charge.can_end(by, old))
    today = appointments.today_of(by, now)
    if old.succeeded_by.filter(revoked_at=None).exists():
        raise ValidationError(_("Another appointment already follows this one."))
    successor = _successor(to, old, by, now)
    if old.revoked_at is None and (old.ends_on is None or old.ends_on >= today):
        name = successor.full_name
        office.end(old, Appointment.Ended.HANDED_OVER, by, now)
        told: dict[str, Any] = {"successor": name, "institution": office.acronym(old)}
        letters.at_once(
            "appointment_handed_over", predecessor, path=office.own_page(), by=by, now=now, **told
        )
    terms = Terms(old.role, today, ends_on, old.institution, capacity)
    if isinstance(successor, User):
        _refuse_closed_account(successor)
    return office.begin(successor, terms, papers, by=by, now=now, succeeds=old)


def _successor(to: int | Newcomer, old: Appointment, by: User, now: datetime) -> User | Newcomer:
    if isinstance(to, Newcomer):
        return to
    if to == old.person_id:
        raise ValidationError({"to": _("Nobody hands over to themselves.")})
    successor = appointments.acting_on(by, to, now=now)[1][0]
    _require(charge.can_appoint(by, successor))
    return successor


# --- What the verbs share ---------------------------------------------------------------------------------
def _held(appointment_id: int, by: User, now: datetime, *others: int) -> tuple[User, User, Appointment]:
    """Who acts, whose it is, and the appointment as it is now. Raises PermissionDenied where there is none."""
    whose = Appointment.objects.filter(pk=appointment_id).values_list("person", flat=True).first()
    if whose is None:
        raise PermissionDenied
    try:
        by, held = appointments.acting_on(by, whose, *others, now=now)
    except User.DoesNotExist as error:
        raise PermissionDenied from error
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("country", "institution")
    appointment = rows.get(pk=appointment_id)
    appointment.person = held[0]
    return by, held[0], appointment


def _is_theirs(by: User, terms: Terms) -> bool:
    """A ministry accredits for the time being, and to certain offices, alone."""
    return terms.role in charge.roles_for(by) and (charge.appoints(by) or terms.is_interim)


def _told(appointment: Appointment, by: User, now: datetime) -> Appointment:
    """The secretariat learns at once whom its foreign ministry accredited."""
    if charge.appoints(by):
        return appointment
    path = reverse("accounts:person-edit", args=[appointment.person_id])
    told: dict[str, Any] = {"name": appointment.person.full_name, "institution": office.acronym(appointment)}
    told["ends_on"] = appointment.ends_on.isoformat() if appointment.ends_on else ""
    colleagues = appointments.in_office(Role.SECRETARIAT, appointment.country, now=now)
    for person in colleagues.exclude(pk=appointment.person_id).order_by("pk"):
        letters.at_once("appointment_accredited", person, path=path, by=by, now=now, **told)
    return appointment


def _refuse_closed_account(person: User, *, field: str = "") -> None:
    if not person.is_active:
        problem = _(
            "The operator closed this account: it has to be opened before anybody is appointed with it."
        )
        raise ValidationError({field: problem} if field else problem)


def _refuse_what_is_over(appointment: Appointment, by: User, now: datetime) -> None:
    over = appointment.ends_on is not None and appointment.ends_on < appointments.today_of(by, now)
    if appointment.revoked_at is not None or over:
        raise ValidationError(_("This appointment is no longer in force."))


def _refuse_to_move(person: User, terms: Terms, by: User, now: datetime) -> None:
    """Who acts as something else, or will, changes over by their secretariat alone; who acts now on the very day."""
    if not charge.appoints(by) and _would_lose(person, terms, now):
        raise ValidationError(
            _(
                "This person holds another office, or is appointed to one: the secretariat ends that one before."
            )
        )
    if person.has_appointment and not terms.fit(person) and terms.starts_on > appointments.today_of(by, now):
        problem = _("This person acts as something else until then: make this appointment on that day.")
        raise ValidationError({"starts_on": problem})


def _would_lose(person: User, terms: Terms, now: datetime) -> bool:
    """An appointment to something else, in force or to begin: one to these terms would end it."""
    held = person.appointments.not_over_on(appointments.today_of(person, now))
    return not terms.fit(person) and held.exists()
