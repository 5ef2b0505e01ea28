"""The form that an institution fills without a line: downloaded, uploaded, previewed, handed in."""

import hashlib
from datetime import date
from typing import Any, BinaryIO, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import antivirus, appointments, files
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.models import Evidence, OfflineUpload, ProgressReport, Roadmap
from roadmap.offline import handing_in, writing
from roadmap.offline.assigned import assigned
from roadmap.offline.reading import ReadForm, read_form
from roadmap.offline.writing import Form
from roadmap.reports.making import TYPES
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.persons import suspicious


class UploadForm(forms.Form):
    filled = forms.FileField(
        label=gettext_lazy("Filled form (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
        allow_empty_file=True,
    )

    def clean_filled(self) -> UploadedFile:
        filled: UploadedFile = self.cleaned_data["filled"]
        if (filled.size or 0) > settings.WORKBOOK_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB: this is not the form."))
        antivirus.check(cast(BinaryIO, filled), files.clean_name(filled.name or ""))
        return filled


@require_http_methods(["GET", "POST"])
def offline_form(request: AuthedRequest, code: str) -> HttpResponse:
    """Which cutoff dates there is a form for; a POST takes a filled one."""
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.can_fill_offline(request.user, roadmap))
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        return redirect(_kept(request, roadmap, form.cleaned_data["filled"]))
    days = [cutoff.day for cutoff in roadmap.cutoff_dates.all()]
    today = appointments.today_of(request.user, timezone.now())
    past, coming = [day for day in days if day <= today], [day for day in days if day > today]
    page = frame(request, roadmap, "offline") | {"form": form, "past": past[::-1], "coming": coming[:1]}
    return render(request, "roadmap/offline_form.html", page, status=422 if form.errors else 200)


@require_safe
def offline_download(request: AuthedRequest, code: str, name: str) -> HttpResponse:
    """`2026-12-31.xlsx`: the form of the own institution for a cutoff date of the roadmap."""
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.can_fill_offline(request.user, roadmap))
    form, language = _form_of(request, roadmap, name), request.user.language
    headers = {
        "Content-Disposition": str(
            content_disposition_header(True, writing.file_name(form, language=language))
        ),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(writing.write(form, language=language), content_type=TYPES["xlsx"], headers=headers)


def _form_of(request: AuthedRequest, roadmap: Roadmap, name: str) -> Form:
    day = next((one.day for one in roadmap.cutoff_dates.all() if name == f"{one.day.isoformat()}.xlsx"), None)
    if day is None:
        raise Http404
    institution, country = request.user.institution, request.user.country
    if institution is None or country is None:
        raise PermissionDenied
    rows = assigned(roadmap, institution, country, day, now=timezone.now())
    return Form(roadmap, institution, country, day, rows)


def _kept(request: AuthedRequest, roadmap: Roadmap, filled: UploadedFile) -> OfflineUpload:
    content = filled.read()
    return OfflineUpload.objects.create(
        roadmap=roadmap,
        file_name=(filled.name or "")[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=request.user,
        uploaded_at=timezone.now(),
    )


# --- Preview and confirmation -----------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def offline_preview(request: AuthedRequest, token: UUID) -> HttpResponse:
    uploads = OfflineUpload.objects.filter(uploaded_by=request.user)
    upload = get_object_or_404(uploads, token=token)
    upload.roadmap = visible_roadmap(request, upload.roadmap.code)
    permissions.require(permissions.can_fill_offline(request.user, upload.roadmap))
    read = read_form(bytes(upload.content))
    _look_through(request, upload.roadmap)
    if request.method == "POST" and upload.applied_at is None:
        return _confirmed(request, upload, read)
    return _shown(request, upload, read)


def _look_through(request: AuthedRequest, roadmap: Roadmap) -> None:
    """The files of the reports that the form may go into, before anything is locked: it can take seconds."""
    drafts = ProgressReport.objects.filter(
        activity__roadmap=roadmap,
        country=request.user.country,
        institution=request.user.institution,
        status__in=workflow.OPEN,
        evidence__kind=Evidence.Kind.FILE,
    )
    for report in drafts.select_related("activity__roadmap").distinct():
        workflow.suspicions(report)


def _confirmed(request: AuthedRequest, upload: OfflineUpload, read: ReadForm) -> HttpResponse:
    now, submit = timezone.now(), "submit" in request.POST
    seen = request.POST.get("fingerprint", "")
    try:
        reports = handing_in.hand_in(read, upload.roadmap, seen=seen, submit=submit, by=request.user, now=now)
    except handing_in.Refused as refused:
        return _shown(request, upload, read, refused)
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
        return redirect(upload)
    if submit:
        OfflineUpload.objects.filter(pk=upload.pk).update(applied_at=now)
    messages.success(request, _done(len(reports), submit=submit))
    return redirect("roadmap:offline-preview", upload.pk)


def _done(count: int, *, submit: bool) -> str:
    told = (
        ngettext("%(count)d report handed in.", "%(count)d reports handed in.", count)
        if submit
        else ngettext("%(count)d draft saved.", "%(count)d drafts saved.", count)
    )
    return told % {"count": count}


def _shown(
    request: AuthedRequest,
    upload: OfflineUpload,
    read: ReadForm,
    refused: handing_in.Refused | None = None,
) -> HttpResponse:
    page: dict[str, Any] = frame(request, upload.roadmap, "offline") | {"upload": upload}
    try:
        if refused:
            raise refused
        outcome = handing_in.preview(read, upload.roadmap, by=request.user, now=timezone.now())
        page |= {"outcome": outcome, "cutoff": _cutoff(read), "suspicious": _suspicious(outcome)}
    except handing_in.Refused as error:
        page["errors"] = error.errors
    return render(request, "roadmap/offline_preview.html", page, status=422 if "errors" in page else 200)


def _cutoff(read: ReadForm) -> date | None:
    return read.header.cutoff if read.header else None


def _suspicious(outcome: handing_in.Outcome) -> list[str]:
    """What looks like a person's datum: it warns, people decide."""
    texts = [text for entry in outcome.reports for text in entry.filled.texts.values()]
    return suspicious(*texts)
