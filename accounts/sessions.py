"""A person's open sessions: when each began, from which address and in which browser; and ending them.

allauth.usersessions writes a row when somebody signs in; a session counts as open while Django still has it.
"""

import re
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User

# The first that fits: browsers also give themselves the names of those they descend from.
BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"Android", "Android"),
    (r"iPhone|iPad|iPod", "iOS"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


def open_ones(person: User, *, now: datetime) -> QuerySet[UserSession]:
    """The latest first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return UserSession.objects.filter(user=person, session_key__in=alive).order_by("-created_at", "-pk")


@transaction.atomic
def end(person: User, pk: int) -> bool:
    """Ends one of the person's own; False where it is none of theirs, or over."""
    found = UserSession.objects.filter(user=person, pk=pk)
    return bool(_end(found))


@transaction.atomic
def end_all(person: User, *, but: str | None = None) -> int:
    """Signs the person out everywhere; `but` is the key of the session that stays."""
    return _end(UserSession.objects.filter(user=person).exclude(session_key=but or ""))


def forget_over(now: datetime) -> int:
    """Sessions that are over are not kept, nor from where they were."""
    over = Session.objects.filter(expire_date__lt=now)
    without = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    forgotten: int = over.delete()[0] if over.exists() else 0
    if without.exists():
        without.delete()
    return forgotten


def _end(found: QuerySet[UserSession]) -> int:
    keys = list(found.values_list("session_key", flat=True))
    ended: int = Session.objects.filter(session_key__in=keys).delete()[0]
    UserSession.objects.filter(session_key__in=keys).delete()
    return ended


def browser_of(user_agent: str) -> str:
    """What a browser says of itself, in plain words: “Firefox on Windows”."""
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, user_agent)), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, user_agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")
