"""Expungements that wait for a second person of the side that ordered them. The other side learns of them when done."""

from collections.abc import Iterator
from datetime import datetime

from roadmap.inbox.items import Pending
from roadmap.models import Expungement
from roadmap.permissions import secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    rows = Expungement.objects.waiting().filter(country=country)
    for row in rows.select_related("report__activity__roadmap"):
        activity = row.report.activity
        yield Pending(
            kind="expungement",
            key=f"expungement:{row.pk}",
            holder=secretariat_of(country),
            path=row.get_absolute_url(),
            read_at="",
            about=f"{activity.number} {activity.title}",
            roadmap=activity.roadmap.code,
            whose=country,
            since=row.ordered_at,
        )
