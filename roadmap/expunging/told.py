"""Who gets a letter: those who can confirm an order; and, once it is done, the counterpart, which has copies."""

from collections.abc import Iterable
from datetime import datetime

from accounts import appointments, letters
from accounts.models import Role, User
from roadmap import permissions
from roadmap.models import Expungement


def ordered(order: Expungement, *, by: User, now: datetime) -> None:
    people = [
        person
        for role in permissions.CONFIRM_EXPUNGEMENTS
        for person in appointments.in_office(role, order.country, now=now)
        if permissions.may_confirm_expungement(person, order)
    ]
    _write("expungement_ordered", people, order, by, now)


def done(order: Expungement, *, by: User, now: datetime) -> None:
    """To the counterpart's secretariat only if it could read the report: what it never saw it has no copy of."""
    _write("expungement_done", [order.ordered_by], order, by, now)
    if order.report.validated_at is not None:
        counterpart = order.report.activity.roadmap.counterpart(order.country_id)
        people = appointments.in_office(Role.SECRETARIAT, counterpart, now=now)
        _write("expungement_told", people, order, by, now)


def _write(template: str, people: Iterable[User], order: Expungement, by: User, now: datetime) -> None:
    activity = order.report.activity
    words = {
        "activity": f"{activity.number} {activity.title}",
        "country": order.country_id,
        "as_of": order.report.as_of.isoformat(),
    }
    for person in people:
        letters.at_once(template, person, path=order.get_absolute_url(), by=by, now=now, **words)
