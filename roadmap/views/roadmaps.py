"""The list of roadmaps, and the dashboard of one: the page that ministers look at."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from accounts.models import Country
from roadmap import permissions, summary
from roadmap.models import Roadmap
from roadmap.summary import RoadmapSummary
from roadmap.summary.memory import remembered
from roadmap.views import headlines, panels
from roadmap.views.day import Day, day_asked_for
from roadmap.views.frame import closed_frame, frame, visible_roadmap

CARDS = 12  # roadmaps on a page of the list


@require_safe
def roadmap_list(request: HttpRequest) -> HttpResponse:
    """A card each; live figures only for those whose figures the person may see."""
    roadmaps = permissions.listed(request.user).select_related("party_a", "party_b", "declared_figure")
    page = Paginator(roadmaps.in_force_first(), CARDS).get_page(request.GET.get("page"))
    shown = [row for row in page if permissions.can_see_figures(request.user, row)]
    found = {row.roadmap.pk: row for row in summary.live_all(shown, now=timezone.now())}
    cards = [_card(request, roadmap, found.get(roadmap.pk)) for roadmap in page]
    return render(
        request, "roadmap/roadmap_list.html", {"cards": cards, "page": page, "nav_here": "roadmaps"}
    )


def _card(request: HttpRequest, roadmap: Roadmap, found: RoadmapSummary | None) -> dict[str, Any]:
    own = permissions.own_party(request.user, roadmap)
    reads_closings = not found and permissions.reads_closings_alone(request.user)
    card: dict[str, Any] = {
        "roadmap": roadmap,
        "title": roadmap.title_for(own),
        "parties": roadmap.parties(own),
        "declared": getattr(roadmap, "declared_figure", None),
        "address": reverse("roadmap:dashboard", args=[roadmap.code]) if found else "",
        "closings": reverse("roadmap:closing-list", args=[roadmap.code]) if reads_closings else "",
    }
    if found and found.activities and not found.only_declared:
        first, second, third = headlines.headlines(found.total, found.leading)
        card |= {"summary": found, "lead": first, "others": (second, third), "overdue": overdue_words(found)}
    return card


def overdue_words(found: RoadmapSummary) -> str:
    """ "2 vencidas"; nothing where nothing is."""
    late = len(found.overdue)
    if found.ended:
        open_ = len(found.unfulfilled)
        return (
            ngettext("%(count)s not fulfilled", "%(count)s not fulfilled", open_) % {"count": open_}
            if open_
            else ""
        )
    return ngettext("%(late)s overdue", "%(late)s overdue", late) % {"late": late} if late else ""


@require_safe
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    roadmap, now = visible_roadmap(request, code), timezone.now()
    day = day_asked_for(request, roadmap, now=now)
    context = frame(request, roadmap, "dashboard", day)
    found, panel = _figures(context, day, now)
    context |= closed_frame(found, context["own"])
    return render(request, "roadmap/dashboard.html", context | {"summary": found, "panels": panel})


def _figures(context: dict[str, Any], day: Day, now: datetime) -> tuple[RoadmapSummary, str]:
    """The summary and its panels as HTML, of a closed day as they were signed.

    Drawing them costs more than computing them: both are remembered, for the people who read them as the same party,
    in the same language and zone, and no longer than an hour, since "the last 30 days" move.
    """
    roadmap, own = context["roadmap"], context["own"]
    reader = (own, get_language(), timezone.get_current_timezone_name())

    def computed() -> tuple[RoadmapSummary, str]:
        found = summary.on(roadmap, as_of=day.as_of, now=now, live=day.live)
        if found.only_declared:
            return found, ""
        shown = context | closed_frame(found, own)
        panel = {**shown, "summary": found, **_panels(found, shown["parties"], own, day, now)}
        return found, render_to_string("roadmap/_panels.html", panel)

    return remembered(("dashboard", roadmap.pk, day, reader, _until(roadmap, now)), computed)


def _until(roadmap: Roadmap, now: datetime) -> tuple[Any, ...]:
    """The hour, and the day that it is for each party: terms for an answer run out with a day."""
    return now.replace(minute=0, second=0, microsecond=0), summary.days_of(roadmap, now)


def _panels(
    found: RoadmapSummary, parties: tuple[Country, Country], own: str | None, day: Day, now: datetime
) -> dict[str, Any]:
    panel = {
        "headlines": headlines.of_summary(found, day),
        "count_rows": panels.counts(found, parties, day),
        "attention": panels.attention(found, parties, day),
        **panels.axes(found, day),
        **panels.changes(found, parties, day, now),
    }
    if found.original:
        panel["original_headlines"] = headlines.headlines(found.original.total, "fulfilment")
    if own:
        why = reverse("roadmap:why", args=[found.roadmap.code, "KEY"])
        query = f"?country={own}{day.and_query}"
        panel["own_headlines"] = headlines.headlines(found.country_tally(own), found.leading, why, query)
    return panel
