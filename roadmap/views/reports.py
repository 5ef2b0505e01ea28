"""The bilateral progress report: choose its day, copy, language and format, and take it away."""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from roadmap import permissions
from roadmap.models import PeriodClosing, Roadmap
from roadmap.reports import making
from roadmap.views.day import day_asked_for
from roadmap.views.frame import frame, visible_roadmap

NO_COPY = "none"
FORMATS = [
    ("pdf", gettext_lazy("PDF, to read and to print")),
    ("xlsx", gettext_lazy("Excel, to work with the figures")),
    ("json", gettext_lazy("JSON, for other systems")),
]


class ReportForm(forms.Form):
    """What may be chosen; the own party's copy and language come first."""

    cutoff = forms.DateField(
        label=gettext_lazy("Cutoff date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    copy = forms.ChoiceField(label=pgettext_lazy("document", "Copy"))
    lang = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("es", gettext_lazy("Spanish")), ("en", gettext_lazy("English"))],
    )
    live = forms.BooleanField(
        label=gettext_lazy("Of a closed day: the current figures, not those that were signed"), required=False
    )
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=FORMATS, widget=forms.RadioSelect)

    def __init__(self, roadmap: Roadmap, own: str | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roadmap = roadmap
        copies = [(party.code, party.official) for party in roadmap.parties(own)]
        choice = cast(forms.ChoiceField, self.fields["copy"])
        choice.choices = [*copies, (NO_COPY, _("Parties in alphabetical order"))]

    def clean_cutoff(self) -> date:
        cutoff: date = self.cleaned_data["cutoff"]
        if problem := making.problem_with(cutoff, self.roadmap, timezone.now()):
            raise ValidationError(problem)
        return cutoff


@require_safe
def report_choose(request: HttpRequest, code: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.can_see_figures(request.user, roadmap))
    now = timezone.now()
    day = day_asked_for(request, roadmap, now=now)
    own = permissions.own_party(request.user, roadmap)
    person = cast(User, request.user)
    first = {
        "cutoff": day.as_of,
        "copy": own or NO_COPY,
        "lang": person.language,
        "format": "pdf",
        "live": day.live,
    }
    form = ReportForm(roadmap, own, request.GET if "format" in request.GET else None, initial=first)
    if form.is_valid():
        return redirect(_address(roadmap, form.cleaned_data))
    context = frame(request, roadmap, "report", day) | {
        "form": form,
        "cutoffs": _cutoffs(roadmap, day.today),
        "closings": PeriodClosing.objects.in_force().of(roadmap).defer("content").order_by("-cutoff"),
    }
    return render(request, "roadmap/report_choose.html", context, status=422 if form.errors else 200)


def _cutoffs(roadmap: Roadmap, today: date) -> list[date]:
    """The cutoff dates that have come."""
    return list(roadmap.cutoff_dates.filter(day__lte=today).values_list("day", flat=True))


def _address(roadmap: Roadmap, chosen: dict[str, Any]) -> str:
    address = reverse("roadmap:report-download", args=[roadmap.code, f"report.{chosen['format']}"])
    query = {"cutoff": chosen["cutoff"].isoformat(), "copy": chosen["copy"], "lang": chosen["lang"]}
    if chosen["live"]:
        query["live"] = "1"
    return f"{address}?{urlencode(query)}"


@require_safe
def report_download(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """`report.pdf`, `report.xlsx` or `report.json`; what is wrong with the choice is told on the page before."""
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.can_see_figures(request.user, roadmap))
    form_of = name.removeprefix("report.")
    if name == form_of or form_of not in making.RENDERERS:
        raise Http404
    usual = {"copy": NO_COPY, "lang": cast(User, request.user).language}
    asked = {**usual, **request.GET.dict(), "format": form_of}
    form = ReportForm(roadmap, permissions.own_party(request.user, roadmap), asked)
    if not form.is_valid():
        return redirect(f"{reverse('roadmap:report-choose', args=[roadmap.code])}?{urlencode(asked)}")
    return _file(roadmap, form.cleaned_data)


def _file(roadmap: Roadmap, chosen: dict[str, Any]) -> HttpResponse:
    file = making.make(
        roadmap,
        chosen["format"],
        cutoff=chosen["cutoff"],
        copy=None if chosen["copy"] == NO_COPY else chosen["copy"],
        language=chosen["lang"],
        now=timezone.now(),
        live=chosen["live"],
    )
    headers = {
        "Content-Disposition": str(content_disposition_header(True, file.name)),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)
