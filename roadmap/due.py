"""What has to be done when its time comes, by itself: reminders, digests, letters. `manage.py run_due` does all of it.

Each of these may be run at any time, as often as one likes, and does nothing twice.
"""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import chains, digests, post, security
from roadmap import closing, heads, jobs, reminders, workflow

log = logging.getLogger(__name__)
LOCK = 7_254_310_021  # any number that is nobody else's in this database


def _digests(now: datetime) -> int:
    return digests.gather(now, path=reverse("roadmap:inbox"))


def _letters(now: datetime) -> int:
    return post.deliver(now).sent


# In this order: what the first ones write leaves with the last one.
DUE: tuple[tuple[str | Promise, Callable[[datetime], int]], ...] = (
    (_("Chains of the record begun"), chains.begin_missing),
    (_("Institutional changes that took effect"), workflow.apply_due),
    (_("Old sign-ins and sessions forgotten"), security.forget_old),
    (_("Background work taken up again"), jobs.start_again),
    (_("Old results of background work forgotten"), jobs.forget_old),
    (_("Closings whose figures changed"), closing.void_overtaken),
    (_("Heads of the record sent"), heads.send),
    (_("Reminders"), reminders.remind),
    (_("Digests"), _digests),
    (_("Letters sent"), _letters),
)


@dataclass(slots=True)
class Done:
    """How much of each was done; what went wrong. `busy`: another run is at work, and this one did nothing."""

    counts: list[tuple[str, int]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    busy: bool = False


def run(now: datetime) -> Done:
    """One thing that fails does not keep the others from being done."""
    done = Done()
    with _alone() as alone:
        if not alone:
            done.busy = True
            return done
        for name, task in DUE:
            try:
                done.counts.append((str(name), task(now)))
            except Exception as error:  # said at the end, with exit code 1
                log.exception("run_due: %s", name)
                done.failed.append((str(name), f"{type(error).__name__}: {error}"))
    return done


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other run is at work: in the same database, or where that is a file, in the same folder."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with Path(settings.DATA_DIR, "run_due.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
