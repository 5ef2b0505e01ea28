"""A report that arrived on paper: the paper, who signed it there, and that somebody here types it in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.documents import Paper
from accounts.forms.documents import DocumentForm, refuse
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import PaperForm
from roadmap.models import ProgressReport
from roadmap.views import progress_page
from roadmap.views.progress_page import too_late, visible_report


@require_http_methods(["GET", "POST"])
def progress_paper(request: AuthedRequest, pk: int) -> HttpResponse:
    report = visible_report(request, pk)
    permissions.require(permissions.may_edit(request.user, report))
    posted = request.method == "POST"
    form, paper = _forms(report, *(request.POST, request.FILES) if posted else ())
    if not permissions.can_edit(request.user, report):
        return too_late(request, report, form, paper)
    sound = all([form.is_valid(), paper.is_valid()])
    if sound and paper.paper and (response := _typed(request, report, form, paper, paper.paper)):
        return response
    return _page(request, report, form, paper, 422 if form.errors or paper.errors else 200)


def _forms(report: ProgressReport, *data: Any) -> tuple[PaperForm, DocumentForm]:
    initial = {"seen": report.version, "signed_by": report.paper_signed_by}
    posted = data[0] if data else None
    return PaperForm(posted, initial=initial), DocumentForm(*data, prefix="paper")


def _page(
    request: AuthedRequest, report: ProgressReport, form: PaperForm, paper: DocumentForm, status: int
) -> HttpResponse:
    page = progress_page.context(request, report) | {"form": form, "document": paper}
    return render(request, "roadmap/progress_paper.html", page, status=status)


def _typed(
    request: AuthedRequest, report: ProgressReport, form: PaperForm, document: DocumentForm, paper: Paper
) -> HttpResponse | None:
    """What follows from the verb; None with the forms' errors."""
    given = {"signed_by": form.cleaned_data["signed_by"], "version": form.cleaned_data["seen"]}
    try:
        workflow.type_from_paper(report.pk, paper=paper, by=request.user, now=timezone.now(), **given)
    except workflow.EditedMeanwhile as refusal:
        messages.warning(request, _("%(problem)s Look at it again.") % {"problem": refusal})
        report = visible_report(request, report.pk)
        again = request.POST.copy()
        again["seen"] = str(report.version)
        return _page(request, report, *_forms(report, again, request.FILES), 409)
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, form, document, problem=str(refusal))
    except ValidationError as error:
        refuse(error, form, document)
        return None
    messages.success(request, _("Noted: this report arrived on paper. Go on with what it says."))
    return redirect("roadmap:progress-edit", report.pk)
