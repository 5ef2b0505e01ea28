"""A closing that is not what was signed: whichever page asks for it, none of its figures is shown."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roadmap import summary

log = logging.getLogger(__name__)


class BrokenClosing:
    """Middleware: says so on a page of its own, and in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, summary.DoesNotFit):
            return None
        log.error("%s of a closing: %s", type(exception).__name__, exception)
        return render(request, "roadmap/closing_broken.html", status=500)
