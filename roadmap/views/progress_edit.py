"""Writing in a report: text, milestones and evidence in one form. What somebody else wrote meanwhile is shown beside
what the person wrote: nobody's words are lost.
"""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.requests import AuthedRequest
from roadmap import permissions, plan, workflow
from roadmap.forms import ProgressForm
from roadmap.forms.day import DayForm
from roadmap.models import ProgressReport
from roadmap.models.rules import Check, Level
from roadmap.views import persons, progress_page
from roadmap.views.merging import merged, readable
from roadmap.views.pieces import tell_of
from roadmap.views.progress_page import days, too_late, visible_report


@require_http_methods(["GET", "POST"])
def progress_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    report = visible_report(request, pk)
    permissions.require(permissions.may_edit(request.user, report))
    data = (request.POST.copy(), request.FILES) if request.method == "POST" else ()
    form = _form(report, *data, complete="submit" in request.POST)
    if not permissions.can_edit(request.user, report):
        return too_late(request, report, form)
    if request.method == "GET":
        return _page(request, report, form)
    try:
        return _saved(request, report, form)
    except workflow.EditedMeanwhile as refusal:
        return _conflict(request, refusal.current, form)
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, form, problem=str(refusal))


def _form(report: ProgressReport, *data: Any, complete: bool = False) -> ProgressForm:
    cutoffs, today = days(report.activity, report.country)
    chosen = DayForm(*data[:1], cutoffs=cutoffs, today=today)
    day = chosen.cleaned_data["as_of"] if chosen.is_valid() else report.as_of
    lower = partial(workflow.lower_than_before, report.activity, workflow.last_validated(report))
    level = workflow.level_of(report.activity.roadmap, Check.LOWER)
    given: dict[str, Any] = {
        "cutoffs": cutoffs,
        "today": today,
        "milestones": plan.milestones_on(report.activity, day),
        "accept": workflow.ACCEPT,
        "complete": complete,
        "lower": lower,
        "must_explain": level == Level.BLOCK,
    }
    content = {name: getattr(report, name) for name in ProgressForm.CONTENT}
    initial = ProgressForm.data_of(content, cutoffs) | {"version": report.version}
    return ProgressForm(*data, initial=initial, is_lower=level != Level.OFF and lower(content), **given)


def _saved(request: AuthedRequest, report: ProgressReport, form: ProgressForm) -> HttpResponse:
    """Saves what can be saved. Evidence is kept even where the text has a mistake: nobody uploads it twice."""
    sound = form.is_valid()
    _keep_evidence(request, report, form)
    if sound:
        _save_text(request, report, form)
    if not form.complete:
        persons.warn(request, report.pk)
    if form.errors:
        return _page(request, visible_report(request, report.pk), form, status=422)
    if form.complete:
        return redirect("roadmap:progress-submit", report.pk)
    return redirect("roadmap:progress-edit", report.pk)


def _posted(form: ProgressForm) -> QueryDict:
    """The form's own copy of what was posted: what is done already is not asked for again."""
    return cast(QueryDict, form.data)


def _save_text(request: AuthedRequest, report: ProgressReport, form: ProgressForm) -> None:
    version, now = form.cleaned_data["version"], timezone.now()
    try:
        saved = workflow.save_draft(report.pk, fields=form.content, version=version, by=request.user, now=now)
    except ValidationError as error:
        refuse(error, form)
        return
    _posted(form)["version"] = str(saved.version)
    messages.success(request, _("Draft saved."))


def _keep_evidence(request: AuthedRequest, report: ProgressReport, form: ProgressForm) -> None:
    """Each file or link is a piece of its own: one that is refused takes nothing along."""
    given, added = form.cleaned_data, []
    who: dict[str, Any] = {"by": request.user, "now": timezone.now(), "about": form.about}
    for upload in given.get("uploads") or ():
        try:
            added.append(workflow.add_file(report.pk, upload=upload, **who))
        except ValidationError as error:
            form.add_error("uploads", error.messages)
    if given.get("url"):
        try:
            title = given.get("url_title", "")
            added.append(workflow.add_link(report.pk, url=given["url"], title=title, **who))
        except ValidationError as error:
            form.add_error("url", error.messages)
        else:
            _posted(form)["url"] = _posted(form)["url_title"] = ""
    tell_of(request, report, added)


def _conflict(request: AuthedRequest, current: ProgressReport, form: ProgressForm) -> HttpResponse:
    """Somebody saved in between: both texts, and a form that holds what is to be saved now."""
    together, rows = merged(current, form.cleaned_data["version"], form.content)
    report = visible_report(request, current.pk)
    cutoffs, _today = days(report.activity, report.country)
    link = {name: form.data.get(name, "") for name in ("url", "url_title", "category", "visibility")}
    again = _form(report, ProgressForm.data_of(together, cutoffs) | link | {"version": current.version})
    for name, problems in form.errors.as_data().items():  # of a file or link; the text had none
        again.add_error(name, problems)
    last = report.history.select_related("history_user").order_by("history_id").last()
    conflict = {
        "rows": readable(rows, again),
        "by": last.history_user,
        "at": last.history_date,
    }
    return _page(request, report, again, status=409, conflict=conflict)


def _page(
    request: AuthedRequest, report: ProgressReport, form: ProgressForm, status: int = 200, **more: Any
) -> HttpResponse:
    page = progress_page.context(request, report) | {"form": form, **more}
    form.ask_for_what_submitting_needs()
    page["previous"] = previous = workflow.last_validated(report)
    page["previous_milestones"] = progress_page.milestones(previous) if previous else []
    page["can_discard"] = report.status == report.Status.DRAFT
    return render(request, "roadmap/progress_edit.html", page, status=status)
