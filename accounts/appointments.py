"""Who acts today. An appointment counts from its first day to its last in the time zone of the person's country.

Reading; the verbs that appoint, revoke and hand over are in `accounts.appointing`.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from accounts import places
from accounts.models import Appointment, Country, Role, User
from accounts.models.appointment import AppointmentQuerySet

ONE_DAY = timedelta(days=1)
WARNED_BEFORE = timedelta(days=30)


class NoLongerAppointed(Exception):
    """The person's appointment ended, or was revoked, before they could act."""


def today_of(person: User, now: datetime) -> date:
    """The day that it is in the person's country."""
    return now.astimezone(places.time_zone_of(person)).date()


def current(person: User, now: datetime) -> Appointment | None:
    """The appointment on which the person acts now; the one that began last where there are several."""
    held = _matching(
        person=person.pk, role=person.role, country=person.country_id, institution=person.institution_id
    )
    return held.in_force_on(today_of(person, now)).order_by("-starts_on", "-id").first()


def with_standing(people: QuerySet[User], now: datetime) -> list[User]:
    """Each with `has_appointment` for their own today, in the query's one statement: every page asks it.

    A row an appointment to what the account is now; which day it is for the person is known only then.
    """
    ours = Q(appointments__role=F("role"), appointments__country=F("country"), appointments__revoked_at=None)
    there = Q(appointments__institution=F("institution")) | Q(appointments__institution=None)
    held = FilteredRelation("appointments", condition=ours & there)
    rows = people.select_related("country", "institution").annotate(held=held)
    found: dict[int, User] = {}
    for row in rows.annotate(held_from=F("held__starts_on"), held_until=F("held__ends_on")):
        person = found.setdefault(row.pk, row)
        today = today_of(person, now)
        if row.held_from and Appointment(starts_on=row.held_from, ends_on=row.held_until).in_force_on(today):
            person.has_appointment = True
    return list(found.values())


def _matching(*, institution: Any, **person: Any) -> AppointmentQuerySet:
    """Appointments to what the account is now: what somebody was before gives no rights any more."""
    held = Appointment.objects.filter(**person, revoked_at=None)
    return held.filter(Q(institution=institution) | Q(institution=None))


def acting(person: User, *, now: datetime) -> User:
    """The person as they are now, held until the transaction ends: every verb begins with it.

    Who revokes an appointment holds the same row, so that one of the two is first. Raises NoLongerAppointed.
    """
    found = _held({person.pk}, now)
    if not found or not found[0].may_act:
        raise NoLongerAppointed
    return found[0]


def _held(numbers: set[int], now: datetime) -> list[User]:
    """Those people, locked in the order of their numbers, and only then asked how they stand.

    In one statement PostgreSQL would wait for the lock and then answer from before the wait.
    """
    rows = User.objects.filter(pk__in=numbers)
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(locked.values_list("pk", flat=True))
    return with_standing(rows, now)


def in_office(
    role: str, country: Country, *, now: datetime, institution: int | None = None
) -> QuerySet[User]:
    """The people who hold that office in the country today, of one institution where it is named."""
    people = User.objects.filter(is_active=True, role=role, country=country)
    if institution is not None:
        people = people.filter(institution=institution)
    held = _matching(
        **{name: OuterRef(name) for name in ("role", "country", "institution")}, person=OuterRef("pk")
    )
    today = now.astimezone(ZoneInfo(country.time_zone)).date()
    return people.filter(Exists(held.in_force_on(today)))


def acting_on(by: User, *others: int, now: datetime) -> tuple[User, list[User]]:
    """Who acts, and the people that it is done to, as they are now: all held, in the one order of their numbers.

    Raises NoLongerAppointed, and User.DoesNotExist for one who is not there.
    """
    held = {person.pk: person for person in _held({by.pk, *others}, now)}
    if by.pk not in held or not held[by.pk].may_act:
        raise NoLongerAppointed
    if missing := set(others) - held.keys():
        raise User.DoesNotExist(missing)
    return held[by.pk], [held[pk] for pk in others]


def today_in(country: Country, now: datetime) -> date:
    """The day that it is in the country."""
    return now.astimezone(ZoneInfo(country.time_zone)).date()


def has_office(country: Country, *, now: datetime) -> bool:
    """Whether somebody is appointed now to the country's secretariat or foreign ministry: else it is locked out."""
    held = Appointment.objects.filter(
        country=country, role__in=(Role.SECRETARIAT, Role.FOREIGN_MINISTRY), person__role=F("role")
    )
    return held.filter(person__country=country).in_force_on(today_in(country, now)).exists()


def ending(country: Country, *, day: date) -> AppointmentQuerySet:
    """In force on that day and over within 30 days, with nothing that follows: renew, or replace."""
    held = Appointment.objects.filter(
        country=country, ends_on__lte=day + WARNED_BEFORE, person__is_active=True, person__role=F("role")
    )
    same = Appointment.objects.filter(person=OuterRef("person"), role=OuterRef("role"), revoked_at=None)
    longer = same.filter(
        Q(institution=OuterRef("institution")) | Q(institution=None),
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
    )
    followed = Appointment.objects.filter(succeeds=OuterRef("pk"), revoked_at=None)
    found = held.in_force_on(day).exclude(Exists(longer)).exclude(Exists(followed))
    return found.select_related("person", "institution", "country").order_by("ends_on", "pk")
