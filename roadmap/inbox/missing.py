"""Reports that a cutoff date asks for and nobody has begun: from some days before it, for whoever leads.

What asks and what answers is in `asking`; who has an open draft is asked to go on with that instead. Where nobody is
appointed for the institution its secretariat holds it, so that nothing hangs.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.urls import reverse

from accounts.models import Appointment, Country, Role
from roadmap import calendar
from roadmap.inbox import asking
from roadmap.inbox.asking import Cutoff
from roadmap.inbox.items import Pending
from roadmap.models import Responsibility
from roadmap.permissions import Holder, focal_points_of, secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    """Of the own side alone: what the counterpart works on is its own affair until it is validated."""
    zone = Country.objects.values_list("time_zone", flat=True).get(pk=country)
    today = calendar.local_day(now, zone)
    asked = asking.asked(country, today=today)
    if not asked.cutoffs:
        return
    staffed = _staffed(country, today)
    for row in _leads(country, asked.cutoffs):
        if row["activity"] not in asked.begun:
            plan = {name: row[f"activity__{name}"] for name in asking.PLANNED}
            for cutoff in asked.of(row["activity__roadmap"], row["activity"], plan):
                yield _item(country, row, cutoff, zone, _holder(country, row["institution"], staffed))


def _item(country: str, row: dict[str, Any], cutoff: Cutoff, zone: str, holder: Holder) -> Pending:
    where = [row["activity__roadmap__code"], row["activity__number"]]
    return Pending(
        kind="report",
        key=asking.key(row["activity"], country, cutoff.day),
        holder=holder,
        path=reverse("roadmap:progress-start", args=where),
        read_at=reverse("roadmap:activity-detail", args=where),
        about=f"{row['activity__number']} {row['activity__title']}",
        roadmap=row["activity__roadmap__code"],
        whose=country,
        since=datetime.combine(cutoff.begins, time(), ZoneInfo(zone)),
        due=cutoff.day,
    )


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
        *(f"activity__{name}" for name in ("number", "title", *asking.PLANNED)),
    )


def _staffed(country: str, today: date) -> set[int | None]:
    """Institutions with a focal point who may act today."""
    appointed = Appointment.objects.in_force_on(today).filter(
        country=country, role=Role.FOCAL_POINT, person__role=Role.FOCAL_POINT, person__is_active=True
    )
    same = appointed.filter(person__country=country, person__institution=F("institution"))
    return set(same.values_list("institution", flat=True))


def _holder(country: str, institution: int, staffed: set[int | None]) -> Holder:
    return focal_points_of(country, institution) if institution in staffed else secretariat_of(country)
