"""Why this percentage: a figure taken apart down to the report, the people, the dates and the evidence."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Country
from roadmap import permissions, summary
from roadmap.models import Roadmap
from roadmap.summary import RoadmapSummary
from roadmap.summary.why import FIGURES, Line, Why, why
from roadmap.templatetags import figures
from roadmap.views import headlines, why_json
from roadmap.views.day import day_asked_for
from roadmap.views.frame import closed_frame, frame, visible_roadmap


@require_safe
def why_figure(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    if figure not in FIGURES:
        raise Http404
    axis, country = _scope(request, roadmap)
    now = timezone.now()
    day = day_asked_for(request, roadmap, now=now)
    found = summary.recalled_on(roadmap, as_of=day.as_of, now=now, detail=True, live=day.live)
    try:
        taken_apart = why(found, FIGURES[figure], axis=axis, country=country)
    except KeyError as unknown:
        raise Http404 from unknown
    if request.GET.get("format") == "json":
        return JsonResponse(why_json.as_dict(taken_apart, found, _rule(taken_apart, found)))
    context = frame(request, roadmap, "dashboard", day)
    context |= closed_frame(found, context["own"])
    context |= _shown(taken_apart, found, context["parties"])
    return render(request, "roadmap/why.html", context)


def _scope(request: HttpRequest, roadmap: Roadmap) -> tuple[int | None, str | None]:
    """`?axis=N` or `?country=XX`; a country's figure is for its own side alone. Raises Http404, PermissionDenied."""
    axis, country = request.GET.get("axis"), request.GET.get("country")
    if country and (axis or not roadmap.has_party(country)):
        raise Http404
    if axis and not (axis.isascii() and axis.isdigit()):
        raise Http404
    if country:
        permissions.require(permissions.can_see_country_percentages(request.user, roadmap, country))
    return int(axis) if axis else None, country or None


def _shown(taken_apart: Why, found: RoadmapSummary, parties: Sequence[Country]) -> dict[str, Any]:
    figure = taken_apart.figure
    columns = [country for country in parties if taken_apart.country in (None, country.code)]
    tells_reasons = figure in ("fulfilment", "due")
    kept = {"axis": taken_apart.axis, "country": taken_apart.country}
    return {
        "summary": found,
        "why": taken_apart,
        "headline": headlines.headline(figure, taken_apart.tally),
        "scope": _scope_words(taken_apart, found, parties),
        "columns": columns,
        "rule": _rule(taken_apart, found),
        "division": _division(taken_apart),
        "counted": [_line(line, columns, tells_reasons) for line in taken_apart.counted],
        "not_counted": [_line(line, columns, tells_reasons) for line in taken_apart.not_counted],
        "kept": [(name, str(value)) for name, value in kept.items() if value is not None],
        "others": [(key, headlines.label_of(key)) for key in FIGURES if key != figure],
    }


def _scope_words(taken_apart: Why, found: RoadmapSummary, parties: Sequence[Country]) -> str:
    if taken_apart.country:
        names = {country.code: str(country) for country in parties}
        return _("%(country)s, for its own side only") % {"country": names[taken_apart.country]}
    titles = {axis.number: axis.title for axis in found.axes}
    return titles[taken_apart.axis] if taken_apart.axis is not None else _("The whole roadmap")


def _line(line: Line, columns: Sequence[Country], tells_reasons: bool) -> dict[str, Any]:
    """A line with each country's part and what it lacks, in words, in the order of the columns."""
    sides = {side.country: side for side in line.sides}
    told = line.reasons if tells_reasons else ()
    return {
        "line": line,
        "row": line.activity,
        "parts": [
            {
                "country": country,
                "side": sides.get(country.code),
                "lacks": "; ".join(figures.reason_words(why) for code, why in told if code == country.code),
            }
            for country in columns
        ],
    }


def _division(taken_apart: Why) -> str:
    """ "2 ÷ 11 × 100 = 18,2 %"; of the average, whose parts are percentages already, without the hundred."""
    part, whole = figures.amount(taken_apart.part), figures.amount(taken_apart.whole)
    hundred = "" if taken_apart.figure == "average" else " × 100"
    return f"{part} ÷ {whole}{hundred} = {figures.percent1(taken_apart.value)}"


def _rule(taken_apart: Why, found: RoadmapSummary) -> list[str]:
    """The rule of the figure in sentences, with what the roadmap asks for on that day (rule version 1)."""
    figure, own_part = taken_apart.figure, taken_apart.country is not None
    if figure == "coverage":
        return [
            _(
                "Validated reports of the countries ÷ all that are owed: one for each activity and each country."
            )
        ]
    if figure == "average":
        return [
            _("Sum of weight × progress of the committed activities ÷ sum of their weights."),
            *(_own_progress() if own_part else _joint_progress()),
        ]
    first = (
        _("Fulfilled activities ÷ activities whose deadline has come by the day of the figures.")
        if figure == "due"
        else _("Fulfilled activities ÷ committed activities.")
    )
    return [first, *_fulfilled_when(found, own_part)]


def _own_progress() -> list[str]:
    return [_("Each activity takes what this country reports on its own part; without a report it is 0.")]


def _joint_progress() -> list[str]:
    return [
        _("A joint activity takes what both countries attest, a parallel one the mean of the two."),
        _("A national activity takes the progress of its country; without a report it is 0."),
    ]


def _fulfilled_when(found: RoadmapSummary, own_part: bool) -> list[str]:
    sentences = [
        _("Only this country's own part is looked at: it is fulfilled when the country reports exactly 100.")
        if own_part
        else _("An activity is fulfilled when every country that answers for it reports exactly 100.")
    ]
    if found.conformity_required:
        sentences.append(
            _("Besides, the counterpart must have agreed, except where the activity is national.")
        )
    if found.evidence_required:
        sentences.append(_("Besides, each country must have at least one accepted piece of evidence."))
    return sentences
