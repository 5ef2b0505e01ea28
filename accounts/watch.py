"""Whoever keeps the server can change somebody's way in: the person's own secretariat is told at once, every time.

Where nobody else of it is in office, the foreign ministry is. And whoever has an account learns of a new e-mail at
the old one: the account could be somebody else's from then on.
"""

from copy import copy
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from accounts import appointments, charge, letters, mail
from accounts.models import Role, User


def tell(person: User, what: str, *, by: User | None, now: datetime) -> None:
    """`what`: "email", "closed", "opened" or "second_factor". Nothing where the own side did it."""
    if person.country is None or (by is not None and not charge.is_operator(by)):
        return
    told = {"name": person.full_name, "what": what, "email": person.email}
    offices = (
        appointments.in_office(role, person.country, now=now).exclude(pk=person.pk).order_by("pk")
        for role in charge.OFFICES
    )
    for colleague in next((list(office) for office in offices if office), ()):
        path = _path(colleague, person)
        letters.at_once("way_in_changed", colleague, path=path, by=by, now=now, **told)


def _path(colleague: User, person: User) -> str:
    """Where they can do something about it: a ministry ends no appointment, but accredits who then does."""
    if colleague.role == Role.FOREIGN_MINISTRY:
        return reverse("accounts:person-invite")
    return reverse("accounts:person-edit", args=[person.pk])


def tell_former_mailbox(person: User, former: str, *, by: User) -> None:
    """Once it is so for good. An invitation that nobody accepted may have gone to a wrong address: nothing is told.

    Who signs in by a directory or a passkey has no password, but came in.
    """
    if person.has_usable_password() or person.last_login is not None:
        there = copy(person)
        there.email = former
        told = {"by": by, "email": person.email}
        transaction.on_commit(partial(mail.send_in_background, "email_changed", there, told))
