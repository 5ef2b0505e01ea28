"""Proposing a closing: a secretariat sees every figure of the day, what is missing and what changed, then proposes."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthedRequest
from roadmap import closing as closings
from roadmap import permissions, summary, workflow
from roadmap.forms.closing import CutoffForm
from roadmap.models import Evidence, PeriodClosing, Roadmap
from roadmap.summary import RoadmapSummary
from roadmap.views import closing_compared, closing_panels
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.late import too_late


@require_http_methods(["GET", "POST"])
def closing_propose(request: AuthedRequest, code: str) -> HttpResponse:
    """`?cutoff=`: the draft of that day; without it the latest that is not closed yet."""
    roadmap, now = visible_roadmap(request, code), timezone.now()
    permissions.require(permissions.may_propose_closing(request.user, roadmap))
    days = closings.closable(roadmap, now)
    if not days:
        messages.warning(
            request, _("No cutoff date of this roadmap has come yet: there is nothing to close.")
        )
        return redirect("roadmap:closing-list", roadmap.code)
    given = request.POST if request.method == "POST" else request.GET
    form = CutoffForm(
        given if "cutoff" in given else None, days=days, initial={"cutoff": _first(roadmap, days)}
    )
    chosen = form.cleaned_data["cutoff"] if form.is_valid() else _first(roadmap, days)
    if request.method == "POST" and form.is_valid():
        return _proposed(request, roadmap, chosen, now)
    context = frame(request, roadmap, "closings") | {"form": form} | _draft(request, roadmap, chosen, now)
    return render(request, "roadmap/closing_propose.html", context, status=422 if form.errors else 200)


def _first(roadmap: Roadmap, days: list[date]) -> date:
    """The latest that nobody closed or proposed; else the latest."""
    taken = PeriodClosing.objects.of(roadmap).filter(end=None).values_list("cutoff", flat=True)
    return next((day for day in days if day not in set(taken)), days[0])


def _proposed(request: AuthedRequest, roadmap: Roadmap, cutoff: date, now: datetime) -> HttpResponse:
    replaces = request.POST.get("replaces", "")
    try:
        closing = closings.propose(
            roadmap.pk,
            cutoff=cutoff,
            by=request.user,
            now=now,
            replaces=int(replaces) if replaces.isdecimal() else None,
        )
    except workflow.IllegalTransition as refusal:
        return too_late(request, roadmap, str(refusal), closing_list_of(roadmap))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect(closing_list_of(roadmap))
    messages.success(request, _("Proposed. Both parties were told; now the offices sign, yours too."))
    return redirect(closing)


def closing_list_of(roadmap: Roadmap) -> str:
    return reverse("roadmap:closing-list", args=[roadmap.code])


def _draft(request: AuthedRequest, roadmap: Roadmap, cutoff: date, now: datetime) -> dict[str, Any]:
    """What would be frozen if it were proposed now, beside what was closed last."""
    own = permissions.own_party(request.user, roadmap)
    found = summary.on(roadmap, as_of=cutoff, now=now, detail=True, live=True)
    sealed = PeriodClosing.objects.of(roadmap).with_standing().defer(None)
    closed = sealed.in_force_on(cutoff).first()
    last = closed or sealed.in_force().filter(cutoff__lt=cutoff).order_by("-cutoff", "-number").first()
    waiting = PeriodClosing.objects.of(roadmap).with_standing().waiting().filter(cutoff=cutoff).first()
    return closing_panels.of(found, own) | {
        "cutoff": cutoff,
        "closed": closed,
        "last": last,
        "compared": closing_compared.rows(summary.of_closing(last), found) if last else None,
        "waiting": waiting if waiting and not closings.fallen(waiting, now) else None,
        "unreviewed": _unreviewed(request, found),
        "visto_bueno": roadmap.closing_visto_bueno,
        "sign_days": roadmap.sign_days,
    }


def _unreviewed(request: AuthedRequest, found: RoadmapSummary) -> list[dict[str, Any]]:
    """Pieces of the own side that nobody accepted or rejected: they count for nothing."""
    pieces = Evidence.objects.filter(
        report__in=list(found.loaded.reports),
        report__country=request.user.country_id,
        accepted_at=None,
        rejected_at=None,
    )
    rows = pieces.order_by("report__activity__position", "pk").values_list(
        "report__activity__number", "report__activity__title", "report"
    )
    seen: dict[str, dict[str, Any]] = {}
    for number, title, report in rows:
        seen.setdefault(number, {"number": number, "title": title, "report": report, "count": 0})[
            "count"
        ] += 1
    return list(seen.values())
