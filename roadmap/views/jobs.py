"""Background work as its person sees it: how far it is, cancelling it, taking its file away."""

import re

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from accounts import storage
from accounts.requests import AuthedRequest
from roadmap import jobs, permissions, workflow
from roadmap.models import Job

PIECE = 256 * 1024


@require_safe
def job_list(request: AuthedRequest) -> HttpResponse:
    permissions.require(permissions.may_have_jobs(request.user))
    found = permissions.visible(request.user, Job.objects.select_related("roadmap", "asked_by"))
    return render(request, "roadmap/job_list.html", {"jobs": found[:100], "nav_here": "jobs"})


@require_safe
def job_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """The whole page, or for htmx the part of it that changes."""
    job = _visible(request, pk)
    template = "roadmap/_job.html" if _asks_again(request) else "roadmap/job_detail.html"
    return render(request, template, _page(request, job))


def _asks_again(request: AuthedRequest) -> bool:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx)


def _page(request: AuthedRequest, job: Job) -> dict[str, object]:
    now = timezone.now()
    return {
        "job": job,
        "roadmap": job.roadmap,
        "own": request.user.country_id,
        "nav_here": "jobs",
        "can_cancel": permissions.can_cancel_job(request.user, job),
        "can_download": bool(job.file) and _may_take(request, job),
        "waits_long": job.state == Job.State.QUEUED and now - job.asked_at > jobs.LONG,
    }


@require_POST
def job_cancel(request: AuthedRequest, pk: int) -> HttpResponse:
    job = _visible(request, pk)
    permissions.require(permissions.may_cancel_job(request.user, job))
    try:
        jobs.cancel(job.pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Cancelled."))
    return redirect(job)


@require_safe
def job_download(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Whether the person may have it is asked again: appointments end."""
    job = _visible(request, pk)
    permissions.require(_may_take(request, job))
    if not job.file.name:
        raise Http404
    start = _goes_on_from(request, job)
    try:
        content = storage.by_pieces(job.file.name, start)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=job.file_name, content_type=job.content_type
    )
    response.block_size = PIECE
    if start:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{(job.size or 0) - 1}/{job.size}"
    response.headers["Content-Length"] = str((job.size or 0) - start)
    response.headers["Accept-Ranges"], response.headers["ETag"] = "bytes", f'"{job.sha256}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _goes_on_from(request: AuthedRequest, job: Job) -> int:
    """Where a browser takes a download up again that a bad line broke off; 0 where it begins."""
    asked = re.fullmatch(r"bytes=(\d{1,15})-", request.headers.get("Range", ""))
    same = request.headers.get("If-Range", f'"{job.sha256}"') == f'"{job.sha256}"'
    start = int(asked[1]) if asked and same else 0
    return start if start < (job.size or 0) else 0


def _may_take(request: AuthedRequest, job: Job) -> bool:
    return jobs.KINDS[Job.Kind(job.kind)].may(request.user, job)


def _visible(request: AuthedRequest, pk: int) -> Job:
    found = Job.objects.select_related("roadmap__party_a", "roadmap__party_b", "asked_by")
    return get_object_or_404(permissions.visible(request.user, found), pk=pk)
