"""The public page where whoever holds a number or a file asks whether it is of a closing. Nobody signs in for it.

Asking changes nothing, so that the form needs no token, and the page no cookie. A file is hashed while it arrives.
"""

import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import limits
from accounts.gate import without_second_factor
from roadmap import verification
from roadmap.proof.passing import Passing
from roadmap.views.help import text_of

MOST = 50 * 1024 * 1024
FULL = re.compile(r"[0-9a-f]{64}")


class PassingBy(FileUploadHandler):
    """Hashes what arrives, and keeps none of it."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.passed: Passing | None = None
        self.is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.passed = Passing()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.passed is None or start + len(raw_data) > MOST:
            self.is_too_large = True
            raise StopUpload(connection_reset=True)
        self.passed.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        return None


@csrf_exempt
@login_not_required
@without_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _of_file(request) if limits.allows(request, "verify_file") else _too_often(request)
    asked = request.GET.get("sha256")
    if asked is None:
        return _page(request)
    return _of_hash(request, asked) if limits.allows(request, "verify") else _too_often(request)


def _of_hash(request: HttpRequest, asked: str) -> HttpResponse:
    sha256 = re.sub(r"[\s:]+", "", asked).lower()
    if not FULL.fullmatch(sha256):
        mistake = _(
            "Write the whole SHA-256: 64 digits from 0 to 9 and a to f. With the number of a closing alone only "
            "published closings are found, and none is published yet."
        )
        return _page(request, status=422, asked=asked[:100], mistake=mistake)
    return _page(request, sha256=sha256, asked=sha256, found=verification.of_hash(sha256), looked=True)


def _of_file(request: HttpRequest) -> HttpResponse:
    handler = PassingBy(request)
    request.upload_handlers = [handler]
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length <= MOST + 64 * 1024:
        request.FILES  # noqa: B018 (reading it lets the file pass)
    if handler.is_too_large or length > MOST + 64 * 1024:
        return _page(request, status=413, file_mistake=_("The file is larger than 50 MB."))
    if handler.passed is None or not handler.passed.size:
        return _page(request, status=422, file_mistake=_("Choose the file."))
    file = handler.passed
    return _page(request, sha256=file.sha256, found=verification.of_file(file), looked=True, is_file=True)


def _page(request: HttpRequest, *, status: int = 200, **values: Any) -> HttpResponse:
    found = values.get("found")
    values["text"] = text_of("verificar")
    values["demonstration"] = found is not None and found.closing.roadmap.is_demonstration
    return render(request, "roadmap/verify.html", values, status=status)


def _too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
