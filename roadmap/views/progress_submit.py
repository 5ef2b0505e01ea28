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
    if request.method == "GET":
        return _page(request, report, oficio)
    if oficio is not None and not oficio.is_valid():
        return _page(request, report, oficio, status=422)
    return _submitted(request, report, oficio)


def _oficio(report: ProgressReport, *data: Any) -> DocumentForm | None:
    """Where the roadmap asks for the institution's approval, it may come along on paper."""
    if workflow.level_of(report.activity.roadmap, Check.APPROVAL) == Level.OFF or report.institution is None:
        return None
    return DocumentForm(*data, prefix="approval", required=False, kinds=KINDS)


def _asked(oficio: DocumentForm | None) -> tuple[DocumentForm, ...]:
    return (oficio,) if oficio is not None else ()


def _page(
    request: AuthedRequest, report: ProgressReport, oficio: DocumentForm | None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    found = workflow.findings(report, now=now)
    page = progress_page.context(request, report) | {
        "checklist": found,
        "blocked": any(one.blocks for one in found),
        "document": oficio,
        "paper_approves": "paper_approves" in request.POST,
        "authorities": list(permissions.authorities_of(report, now=now)),
    }
    if page["blocked"] and oficio is not None and oficio.is_bound:
        page["written"] = list(written(oficio))
    return render(request, "roadmap/progress_submit.html", page, status=status)


def _submitted(request: AuthedRequest, report: ProgressReport, oficio: DocumentForm | None) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        report = workflow.submit(
            report.pk,
            by=request.user,
            now=timezone.now(),
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            approval=oficio.paper if oficio else None,
            paper_approves="paper_approves" in request.POST,
        )
    except workflow.EditedMeanwhile as refusal:
        messages.warning(
            request, _("%(problem)s Look at it again before you submit it.") % {"problem": refusal}
        )
        return _page(request, visible_report(request, report.pk), oficio, status=409)
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, *_asked(oficio), problem=str(refusal))
    except ValidationError as error:
        return _refused(request, report, oficio, error)
    messages.success(request, _what_follows(report))
    return redirect(report)


def _refused(
    request: AuthedRequest, report: ProgressReport, oficio: DocumentForm | None, error: ValidationError
) -> HttpResponse:
    """A mistake in the oficio stands at its field; what the report lacks is on the list of this very page."""
    if oficio is not None and oficio.fields.keys() & set(error.message_dict):
        refuse(error, oficio)
    return _page(request, report, oficio, status=422)


def _what_follows(report: ProgressReport) -> str:
    if workflow.waits_for_approval(report, now=timezone.now()):
        return _("Progress submitted. The authority of your institution gives its approval or returns it.")
    return _("Progress submitted. Your country's secretariat validates it or returns it.")
