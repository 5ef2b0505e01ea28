"""What passes from one institution to another: what it answers for, and the reports that are still open.

Finished roadmaps and validated reports stay as they are, with the name of their day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts import succession
from accounts.models import Institution, InstitutionChange, User
from roadmap.models import Activity, FormerResponsibility, ProgressReport, Responsibility, Roadmap
from roadmap.workflow import moves

ONE_DAY = timedelta(days=1)
STRONGEST_FIRST = (
    Responsibility.Role.LEAD,
    Responsibility.Role.CO_RESPONSIBLE,
    Responsibility.Role.SUPPORT,
)


def responsibilities(
    institution: Institution, activities: Collection[int] | None = None
) -> QuerySet[Responsibility]:
    """What it answers for in roadmaps that are not finished; in these activities, where some are named."""
    rows = Responsibility.objects.filter(institution=institution)
    rows = rows.exclude(activity__roadmap__status=Roadmap.Status.FINISHED)
    return rows if activities is None else rows.filter(activity__in=activities)


def open_reports(
    institution: Institution, activities: Collection[int] | None = None
) -> QuerySet[ProgressReport]:
    """Its reports that its country has not validated yet."""
    rows = ProgressReport.objects.filter(institution=institution)
    rows = rows.exclude(status=ProgressReport.Status.VALIDATED)
    rows = rows.exclude(activity__roadmap__status=Roadmap.Status.FINISHED)
    return rows if activities is None else rows.filter(activity__in=activities)


def left_behind(today: date) -> QuerySet[Institution]:
    """Institutions that ended before that day and still answer in a roadmap in force: somebody has to be designated."""
    answering = Responsibility.objects.filter(activity__roadmap__status=Roadmap.Status.IN_FORCE)
    return Institution.objects.filter(valid_until__lt=today, pk__in=answering.values("institution"))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How much would pass to a successor."""

    activities: int
    reports: int
    appointments: int


def foreseen(institution: Institution, day: date) -> Foreseen:
    return Foreseen(
        activities=responsibilities(institution).values("activity").distinct().count(),
        reports=open_reports(institution).count(),
        appointments=succession.passing(institution, day).count(),
    )


def pass_work(
    change: InstitutionChange,
    successor: Institution,
    *,
    activities: Collection[int] | None,
    now: datetime,
) -> None:
    """Roadmaps are locked before activities, and these before reports, as everybody does. What there is to pass is
    looked at then: nobody begins a report of the institution meanwhile.
    """
    by, institution = change.notified_by, change.institution
    rows = responsibilities(institution, activities)
    reports = open_reports(institution, activities)
    about = Q(pk__in=rows.values("activity")) | Q(pk__in=reports.values("activity"))
    _hold(Roadmap.objects.filter(pk__in=Activity.objects.filter(about).values("roadmap")))
    _hold(Activity.objects.filter(about))
    for row in rows.order_by("pk"):
        _pass(row, change, successor, by, now)
    for report in reports.select_for_update(of=("self",)).order_by("pk"):
        moves.write(report, by=by, now=now, institution=successor)


def _hold(rows: QuerySet[Any]) -> None:
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))


def _pass(
    row: Responsibility, change: InstitutionChange, successor: Institution, by: User, now: datetime
) -> None:
    """To the successor; where it answers already, it keeps the stronger of both roles."""
    there = Responsibility.objects.filter(
        activity=row.activity_id, country=row.country_id, institution=successor
    ).first()
    _remember(row, change)
    since = max(filter(None, (row.since, change.effective_on)))
    if there is None:
        moves.write(row, by=by, now=now, institution=successor, since=since)
        return
    role = min(row.role, there.role, key=STRONGEST_FIRST.index)
    place = min(row.position, there.position)
    moves.sign(row, by=by, now=now).delete()
    if (role, place) != (there.role, there.position):
        _remember(there, change)
        since = max(filter(None, (there.since, change.effective_on)))
        moves.write(there, by=by, now=now, role=role, position=place, since=since)


def _remember(row: Responsibility, change: InstitutionChange) -> None:
    """As it stood until the day before; nothing, where it had not begun by then."""
    until = change.effective_on - ONE_DAY
    if row.since is None or row.since <= until:
        FormerResponsibility.objects.create(
            activity_id=row.activity_id,
            country_id=row.country_id,
            institution_id=row.institution_id,
            role=row.role,
            position=row.position,
            since=row.since,
            until=until,
            change=change,
        )
