"""The plan of a roadmap as it was, is or will be on a day, and the modifications that made it so."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap import amended, permissions, plan
from roadmap.models import Activity, Amendment, Roadmap
from roadmap.plan import Plan
from roadmap.views.frame import frame, visible_roadmap


@require_safe
def roadmap_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Any day of the roadmap, also one to come: what was agreed for later shows from its day on."""
    roadmap = visible_roadmap(request, code)
    today = plan.default_as_of(roadmap, timezone.now())
    day = _day(request, roadmap, today)
    context = frame(request, roadmap, "plan")
    found = plan.current([roadmap])[roadmap.pk]
    later = plan.amended([roadmap], {roadmap.pk: day})[roadmap.pk]
    found = plan.in_force_on(found, later, day)
    context |= {
        "is_prepared": roadmap.status == Roadmap.Status.IN_PREPARATION,
        "on": day,
        "today": today,
        "last": last_day(roadmap),
        "plan": found,
        "rows": [_row(found, row, context["parties"], day, today) for row in found.activities],
        "amendments": _amendments(request, roadmap, context["parties"]),
        "can_propose": permissions.can_propose_amendment(request.user, roadmap),
    }
    return render(request, "roadmap/roadmap_plan.html", context)


def last_day(roadmap: Roadmap) -> date:
    return max(day for day in (roadmap.end, roadmap.first_end, roadmap.amended_on) if day)


def _day(request: HttpRequest, roadmap: Roadmap, today: date) -> date:
    text, last = request.GET.get("as_of", ""), last_day(roadmap)
    try:
        asked = parse_date(text) if text else None
    except ValueError:
        asked = None
    if asked and roadmap.start <= asked <= last:
        return asked
    nearest = min(max(today, roadmap.start), last)
    if text:
        shown = {"day": formats.date_format(nearest, "SHORT_DATE_FORMAT")}
        messages.error(
            request, _("The roadmap has no plan on that day. This is the plan of %(day)s.") % shown
        )
    return nearest


def _row(found: Plan, row: Any, parties: Any, day: date, today: date) -> dict[str, Any]:
    """`has_page`: what was agreed for later has none before its day."""
    content = plan.activity_content(found, row.number) or {}
    return {
        "activity": row,
        "responsibles": amended.lines("responsibles", content.get("responsibles"), parties),
        "milestones": amended.lines("milestones", content.get("milestones"), parties),
        "has_page": row.effective_from is None or row.effective_from <= today,
        "not_yet": row.effective_from is not None and row.effective_from > day,
        "withdrawn": row.withdrawn_on is not None and row.withdrawn_on <= day,
    }


def _amendments(request: HttpRequest, roadmap: Roadmap, parties: Any) -> list[dict[str, Any]]:
    rows = permissions.visible(request.user, roadmap.amendments.with_people())
    titles = dict(Activity.objects.filter(roadmap=roadmap).values_list("number", "title"))
    return [described(row, roadmap, titles, parties) for row in rows]


def described(amendment: Amendment, roadmap: Roadmap, titles: dict[str, str], parties: Any) -> dict[str, Any]:
    """A modification for its page and its line in the list."""
    amendment.roadmap = roadmap
    return {
        "amendment": amendment,
        "about": amended.about(amendment, titles),
        "changed": amended.changed(amendment.changes, amendment.before, parties),
    }


def future(amendment: Amendment, roadmap: Roadmap, now: datetime) -> bool:
    """Accepted, and not in effect yet."""
    day = plan.default_as_of(roadmap, now)
    return amendment.effective_on is not None and amendment.effective_on > day
