"""What waits for whom: the one source of the inbox, of what a secretariat waits for, of the header and of reminders.

Each module named here tells what waits of its noun: `pending(country, *, now)`, everything that the people of that
country may know of, on both sides, in the roadmaps of that country. Never what the counterpart may not see.
"""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import connection

from accounts.models import Institution
from roadmap.inbox import (
    amendments,
    answers,
    appointments,
    institutions,
    missing,
    preparation,
    reports,
    steps,
)
from roadmap.inbox.board import Board, Office
from roadmap.inbox.items import Pending
from roadmap.summary.memory import remembered

__all__ = ["SOURCES", "Board", "Office", "Pending", "board", "pending", "recent_board"]


RECENT = 30.0  # seconds
# By country, what this process laid out last, and when by its own clock.
_last: dict[str, tuple[float, Board]] = {}


class Source(Protocol):
    def pending(self, country: str, *, now: datetime) -> Iterable[Pending]: ...


SOURCES: tuple[Source, ...] = (
    steps,
    amendments,
    missing,
    institutions,
    reports,
    preparation,
    appointments,
    answers,
)


def pending(country: str, *, now: datetime) -> list[Pending]:
    """All of it, what waits longest first."""
    found = [item for source in SOURCES for item in source.pending(country, now=now)]
    return sorted(found, key=lambda item: (item.since, item.key))


def board(country: str, *, now: datetime) -> Board:
    """All of it by who holds it: one query where nothing was written since it was asked for, within the hour."""

    def laid_out() -> Board:
        items = pending(country, now=now)
        offices = {item.holder.institution_id for item in items if item.holder.institution_id}
        names = Institution.objects.filter(pk__in=offices).values_list("pk", "acronym")
        return Board.of(items, dict(names))

    hour = now.replace(minute=0, second=0, microsecond=0)
    found = remembered(("inbox", country, hour), laid_out)
    if not connection.in_atomic_block:
        _last[country] = (time.monotonic(), found)
    return found


def recent_board(country: str, *, now: datetime) -> Board:
    """What was on it at most `RECENT` seconds ago, for a number beside other things: without a query, as a rule.

    Whatever anybody writes would otherwise make the next page of everybody else lay the whole board out again.
    """
    laid_out_at, found = _last.get(country, (0.0, None))
    if found is None or connection.in_atomic_block or time.monotonic() - laid_out_at > RECENT:
        return board(country, now=now)
    return found
