"""The verbs of appointments: their only writer. Who acts today is read in `accounts.appointments`."""

from datetime import datetime

from django.db import transaction

from accounts import appointments
from accounts.models import Appointment, User


@transaction.atomic
def record(person: User, *, now: datetime) -> Appointment:
    """For an account whose act of appointment is not kept here (the demonstration): open ended, from today.

    Whoever calls it holds the database anyway; on the pages everybody is appointed by somebody.
    """
    appointment = Appointment(
        person=person,
        role=person.role,
        country=person.country,
        institution=person.institution,
        starts_on=appointments.today_of(person, now),
        appointed_at=now,
    )
    appointment.save()
    return appointment
