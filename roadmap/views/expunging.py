"""Expungements: what must not be here is ordered away on the report's page, and confirmed by a second person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.requests import AuthedRequest
from roadmap import expunging, permissions, workflow
from roadmap.forms.expungement import ExpungementForm
from roadmap.models import Expungement, ProgressReport
from roadmap.views import progress_page
from roadmap.views.progress_page import visible_report

SHOWN = 160  # characters of a text, to tell it from the others


@require_http_methods(["GET", "POST"])
def expungement_order(request: AuthedRequest, pk: int) -> HttpResponse:
    report = visible_report(request, pk)
    permissions.require(permissions.may_order_expungement(request.user, report))
    things = expunging.things_of(report, str(request.user.country_id))
    form = ExpungementForm(_choices(things), request.POST if request.method == "POST" else None)
    if form.is_valid() and (response := _ordered(request, report, form)):
        return response
    page = progress_page.context(request, report) | {"form": form, "things": things}
    return render(request, "roadmap/expungement_order.html", page, status=422 if form.errors else 200)


def _choices(things: list[expunging.Thing]) -> list[tuple[str, str]]:
    return [
        (item.key, f"{thing.label} · {item.label}: {Truncator(item.text).chars(SHOWN)}")
        for thing in things
        for item in thing.items
    ]


def _ordered(request: AuthedRequest, report: ProgressReport, form: ExpungementForm) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    try:
        order = expunging.order_expungement(
            report.pk, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
        return redirect(report)
    except ValidationError as error:
        refuse(error, form)
        return None
    messages.success(request, _("Ordered. Another person of your side has to confirm it."))
    return redirect(order)


@require_http_methods(["GET", "POST"])
def expungement_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """The order, with its two buttons for whoever may decide; the tombstone once it is done."""
    orders = Expungement.objects.select_related("decision__by", "ordered_by", "country", "report")
    order = get_object_or_404(permissions.visible(request.user, orders), pk=pk)
    report = visible_report(request, order.report_id)
    if request.method == "POST":
        return _decided(request, order)
    page = progress_page.context(request, report) | {"order": order, "taken": _taken(order)}
    return render(request, "roadmap/expungement_detail.html", page | _asked(request, order))


def _asked(request: AuthedRequest, order: Expungement) -> dict[str, Any]:
    """What the person may do: confirm it, take back their own order, or decline somebody else's."""
    waiting = not hasattr(order, "decision")
    own, may = order.ordered_by == request.user, permissions.may_confirm_expungement(request.user, order)
    inside = request.user.country_id == order.country_id
    shown: list[str] = []
    if waiting and inside:
        chosen = {f"{name}:{column}" for name, columns in order.items for column in columns}
        things = expunging.things_of(order.report, order.country_id)
        shown = [label for key, label in _choices(things) if key in chosen]
    return {
        "waiting": waiting,
        "inside": inside,
        "shown": shown,
        "can_confirm": waiting and may and not own,
        "can_decline": waiting and (may or own),
    }


def _taken(order: Expungement) -> list[tuple[str, str]]:
    """The hashes that stay."""
    return [tuple(pair) for pair in order.decision.taken] if hasattr(order, "decision") else []


def _decided(request: AuthedRequest, order: Expungement) -> HttpResponse:
    confirmed = request.POST.get("decision") == "confirm"
    verb = expunging.confirm_expungement if confirmed else expunging.decline_expungement
    try:
        verb(order.pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        done = _("It was taken away. Its hashes stay.") if confirmed else _("It stays as it is.")
        messages.success(request, done)
    return redirect(order)
