"""The document of a closing, and of what one party put on record alone: in the copy and the language asked for."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.requests import AuthedRequest
from roadmap import permissions
from roadmap.models import Roadmap, UnilateralRecord
from roadmap.reports import making
from roadmap.reports.making import File
from roadmap.views.closings import visible_closing
from roadmap.views.reports import NO_COPY


@require_safe
def closing_download(request: AuthedRequest, pk: int, name: str) -> HttpResponse:
    """`closing.pdf`, `closing.xlsx` or `closing.json`, of a sealed one. `?copy=PE|none&lang=es|en`."""
    closing = visible_closing(request, pk)
    if not closing.is_sealed:
        raise Http404
    return _file(
        request,
        closing.roadmap,
        name.removeprefix("closing."),
        lambda form, copy, lang: making.make_closing(closing, form, copy=copy, language=lang),
    )


@require_safe
def unilateral_download(request: AuthedRequest, pk: int, name: str) -> HttpResponse:
    """`record.pdf`, `record.xlsx` or `record.json`, each marked as not joint."""
    rows = UnilateralRecord.objects.select_related("closing", "roadmap__party_a", "roadmap__party_b")
    record = get_object_or_404(permissions.visible(request.user, rows), pk=pk)
    return _file(
        request,
        record.roadmap,
        name.removeprefix("record."),
        lambda form, copy, lang: making.make_record(record, form, copy=copy, language=lang),
    )


def _file(
    request: AuthedRequest, roadmap: Roadmap, form: str, make: Callable[[str, str | None, str], File]
) -> HttpResponse:
    copy = request.GET.get("copy") or permissions.own_party(request.user, roadmap) or NO_COPY
    language = request.GET.get("lang") or request.user.language
    if form not in making.RENDERERS or language not in making.LANGUAGES:
        raise Http404
    if copy != NO_COPY and not roadmap.has_party(copy):
        raise Http404
    file = make(form, None if copy == NO_COPY else copy, language)
    headers = {
        "Content-Disposition": str(content_disposition_header(True, file.name)),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)
