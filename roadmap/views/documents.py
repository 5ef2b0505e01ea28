"""Official papers come down only for who may read them, always to be saved and never shown by the browser."""

import logging

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.models import Document
from accounts.requests import AuthedRequest
from roadmap import permissions

logger = logging.getLogger(__name__)


@require_safe
def document_download(request: AuthedRequest, pk: int) -> FileResponse:
    document = get_object_or_404(permissions.visible(request.user, Document.objects.all()), pk=pk)
    try:
        file = document.file.open()
    except OSError as error:
        logger.error("The file of document %s is missing from the storage", document.pk)
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=document.file_name, content_type=document.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
