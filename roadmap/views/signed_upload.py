"""A signed file that a party brought: who signed it, when, under which root; what is wrong with it, and what to do."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.closing.signature_words import REVOCATION, WORDS
from roadmap.models import Job, SignatureCheck, SignedUpload
from roadmap.views.frame import frame
from roadmap.views.state_signatures import ask_for_check

INSTANTS = ("valid_from", "valid_until", "claimed_at", "trusted_at", "valid_at")


@require_safe
def signed_upload(request: AuthedRequest, pk: int) -> HttpResponse:
    upload = _visible(request, pk)
    check, own = upload.checks.last(), permissions.may_check_again(request.user, upload)
    job = Job.objects.filter(kind=Job.Kind.SIGNATURES, parameters__upload=upload.pk).first() if own else None
    names = {party.pk: str(party) for party in upload.closing.roadmap.parties()}
    context = frame(request, upload.closing.roadmap, "closings") | {
        "upload": upload,
        "closing": upload.closing,
        "check": check,
        "found": found(check, names) if check else None,
        "job": job if job and job.is_open else None,
        "failed": job if job and job.state == Job.State.FAILED and check is None else None,
        "can_check": own and not (job and job.is_open) and not _is_accepted(check),
    }
    return render(request, "roadmap/signed_upload.html", context)


@require_POST
def signed_upload_check(request: AuthedRequest, pk: int) -> HttpResponse:
    upload = _visible(request, pk)
    permissions.require(permissions.may_check_again(request.user, upload))
    try:
        ask_for_check(request, upload)
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    return redirect(upload)


def found(check: SignatureCheck, names: Mapping[str, str]) -> dict[str, Any]:
    """The content of a check for its page."""
    content = json.loads(check.content)
    return {
        "problems": [_problem(code) for code in content["problems"]],
        "signatures": [_signature(one, names) for one in content["signatures"]],
    }


def _signature(one: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    instants = {name: datetime.fromisoformat(one[name]) if one[name] else None for name in INSTANTS}
    told = {
        "country": names.get(one["country"], ""),
        "revocation": REVOCATION[one["revocation"]],
        "problems": [_problem(code) for code in one["problems"]],
    }
    return one | instants | told


def _problem(code: str) -> dict[str, Any]:
    what, do = WORDS[code]
    return {"what": what, "do": do}


def _is_accepted(check: SignatureCheck | None) -> bool:
    return check is not None and check.verdict == SignatureCheck.Verdict.ACCEPTED


def _visible(request: AuthedRequest, pk: int) -> SignedUpload:
    rows = SignedUpload.objects.select_related("document", "country", "by", "closing__seal")
    rows = rows.select_related(
        *(f"closing__roadmap__{name}" for name in ("party_a", "party_b", "preparation"))
    )
    return get_object_or_404(permissions.visible(request.user, rows.defer("closing__content")), pk=pk)
