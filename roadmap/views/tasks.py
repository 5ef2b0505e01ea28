"""What waits for me: drafts and returned reports to go on with, reports to validate or to answer, steps to answer."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import AuthedRequest
from roadmap import permissions, summary
from roadmap.models import ProgressReport, Roadmap, RoadmapStep

RELATED = ("activity__roadmap", "country", "institution", "author", "returned_by", "submitted_by")
Status = ProgressReport.Status


@require_safe
def tasks(request: AuthedRequest) -> HttpResponse:
    user = request.user
    permissions.require(permissions.can_have_tasks(user))
    own = permissions.visible(user, ProgressReport.objects.select_related(*RELATED)).filter(
        country=user.country_id
    )
    page: dict[str, Any] = {
        "nav_here": "tasks",
        "to_write": own.filter(status__in=(Status.DRAFT, Status.RETURNED)),
    }
    if permissions.is_secretariat(user):
        page |= _of_the_secretariat(user, own)
    page["nothing"] = not any(page.get(name) for name in ("to_write", "to_decide", "to_answer", "steps"))
    return render(request, "roadmap/tasks.html", page)


def _of_the_secretariat(user: User, own: QuerySet[ProgressReport]) -> dict[str, Any]:
    wrote = ProgressReport.writers.through.objects.filter(progressreport=OuterRef("pk"), user=user)
    submitted = own.filter(status=Status.SUBMITTED).annotate(wrote=Exists(wrote)).order_by("submitted_at")
    return {
        "to_decide": list(submitted),
        "to_answer": _to_answer(user),
        "steps": list(_steps(user)),
        "is_secretariat": True,
    }


def _to_answer(user: User) -> list[dict[str, Any]]:
    """The counterpart's current reports without an answer that counts: what the dashboard calls waiting."""
    roadmaps = list(Roadmap.objects.with_parties().of_country(user.country_id))
    return [
        {"roadmap": found.roadmap, "activity": row, "side": side}
        for found in summary.live_all(roadmaps, now=timezone.now())
        for row in found.activities
        for side in row.countries.values()
        if side.waiting and side.country != user.country_id and side.report is not None
    ]


def _steps(user: User) -> QuerySet[RoadmapStep]:
    """Proposals that wait, and those that became void and were not proposed again."""
    later = RoadmapStep.objects.filter(roadmap=OuterRef("roadmap"), proposed_at__gt=OuterRef("proposed_at"))
    steps = permissions.visible(user, RoadmapStep.objects.select_related("roadmap", "country", "proposed_by"))
    steps = steps.filter(outcome__in=(RoadmapStep.Outcome.PENDING, RoadmapStep.Outcome.OVERTAKEN))
    return steps.exclude(Exists(later)).order_by("proposed_at")
