"""Signatures of state on a closing: its originals, who has signed which, and bringing one back signed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.documents import refuse
from accounts.models import Document
from accounts.requests import AuthedRequest
from roadmap import closing as closings
from roadmap import jobs, permissions, workflow
from roadmap.forms.signed import SignedForm
from roadmap.models import ClosingOriginal, Job, PeriodClosing, SignatureCheck, SignedUpload
from roadmap.views.frame import frame


@require_http_methods(["GET", "POST"])
def closing_signatures(request: AuthedRequest, pk: int) -> HttpResponse:
    closing = _sealed(request, pk)
    if request.method == "POST":
        permissions.require(permissions.may_sign_for_state(request.user, closing))
    form = SignedForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    if form.is_valid() and (upload := _uploaded(request, closing, form)):
        return redirect(upload)
    context = frame(request, closing.roadmap, "closings") | _page(request, closing) | {"form": form}
    return render(request, "roadmap/closing_signatures.html", context, status=422 if form.errors else 200)


def _uploaded(request: AuthedRequest, closing: PeriodClosing, form: SignedForm) -> SignedUpload | None:
    """The upload, its check under way; None with the form's errors."""
    try:
        upload = closings.upload_signed(
            closing.pk, upload=form.cleaned_data["file"], by=request.user, now=timezone.now()
        )
    except workflow.IllegalTransition as refusal:
        form.add_error(None, str(refusal))
        return None
    except ValidationError as refusal:
        refuse(refusal, form)
        return None
    ask_for_check(request, upload)
    return upload


def ask_for_check(request: AuthedRequest, upload: SignedUpload) -> Job:
    about, what = upload.closing.roadmap, {"upload": upload.pk}
    return jobs.ask(Job.Kind.SIGNATURES, by=request.user, now=timezone.now(), roadmap=about, parameters=what)


@require_POST
def closing_originals(request: AuthedRequest, pk: int) -> HttpResponse:
    """Has the originals made, in the background."""
    closing = _sealed(request, pk)
    permissions.require(permissions.may_sign_for_state(request.user, closing))
    about, what = closing.roadmap, {"closing": closing.pk}
    try:
        jobs.ask(Job.Kind.ORIGINALS, by=request.user, now=timezone.now(), roadmap=about, parameters=what)
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    return redirect("roadmap:closing-signatures", closing.pk)


@require_safe
def closing_original(request: AuthedRequest, pk: int) -> FileResponse:
    original = get_object_or_404(permissions.visible(request.user, ClosingOriginal.objects.all()), pk=pk)
    try:
        file = original.file.open()
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=original.file_name, content_type="application/pdf"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sealed(request: AuthedRequest, pk: int) -> PeriodClosing:
    rows = permissions.visible(request.user, PeriodClosing.objects.with_standing().sealed())
    return get_object_or_404(rows, pk=pk)


def _page(request: AuthedRequest, closing: PeriodClosing) -> dict[str, Any]:
    may = permissions.may_sign_for_state(request.user, closing)
    uploads = permissions.visible(request.user, SignedUpload.objects.filter(closing=closing))
    parameters = {"parameters__closing": closing.pk, "country": request.user.country_id}
    return {
        "closing": closing,
        "originals": list(_originals(request, closing)),
        "uploads": [_line(row) for row in _with_checks(uploads)],
        "can_sign": may,
        "job": Job.objects.open().filter(kind=Job.Kind.ORIGINALS, **parameters).first() if may else None,
    }


def _originals(request: AuthedRequest, closing: PeriodClosing) -> Iterator[dict[str, Any]]:
    """The own one first: who signed it so far, and the file that the next one signs."""
    parties = closing.roadmap.parties(permissions.own_party(request.user, closing.roadmap))
    rows = closing.originals.prefetch_related("signatures__country")
    kept, heads = {row.country_id: row for row in rows}, _heads(request, closing)
    for party in parties:
        if party.pk not in kept:
            continue
        row = kept[party.pk]
        signed = {one.country_id for one in row.signatures.all()}
        missing = [str(one) for one in parties if one.pk not in signed]
        yield {"row": row, "party": party, "head": heads.get(row.pk), "missing": missing}


def _heads(request: AuthedRequest, closing: PeriodClosing) -> dict[int, Document]:
    """By original: the file that was accepted last, where the person may read it."""
    accepted = SignatureCheck.objects.filter(upload__closing=closing, verdict=SignatureCheck.Verdict.ACCEPTED)
    last = {row.original_id: row.upload.document for row in accepted.select_related("upload__document")}
    readable = permissions.visible(request.user, Document.objects.filter(signed_upload__closing=closing))
    seen = set(readable.values_list("pk", flat=True))
    return {original: found for original, found in last.items() if original and found.pk in seen}


def _with_checks(uploads: Any) -> Any:
    rows = uploads.select_related("document", "country", "by").prefetch_related("checks")
    return rows.order_by("-at", "-id")


def _line(upload: SignedUpload) -> dict[str, Any]:
    checks = list(upload.checks.all())
    return {"upload": upload, "check": checks[-1] if checks else None}
