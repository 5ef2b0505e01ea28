"""Handing a report in: what is there and what is missing, the institution's approval by oficio, and then the button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import DocumentForm, refuse
from accounts.models import Document
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import DeclarationForm
from roadmap.models import ProgressReport
from roadmap.models.rules import Check, Level
from roadmap.views import progress_page
from roadmap.views.late import written
from roadmap.views.progress_page import too_late, visible_report

KINDS = (Document.Kind.OFICIO, Document.Kind.MEMORANDUM, Document.Kind.RESOLUTION, Document.Kind.OTHER)


@require_http_methods(["GET", "POST"])
def progress_submit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Shows what will be handed in; a POST hands it in."""
    report = visible_report(request, pk)
    permissions.require(permissions.may_edit(request.user, report))
    oficio = _oficio(report, *(request.POST, request.FILES) if request.method == "POST" else ())
    if not permissions.can_edit(request.user, report):
        return too_late(request, report, *_asked(oficio))
    # Files are looked through here, before anything is locked.
    declaring = _declaring(report, *(request.POST,) if request.method == "POST" else ())
    if request.method == "GET":
        return _page(request, report, oficio, declaring)
    if any(form.errors for form in (*_asked(oficio), declaring)):
        return _page(request, report, oficio, declaring, status=422)
    return _submitted(request, report, oficio, declaring)


def _declaring(report: ProgressReport, *data: Any) -> DeclarationForm:
    """Why what looks like a person's datum is none."""
    return DeclarationForm(*data, finds=workflow.suspicions(report), mark=workflow.DECLARE)


def _oficio(report: ProgressReport, *data: Any) -> DocumentForm | None:
    """Where the roadmap asks for the institution's approval, it may come along on paper."""
    if workflow.level_of(report.activity.roadmap, Check.APPROVAL) == Level.OFF or report.institution is None:
        return None
    return DocumentForm(*data, prefix="approval", required=False, kinds=KINDS)


def _asked(oficio: DocumentForm | None) -> tuple[DocumentForm, ...]:
    return (oficio,) if oficio is not None else ()


def _page(
    request: AuthedRequest,
    report: ProgressReport,
    oficio: DocumentForm | None,
    declaring: DeclarationForm,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    found = [one for one in workflow.findings(report, now=now) if one.check != workflow.PERSONS]
    page = progress_page.context(request, report) | {
        "checklist": found,
        "blocked": any(one.blocks for one in found),
        "document": oficio,
        "declaring": declaring,
        "pictures": workflow.pictures(report),
        "paper_approves": "paper_approves" in request.POST,
        "authorities": list(permissions.authorities_of(report, now=now)),
    }
    if page["blocked"]:
        page["written"] = [
            text for form in (*_asked(oficio), declaring) if form.is_bound for text in written(form)
        ]
    return render(request, "roadmap/progress_submit.html", page, status=status)


def _submitted(
    request: AuthedRequest, report: ProgressReport, oficio: DocumentForm | None, declaring: DeclarationForm
) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        report = workflow.submit(
            report.pk,
            by=request.user,
            now=timezone.now(),
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            approval=oficio.paper if oficio else None,
            paper_approves="paper_approves" in request.POST,
            declarations=declaring.reasons,
        )
    except workflow.EditedMeanwhile as refusal:
        messages.warning(
            request, _("%(problem)s Look at it again before you submit it.") % {"problem": refusal}
        )
        report = visible_report(request, report.pk)
        return _page(request, report, oficio, _declaring(report, request.POST), status=409)
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, *_asked(oficio), declaring, problem=str(refusal))
    except ValidationError as error:
        return _refused(request, report, oficio, error)
    messages.success(request, _what_follows(report))
    return redirect(report)


def _refused(
    request: AuthedRequest, report: ProgressReport, oficio: DocumentForm | None, error: ValidationError
) -> HttpResponse:
    """A mistake in the oficio or in a reason stands at its field; all else is on the lists of this very page."""
    declaring = _declaring(report, request.POST)
    for form in (*_asked(oficio), declaring):
        if form.fields.keys() & set(error.message_dict):
            refuse(error, form)
            break
    return _page(request, report, oficio, declaring, status=422)


def _what_follows(report: ProgressReport) -> str:
    if workflow.waits_for_approval(report, now=timezone.now()):
        return _("Progress submitted. The authority of your institution gives its approval or returns it.")
    return _("Progress submitted. Your country's secretariat validates it or returns it.")
