"""Agreed modifications: one secretariat proposes, sees what would change, and the other answers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.documents import Paper
from accounts.forms.documents import DocumentForm, refuse
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms.amendment import ChooseForm
from roadmap.forms.decision import DeclineForm
from roadmap.models import Activity, Amendment, Roadmap
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.late import too_late
from roadmap.views.plan import described, future

Outcome = Amendment.Outcome


# --- Choosing what to propose -----------------------------------------------------------------------------
@require_safe
def amendment_choose(request: AuthedRequest, code: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.may_propose_amendment(request.user, roadmap))
    if roadmap.status != Roadmap.Status.IN_FORCE:
        return sent_back(request, roadmap)
    rows = Activity.objects.filter(roadmap=roadmap, withdrawn_on=None).in_plan_order()
    choices = [(row.number, str(row)) for row in rows]
    form = ChooseForm(
        request.GET if "kind" in request.GET else None,
        activities=choices,
        initial={"activity": request.GET.get("activity")},
    )
    if form.is_valid():
        asked = form.cleaned_data
        address = reverse("roadmap:amendment-propose", args=[roadmap.code, asked["kind"]])
        return redirect(f"{address}?{urlencode({'activity': asked['activity']})}")
    context = frame(request, roadmap, "plan") | {"form": form}
    return render(request, "roadmap/amendment_choose.html", context, status=422 if form.errors else 200)


def sent_back(request: AuthedRequest, roadmap: Roadmap) -> HttpResponse:
    messages.warning(request, _("Only a roadmap in force changes by agreed modification."))
    return redirect("roadmap:roadmap-plan", roadmap.code)


# --- One of them, and the answer to it --------------------------------------------------------------------
@require_safe
def amendment_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: AuthedRequest, amendment: Amendment, status: int = 200, **forms: Any) -> HttpResponse:
    roadmap = amendment.roadmap
    context = frame(request, roadmap, "plan")
    titles = dict(Activity.objects.filter(roadmap=roadmap).values_list("number", "title"))
    context |= described(amendment, roadmap, titles, context["parties"])
    context |= {
        "can_answer": permissions.can_answer_amendment(request.user, amendment),
        "can_withdraw": permissions.can_withdraw_amendment(request.user, amendment),
        "in_force": roadmap.status == Roadmap.Status.IN_FORCE,
        "future": future(amendment, roadmap, timezone.now()),
        "attested": workflow.attested(amendment.activity, amendment.changes, amendment.before),
        "document": forms.get("document") or DocumentForm(prefix="paper", required=False),
        "decline": forms.get("decline") or DeclineForm(),
    }
    return render(request, "roadmap/amendment_detail.html", context, status=status)


@require_POST
def amendment_accept(request: AuthedRequest, pk: int) -> HttpResponse:
    amendment = _found(request, pk, permissions.may_answer_amendment)
    form = DocumentForm(request.POST, request.FILES, prefix="paper", required=False)
    if not form.is_valid():
        return _page(request, amendment, 422, document=form)
    sha256, paper = request.POST.get("content_sha256", ""), form.paper
    try:
        return _act(request, amendment, lambda: _accept(amendment, sha256, paper, request), form)
    except ValidationError as refusal:
        refuse(refusal, form)
        return _page(request, amendment, 422, document=form)


def _accept(amendment: Amendment, sha256: str, paper: Paper | None, request: AuthedRequest) -> Amendment:
    return workflow.accept_amendment(
        amendment.pk, content_sha256=sha256, by=request.user, now=timezone.now(), paper=paper
    )


@require_POST
def amendment_decline(request: AuthedRequest, pk: int) -> HttpResponse:
    amendment = _found(request, pk, permissions.may_answer_amendment)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, amendment, 422, decline=form)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        amendment,
        lambda: workflow.decline_amendment(amendment.pk, reason=reason, by=request.user, now=timezone.now()),
        form,
    )


@require_POST
def amendment_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    amendment = _found(request, pk, permissions.may_withdraw_amendment)
    return _act(
        request,
        amendment,
        lambda: workflow.withdraw_amendment(amendment.pk, by=request.user, now=timezone.now()),
    )


def _found(request: AuthedRequest, pk: int, may: Callable[[Any, Amendment], bool] | None = None) -> Amendment:
    rows = Amendment.objects.with_people().select_related("activity", "roadmap__declared_figure")
    amendment: Amendment = get_object_or_404(permissions.visible(request.user, rows), pk=pk)
    if may is not None:
        permissions.require(may(request.user, amendment))
    return amendment


def _act(
    request: AuthedRequest, amendment: Amendment, verb: Callable[[], Amendment], *shown: BaseForm
) -> HttpResponse:
    try:
        _tell(request, verb())
    except workflow.IllegalTransition as refusal:
        return too_late(request, amendment.roadmap, str(refusal), amendment, *shown)
    return redirect(amendment)


def _tell(request: AuthedRequest, amendment: Amendment) -> None:
    words = {
        Outcome.ACCEPTED: _("Accepted: it is part of the plan from its day on."),
        Outcome.DECLINED: _("Declined. The other party sees your reason."),
        Outcome.WITHDRAWN: _("Proposal withdrawn."),
    }
    if amendment.outcome == Outcome.OVERTAKEN:
        messages.warning(
            request, _("Something changed since then: it can no longer hold as proposed, and is void.")
        )
        return
    messages.success(request, words[Outcome(amendment.outcome)])
