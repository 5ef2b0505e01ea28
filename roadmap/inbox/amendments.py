"""Modifications that one party proposed and the other has not answered."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from roadmap.inbox.items import Pending
from roadmap.models import Amendment, Roadmap
from roadmap.permissions import secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    either = Q(roadmap__party_a=country) | Q(roadmap__party_b=country)
    rows = Amendment.objects.pending().filter(either, roadmap__status=Roadmap.Status.IN_FORCE)
    for row in rows.select_related("roadmap__party_a", "roadmap__party_b", "activity"):
        yield Pending(
            kind="amendment",
            key=f"amendment:{row.pk}",
            holder=secretariat_of(row.roadmap.counterpart(row.country_id).pk),
            path=row.get_absolute_url(),
            about=_about(row),
            roadmap=row.roadmap.code,
            whose=row.country_id,
            since=row.proposed_at,
        )


def _about(row: Amendment) -> str:
    """The activity; where it is the roadmap itself, its code."""
    title = row.activity.title if row.activity else row.changes.get("title", "")
    return f"{row.activity_number} {title}" if row.activity_number else row.roadmap.code
