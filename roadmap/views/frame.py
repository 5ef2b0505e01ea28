"""What every page of a roadmap shows around its content: title, parties, tabs, the day of the figures."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from roadmap import permissions, summary
from roadmap.models import Roadmap
from roadmap.summary import RoadmapSummary
from roadmap.views.day import Day


def visible_roadmap(request: HttpRequest, code: str) -> Roadmap:
    """With its parties and its declared figure. Raises Http404 where the person may not read it."""
    return get_object_or_404(permissions.visible(request.user, Roadmap.objects.with_parties()), code=code)


def frame(request: HttpRequest, roadmap: Roadmap, here: str, day: Day | None = None) -> dict[str, Any]:
    """The context of `roadmap/_page.html`; `here` is the tab: dashboard, activities, report, status.

    `open_again`: the closing of the day, where somebody asked for what its figures are by now.
    """
    own = permissions.own_party(request.user, roadmap)
    parties = roadmap.parties(own)
    return {
        "roadmap": roadmap,
        "shown": roadmap,
        "title": roadmap.title_for(own),
        "parties": parties,
        "short_title": roadmap.short_title_for(own),
        "own": own,
        "here": here,
        "day": day,
        "nav_here": "roadmaps",
        "can_take_copy": permissions.can_take_copy(request.user, roadmap),
        "can_fill_offline": permissions.can_fill_offline(request.user, roadmap),
        "demonstration": roadmap.is_demonstration,
        "open_again": summary.in_force(roadmap, day.as_of) if day and day.live else None,
    }


def closed_frame(found: RoadmapSummary, own: str | None) -> dict[str, Any]:
    """What the frame shows of a closed day instead: title, parties and period as they were signed. Else nothing."""
    if found.closing is None:
        return {}
    roadmap = found.roadmap
    return {
        "shown": roadmap,
        "title": roadmap.title_for(own),
        "parties": roadmap.parties(own),
        "short_title": roadmap.short_title_for(own),
        "demonstration": roadmap.is_demonstration,
        "closed": found.closing,
    }
