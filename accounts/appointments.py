"""Who acts today. An appointment counts from its first day to its last in the time zone of the person's country.

Reading; the verbs that appoint, revoke and hand over are in `accounts.appointing`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import places
from accounts.models import Appointment, User
from accounts.models.appointment import AppointmentQuerySet

ONE_DAY = timedelta(days=1)
DAYS = {-1: "held_yesterday", 0: "held_today", 1: "held_tomorrow"}


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
    """Each with `has_appointment` for their own today, in the query's one statement.

    Nowhere on earth is it another day than yesterday, today or tomorrow in UTC: all three are asked at once.
    """
    middle = now.astimezone(UTC).date()
    held = _matching(
        **{name: OuterRef(name) for name in ("role", "country", "institution")}, person=OuterRef("pk")
    )
    asked = people.select_related("country", "institution").annotate(
        **{name: Exists(held.in_force_on(middle + offset * ONE_DAY)) for offset, name in DAYS.items()}
    )
    found = list(asked)
    for person in found:
        person.has_appointment = getattr(person, DAYS[(today_of(person, now) - middle).days])
    return found


def _matching(*, institution: Any, **person: Any) -> AppointmentQuerySet:
    """Appointments to what the account is now: what somebody was before gives no rights any more."""
    held = Appointment.objects.filter(**person, revoked_at=None)
    return held.filter(Q(institution=institution) | Q(institution=None))


def acting(person: User, *, now: datetime) -> User:
    """The person as they are now, held until the transaction ends: every verb begins with it.

    Who revokes an appointment holds the same row, so that one of the two is first. Raises NoLongerAppointed.
    """
    locked = User.objects.select_for_update(of=("self",), no_key=True).filter(pk=person.pk)
    found = with_standing(locked, now)
    if not found or not found[0].may_act:
        raise NoLongerAppointed
    return found[0]
