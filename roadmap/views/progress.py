"""Reporting progress: beginning a report, throwing a draft away, looking at it.

What others decide on it is in `decisions` and `approvals`; writing, with what somebody else wrote meanwhile, is in
`progress_edit`; handing it in, in `progress_submit`; a report that arrived on paper, in `progress_paper`.
"""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.documents import refuse
from accounts.models import Country, Institution
from accounts.requests import AuthedRequest
from roadmap import history, permissions, workflow
from roadmap.forms import StartForm
from roadmap.models import Activity, ProgressReport
from roadmap.views import progress_page
from roadmap.views.conversation import latest
from roadmap.views.frame import frame
from roadmap.views.progress_page import days, too_late, visible_report


@require_safe
def progress_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """Everything about one report that this person may see."""
    report = visible_report(request, pk)
    page = progress_page.context(request, report)
    page |= progress_page.actions(request.user, report, page["in_force"])
    working = {report.country_id} if page["inside"] else set()
    page |= latest(request.user, report.activity, report)
    page["history"] = history.of_report(report, page["parties"], working=working)
    orders = permissions.visible(request.user, report.expungements.select_related("decision", "country"))
    page["expungements"] = orders.exclude(decision__outcome="declined")
    page["may_expunge"] = permissions.may_order_expungement(request.user, report)
    return render(request, "roadmap/progress_detail.html", page)


@require_http_methods(["GET", "POST"])
def progress_start(request: AuthedRequest, code: str, number: str) -> HttpResponse:
    """For which day? A GET writes nothing: the draft begins when the person says so."""
    activity = _activity(request, code, number)
    institutions = list(permissions.reports_for(request.user, activity))
    permissions.require(bool(institutions))
    mine = activity.progress_reports.filter(country=request.user.country_id)
    already = mine.filter(status__in=workflow.OPEN).first()
    if already is not None:
        messages.info(request, str(workflow.AlreadyOpen(already)))
        return redirect("roadmap:progress-edit", already.pk)
    form = _start_form(request, activity, institutions)
    if form.is_valid() and (report := _started(request, activity, form)):
        return redirect("roadmap:progress-edit", report.pk)
    page = frame(request, activity.roadmap, "activities") | {"activity": activity, "form": form}
    page["previous"] = mine.validated().in_order_of_entry().last()
    return render(request, "roadmap/progress_start.html", page, status=422 if form.errors else 200)


def _activity(request: AuthedRequest, code: str, number: str) -> Activity:
    activities = permissions.visible(request.user, Activity.objects.all())
    activities = activities.select_related("axis", "roadmap__party_a", "roadmap__party_b")
    return get_object_or_404(activities, roadmap__code=code, number=number)


def _start_form(request: AuthedRequest, activity: Activity, institutions: list[Institution]) -> StartForm:
    cutoffs, today = days(activity, cast(Country, request.user.country))
    past = [day for day in cutoffs if day <= today]
    initial = StartForm.day_data(past[-1] if past else today, cutoffs)
    data = request.POST if request.method == "POST" else None
    return StartForm(data, initial=initial, cutoffs=cutoffs, today=today, institutions=institutions)


def _started(request: AuthedRequest, activity: Activity, form: StartForm) -> ProgressReport | None:
    """The new draft, or the one that somebody began a moment earlier; None with the form's errors."""
    given = {"as_of": form.cleaned_data["as_of"], "institution": form.cleaned_data["institution"]}
    try:
        return workflow.start(activity, **given, by=request.user, now=timezone.now())
    except workflow.AlreadyOpen as already:
        messages.info(request, str(already))
        return already.report
    except ValidationError as error:
        refuse(error, form)
        return None


@require_http_methods(["GET", "POST"])
def progress_discard(request: AuthedRequest, pk: int) -> HttpResponse:
    report = visible_report(request, pk)
    permissions.require(permissions.may_edit(request.user, report))
    if report.status != report.Status.DRAFT:
        return too_late(request, report)
    if request.method == "GET":
        return render(request, "roadmap/progress_discard.html", progress_page.context(request, report))
    try:
        workflow.discard(report.pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Draft discarded."))
    return redirect(report.activity)
