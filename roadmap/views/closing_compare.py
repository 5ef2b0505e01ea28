"""Comparing two closings figure by figure, or one with a figure that was declared and cannot be taken apart."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import AuthedRequest
from roadmap import permissions, summary
from roadmap.forms.closing import CompareForm
from roadmap.models import DeclaredFigure, PeriodClosing, Roadmap
from roadmap.views import closing_compared, headlines
from roadmap.views.frame import frame

CLOSING, DECLARED = "closing/", "declared/"


@require_safe
def closing_compare(request: AuthedRequest, code: str) -> HttpResponse:
    """`?first=closing/3&second=closing/5`, or `declared/1` in the place of either."""
    roadmaps = permissions.with_closings(request.user).with_parties()
    roadmap = get_object_or_404(roadmaps, code=code)
    found = _comparable(request, roadmap)
    form = CompareForm(
        request.GET if "first" in request.GET else None,
        choices=[(key, label) for key, (label, _row) in found.items()],
    )
    context = frame(request, roadmap, "closings") | {
        "form": form,
        "enough": len(found) > 1,
        "reads_figures": permissions.can_see_figures(request.user, roadmap),
    }
    if form.is_valid():
        context |= _compared(found[form.cleaned_data["first"]], found[form.cleaned_data["second"]])
    return render(request, "roadmap/closing_compare.html", context, status=422 if form.errors else 200)


def _comparable(request: AuthedRequest, roadmap: Roadmap) -> dict[str, tuple[str, Any]]:
    """What this person may put side by side: closings of all roadmaps of the two parties, and declared figures."""
    same = Roadmap.objects.filter(party_a=roadmap.party_a, party_b=roadmap.party_b)
    own = permissions.own_party(request.user, roadmap)
    rows = PeriodClosing.objects.with_standing().filter(roadmap__in=same)
    closings = permissions.visible(request.user, rows)
    found: dict[str, tuple[str, Any]] = {}
    for row in closings.order_by("-roadmap__end", "-cutoff", "-number"):
        found[f"{CLOSING}{row.pk}"] = (_closing_label(row, own), row)
    declared = DeclaredFigure.objects.filter(roadmap__in=same).order_by("-roadmap__end", "pk")
    for figure in declared.select_related("roadmap__party_a", "roadmap__party_b"):
        words = _("%(roadmap)s · declared figure")
        found[f"{DECLARED}{figure.pk}"] = (words % {"roadmap": figure.roadmap.short_title_for(own)}, figure)
    return found


def _closing_label(row: PeriodClosing, own: str | None) -> str:
    told = {
        "roadmap": row.roadmap.short_title_for(own),
        "number": row.number,
        "day": formats.date_format(row.cutoff, "SHORT_DATE_FORMAT"),
    }
    if not row.is_sealed:
        return _("%(roadmap)s · No. %(number)s, %(day)s, not signed by all") % told
    return _("%(roadmap)s · closing No. %(number)s, %(day)s") % told


def _compared(first: tuple[str, Any], second: tuple[str, Any]) -> dict[str, Any]:
    """Figures beside figures; a declared one stands beside the headlines alone, and why is said."""
    context: dict[str, Any] = {"first": first[0], "second": second[0]}
    rows = (first[1], second[1])
    if all(isinstance(row, PeriodClosing) for row in rows):
        one, other = map(summary.of_closing, rows)
        return context | {"compared": closing_compared.rows(one, other)}
    sides = [_side(label, row) for label, row in (first, second)]
    return context | {"in_kind": sides}


def _side(label: str, row: PeriodClosing | DeclaredFigure) -> dict[str, Any]:
    if isinstance(row, DeclaredFigure):
        return {"label": label, "declared": row}
    found = summary.of_closing(row)
    return {"label": label, "headlines": headlines.headlines(found.total, found.leading), "closing": row}
