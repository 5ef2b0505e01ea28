"""Evidence of one report: a file comes down only for who may see the report; adding,
describing and removing while it is open."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.documents import refuse
from accounts.models import Institution
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import AboutForm, EvidenceFileForm, EvidenceLinkForm
from roadmap.models import Evidence, ProgressReport
from roadmap.views import persons, progress_page
from roadmap.views.pieces import tell_of
from roadmap.views.progress_page import too_late, visible_report

logger = logging.getLogger(__name__)


@require_safe
def evidence_download(request: AuthedRequest, pk: int) -> FileResponse:
    """The file under its own name, always to be saved and never shown by the browser."""
    evidence = _visible(request, pk)
    if evidence.kind != Evidence.Kind.FILE:
        raise Http404
    try:
        file = evidence.file.open()
    except OSError as error:
        logger.error("The file of evidence %s is missing from the storage", evidence.pk)
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=evidence.file_name, content_type=evidence.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _visible(request: AuthedRequest, pk: int) -> Evidence:
    return get_object_or_404(
        permissions.visible(request.user, Evidence.objects.select_related("report")), pk=pk
    )


@require_http_methods(["GET", "POST"])
def evidence_add(request: AuthedRequest, pk: int) -> HttpResponse:
    """One file, or one link, with a title of its own."""
    report = visible_report(request, pk)
    permissions.require(permissions.may_edit(request.user, report))
    kind, choices = request.POST.get("kind"), _institutions(report)
    file_form = EvidenceFileForm(**_posted(request, kind == "file"), accept=workflow.ACCEPT, **choices)
    link_form = EvidenceLinkForm(**_posted(request, kind == "link"), auto_id="id_link_%s", **choices)
    form = link_form if kind == "link" else file_form
    if not permissions.can_edit(request.user, report):
        return too_late(request, report, form)
    if form.is_valid() and (response := _added(request, report, form)):
        return response
    page = progress_page.context(request, report) | {
        "file_form": file_form,
        "link_form": link_form,
        "form": form,
    }
    return render(request, "roadmap/evidence_add.html", page, status=422 if form.errors else 200)


def _posted(request: AuthedRequest, this_one: bool) -> dict[str, Any]:
    """What was posted, for that of the two forms on the page which was sent."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" and this_one else {}


def _added(
    request: AuthedRequest, report: ProgressReport, form: EvidenceFileForm | EvidenceLinkForm
) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    given = {
        "title": form.cleaned_data["title"],
        "by": request.user,
        "now": timezone.now(),
        "about": form.about,
    }
    try:
        if isinstance(form, EvidenceFileForm):
            piece = workflow.add_file(report.pk, upload=form.cleaned_data["file"], **given)
        else:
            piece = workflow.add_link(report.pk, url=form.cleaned_data["url"], **given)
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, form, problem=str(refusal))
    except ValidationError as error:
        refuse(error, form)
        return None
    messages.success(request, _("Evidence added."))
    tell_of(request, report, [piece])
    persons.warn(request, report.pk)
    return redirect("roadmap:progress-edit", report.pk)


@require_http_methods(["GET", "POST"])
def evidence_describe(request: AuthedRequest, pk: int) -> HttpResponse:
    """What is said of a piece, while its report is open."""
    evidence = _visible(request, pk)
    report = visible_report(request, evidence.report_id)
    permissions.require(permissions.may_edit(request.user, report))
    data = request.POST if request.method == "POST" else None
    form = AboutForm(data, initial=AboutForm.initial_of(evidence), **_institutions(report))
    if not permissions.can_edit(request.user, report):
        return too_late(request, report, form)
    if form.is_valid() and (response := _described(request, report, evidence, form)):
        return response
    page = progress_page.context(request, report) | {"item": evidence, "form": form}
    return render(request, "roadmap/evidence_describe.html", page, status=422 if form.errors else 200)


def _described(
    request: AuthedRequest, report: ProgressReport, evidence: Evidence, form: AboutForm
) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    try:
        workflow.describe_evidence(evidence.pk, about=form.about, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, form, problem=str(refusal))
    except ValidationError as error:
        refuse(error, form)
        return None
    messages.success(request, _("Evidence described."))
    return redirect("roadmap:progress-edit", report.pk)


def _institutions(report: ProgressReport) -> dict[str, Any]:
    """Who may have made it: the country's institutions and all that answer for the activity."""
    found = Institution.objects.filter(
        Q(country=report.country_id) | Q(responsibilities__activity=report.activity_id)
    )
    return {"institutions": found.distinct().order_by("acronym"), "own": report.institution}


@require_http_methods(["GET", "POST"])
def evidence_remove(request: AuthedRequest, pk: int) -> HttpResponse:
    evidence = _visible(request, pk)
    report = visible_report(request, evidence.report_id)
    permissions.require(permissions.may_edit(request.user, report))
    if not permissions.can_edit(request.user, report):
        return too_late(request, report)
    if request.method == "GET":
        page = progress_page.context(request, report) | {"item": evidence}
        return render(request, "roadmap/evidence_remove.html", page)
    try:
        workflow.remove(evidence.pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Evidence removed."))
    return redirect("roadmap:progress-edit", report.pk)
