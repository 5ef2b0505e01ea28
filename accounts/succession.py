"""What is told of an institution that changes, and its people: they follow it into its successor by the same act.

Called by the verb in `roadmap.workflow.succession`, which knows what else passes and has asked who may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import Appointment, Institution, User

M = TypeVar("M", bound=models.Model)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a notification says. The successor is one that is there, or a new one with its acronym and name."""

    kind: str
    effective_on: date
    successor_id: int | None = None
    acronym: str = ""
    name: str = ""
    legal_basis: str = ""


def passing(institution: Institution, effective_on: date) -> QuerySet[Appointment]:
    """The appointments that pass: those in force on that day, or later."""
    standing = Appointment.objects.filter(institution=institution, revoked_at=None)
    return standing.filter(Q(ends_on=None) | Q(ends_on__gte=effective_on)).filter(person__is_active=True)


def hold_people(institution: Institution, by: User) -> None:
    """Locks who passes and who acts, in the order in which everybody locks people."""
    held = User.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(held.filter(Q(institution=institution) | Q(pk=by.pk)).values_list("pk", flat=True))


def pass_people(
    institution: Institution, successor: Institution, *, effective_on: date, by: User, now: datetime
) -> list[User]:
    """Those whose appointment passed. What ended before, and who left, stays with the old name."""
    passed = passing(institution, effective_on).select_related("person").order_by("pk")
    people = {one.person_id: one.person for one in _pass(passed, successor, effective_on, by, now)}
    for person in User.objects.filter(institution=institution, is_active=True).order_by("pk"):
        _write(person, by, now, institution=successor)
    return list(people.values())


def _pass(
    appointments: Iterable[Appointment], successor: Institution, day: date, by: User, now: datetime
) -> list[Appointment]:
    return [
        _begun_there(one, successor, by, now)
        if one.starts_on >= day
        else _continued(one, successor, day, by, now)
        for one in appointments
    ]


def _begun_there(one: Appointment, successor: Institution, by: User, now: datetime) -> Appointment:
    """It begins when the successor stands already: it was one to the successor all along."""
    return _write(one, by, now, institution=successor)


def _continued(one: Appointment, successor: Institution, day: date, by: User, now: datetime) -> Appointment:
    """Ends with the old institution, and goes on in the new one by the same act."""
    new = Appointment(
        person=one.person,
        role=one.role,
        country_id=one.country_id,
        institution=successor,
        capacity=one.capacity,
        act_id=one.act_id,
        note_id=one.note_id,
        starts_on=day,
        ends_on=one.ends_on,
        succeeds=one,
        appointed_by=by,
        appointed_at=now,
    )
    _write(one, by, now, ends_on=day - ONE_DAY)
    _signed(new, by, now).save()
    return new


def _write(row: M, by: User, now: datetime, **fields: object) -> M:
    for name, value in fields.items():
        setattr(row, name, value)
    _signed(row, by, now).save(update_fields=list(fields))
    return row


def _signed(row: M, by: User, now: datetime) -> M:
    row._history_user = by  # type: ignore[attr-defined]
    row._history_date = now  # type: ignore[attr-defined]
    return row
