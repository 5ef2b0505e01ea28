"""Confirming once more that it is them, for one act that binds a state: the second factor, asked at that moment.

Asking and checking it is django-allauth's; here is what counts as having just been asked. A confirmation belongs to
the session in which it was given, serves one act, and is good for five minutes.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

WITHIN = timedelta(minutes=5)
PASSWORD = "password"  # noqa: S105  # nosec B105: the name of a way to confirm
# In the session: until when confirmations have served.
SPENT = "confirmation_spent_at"


def can_confirm(person: User) -> bool:
    """They have a second factor; accounts of the demonstration, which need none, confirm by their password."""
    return person.has_second_factor or person.is_demonstration


def address(back: str) -> str:
    """Where they are asked; `back` is where they go on."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def how(request: HttpRequest, person: User, *, now: datetime) -> str:
    """By what they confirmed it just now: totp, webauthn, recovery_codes, password; empty where they did not."""
    last = _last(request, person)
    if last is None or not last["at"] > request.session.get(SPENT, 0):
        return ""
    if now - datetime.fromtimestamp(last["at"], UTC) >= WITHIN:
        return ""
    if last["method"] == "mfa":
        return str(last["type"])
    by_password = last["method"] == PASSWORD and person.is_demonstration and not person.has_second_factor
    return PASSWORD if by_password else ""


def spend(request: HttpRequest, person: User) -> None:
    """It served: the next act asks again."""
    if last := _last(request, person):
        request.session[SPENT] = last["at"]


def _last(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """The last time that they were asked again in this session; signing in is none."""
    records = get_authentication_records(request, person)
    return next((record for record in reversed(records) if record.get("reauthenticated")), None)
