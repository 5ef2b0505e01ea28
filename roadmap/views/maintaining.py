"""The reporting side replies to an observation: it maintains its position here, or reports anew."""

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
from roadmap.forms import ReasonForm
from roadmap.models import Conformity, ProgressReport
from roadmap.views import progress_page
from roadmap.views.progress_page import too_late, visible_report


@require_http_methods(["GET", "POST"])
def answer_maintain(request: AuthedRequest, pk: int) -> HttpResponse:
    observation = get_object_or_404(permissions.visible(request.user, Conformity.objects.all()), pk=pk)
    report = visible_report(request, observation.report_id)
    permissions.require(permissions.may_maintain(request.user, report))
    last = workflow.last_answer(report)
    question = _("Why does your country maintain what it reported?")
    form = ReasonForm(request.POST if request.method == "POST" else None, question=question)
    if last is None or last.pk != pk or last.standing != Conformity.Decision.OBSERVED:
        return too_late(request, report, form, problem=workflow.overtaken(last))
    if form.is_valid() and (response := _maintained(request, report, pk, form)):
        return response
    page = progress_page.context(request, report) | {"form": form, "observation": last}
    page["can_report"] = permissions.can_report(request.user, report.activity)
    return render(request, "roadmap/answer_maintain.html", page, status=422 if form.errors else 200)


def _maintained(
    request: AuthedRequest, report: ProgressReport, pk: int, form: ReasonForm
) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    try:
        workflow.maintain(pk, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        return too_late(request, report, form, problem=str(refusal))
    except ValidationError as error:
        refuse(error, form)
        return None
    messages.success(request, _("Your country maintains its position: both stay on record."))
    return redirect(report)
