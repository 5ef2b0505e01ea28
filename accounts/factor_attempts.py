"""Wrong codes and passkeys: how many are taken in a while, who is locked by them, and letting somebody try again.

allauth counts them in the shared cache: ours those of codes, its own the passkeys'. What failed is written down by
`accounts.security`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import User

# Action and key of each limit, by the person's number. Its rates are in `ACCOUNT_RATE_LIMITS`.
CODES = ("second_factor", "second-factor-{}")
LIMITS = (CODES, ("login_failed", "mfa-auth-user-{}"))
APP = "allauth.account"


@dataclass(frozen=True, slots=True)
class FactorLock:
    person: User
    failures: int
    until: datetime


def take(request: HttpRequest, person: User) -> bool:
    """One more attempt with a code; False where there were too many."""
    action, key = CODES
    return ratelimit.consume(request, action=action, key=key.format(person.pk))


def forgive(request: HttpRequest, person: User) -> None:
    """The code was right."""
    action, key = CODES
    ratelimit.clear(request, action=action, key=key.format(person.pk))


def unlock(request: HttpRequest, person: User) -> None:
    for action, key in LIMITS:
        ratelimit.clear(request, action=action, key=key.format(person.pk))


def pause() -> timedelta:
    """No limit counts further back."""
    rates = [rate for action, _key in LIMITS for rate in counting.get_rates(app=APP, action=action)]
    return timedelta(seconds=max(rate.duration for rate in rates))


def locked(people: Iterable[User], now: datetime) -> list[FactorLock]:
    """Those of them who are locked now, in one query; whoever is by both limits is once, by the longer."""
    counters = {key: (person, rate) for person in people for key, rate in _counters(person)}
    counted = cache.get_many(counters) if counters else {}
    found: dict[int, FactorLock] = {}
    for key, moments in counted.items():
        person, rate = counters[key]
        recent = [moment for moment in moments if moment > now.timestamp() - rate.duration]
        if len(recent) >= rate.amount:
            until = datetime.fromtimestamp(min(recent), UTC) + timedelta(seconds=rate.duration)
            if person.pk not in found or found[person.pk].until < until:
                found[person.pk] = FactorLock(person, len(recent), until)
    return sorted(found.values(), key=lambda lock: lock.until, reverse=True)


def _counters(person: User) -> Iterator[tuple[str, counting.Rate]]:
    """The places in the cache: limits by person alone, for which no request matters."""
    for action, key in LIMITS:
        for rate in counting.get_rates(app=APP, action=action):
            named = {"rate": rate, "key": key.format(person.pk)}
            yield counting.get_cache_key(HttpRequest(), app=APP, action=action, **named), rate
