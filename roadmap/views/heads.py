"""The heads of the record that went to the own capital: listed, and each as its signed file."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import AuthedRequest
from roadmap import permissions
from roadmap.models import SentHead

SHOWN = 120


@require_safe
def head_list(request: AuthedRequest) -> HttpResponse:
    permissions.require(permissions.can_see_heads(request.user))
    found = permissions.visible(request.user, SentHead.objects.all())[:SHOWN]
    page = {"heads": found, "country": request.user.country}
    return render(request, "roadmap/head_list.html", page)


@require_safe
def head_download(request: AuthedRequest, pk: int) -> HttpResponse:
    """The very text that was signed."""
    head = get_object_or_404(permissions.visible(request.user, SentHead.objects.all()), pk=pk)
    response = HttpResponse(f"{head.signed}\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{head.file_name}"'
    return response
