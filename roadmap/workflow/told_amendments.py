"""Who gets a letter when a modification is proposed or answered. Written by the verbs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts import appointments, letters
from accounts.models import Role, User
from roadmap.models import Amendment, Responsibility

ANSWERS = {
    Amendment.Outcome.ACCEPTED: "amendment_accepted",
    Amendment.Outcome.DECLINED: "amendment_declined",
    Amendment.Outcome.WITHDRAWN: "amendment_withdrawn",
    Amendment.Outcome.OVERTAKEN: "amendment_overtaken",
}


def proposed(amendment: Amendment, *, by: User, now: datetime) -> None:
    """To the other party's secretariat, which answers."""
    _write("amendment_proposed", _secretariat(amendment, now, other=True), amendment, by, now)


def answered(amendment: Amendment, *, by: User, now: datetime) -> None:
    """To both secretariats; what was accepted also to the focal points of the institutions that answer for it."""
    people = {
        person.pk: person for other in (True, False) for person in _secretariat(amendment, now, other=other)
    }
    if amendment.outcome == Amendment.Outcome.ACCEPTED and amendment.activity_id is not None:
        people |= {person.pk: person for person in _focal_points(amendment, now)}
    _write(ANSWERS[Amendment.Outcome(amendment.outcome)], people.values(), amendment, by, now)


def _secretariat(amendment: Amendment, now: datetime, *, other: bool) -> Iterable[User]:
    country = amendment.roadmap.counterpart(amendment.country_id) if other else amendment.country
    return appointments.in_office(Role.SECRETARIAT, country, now=now)


def _focal_points(amendment: Amendment, now: datetime) -> Iterable[User]:
    roles = (Responsibility.Role.LEAD, Responsibility.Role.CO_RESPONSIBLE)
    rows = Responsibility.objects.filter(activity=amendment.activity_id, role__in=roles)
    for row in rows.select_related("country"):
        yield from appointments.in_office(
            Role.FOCAL_POINT, row.country, now=now, institution=row.institution_id
        )


def _write(template: str, people: Iterable[User], amendment: Amendment, by: User, now: datetime) -> None:
    told: dict[str, Any] = {
        "number": amendment.number,
        "kind": str(amendment.kind),
        "activity": amendment.activity_number,
        "country": amendment.country_id,
        "reason": amendment.reason,
        "answer_reason": amendment.answer_reason,
        "effective_on": amendment.effective_on.isoformat() if amendment.effective_on else "",
    }
    for person in people:
        told["roadmap"] = amendment.roadmap.short_title_to(person)
        letters.write(template, person, path=amendment.get_absolute_url(), by=by, now=now, **told)
