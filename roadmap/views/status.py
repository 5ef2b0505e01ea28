"""A roadmap's status and its steps: one party's secretariat proposes, the other's accepts what it sees."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import DeclineForm
from roadmap.models import Preparation, Roadmap, RoadmapStep
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.late import too_late

Outcome = RoadmapStep.Outcome
Status = Roadmap.Status


@require_http_methods(["GET", "POST"])
def roadmap_status(request: AuthedRequest, code: str) -> HttpResponse:
    """The status, the content's hash and the steps so far; a POST proposes the next step."""
    roadmap = visible_roadmap(request, code)
    if request.method == "POST":
        permissions.require(permissions.can_propose_step(request.user, roadmap))
        to_status = request.POST.get("to_status", "")
        return _act(
            request,
            roadmap,
            lambda: workflow.propose_step(
                roadmap.pk, to_status=to_status, by=request.user, now=timezone.now()
            ),
        )
    return render(request, "roadmap/roadmap_status.html", _page(request, roadmap))


def _page(request: AuthedRequest, roadmap: Roadmap) -> dict[str, Any]:
    user, sha256 = request.user, workflow.step_content_sha256(roadmap)
    steps = list(roadmap.steps.select_related("country", "proposed_by", "answered_by"))
    for step in steps:
        step.roadmap = roadmap
    pending = next((step for step in steps if step.outcome == Outcome.PENDING), None)
    changed = pending is not None and pending.content_sha256 != sha256
    secretariat = permissions.can_propose_step(user, roadmap)
    return frame(request, roadmap, "status") | {
        "sha256": sha256,
        "steps": steps,
        "pending": pending,
        "changed": changed,
        "overtaken": bool(steps) and steps[0].outcome == Outcome.OVERTAKEN,
        "next_status": workflow.next_status(roadmap),
        "next_room": Preparation.objects.filter(follows=roadmap).select_related("roadmap").first(),
        "can_prepare": permissions.can_prepare(user, roadmap) and roadmap.status != Status.IN_PREPARATION,
        "can_propose": secretariat and workflow.next_status(roadmap) and (pending is None or changed),
        "can_answer": pending is not None and not changed and permissions.can_answer_step(user, pending),
        "decline": DeclineForm(),
        "can_withdraw": pending is not None and permissions.can_withdraw_step(user, pending),
    }


@require_POST
def step_accept(request: AuthedRequest, pk: int) -> HttpResponse:
    step = _step(request, pk, permissions.may_answer_step)
    sha256 = request.POST.get("content_sha256", "")
    return _act(
        request,
        step.roadmap,
        lambda: workflow.accept_step(step.pk, content_sha256=sha256, by=request.user, now=timezone.now()),
    )


@require_POST
def step_decline(request: AuthedRequest, pk: int) -> HttpResponse:
    step = _step(request, pk, permissions.may_answer_step)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        page = _page(request, visible_roadmap(request, step.roadmap.code)) | {"decline": form}
        return render(request, "roadmap/roadmap_status.html", page, status=422)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        step.roadmap,
        lambda: workflow.decline_step(step.pk, reason=reason, by=request.user, now=timezone.now()),
        form,
    )


@require_POST
def step_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    step = _step(request, pk, permissions.may_withdraw_step)
    return _act(
        request, step.roadmap, lambda: workflow.withdraw_step(step.pk, by=request.user, now=timezone.now())
    )


def _step(request: AuthedRequest, pk: int, may: Callable[[Any, RoadmapStep], bool]) -> RoadmapStep:
    steps = permissions.visible(request.user, RoadmapStep.objects.select_related("roadmap"))
    step = get_object_or_404(steps, pk=pk)
    permissions.require(may(request.user, step))
    return step


def _act(
    request: AuthedRequest, roadmap: Roadmap, verb: Callable[[], RoadmapStep], *shown: BaseForm
) -> HttpResponse:
    try:
        _tell(request, verb())
    except workflow.IllegalTransition as refusal:
        to = reverse("roadmap:roadmap-status", args=[roadmap.code])
        return too_late(request, roadmap, str(refusal), to, *shown)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    return redirect("roadmap:roadmap-status", roadmap.code)


def _tell(request: AuthedRequest, step: RoadmapStep) -> None:
    """What came of the step, in words."""
    if step.outcome == Outcome.OVERTAKEN:
        messages.warning(
            request,
            _(
                "The content changed after the proposal: it is void, as both parties see here. Propose it again."
            ),
        )
        return
    words = {
        Outcome.PENDING: _("Proposed. The other party's secretariat answers."),
        Outcome.ACCEPTED: _("Accepted: the roadmap has its new status."),
        Outcome.DECLINED: _("Declined. The other party sees your reason."),
        Outcome.WITHDRAWN: _("Proposal withdrawn."),
    }
    messages.success(request, words[Outcome(step.outcome)])
