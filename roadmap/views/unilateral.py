"""*Constancia unilateral*: issued by the party that signed, answered by the other; marked as not joint everywhere."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import confirming
from accounts.requests import AuthedRequest
from roadmap import closing as closings
from roadmap import permissions, summary, workflow
from roadmap.forms.closing import AnswerForm, UnilateralForm
from roadmap.models import PeriodClosing, UnilateralRecord
from roadmap.views import closing_panels, closing_signers
from roadmap.views.closing_sign import forget, keep, kept
from roadmap.views.closings import page_of, visible_closing
from roadmap.views.frame import frame
from roadmap.views.late import too_late


@require_http_methods(["GET", "POST"])
def unilateral_issue(request: AuthedRequest, pk: int) -> HttpResponse:
    closing, now = visible_closing(request, pk), timezone.now()
    permissions.require(permissions.may_declare_unilateral(request.user, closing))
    if request.method == "GET":
        seen = {"seen": closing.content_sha256, **(kept(request, closing) or {})}
        return _issue_page(request, closing, UnilateralForm(initial=seen), now)
    form = UnilateralForm(request.POST)
    if not form.is_valid():
        return _issue_page(request, closing, form, now, 422)
    keep(request, closing, {"reason": form.cleaned_data["reason"]})
    if not confirming.can_confirm(request.user):
        return _issue_page(request, closing, form, now, 409)
    how = confirming.how(request, request.user, now=now)
    if not how:
        return redirect(confirming.address(reverse("roadmap:unilateral-issue", args=[closing.pk])))
    return _issued(request, closing, form, how, now)


def _issued(
    request: AuthedRequest, closing: PeriodClosing, form: UnilateralForm, how: str, now: datetime
) -> HttpResponse:
    try:
        record = closings.declare_unilateral(
            closing.pk,
            content_sha256=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now,
            second_factor=how,
        )
    except workflow.IllegalTransition as refusal:
        return too_late(request, closing.roadmap, str(refusal), closing.get_absolute_url(), form)
    confirming.spend(request, request.user)
    forget(request, closing)
    if isinstance(record, PeriodClosing):
        words = _("The figures changed since it was proposed: it is void, and nothing was put on record.")
        return too_late(request, closing.roadmap, words, closing.get_absolute_url(), form)
    messages.success(request, _("It is on record, as of your party alone. The other party was told."))
    return redirect(record)


def _issue_page(
    request: AuthedRequest, closing: PeriodClosing, form: UnilateralForm, now: datetime, status: int = 200
) -> HttpResponse:
    context = page_of(request, closing, now) | {
        "form": form,
        "can_confirm": confirming.can_confirm(request.user),
        "by_password": request.user.is_demonstration and not request.user.has_second_factor,
        "confirmed": confirming.how(request, request.user, now=now),
    }
    return render(request, "roadmap/unilateral_issue.html", context, status=status)


# --- One that was issued ----------------------------------------------------------------------------------
@require_safe
def unilateral_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
def unilateral_answer(request: AuthedRequest, pk: int) -> HttpResponse:
    record = _found(request, pk)
    permissions.require(permissions.may_answer_unilateral(request.user, record))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, record, form, 422)
    try:
        closings.answer_unilateral(
            record.pk, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
    except workflow.IllegalTransition as refusal:
        return too_late(request, record.roadmap, str(refusal), record.get_absolute_url(), form)
    messages.success(request, _("Your party's answer stands beside the record."))
    return redirect(record)


def _found(request: AuthedRequest, pk: int) -> UnilateralRecord:
    rows = UnilateralRecord.objects.select_related(
        *("country", "by", "closing__seal", "closing__end", "answer__by", "answer__country"),
        *(f"roadmap__{name}" for name in ("party_a", "party_b", "declared_figure", "preparation")),
    )
    record: UnilateralRecord = get_object_or_404(permissions.visible(request.user, rows), pk=pk)
    return record


def _page(
    request: AuthedRequest, record: UnilateralRecord, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    found = summary.of_record(record)
    if (alone := found.alone) is None:
        raise ValueError(f"{record} is told as if it were a closing")
    context = frame(request, record.roadmap, "closings")
    context |= closing_panels.of(found, context["own"], alone.signers)
    names = {country.code: country for country in context["parties"]}
    context |= {
        "record": record,
        "alone": alone,
        "party": names[alone.country],
        "other": names[alone.not_signed_by],
        "signers": [closing_signers.signer_words(one) for one in (*alone.signers, alone.issued_by)],
        "answer": _answer(record),
        "can_answer": permissions.can_answer_unilateral(request.user, record),
        "form": form or AnswerForm(),
        "reads_figures": True,
    }
    return render(request, "roadmap/unilateral_detail.html", context, status=status)


def _answer(record: UnilateralRecord) -> dict[str, Any] | None:
    if not hasattr(record, "answer"):
        return None
    kept_text = record.closing.texts.filter(sha256=record.answer.text_sha256).first()
    return {"row": record.answer, "text": kept_text.text if kept_text else _("text removed")}
