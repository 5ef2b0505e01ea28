"""Signing a closing: read it, write a salvedad or a constancia if there is one, confirm that it is you, sign.

Confirming is a page of its own (the second factor). What was written goes along in the session and is there again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import confirming
from accounts.requests import AuthedRequest
from roadmap import closing as closings
from roadmap import permissions, workflow
from roadmap.forms.closing import RemarkRows, SignForm
from roadmap.models import PeriodClosing
from roadmap.views.closings import page_of, visible_closing
from roadmap.views.late import too_late

Data = Mapping[str, Any]


@require_http_methods(["GET", "POST"])
def closing_sign(request: AuthedRequest, pk: int) -> HttpResponse:
    closing, now = visible_closing(request, pk), timezone.now()
    permissions.require(permissions.may_sign_closing(request.user, closing))
    if not permissions.can_sign_closing(request.user, closing) and request.method == "GET":
        messages.warning(request, _("Your office has nothing to sign here any more."))
        return redirect(closing)
    if request.method == "GET":
        return _page(request, closing, now, kept(request, closing))
    if "more" in request.POST:
        return _page(request, closing, now, request.POST)
    return _handed_in(request, closing, now)


def _handed_in(request: AuthedRequest, closing: PeriodClosing, now: datetime) -> HttpResponse:
    rows = RemarkRows(request.POST, activities=_activities(closing), check=True)
    data = request.POST.copy()
    data["said"] = rows.text
    form = SignForm(data)
    if not rows.is_valid() or not form.is_valid():
        return _page(request, closing, now, request.POST, form=form, rows=rows, status=422)
    keep(request, closing, request.POST.dict())
    if not confirming.can_confirm(request.user):
        return _page(request, closing, now, request.POST, form=form, status=409)
    how = confirming.how(request, request.user, now=now)
    if not how:
        return redirect(confirming.address(reverse("roadmap:closing-sign", args=[closing.pk])))
    return _signed(request, closing, form, rows, how, now)


def _signed(
    request: AuthedRequest, closing: PeriodClosing, form: SignForm, rows: RemarkRows, how: str, now: datetime
) -> HttpResponse:
    written = [one for one in rows.forms if one.is_bound]
    try:
        signed = closings.sign(
            closing.pk,
            content_sha256=form.cleaned_data["seen"],
            remarks=[closings.Remark(**row) for row in rows.remarks if row],
            by=request.user,
            now=now,
            second_factor=how,
        )
    except workflow.IllegalTransition as refusal:
        return too_late(request, closing.roadmap, str(refusal), closing.get_absolute_url(), *written)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return _page(request, closing, now, request.POST, status=422)
    confirming.spend(request, request.user)
    forget(request, closing)
    if signed.is_over:
        words = _("The figures changed since it was proposed: this closing is void and nothing was signed.")
        return too_late(request, closing.roadmap, words, closing.get_absolute_url(), *written)
    messages.success(request, _("Closed: all have signed.") if signed.is_sealed else _("Signed."))
    return redirect(closing)


def _page(
    request: AuthedRequest,
    closing: PeriodClosing,
    now: datetime,
    data: Data | None,
    *,
    form: SignForm | None = None,
    rows: RemarkRows | None = None,
    status: int = 200,
) -> HttpResponse:
    context = page_of(request, closing, now) | {
        "form": form or SignForm(initial={"seen": closing.content_sha256}),
        "remark_rows": rows or RemarkRows(data, activities=_activities(closing), check=False),
        "seen": closing.content_sha256,
        "can_confirm": confirming.can_confirm(request.user),
        "by_password": request.user.is_demonstration and not request.user.has_second_factor,
        "confirmed": confirming.how(request, request.user, now=now),
    }
    return render(request, "roadmap/closing_sign.html", context, status=status)


def _activities(closing: PeriodClosing) -> list[tuple[str, str]]:
    return [(number, f"{number} {title}") for number, title in closings.activities_in(closing)]


# --- What was written, on the way to confirming and back --------------------------------------------------
KEPT = "closing_being_signed"


def keep(request: AuthedRequest, closing: PeriodClosing, data: Data) -> None:
    request.session[KEPT] = {"closing": closing.pk, "data": dict(data)}


def kept(request: AuthedRequest, closing: PeriodClosing) -> Data | None:
    held = request.session.get(KEPT)
    return held["data"] if held and held["closing"] == closing.pk else None


def forget(request: AuthedRequest, closing: PeriodClosing) -> None:
    request.session.pop(KEPT, None)
