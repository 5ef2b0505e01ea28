"""What the operator sees of the door: who signed in, who failed, who is locked; and letting somebody in again.

django-axes writes the rows; a wrong code or passkey and a refused directory are added by `record_failure`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, F, Max, Q, QuerySet, Sum, Value
from django.http import HttpRequest
from django.urls import reverse

from accounts import appointments, charge, factor_attempts, sessions, sign_in
from accounts.models import User

KEPT_DAYS = 400
# Where a second factor is asked for: at the door, and before something of the sign-in is changed.
FACTOR_PAGES = ("mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
COLUMNS = ("attempt_time", "username", "ip_address", "user_agent", "failed", "locked", "path_info")


@dataclass(frozen=True, slots=True)
class SignIn:
    """One row of the page. `person` is None where nobody has that e-mail."""

    at: datetime
    email: str
    person: User | None
    address: str
    browser: str
    failed: bool
    locked_out: bool
    second_factor: bool
    by_passkey: bool
    by_directory: bool


@dataclass(frozen=True, slots=True)
class Lock:
    """By wrong passwords from one address, or, from whatever address, by wrong second factors."""

    email: str
    address: str
    failures: int
    until: datetime
    second_factor: bool = False


def sign_ins(words: str, day: date | None, zone: ZoneInfo) -> QuerySet[Any, Any]:
    """Successes and failures together, the latest first: of one e-mail, or of one day in that time zone."""
    wanted = Q(username__icontains=words) if words else Q()
    if day is not None:
        begins = datetime.combine(day, time.min, zone)
        wanted &= Q(
            attempt_time__gte=begins, attempt_time__lt=datetime.combine(day + timedelta(1), time.min, zone)
        )
    came = AccessLog.objects.filter(wanted).order_by().annotate(failed=_no, locked=_no)
    failed = AccessFailureLog.objects.filter(wanted).order_by().annotate(failed=_yes, locked=F("locked_out"))
    return came.values_list(*COLUMNS).union(failed.values_list(*COLUMNS), all=True).order_by("-attempt_time")


_yes = Value(True, output_field=BooleanField())
_no = Value(False, output_field=BooleanField())


def told(rows: Iterable[tuple[Any, ...]]) -> list[SignIn]:
    """The rows of one page, with the people that they are about, in one query."""
    rows = list(rows)
    factor_paths, passkey_path = _factor_paths(), reverse("mfa_login_webauthn")
    emails = {str(row[1] or "").lower() for row in rows}
    known = {person.email.lower(): person for person in User.objects.filter(email__in=emails)}
    return [
        SignIn(
            at=at,
            email=email or "",
            person=known.get((email or "").lower()),
            address=address or "",
            browser=sessions.browser_of(user_agent),
            failed=bool(failed),
            locked_out=bool(locked),
            second_factor=path in factor_paths,
            by_passkey=path == passkey_path,
            by_directory=path.endswith("/back/"),
        )
        for at, email, address, user_agent, failed, locked, path in rows
    ]


def locks(*, now: datetime) -> list[Lock]:
    """Who is locked now: at which address, as axes counts it; and by the second factor."""
    return [*_password_locks(now), *_factor_locks(now)]


def _factor_locks(now: datetime) -> list[Lock]:
    """Among those who failed there since a lock of now began."""
    failed = AccessFailureLog.objects.filter(
        path_info__in=_factor_paths(), attempt_time__gt=now - factor_attempts.pause()
    )
    people = User.objects.filter(email__in=failed.order_by().values("username"))
    return [
        Lock(lock.person.email, "", lock.failures, lock.until, second_factor=True)
        for lock in factor_attempts.locked(people, now)
    ]


def _factor_paths() -> list[str]:
    return [reverse(name) for name in FACTOR_PAGES]


def _password_locks(now: datetime) -> list[Lock]:
    pause = settings.AXES_COOLOFF_TIME
    found = (
        AccessAttempt.objects.filter(attempt_time__gt=now - pause)
        .order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")
    )
    return [
        Lock(row["username"] or "", row["ip_address"] or "", row["failures"], row["last"] + pause)
        for row in found
    ]


def unlock(email: str, *, by: User, request: HttpRequest, now: datetime) -> None:
    """Lets somebody try again, from every address, with the password and with the second factor."""
    if not charge.is_operator(appointments.acting(by, now=now)):
        raise PermissionDenied
    sign_in.unlock(email)
    key = f"{request.get_host()}:{email.lower()}"
    ratelimit.clear(request, action="login_failed", key=key)
    if person := User.objects.filter(email__iexact=email).first():
        factor_attempts.unlock(request, person)


def record_failure(request: HttpRequest, email: str) -> None:
    """A failure that is no wrong password: it stands on the operator's page beside those."""
    AccessFailureLog.objects.create(
        username=email[:255],
        ip_address=sign_in.client_address(request),
        user_agent=request.headers.get("User-Agent", "")[:255],
        http_accept=request.headers.get("Accept", "")[:1025],
        path_info=request.path[:255],
    )


def forget_old(now: datetime) -> int:
    """Sign-ins and failures are kept for 400 days, sessions while they last: how many were forgotten."""
    limit = now - timedelta(days=KEPT_DAYS)
    logs: tuple[Any, ...] = (AccessLog, AccessFailureLog, AccessAttempt)
    old = [log.objects.filter(attempt_time__lt=limit) for log in logs]
    # Asked first: what deletes nothing is still a write, and every kept answer would be computed anew.
    forgotten = sum(rows.delete()[0] for rows in old if rows.exists())
    return forgotten + sessions.forget_over(now)
