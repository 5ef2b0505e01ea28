"""What others decide on a report: the own secretariat validates or returns, the counterpart's agrees or observes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.models import User
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import DecisionForm, ValidationForm
from roadmap.models import ProgressReport
from roadmap.views import progress_page
from roadmap.views.progress_page import visible_report


@dataclass(frozen=True, slots=True)
class Decision:
    """`question` asks for the reason, None asks nothing; `seen` is what the verb compares with what stands now."""

    route: str
    title: Promise
    about: Promise
    button: Promise
    done: Promise
    question: Promise | None
    reason_required: bool
    may: Callable[[Any, ProgressReport], bool]
    status: str
    verb: Callable[..., Any]
    seen: str
    instead: str = ""  # the route of what can be decided instead


def may_decide(user: User, report: ProgressReport) -> bool:
    return permissions.may_decide(user, report, now=timezone.now())


VALIDATE = Decision(
    route="roadmap:progress-validate",
    title=gettext_lazy("Validate the progress"),
    about=gettext_lazy(
        "From now on it counts in the figures and the counterpart sees it. Each piece of its evidence is "
        "accepted with it, unless you reject it and say why. "
        "A validated report is never changed: a correction is a new report."
    ),
    button=gettext_lazy("Validate"),
    done=gettext_lazy("Progress validated."),
    question=None,
    reason_required=False,
    may=may_decide,
    status=ProgressReport.Status.SUBMITTED,
    verb=workflow.validate,
    seen="version",
    instead="roadmap:progress-return",
)
RETURN = Decision(
    route="roadmap:progress-return",
    title=gettext_lazy("Return the progress"),
    about=gettext_lazy(
        "Whoever wrote it reads your reason, corrects it and submits it again. The counterpart sees none of it. "
        "The secretariat observes the form, never the substance: what an autonomous institution says is its own."
    ),
    button=gettext_lazy("Return"),
    done=gettext_lazy("Progress returned."),
    question=gettext_lazy("What has to be changed?"),
    reason_required=True,
    may=may_decide,
    status=ProgressReport.Status.SUBMITTED,
    verb=workflow.return_for_changes,
    seen="version",
)
AGREE = Decision(
    route="roadmap:progress-agree",
    title=gettext_lazy("Agree with the progress"),
    about=gettext_lazy(
        "Your country agrees with what the counterpart reports. Both countries see the answer."
    ),
    button=gettext_lazy("Agree"),
    done=gettext_lazy("Your country agrees: the answer was recorded."),
    question=gettext_lazy("Comment"),
    reason_required=False,
    may=permissions.may_answer,
    status=ProgressReport.Status.VALIDATED,
    verb=workflow.agree,
    seen="seen_answers",
)
OBSERVE = Decision(
    route="roadmap:progress-observe",
    title=gettext_lazy("Observe the progress"),
    about=gettext_lazy(
        "The value stays what the counterpart says; your reason stands beside it. Both countries see it."
    ),
    button=gettext_lazy("Observe"),
    done=gettext_lazy("Your country observes the report: the answer was recorded."),
    question=gettext_lazy("Why do you observe it?"),
    reason_required=True,
    may=permissions.may_answer,
    status=ProgressReport.Status.VALIDATED,
    verb=workflow.observe,
    seen="seen_answers",
)


@require_http_methods(["GET", "POST"])
def progress_validate(request: AuthedRequest, pk: int) -> HttpResponse:
    return decide(request, pk, VALIDATE)


@require_http_methods(["GET", "POST"])
def progress_return(request: AuthedRequest, pk: int) -> HttpResponse:
    return decide(request, pk, RETURN)


@require_http_methods(["GET", "POST"])
def progress_agree(request: AuthedRequest, pk: int) -> HttpResponse:
    return decide(request, pk, AGREE)


@require_http_methods(["GET", "POST"])
def progress_observe(request: AuthedRequest, pk: int) -> HttpResponse:
    return decide(request, pk, OBSERVE)


def decide(request: AuthedRequest, pk: int, decision: Decision) -> HttpResponse:
    """A GET shows the report and asks; a POST decides."""
    report = visible_report(request, pk)
    if not decision.may(request.user, report):
        return _not_theirs(request, report)
    if report.status != decision.status:
        form = _form(decision, {"report": report, "said": 0}, request.POST or None)
        return progress_page.too_late(request, report, form)
    page = progress_page.context(request, report)
    form = _form(decision, page, request.POST if request.method == "POST" else None)
    if form.is_valid() and (response := _done(request, report, decision, form)):
        return response
    return _page(request, decision, page, form, 422 if form.errors else 200)


def _form(decision: Decision, page: dict[str, Any], data: Any) -> DecisionForm:
    given: dict[str, Any] = {
        "initial": {"seen": _stands(decision, page)},
        "reason": decision.question,
        "required": decision.reason_required,
    }
    if decision is VALIDATE:
        waiting = [piece for piece in page.get("evidence", ()) if piece.accepted_at is None]
        return ValidationForm(data, pieces=waiting, **given)
    return DecisionForm(data, **given)


def _stands(decision: Decision, page: dict[str, Any]) -> int:
    """What the page shows, as the verb compares it."""
    return int(page["report"].version if decision.seen == "version" else page["said"])


def _page(
    request: AuthedRequest, decision: Decision, page: dict[str, Any], form: DecisionForm, status: int
) -> HttpResponse:
    page |= {"form": form, "decision": decision} | _what_to_know(request, page["report"], decision)
    return render(request, "roadmap/progress_decision.html", page, status=status)


def _not_theirs(request: AuthedRequest, report: ProgressReport) -> HttpResponse:
    """A 403; but whoever was the only one a moment ago is told that a colleague is in office now."""
    permissions.require(
        "alone" in request.POST and permissions.is_secretariat(request.user, report.country_id)
    )
    words = _("You are no longer the only person of your secretariat: another one validates what you wrote.")
    messages.warning(request, words)
    return redirect(report)


def _what_to_know(request: AuthedRequest, report: ProgressReport, decision: Decision) -> dict[str, Any]:
    """What the secretariat reads before it validates: what is missing, and that nobody else looks at it."""
    if decision is not VALIDATE:
        return {}
    found = workflow.findings_to_decide(report, now=timezone.now())
    return {
        "checklist": found,
        "blocked": any(one.blocks for one in found),
        "alone": report.writers.filter(pk=request.user.pk).exists(),
    }


def _done(
    request: AuthedRequest, report: ProgressReport, decision: Decision, form: DecisionForm
) -> HttpResponse | None:
    """Where to go after the verb; None with the form's errors."""
    given: dict[str, Any] = {decision.seen: form.cleaned_data["seen"]}
    if isinstance(form, ValidationForm):
        given["rejected"] = form.rejected
    if decision.question is not None:
        given["reason"] = form.cleaned_data["reason"]
    try:
        decision.verb(report.pk, by=request.user, now=timezone.now(), **given)
    except workflow.EditedMeanwhile as refusal:
        words = _("%(problem)s Look at it again before you decide.") % {"problem": refusal}
        return _asked_again(request, report.pk, decision, words)
    except workflow.OutOfDate as refusal:
        return _asked_again(request, report.pk, decision, str(refusal))
    except workflow.IllegalTransition as refusal:
        return progress_page.too_late(request, report, form, problem=str(refusal))
    except ValidationError as error:
        refuse(error, form)
        return None
    messages.success(request, str(decision.done))
    return redirect(report)


def _asked_again(request: AuthedRequest, pk: int, decision: Decision, problem: str) -> HttpResponse:
    """With what was written, beside the report and the answers as they stand now."""
    messages.warning(request, problem)
    page = progress_page.context(request, visible_report(request, pk))
    data = request.POST.copy()
    data["seen"] = str(_stands(decision, page))
    return _page(request, decision, page | {"again": True}, _form(decision, page, data), 409)
