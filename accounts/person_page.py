"""What a person's page shows beside the account: how the appointments stand, and what this reader may do there."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from accounts import appointments, charge, standing
from accounts import people as registry
from accounts.models import Appointment, Document, User
from accounts.requests import AuthedRequest


@dataclass(frozen=True, slots=True)
class Line:
    """One appointment of the page, with the buttons beside it. Papers only for who may read them."""

    appointment: Appointment
    state: str
    word: str | Promise
    papers: list[Document]
    can_renew: bool
    can_revoke: bool
    can_hand_over: bool
    is_over: bool


def context(request: AuthedRequest, person: User) -> dict[str, Any]:
    return {
        "person": person,
        "standing": standing.of(person, timezone.now()),
        "lines": lines(request.user, person),
        "can_appoint": charge.can_appoint(request.user, person),
        "can_send_link": charge.can_send_link(request.user, person),
        "is_operator": charge.is_operator(request.user),
        "changes": registry.changes(person.pk),
    }


def own(user: User) -> dict[str, Any]:
    """Of one's own details: the appointment that counts, with its papers while one acts by it."""
    person = standing.with_appointments(User.objects.filter(pk=user.pk)).get()
    stands = standing.of(person, timezone.now())
    held = stands.appointment
    papers = [paper for paper in (held.act, held.note) if paper] if held and user.may_act else []
    return {"standing": stands, "appointment": held, "papers": papers}


def lines(reader: User, person: User) -> list[Line]:
    """The latest first."""
    today = appointments.today_of(person, timezone.now())
    rows = person.appointments.select_related(
        "country", "institution", "appointed_by", "revoked_by", "act", "note"
    )
    every = list(rows.prefetch_related("succeeded_by__person").order_by("-starts_on", "-id"))
    followed = set(
        Appointment.objects.filter(succeeds__person=person, revoked_at=None).values_list(
            "succeeds", flat=True
        )
    )
    reads = charge.accredits(reader)
    return [
        _line(
            held,
            standing.state_among(held, every, today),
            held.pk in followed,
            charge.can_end(reader, held),
            reads,
        )
        for held in every
    ]


def _line(held: Appointment, state: str, is_followed: bool, can_end: bool, reads: bool) -> Line:
    stands = state in ("in_force", "ending", "to_begin")
    return Line(
        appointment=held,
        state=state,
        word=standing.WORDS[state],
        papers=[paper for paper in (held.act, held.note) if paper and reads],
        can_renew=can_end
        and not is_followed
        and state in ("in_force", "ending", "over")
        and bool(held.ends_on),
        can_revoke=can_end and stands,
        can_hand_over=can_end and not is_followed and state != "to_begin" and not held.never_began,
        is_over=state in ("over", "revoked"),
    )
