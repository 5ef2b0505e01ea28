"""Whoever keeps the server can change somebody's way in: the person's own secretariat is told at once, every time."""

from datetime import datetime

from django.urls import reverse

from accounts import appointments, charge, letters
from accounts.models import Role, User


def tell(person: User, what: str, *, by: User | None, now: datetime) -> None:
    """`what`: "email", "closed", "opened" or "second_factor". Nothing where the own side did it."""
    if person.country is None or (by is not None and not charge.is_operator(by)):
        return
    path = reverse("accounts:person-edit", args=[person.pk])
    told = {"name": person.full_name, "what": what, "email": person.email}
    for colleague in appointments.in_office(Role.SECRETARIAT, person.country, now=now).exclude(pk=person.pk):
        letters.at_once("way_in_changed", colleague, path=path, by=by, now=now, **told)
