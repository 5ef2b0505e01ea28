"""One piece of evidence, accepted or rejected by the secretariat of its country: before validating, or afterwards."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import ACCEPT, PieceForm
from roadmap.models import Evidence, ProgressReport
from roadmap.views import progress_page
from roadmap.views.progress_page import too_late, visible_report


@require_http_methods(["GET", "POST"])
def evidence_review(request: AuthedRequest, pk: int) -> HttpResponse:
    piece = get_object_or_404(permissions.visible(request.user, Evidence.objects.all()), pk=pk)
    report = visible_report(request, piece.report_id)
    permissions.require(permissions.may_decide(request.user, report, now=timezone.now()))
    data = request.POST if request.method == "POST" else None
    form = PieceForm(data, initial={"reason": piece.rejection_reason})
    if not permissions.can_review(request.user, piece, report, now=timezone.now()):
        return too_late(request, report, form, problem=_problem(piece, report))
    if form.is_valid() and (response := _done(request, report, piece, form)):
        return response
    page: dict[str, Any] = progress_page.context(request, report) | {"item": piece, "form": form}
    return render(request, "roadmap/evidence_review.html", page, status=422 if form.errors else 200)


def _problem(piece: Evidence, report: ProgressReport) -> str:
    return _("This piece is accepted: that stays so.") if piece.accepted_at else workflow.too_late(report)


def _done(
    request: AuthedRequest, report: ProgressReport, piece: Evidence, form: PieceForm
) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    by, now = request.user, timezone.now()
    try:
        if form.cleaned_data["decision"] == ACCEPT:
            workflow.accept_evidence(piece.pk, by=by, now=now)
            messages.success(request, _("The piece is accepted."))
        else:
            workflow.reject_evidence(piece.pk, reason=form.cleaned_data["reason"], by=by, now=now)
            messages.success(request, _("The piece is rejected: whoever wrote the report was told why."))
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, form, problem=str(refusal))
    except ValidationError as error:
        refuse(error, form)
        return None
    return redirect(report)
