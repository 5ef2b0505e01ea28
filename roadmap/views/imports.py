"""Bringing in a roadmap's matrix: upload, preview with every mistake and its cell, confirm. And taking it away."""

import hashlib
from typing import BinaryIO, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import antivirus, countries, files
from accounts.models import User
from roadmap import permissions
from roadmap.imports import apply, matrix
from roadmap.imports.workbook import ReadResult, read_workbook
from roadmap.models import ProgressReport, Roadmap, WorkbookUpload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookForm(forms.Form):
    workbook = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        help_text=gettext_lazy(
            "The roadmap's matrix, at most 10 MB. It holds activities, never cases or victims' data."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
    )

    def clean_workbook(self) -> UploadedFile:
        workbook: UploadedFile = self.cleaned_data["workbook"]
        if (workbook.size or 0) > settings.WORKBOOK_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB: take out pictures and sheets that are not needed.")
            )
        antivirus.check(cast(BinaryIO, workbook), files.clean_name(workbook.name or ""))
        return workbook


@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    permissions.require(permissions.can_import(request.user))
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        return redirect(_keep(form.cleaned_data["workbook"], cast(User, request.user)))
    page = {"form": form, "nav_here": "import"}
    return render(request, "roadmap/import_upload.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, token: UUID) -> HttpResponse:
    permissions.require(permissions.can_import(request.user))
    uploads = WorkbookUpload.objects.select_related("roadmap")
    upload = get_object_or_404(uploads, token=token, uploaded_by=cast(User, request.user))
    if request.method == "POST" and upload.applied_at is None:
        return _confirm(request, upload)
    return _shown(request, upload)


def _confirm(request: HttpRequest, upload: WorkbookUpload) -> HttpResponse:
    """Applies what the preview showed; if the roadmap changed in between, the new preview is shown instead."""
    by, now = cast(User, request.user), timezone.now()
    try:
        with transaction.atomic():
            outcome = apply.apply(_read(upload), by=by, now=now)
            if outcome.fingerprint() != request.POST.get("fingerprint"):
                transaction.set_rollback(True)
                messages.warning(request, _("The roadmap changed after the preview: look at it again."))
                return redirect(upload)
            upload.applied_at, upload.roadmap = now, Roadmap.objects.get(code=outcome.code)
            upload.save(update_fields=["applied_at", "roadmap"])
    except apply.Refused as refused:
        return _shown(request, upload, refused)
    messages.success(request, _("The workbook was imported."))
    return redirect(upload.roadmap)


def _shown(
    request: HttpRequest, upload: WorkbookUpload, refused: apply.Refused | None = None
) -> HttpResponse:
    context: dict[str, object] = {"upload": upload, "nav_here": "import"}
    if upload.applied_at is None:
        try:
            if refused:
                raise refused
            context["outcome"] = apply.preview(_read(upload), by=cast(User, request.user), now=timezone.now())
        except apply.Refused as error:
            context["errors"] = error.errors
    return render(request, "roadmap/import_preview.html", context, status=422 if "errors" in context else 200)


def _keep(workbook: UploadedFile, by: User) -> WorkbookUpload:
    content = workbook.read()
    return WorkbookUpload.objects.create(
        file_name=(workbook.name or "")[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )


def _read(upload: WorkbookUpload) -> ReadResult:
    return read_workbook(bytes(upload.content), countries=countries.known())


@require_safe
def matrix_export(request: HttpRequest, code: str) -> HttpResponse:
    """The roadmap as the importer's matrix, with the validated reports that both parties see."""
    roadmap = get_object_or_404(permissions.visible(request.user, Roadmap.objects.with_parties()), code=code)
    reports = ProgressReport.objects.validated().filter(activity__roadmap=roadmap)
    content = matrix.write_matrix(roadmap, matrix.with_parts(permissions.visible(request.user, reports)))
    headers = {
        "Content-Disposition": str(content_disposition_header(True, matrix.file_name(roadmap))),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)
