"""Handing over: an appointment ends, the successor's begins, and what the predecessor was writing passes on.

What waits for an office passes by itself, since the inbox asks who holds the office. History and `writers` keep the
predecessor's name.
"""

from datetime import date, datetime

from accounts import appointing, appointments, documents
from accounts.models import Appointment, Role, User
from accounts.office import Newcomer
from accounts.terms import Papers
from roadmap.models import ProgressReport
from roadmap.workflow import moves


@documents.together()
def hand_over(
    appointment_id: int,
    *,
    to: int | Newcomer,
    capacity: str,
    ends_on: date | None = None,
    papers: Papers = appointing.NO_PAPERS,
    by: User,
    now: datetime,
) -> Appointment:
    """`to` is the number of a person of the own side, or somebody new; their appointment is given back.

    Raises ValidationError by field of the form, and DoorClosed.
    """
    try:
        begun = appointing.hand_over(
            appointment_id, to=to, capacity=capacity, ends_on=ends_on, papers=papers, by=by, now=now
        )
    except appointments.NoLongerAppointed as refusal:
        raise moves.DoorClosed from refusal
    if begun.succeeds is not None:
        _pass_on(begun.succeeds, begun.person, by=by, now=now)
    return begun


def _pass_on(old: Appointment, successor: User, *, by: User, now: datetime) -> None:
    """Reports of the office whose author is the predecessor, those handed in too, which may come back: the successor
    is in charge of them.
    """
    reports = ProgressReport.objects.filter(author=old.person_id, country=old.country_id)
    reports = reports.exclude(status=ProgressReport.Status.VALIDATED)
    if old.role == Role.FOCAL_POINT:
        reports = reports.filter(institution=old.institution_id)
    for report in reports.select_for_update(of=("self",)).order_by("pk"):
        moves.write(report, by=by, now=now, author=successor)
