"""One notified change of an institution: what passed, who took note; taking note, taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Appointment, InstitutionChange
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.models import FormerResponsibility, Roadmap
from roadmap.views.institutions import changes_for

PARTIES = ("activity__roadmap__party_a", "activity__roadmap__party_b")


@require_safe
def change_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(changes_for(request.user), pk=pk)
    own = change.country_id == request.user.country_id
    readable = permissions.visible(request.user, Roadmap.objects.all())
    passed = FormerResponsibility.objects.filter(
        change=change, institution=change.institution, activity__roadmap__in=readable
    )
    page = {
        "nav_here": "institutions",
        "change": change,
        "own": own,
        "passed": passed.select_related(*PARTIES).order_by("activity__position"),
        "appointments": _appointments(change) if own else (),
        "can_take_note": permissions.can_take_note(request.user, change),
        "can_withdraw": permissions.can_withdraw_change(request.user, change),
    }
    return render(request, "roadmap/change_detail.html", page)


def _appointments(change: InstitutionChange) -> Any:
    """Those that went on in the successor. People are their own country's affair."""
    if change.successor is None or change.applied_at is None:
        return ()
    moved = Appointment.history.filter(institution=change.successor, history_date=change.applied_at)
    return Appointment.objects.filter(pk__in=moved.values("id")).select_related("person")


@require_POST
def change_note(request: AuthedRequest, pk: int) -> HttpResponse:
    change = _change(request, pk, permissions.may_take_note)
    done = _("Your country has taken note.")
    return _act(
        request,
        change,
        done,
        lambda: workflow.take_note(change.pk, by=request.user, now=timezone.now()),
    )


@require_POST
def change_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    change = _change(request, pk, permissions.may_withdraw_change)
    done = _("Notification withdrawn.")
    return _act(
        request,
        change,
        done,
        lambda: workflow.withdraw_change(change.pk, by=request.user, now=timezone.now()),
    )


def _change(
    request: AuthedRequest, pk: int, may: Callable[[Any, InstitutionChange], bool]
) -> InstitutionChange:
    change = get_object_or_404(changes_for(request.user), pk=pk)
    permissions.require(may(request.user, change))
    return change


def _act(
    request: AuthedRequest, change: InstitutionChange, done: str, verb: Callable[[], Any]
) -> HttpResponse:
    try:
        verb()
        messages.success(request, done)
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    return redirect("roadmap:change-detail", change.pk)
