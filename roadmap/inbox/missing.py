"""Reports that a cutoff date asks for and nobody has begun: from some days before it, for whoever leads.

A report for the day or a later one answers it; who has an open draft is asked to go on with that instead. The next
cutoff date takes the place of the one before it. Where nobody is appointed for the institution its secretariat
holds it, so that nothing hangs.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Appointment, Country, Role
from roadmap import calendar
from roadmap.inbox.items import Pending
from roadmap.models import CutoffDate, ProgressReport, Responsibility, Roadmap
from roadmap.permissions import Holder, focal_points_of, secretariat_of

Status = ProgressReport.Status


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    """Of the own side alone: what the counterpart works on is its own affair until it is validated."""
    zone = Country.objects.values_list("time_zone", flat=True).get(pk=country)
    today = calendar.local_day(now, zone)
    asked = _asked(country, today)
    if not asked:
        return
    answered, staffed = _answered(country, asked), _staffed(country, today)
    for row in _leads(country, asked):
        day, begins = asked[row["activity__roadmap"]]
        if _is_expected(row, day) and not answered.get(row["activity"], date.min) >= day:
            where = [row["activity__roadmap__code"], row["activity__number"]]
            yield Pending(
                kind="report",
                key=f"report:{row['activity']}:{country}:{day.isoformat()}",
                holder=_holder(country, row["institution"], staffed),
                path=reverse("roadmap:progress-start", args=where),
                read_at=reverse("roadmap:activity-detail", args=where),
                about=f"{row['activity__number']} {row['activity__title']}",
                roadmap=row["activity__roadmap__code"],
                whose=country,
                since=datetime.combine(begins, time(), ZoneInfo(zone)),
                due=day,
            )


def _asked(country: str, today: date) -> dict[int, tuple[date, date]]:
    """Each roadmap's cutoff date that is asked for today, and since when: the last one whose time has begun."""
    days = CutoffDate.objects.filter(
        Q(roadmap__party_a=country) | Q(roadmap__party_b=country), roadmap__status=Roadmap.Status.IN_FORCE
    )
    found: dict[int, tuple[date, date]] = {}
    for roadmap, day, ladder in days.order_by("day").values_list("roadmap", "day", "roadmap__reminders"):
        begins = day - timedelta(days=max(ladder.get("before") or [0]))
        if begins <= today:
            found[roadmap] = (day, begins)
    return found


def _leads(country: str, roadmaps: Iterable[int]) -> Iterable[dict[str, Any]]:
    """The institution that leads each activity on this side."""
    rows = Responsibility.objects.filter(
        country=country, role=Responsibility.Role.LEAD, activity__roadmap__in=list(roadmaps)
    )
    return rows.order_by("activity__roadmap__code", "activity__position", "position").values(
        "institution",
        "activity",
        "activity__roadmap",
        "activity__roadmap__code",
        *(f"activity__{name}" for name in ("number", "title", "start", "effective_from", "withdrawn_on")),
    )


def _is_expected(row: dict[str, Any], day: date) -> bool:
    """In the plan on that day, and begun by then."""
    begins = row["activity__effective_from"] or row["activity__start"]
    leaves = row["activity__withdrawn_on"]
    return max(begins, row["activity__start"]) <= day and (leaves is None or leaves > day)


def _answered(country: str, asked: dict[int, tuple[date, date]]) -> dict[int, date]:
    """By activity, the last day reported on; open drafts count for any day: they wait as drafts."""
    reports = ProgressReport.objects.filter(
        Q(as_of__gte=min(day for day, _begins in asked.values()))
        | Q(status__in=(Status.DRAFT, Status.RETURNED)),
        country=country,
        activity__roadmap__in=list(asked),
    )
    found: dict[int, date] = {}
    for activity, day, status in reports.values_list("activity", "as_of", "status"):
        counted = day if status in (Status.SUBMITTED, Status.VALIDATED) else date.max
        found[activity] = max(counted, found.get(activity, date.min))
    return found


def _staffed(country: str, today: date) -> set[int | None]:
    """Institutions with a focal point who may act today."""
    appointed = Appointment.objects.in_force_on(today).filter(
        country=country, role=Role.FOCAL_POINT, person__role=Role.FOCAL_POINT, person__is_active=True
    )
    same = appointed.filter(person__country=country, person__institution=F("institution"))
    return set(same.values_list("institution", flat=True))


def _holder(country: str, institution: int, staffed: set[int | None]) -> Holder:
    return focal_points_of(country, institution) if institution in staffed else secretariat_of(country)
