"""What the two parties wait for from each other: answers to validated reports, replies to observations.

What waits is what the summary calls waiting or observed: an answer that carries on to a report that says the same
needs no second one, and neither does silence that both decided to take for agreement.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from roadmap import summary
from roadmap.inbox.items import Pending
from roadmap.models import (
    Activity,
    Axis,
    Conformity,
    MaintainedPosition,
    Milestone,
    ProgressReport,
    Responsibility,
    Roadmap,
)
from roadmap.permissions import secretariat_of
from roadmap.summary import ActivityRow, CountrySide, RoadmapSummary

Mark = tuple[object, ...]
# By roadmap: what waits in it, and the marks of what that was computed from. A roadmap with years of reports costs
# a hundred times what its marks do, and of many only those are computed anew in which something was said since.
_known: dict[int, tuple[Mark, list[Pending]]] = {}


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    """Of all its roadmaps together: the queries of one."""
    roadmaps = list(Roadmap.objects.with_parties().of_country(country))
    if connection.in_atomic_block:
        # What a transaction wrote may still be undone.
        for found in summary.live_all(roadmaps, now=now):
            yield from _of_roadmap(found)
        return
    marks = _marks(roadmaps, now)
    changed = [row for row in roadmaps if row.pk not in _known or _known[row.pk][0] != marks[row.pk]]
    for found in summary.live_all(changed, now=now):
        _known[found.roadmap.pk] = marks[found.roadmap.pk], list(_of_roadmap(found))
    for roadmap in roadmaps:
        yield from _known[roadmap.pk][1]


def _marks(roadmaps: Sequence[Roadmap], now: datetime) -> dict[int, Mark]:
    """Of each roadmap whatever changes with its reports, answers, rules, plan and the days of both parties.

    Read before computing. What was validated or answered is only added to; the plan changes with an entry in
    its history.
    """
    ids = [roadmap.pk for roadmap in roadmaps]
    within = "report__activity__roadmap"
    reports = ProgressReport.objects.validated().filter(activity__roadmap__in=ids)
    said = [
        _added(reports, "activity__roadmap", Max("validated_at")),
        _added(Conformity.objects.filter(**{f"{within}__in": ids}), within),
        _added(
            MaintainedPosition.objects.filter(**{f"observation__{within}__in": ids}), f"observation__{within}"
        ),
    ]
    plan = tuple(
        model.history.aggregate(last=Max("history_id"))["last"]
        for model in (Activity, Milestone, Responsibility, Axis)
    )
    return {
        roadmap.pk: (
            plan,
            summary.days_of(roadmap, now),
            *(getattr(roadmap, field.attname) for field in Roadmap._meta.concrete_fields),
            *(added.get(roadmap.pk) for added in said),
        )
        for roadmap in roadmaps
    }


def _added(rows: QuerySet[Any], home: str, *more: Max) -> dict[int, tuple[object, ...]]:
    """By roadmap, how many there are and which came last."""
    counted = rows.order_by().values_list(home).annotate(Count("pk"), Max("pk"), *more)
    return {row[0]: row[1:] for row in counted}


def _of_roadmap(found: RoadmapSummary) -> Iterator[Pending]:
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
            read_at=reverse("roadmap:activity-detail", args=[roadmap.code, row.number]),
            about=about,
            roadmap=roadmap.code,
            whose=side.country,
            since=side.answer_row.decided_at,
        )
    return None
