"""How a person's appointment stands today, in one word for lists; and for whom the door is closed, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import appointments
from accounts.appointments import WARNED_BEFORE
from accounts.models import Appointment, Role, User
from accounts.models.user import OF_A_COUNTRY

WORDS: dict[str, str | Promise] = {
    "in_force": pgettext_lazy("appointment", "In force"),
    "ending": _("Ends soon"),
    "to_begin": _("Has not begun"),
    "over": _("Over"),
    "revoked": _("Revoked"),
    "none": _("Without an appointment"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A person with the appointment that counts today; else the next one; else the last one."""

    person: User
    state: str
    appointment: Appointment | None

    @property
    def word(self) -> str | Promise:
        return WORDS.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Door:
    """For whoever is signed in without an appointment: since when, until when, and whom to ask."""

    standing: Standing
    closed_since: date | None
    ask: list[User]


def with_appointments(people: QuerySet[User]) -> QuerySet[User]:
    """For a list: all appointments in one more query, the latest first."""
    held = Appointment.objects.select_related("institution", "country").order_by("-starts_on", "-id")
    return people.select_related("country", "institution").prefetch_related(Prefetch("appointments", held))


def of_each(people: Iterable[User], now: datetime) -> list[Standing]:
    return [of(person, now) for person in people]


def of(person: User, now: datetime) -> Standing:
    """The person's appointments have to be the latest first, as `with_appointments` loads them."""
    if person.role not in OF_A_COUNTRY:
        return Standing(person, "", None)
    today = appointments.today_of(person, now)
    every = [held for held in person.appointments.all() if _is_to(held, person)]
    current = next((held for held in every if held.in_force_on(today)), None)
    later = [held for held in every if held.revoked_at is None and held.starts_on > today]
    if current is not None:
        return Standing(person, state_among(current, every, today), current)
    if later:
        return Standing(person, "to_begin", later[-1])
    return Standing(person, state_of(every[0], today), every[0]) if every else Standing(person, "none", None)


def state_among(held: Appointment, every: Iterable[Appointment], today: date) -> str:
    """One of a person's appointments: what was renewed is not about to end, as `appointments.ending` has it."""
    state = state_of(held, today)
    return "in_force" if state == "ending" and any(_goes_on(held, one) for one in every) else state


def _goes_on(held: Appointment, other: Appointment) -> bool:
    """The other one, to the same office, lasts longer than the one that ends."""
    is_same = other.role == held.role and other.institution_id in (None, held.institution_id)
    lasts = held.ends_on is not None and (other.ends_on is None or other.ends_on > held.ends_on)
    return is_same and lasts and other.revoked_at is None


def state_of(held: Appointment, today: date) -> str:
    """One appointment by itself."""
    if held.revoked_at is not None:
        return "revoked"
    if held.starts_on > today:
        return "to_begin"
    if held.ends_on is None:
        return "in_force"
    if held.ends_on < today:
        return "over"
    return "ending" if held.ends_on <= today + WARNED_BEFORE else "in_force"


def _is_to(held: Appointment, person: User) -> bool:
    """Appointed to what the account is now."""
    return (held.role, held.country_id) == (person.role, person.country_id) and held.institution_id in (
        None,
        person.institution_id,
    )


def is_closed_to(person: User) -> bool:
    """Signed in, but acting for a country without an appointment in force."""
    return person.role in OF_A_COUNTRY and not person.may_act


def door(person: User, now: datetime) -> Door:
    """What the closed door says. Whom to ask: the own secretariat; else the foreign ministry; else the operators."""
    fresh = with_appointments(User.objects.filter(pk=person.pk)).get()
    standing = of(fresh, now)
    return Door(standing, _since(standing), _to_ask(fresh, now))


def _since(standing: Standing) -> date | None:
    held = standing.appointment
    if held is None or standing.state == "to_begin":
        return None
    return held.until


def _to_ask(person: User, now: datetime) -> list[User]:
    if person.country is not None:
        for role in (Role.SECRETARIAT, Role.FOREIGN_MINISTRY):
            office = appointments.in_office(role, person.country, now=now).exclude(pk=person.pk)
            if found := list(office.order_by("full_name")):
                return found
    return list(User.objects.filter(role=Role.OPERATOR, is_active=True).order_by("full_name"))
