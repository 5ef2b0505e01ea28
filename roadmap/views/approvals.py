"""The *visto bueno institucional* on the pages: the authority gives it with one button, or returns the report."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.models import ProgressReport
from roadmap.views.decisions import Decision, decide

APPROVE = Decision(
    route="roadmap:progress-approve",
    title=gettext_lazy("Give the institution's approval"),
    about=gettext_lazy(
        "Your institution stands behind this report. Your country's secretariat may validate it from now on; only "
        "then does it count and the counterpart sees it."
    ),
    button=gettext_lazy("Give the approval"),
    done=gettext_lazy("Approval given. Your country's secretariat validates the report."),
    question=None,
    reason_required=False,
    may=permissions.may_approve,
    status=ProgressReport.Status.SUBMITTED,
    verb=workflow.approve,
    seen="version",
    instead="roadmap:progress-withhold",
)
WITHHOLD = Decision(
    route="roadmap:progress-withhold",
    title=gettext_lazy("Return without approval"),
    about=gettext_lazy(
        "The report goes back to whoever wrote it. They read your reason, correct it and submit it again; the "
        "counterpart sees none of it."
    ),
    button=gettext_lazy("Return"),
    done=gettext_lazy("Returned without approval."),
    question=gettext_lazy("What has to be changed?"),
    reason_required=True,
    may=permissions.may_approve,
    status=ProgressReport.Status.SUBMITTED,
    verb=workflow.withhold,
    seen="version",
)


@require_http_methods(["GET", "POST"])
def progress_approve(request: AuthedRequest, pk: int) -> HttpResponse:
    return decide(request, pk, APPROVE)


@require_http_methods(["GET", "POST"])
def progress_withhold(request: AuthedRequest, pk: int) -> HttpResponse:
    return decide(request, pk, WITHHOLD)
