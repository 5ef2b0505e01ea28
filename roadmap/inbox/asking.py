"""Which cutoff dates ask a country for reports today, and which of them an activity has not answered yet.

A cutoff date asks from its first reminder on. The next one takes its place once the last reminder after it is over:
until then both ask. A report for the day or a later one answers it, once it was handed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from roadmap import workflow
from roadmap.models import CutoffDate, ProgressReport, Roadmap
from roadmap.models.rules import reminders_of

Status = ProgressReport.Status
# The last reminder is still told where no run was made on its day.
CAUGHT_UP = timedelta(days=7)
PLANNED = ("start", "effective_from", "withdrawn_on")  # of an activity


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A cutoff date that asks, and the day from which it does."""

    day: date
    begins: date


@dataclass(frozen=True, slots=True)
class Asked:
    """By roadmap, the cutoff dates that ask today, in order, and those to come.

    By activity, the last day that was reported on, validated or not; and the activities in which a report is open.
    """

    cutoffs: dict[int, list[Cutoff]]
    coming: dict[int, set[date]]
    answered: dict[int, date]
    begun: set[int]

    def of(self, roadmap: int, activity: int, plan: dict[str, Any]) -> list[Cutoff]:
        """Those that the activity has not answered. `plan`: its `PLANNED` columns."""
        answered = self.answered.get(activity, date.min)
        asking = self.cutoffs.get(roadmap, ())
        return [one for one in asking if one.day > answered and _is_expected(plan, one.day)]


def asked(country: str, *, today: date) -> Asked:
    cutoffs, coming = _cutoffs(country, today)
    answered: dict[int, date] = {}
    begun: set[int] = set()
    for activity, day, is_open in _said(country, cutoffs):
        if day is not None:
            answered[activity] = day
        if is_open:
            begun.add(activity)
    return Asked(cutoffs, coming, answered, begun)


def key(activity: int, country: str, day: date) -> str:
    """What a cutoff date asks of an activity is one thing, whether nobody began it, it is written or it came back."""
    return f"report:{activity}:{country}:{day.isoformat()}"


def _cutoffs(country: str, today: date) -> tuple[dict[int, list[Cutoff]], dict[int, set[date]]]:
    days = CutoffDate.objects.filter(
        Q(roadmap__party_a=country) | Q(roadmap__party_b=country), roadmap__status=Roadmap.Status.IN_FORCE
    )
    asking: dict[int, list[Cutoff]] = {}
    coming: dict[int, set[date]] = {}
    for roadmap, day, stored in days.order_by("day").values_list("roadmap", "day", "roadmap__reminders"):
        ladder = reminders_of(stored)
        begins = day - timedelta(days=max(ladder["before"], default=0))
        if begins > today:
            coming.setdefault(roadmap, set()).add(day)
            continue
        stays = timedelta(days=max(ladder["after"], default=0)) + CAUGHT_UP
        earlier = [one for one in asking.get(roadmap, ()) if one.day + stays >= today]
        asking[roadmap] = [*earlier, Cutoff(day, begins)]
    return asking, coming


def _said(country: str, cutoffs: dict[int, list[Cutoff]]) -> Iterable[tuple[int, date | None, int]]:
    """Of each activity, the last day of those that were handed in, and how many reports are open."""
    if not cutoffs:
        return []
    first = min(one.day for each in cutoffs.values() for one in each)
    handed_in = Q(status__in=(Status.SUBMITTED, Status.VALIDATED), as_of__gte=first)
    is_open = Q(status__in=workflow.OPEN)
    reports = ProgressReport.objects.filter(
        handed_in | is_open, country=country, activity__roadmap__in=list(cutoffs)
    )
    by_activity = reports.order_by().values_list("activity")
    return by_activity.annotate(last=Max("as_of", filter=handed_in), open=Count("pk", filter=is_open))


def _is_expected(plan: dict[str, Any], day: date) -> bool:
    """In the plan on that day, and begun by then."""
    begins = plan["effective_from"] or plan["start"]
    leaves = plan["withdrawn_on"]
    return max(begins, plan["start"]) <= day and (leaves is None or leaves > day)
