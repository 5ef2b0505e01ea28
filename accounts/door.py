"""The door: whoever acts for a country without an appointment in force sees one page, which says what to do.

Drafts are kept; a text that was being sent when the door closed is shown, to copy it. Pages that stay open are named
in `OPEN`; whatever is not named is closed.
"""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone

from accounts import standing
from accounts.appointments import NoLongerAppointed
from accounts.models import User

# By name: leaving, one's own password and details, the language, help, what is public. All second factor pages
# (`mfa_…`) too.
OPEN = {
    *("account_logout", "account_login", "account_inactive", "account_reauthenticate"),
    *("account_change_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("accounts:profile", "accounts:language", "accounts:sessions", "accounts:session-end"),
    *("accounts:sessions-end", "roadmap:help-index", "roadmap:help-page", "roadmap:verify"),
}
UNREADABLE = (
    BadRequest,
    MultiPartParserError,
    RequestDataTooBig,
    TooManyFieldsSent,
    UnreadablePostError,
)
# What nobody wrote to be read, whatever it is called before and after.
SECRET = re.compile("password|token|secret|credential", re.IGNORECASE)


class DoorMiddleware:
    """After the person, the language and the messages are known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        person = request.user
        if not isinstance(person, User) or not standing.is_closed_to(person) or _is_open(request):
            return None
        return closed(request, person)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The appointment ended between opening the page and the verb: nothing was written."""
        if isinstance(error, NoLongerAppointed) and isinstance(request.user, User):
            return closed(request, request.user)
        return None


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN or name.startswith("mfa_")


def closed(request: HttpRequest, person: User) -> HttpResponse:
    """The page, and nothing of the content; the frame offers only what is open."""
    person.has_appointment = False
    context = {"door": standing.door(person, timezone.now()), "written": written(request)}
    return render(request, "accounts/door.html", context, status=403)


def written(request: HttpRequest) -> list[str]:
    """The texts of what was sent. Its form is not known here: numbers, marks and chosen values hold no blank."""
    try:
        lists = request.POST.lists()
    except UNREADABLE:
        return []
    sent = [text.strip() for name, texts in lists if not SECRET.search(name) for text in texts]
    return [text for text in sent if re.search(r"\s|://", text)]
