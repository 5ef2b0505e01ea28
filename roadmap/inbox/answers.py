"""What the two parties wait for from each other: answers to validated reports, replies to observations.

What waits is what the summary calls waiting or observed: an answer that carries on to a report that says the same
needs no second one, and neither does silence that both decided to take for agreement.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from roadmap import summary
from roadmap.inbox.items import Pending
from roadmap.models import Roadmap
from roadmap.permissions import secretariat_of
from roadmap.summary import ActivityRow, CountrySide


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    """Of all its roadmaps together: the queries of one."""
    roadmaps = list(Roadmap.objects.with_parties().of_country(country))
    for found in summary.live_all(roadmaps, now=now):
        for row in found.activities:
            for side in row.countries.values():
                item = _of_side(found.roadmap, row, side)
                if item is not None:
                    yield item


def _of_side(roadmap: Roadmap, row: ActivityRow, side: CountrySide) -> Pending | None:
    about = f"{row.number} {row.title}"
    if side.waiting and side.report is not None:
        return Pending(
            kind="answer",
            key=f"answer:{side.report.id}",
            holder=secretariat_of(roadmap.counterpart(side.country).pk),
            path=reverse("roadmap:progress-detail", args=[side.report.id]),
            about=about,
            roadmap=roadmap.code,
            whose=side.country,
            since=side.report.validated_at,
            due=side.answer_due,
        )
    if side.standing == "observed" and side.answer_row is not None:
        return Pending(
            kind="reply",
            key=f"reply:{side.answer_row.id}",
            holder=secretariat_of(side.country),
            path=reverse("roadmap:answer-maintain", args=[side.answer_row.id]),
            about=about,
            roadmap=roadmap.code,
            whose=side.country,
            since=side.answer_row.decided_at,
        )
    return None
