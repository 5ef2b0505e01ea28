"""Every refusal to a signed-in person leaves one line in the log: who, what, from where. Never what was sent.

The logger is `alternat.refusals`, so that an installation can send these lines elsewhere.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from accounts.models import User
from accounts.sign_in import client_address

log = logging.getLogger("alternat.refusals")
REFUSED = {403, 404, 405}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
LONGEST_PATH = 200
# What browsers ask for by themselves.
NOISE = ("/favicon", "/apple-touch-icon", "/robots.txt", "/static/", "/.well-known/")


def log_refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def logged(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        refused = response.status_code in REFUSED and not request.path.startswith(NOISE)
        if refused and isinstance(request.user, User):
            log.warning("%s", line(request, request.user, response.status_code))
        return response

    return logged


def line(request: HttpRequest, person: User, status: int) -> str:
    """One line, whatever the address holds: everything but plain letters is percent-encoded."""
    method = request.method if request.method in METHODS else "OTHER"
    path = escape_uri_path(request.path)[:LONGEST_PATH]
    return (
        f"status={status} method={method} path={path} person={person.pk} role={person.role}"
        f" country={person.country_id or '-'} address={client_address(request)}"
    )
