"""The pages for bad days. A failure of ours (500), or the database or the disk gone for a while (503): rendered
without asking the database, in the language that the browser's cookie remembers. What is no longer there (404) or no
longer this person's to do (403): with the texts that were being sent, to copy them. What is only done by a button, and
was opened as a page (405): after signing in, going back, or choosing a language.
"""

import errno
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from accounts import door

DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
RETRY_AFTER_SECONDS = 60


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is being handled."""
    error = sys.exc_info()[1]
    with translation.override(_language(request)):
        if is_outage(error):
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
        return HttpResponse(render_to_string("500.html"), status=500)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"written": _sent(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"written": _sent(request)}, status=404)


def explain_method(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: Django's own answer is an empty page."""

    def explained(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return explained


def _sent(request: HttpRequest) -> list[str]:
    """Nothing where no view was asked: only then is it sure that a page of ours sent it."""
    return door.written(request) if request.resolver_match else []


def is_outage(error: BaseException | None) -> bool:
    """The database does not answer, or the disk does not take anything more."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, OSError) and error.errno in DISK


def _language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return str(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
