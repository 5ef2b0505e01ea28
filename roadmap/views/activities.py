"""The list of activities, one activity with everything about it, and its link to an earlier roadmap."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Country, User
from roadmap import continuation, history, permissions, summary
from roadmap.filters import ActivityFilter
from roadmap.models import Activity, ProgressReport, Responsibility
from roadmap.summary import ActivityRow, RoadmapSummary
from roadmap.views.conversation import latest
from roadmap.views.day import day_asked_for
from roadmap.views.differences import differing
from roadmap.views.frame import closed_frame, frame, visible_roadmap


# --- The list ---------------------------------------------------------------------------------------------
@require_safe
def activity_list(request: HttpRequest, code: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    now = timezone.now()
    day = day_asked_for(request, roadmap, now=now)
    found = summary.recalled_on(roadmap, as_of=day.as_of, now=now, live=day.live)
    context = frame(request, roadmap, "activities", day)
    context |= closed_frame(found, context["own"])
    form = ActivityFilter(request.GET, found=found, parties=context["parties"])
    rows = form.rows()
    context |= {
        "summary": found,
        "form": form,
        "rows": [(row, _sides(row, context["parties"]), _leads(row)) for row in rows],
        "columns": _columns(form.sort, context["parties"]),
        "kept": [(name, value) for name, value in request.GET.items() if name != "as_of" and value],
        "apart": [] if form.active else [*found.withdrawn, *found.not_yet],
    }
    return render(request, "roadmap/activity_list.html", context)


def _sides(row: ActivityRow, parties: Sequence[Country]) -> list[Any]:
    """The parts of both countries in the order of the columns; None where one does not answer."""
    return [row.countries.get(country.code) for country in parties]


def _leads(row: ActivityRow) -> str:
    leads = [who for who in row.responsibles if who.role == Responsibility.Role.LEAD]
    left = _("to be designated (formerly: %(acronym)s)")
    return ", ".join(left % {"acronym": who.acronym} if who.ended else who.acronym for who in leads)


def _columns(sort: str, parties: Sequence[Country]) -> list[dict[str, str]]:
    """Each heading with how it is sorted now and what a click on it asks for."""
    columns = [
        ("number", _("No."), ""),
        ("title", _("Activity"), ""),
        *((country.code, f"{country} (%)", "num") for country in parties),
        ("value", _("Progress (%)"), "num"),
        ("state", _("State"), ""),
        ("deadline", _("Deadline"), ""),
    ]
    return [
        {
            "label": label,
            "class": css,
            "now": _direction(name, sort),
            "next": f"-{name}" if sort == name else name,
        }
        for name, label, css in columns
    ]


def _direction(name: str, sort: str) -> str:
    if name == "number" and not sort:
        return "ascending"
    return {name: "ascending", f"-{name}": "descending"}.get(sort, "none")


# --- One activity -----------------------------------------------------------------------------------------
@require_safe
def activity_detail(request: HttpRequest, code: str, number: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    now = timezone.now()
    day = day_asked_for(request, roadmap, now=now)
    found = summary.recalled_on(roadmap, as_of=day.as_of, now=now, detail=True, live=day.live)
    row = found.activity(number)
    context = frame(request, roadmap, "activities", day) | {"summary": found, "row": row}
    if row is not None and found.closing is not None:
        context |= _closed(row, found, context["own"])
        return render(request, "roadmap/activity_detail.html", context)
    activity = Activity.objects.filter(roadmap=roadmap, number=number).first()
    if row is None or activity is None:
        raise Http404
    activity.roadmap = roadmap
    context |= _reports(request, activity, row, found, context["parties"])
    context |= latest(cast(User, request.user), activity) | differing(row, context["parties"])
    context["can_explain"] = permissions.may_explain_difference(request.user, activity)
    context["can_propose"] = permissions.can_propose_amendment(request.user, roadmap)
    context["can_link"] = permissions.can_link_continuation(request.user, activity)
    return render(request, "roadmap/activity_detail.html", context)


def _closed(row: ActivityRow, found: RoadmapSummary, own: str | None) -> dict[str, Any]:
    """An activity as it was signed: what goes on with it today is a link away."""
    context = closed_frame(found, own)
    parties = context["parties"]
    return {**context, "sides": [_part(row, found, country) for country in parties]} | differing(row, parties)


def _reports(
    request: HttpRequest,
    activity: Activity,
    row: ActivityRow,
    found: RoadmapSummary,
    parties: Sequence[Country],
) -> dict[str, Any]:
    """Both sides, what is being written on the own one, and what happened so far."""
    reports = ProgressReport.objects.filter(activity=activity).select_related(
        "country", "institution", "author"
    )
    seen = list(permissions.visible(request.user, reports).order_by("-as_of", "-id"))
    own = permissions.own_party(request.user, activity.roadmap)
    working = {own} if own and permissions.can_see_working(request.user, activity) else set()
    return {
        "sides": [_side(request, activity, row, found, country, seen) for country in parties],
        "open_reports": [report for report in seen if report.status != ProgressReport.Status.VALIDATED],
        "can_report": permissions.can_report(request.user, activity),
        "history": history.of_activity(activity, seen, parties, working=working),
    }


def _side(
    request: HttpRequest,
    activity: Activity,
    row: ActivityRow,
    found: RoadmapSummary,
    country: Country,
    seen: list[ProgressReport],
) -> dict[str, Any]:
    """One country's part, and whether this person may answer its report or stand by it."""
    side = row.countries.get(country.code)
    current = next((report for report in seen if side and side.report and report.pk == side.report.id), None)
    if current:
        current.activity = activity
    return {
        **_part(row, found, country),
        "can_answer": bool(current and permissions.can_answer(request.user, current)),
        "can_maintain": bool(
            current and side and permissions.can_maintain(request.user, current, side.standing)
        ),
    }


