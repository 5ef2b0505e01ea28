"""The guard at the door: whose attempt it is, from where, and what a locked person is told.

django-axes counts the attempts by person *and* address (a consulate sits behind one address); here is what it
asks of us. Passwords are checked elsewhere.
"""

import math
from ipaddress import ip_address
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

# The name of an unknown address; nothing is bound to it.
NOWHERE = "0.0.0.0"  # noqa: S104  # nosec B104


def client_address(request: HttpRequest) -> str:
    """The client's address; X-Forwarded-For is believed only as far as TRUSTED_PROXIES counts, from the right."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    claimed = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(claimed))
    except ValueError:
        return NOWHERE


def person_named(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The e-mail that an attempt is for, in one spelling: capitals would otherwise buy more attempts."""
    given = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(given).strip().lower()[:255]


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for somebody who tried too often: when to try again, and the way round by e-mail."""
    last = (
        AccessAttempt.objects.filter(
            username=person_named(request, credentials), ip_address=client_address(request)
        )
        .order_by("-attempt_time")
        .first()
    )
    pause = get_cool_off(request)
    left = (last.attempt_time + pause - timezone.now()) if last else pause
    context = {"minutes": max(1, math.ceil(left.total_seconds() / 60)), "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "account/locked_out.html", context, status=429)


def unlock(email: str) -> None:
    """Forgets the failed attempts for a person, from every address: who holds the mailbox is let in."""
    reset(username=email.lower())
