"""The closings of a roadmap, and the page of one: what both parties signed, or what waits for their signatures."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthedRequest
from roadmap import closing as closings
from roadmap import permissions, summary, workflow
from roadmap.models import PeriodClosing, Roadmap, UnilateralRecord
from roadmap.views import closing_changes, closing_panels, closing_signers
from roadmap.views.frame import frame
from roadmap.views.late import too_late


@require_safe
def closing_list(request: AuthedRequest, code: str) -> HttpResponse:
    roadmaps = permissions.with_closings(request.user).with_parties()
    roadmap, now = get_object_or_404(roadmaps, code=code), timezone.now()
    rows = _visible(request).of(roadmap).prefetch_related("signatures")
    records = permissions.visible(request.user, UnilateralRecord.objects.filter(roadmap=roadmap))
    shown = [{"closing": row, "state": _state(row, now), "signed": row.signatures.all()} for row in rows]
    context = frame(request, roadmap, "closings") | {
        "closings": shown,
        "records": records.select_related("country", "closing", "answer").defer("closing__content"),
        "open_days": _open_days(request, roadmap, [row["closing"] for row in shown], now),
        "reads_figures": permissions.can_see_figures(request.user, roadmap),
        "can_propose": permissions.can_propose_closing(request.user, roadmap),
    }
    return render(request, "roadmap/closing_list.html", context)


def _open_days(
    request: AuthedRequest, roadmap: Roadmap, rows: list[PeriodClosing], now: datetime
) -> list[Any]:
    """Cutoff dates that have come and of which nothing is closed or waits: for the people of both parties."""
    if not permissions.can_see_figures(request.user, roadmap):
        return []
    taken = {row.cutoff for row in rows if row.is_sealed or row.is_waiting}
    return [day for day in closings.closable(roadmap, now) if day not in taken]


@require_safe
def closing_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    closing, now = visible_closing(request, pk), timezone.now()
    return render(request, "roadmap/closing_detail.html", page_of(request, closing, now))


@require_POST
def closing_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    closing = visible_closing(request, pk)
    permissions.require(permissions.may_withdraw_closing(request.user, closing))
    try:
        closings.withdraw(closing.pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        return too_late(request, closing.roadmap, str(refusal), closing.get_absolute_url())
    messages.success(request, _("Proposal withdrawn."))
    return redirect(closing)


def page_of(request: AuthedRequest, closing: PeriodClosing, now: datetime) -> dict[str, Any]:
    """Everything about a closing that its page shows; of a sealed one nothing but what was sealed."""
    found, person = summary.of_closing(closing), request.user
    context = frame(request, closing.roadmap, "closings")
    sealed = found.closing
    signers = sealed.signers if sealed else closing_signers.signed(closing)
    fallen = closings.fallen(closing, now)
    context |= closing_panels.of(found, context["own"], signers)
    context |= {
        "closing": closing,
        "sealed": sealed,
        "state": closings.state(closing, fallen=bool(fallen)),
        "sides": closing_signers.sides(closing, signers, context["parties"], now),
        "changes": closing_changes.words(closings.why_of(fallen) if fallen else _why(closing), found),
        "fallen": bool(fallen),
        "last": _last_before(closing),
        "papers": closing.papers.filter(kind="ink").select_related("document", "country")
        if closing.is_sealed
        else (),
        "reads_figures": permissions.can_see_figures(person, closing.roadmap),
        "can_propose": permissions.can_propose_closing(person, closing.roadmap),
        "can_sign": not fallen and permissions.can_sign_closing(person, closing),
        "can_withdraw": permissions.can_withdraw_closing(person, closing),
        "can_declare": not fallen and _can_declare(request, closing, now),
        "can_bind": permissions.can_bind_paper(person, closing),
    }
    return context


def _last_before(closing: PeriodClosing) -> PeriodClosing | None:
    """What whoever signs compares it with: the closing of the cutoff date before."""
    if not closing.is_waiting:
        return None
    earlier = PeriodClosing.objects.of(closing.roadmap).in_force().filter(cutoff__lt=closing.cutoff)
    return earlier.defer("content").order_by("-cutoff", "-number").first()


def _why(closing: PeriodClosing) -> dict[str, Any]:
    return closing.end.why if closing.is_over else {}


def _can_declare(request: AuthedRequest, closing: PeriodClosing, now: datetime) -> bool:
    person = request.user
    if not (closing.is_waiting and permissions.may_declare_unilateral(person, closing)):
        return False
    return closings.can_declare(closing, str(person.country_id), now)


def _state(closing: PeriodClosing, now: datetime) -> str:
    return closings.state(closing, fallen=bool(closings.fallen(closing, now)))


def _visible(request: AuthedRequest) -> Any:
    return permissions.visible(request.user, PeriodClosing.objects.with_standing())


def visible_closing(request: AuthedRequest, pk: int) -> PeriodClosing:
    """With its content. Raises Http404 where the person may not read it."""
    rows = _visible(request).defer(None).defer("replaces__content")
    found: PeriodClosing = get_object_or_404(rows, pk=pk)
    return found