def _part(row: ActivityRow, found: RoadmapSummary, country: Country) -> dict[str, Any]:
    """One country's part: who answers, its current report and the earlier ones."""
    side = row.countries.get(country.code)
    return {
        "country": country,
        "side": side,
        "responsibles": [who for who in row.responsibles if who.country == country.code],
        "milestones": [(stone, country.code in stone.met_by) for stone in row.milestones],
        "lacks": [reason for reason in side.reasons if reason != "fulfilled"] if side else [],
        "earlier": found.reports_of(row.number, country.code)[1:],
    }


# --- Its link to an earlier roadmap -----------------------------------------------------------------------
class EarlierActivityField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Activity) -> str:
        return f"{obj.roadmap.code} · {obj.number} {obj.title}"


class ContinuationForm(forms.Form):
    continues = EarlierActivityField(
        label=gettext_lazy("Continues the activity"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=gettext_lazy("None: it is new"),
    )

    def __init__(self, data: Any, *, activity: Activity) -> None:
        super().__init__(data, initial={"continues": activity.continues_id})
        self.fields["continues"].queryset = continuation.candidates(activity)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def activity_continuation(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Which activity of an earlier roadmap of the same parties this one continues."""
    roadmap = visible_roadmap(request, code)
    activity = get_object_or_404(Activity.objects.select_related("continues"), roadmap=roadmap, number=number)
    activity.roadmap = roadmap
    permissions.require(permissions.can_link_continuation(request.user, activity))
    form = ContinuationForm(request.POST if request.method == "POST" else None, activity=activity)
    if form.is_valid():
        continuation.link(
            activity.pk, form.cleaned_data["continues"], by=cast(User, request.user), now=timezone.now()
        )
        messages.success(request, _("The link was saved."))
        return redirect(activity)
    context = frame(request, roadmap, "activities") | {"activity": activity, "form": form}
    return render(request, "roadmap/activity_continuation.html", context)
