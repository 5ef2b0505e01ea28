"""Appointments that end within 30 days with nothing that follows: renew them, or name who takes over.

The secretariat holds it; of its own people, a colleague. Where there is none, its foreign ministry does, which can
accredit somebody for the time being.
"""

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts import appointments
from accounts.appointments import WARNED_BEFORE
from accounts.models import Appointment, Country, Role
from roadmap.inbox.items import Pending
from roadmap.permissions import Holder, secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    """Of the own side alone: whom a state appoints is its own affair."""
    own = Country.objects.get(pk=country)
    ending = list(appointments.ending(own, day=appointments.today_in(own, now)))
    if not ending:
        return
    office = set(appointments.in_office(Role.SECRETARIAT, own, now=now).values_list("pk", flat=True))
    zone = ZoneInfo(own.time_zone)
    for held in ending:
        warned_on = max(held.ends_on - WARNED_BEFORE, held.starts_on) if held.ends_on else held.starts_on
        has_colleague = bool(office - {held.person_id})
        yield Pending(
            kind="appointment",
            key=f"appointment:{held.pk}",
            holder=_holder(country, held, has_colleague),
            path=_path(held, has_colleague),
            read_at=reverse("accounts:person-edit", args=[held.person_id]),
            about=_about(held),
            roadmap="",
            whose=country,
            since=datetime.combine(warned_on, time(), zone),
            due=held.ends_on,
        )


def _holder(country: str, held: Appointment, has_colleague: bool) -> Holder:
    if not has_colleague:
        return Holder(country, Role.FOREIGN_MINISTRY)
    return secretariat_of(country, excepted=frozenset({held.person_id}))


def _path(held: Appointment, has_colleague: bool) -> str:
    if not has_colleague:
        return reverse("accounts:person-invite")
    return reverse("accounts:appointment-renew", args=[held.pk])


def _about(held: Appointment) -> str:
    return f"{held.person} · {held.institution}" if held.institution else str(held.person)
