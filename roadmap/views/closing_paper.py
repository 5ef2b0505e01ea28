"""Ink: a party binds the document that was signed by hand to a closing."""

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
from roadmap import closing as closings
from roadmap import permissions, workflow
from roadmap.closing.papers import KINDS
from roadmap.models import PeriodClosing
from roadmap.views.closings import visible_closing
from roadmap.views.frame import frame
from roadmap.views.late import too_late


@require_http_methods(["GET", "POST"])
def closing_paper(request: AuthedRequest, pk: int) -> HttpResponse:
    closing = visible_closing(request, pk)
    permissions.require(permissions.may_bind_paper(request.user, closing))
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentForm(*posted, prefix="paper", kinds=KINDS)
    if form.is_valid() and form.paper and (response := _bound(request, closing, form, form.paper)):
        return response
    context = frame(request, closing.roadmap, "closings") | {"closing": closing, "form": form}
    return render(request, "roadmap/closing_paper.html", context, status=422 if form.errors else 200)


def _bound(
    request: AuthedRequest, closing: PeriodClosing, form: DocumentForm, paper: Paper
) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    try:
        closings.bind_paper(closing.pk, paper=paper, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        return too_late(request, closing.roadmap, str(refusal), closing.get_absolute_url(), form)
    except ValidationError as refusal:
        refuse(refusal, form)
        return None
    messages.success(
        request, _("The document is bound to the closing. Both parties see it with its SHA-256.")
    )
    return redirect(closing)
