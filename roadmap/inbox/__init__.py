"""What waits for whom: the one source of the inbox, of what a secretariat waits for, of the header and of reminders.

Each module named here tells what waits of its noun: `pending(country, *, now)`, everything that the people of that
country may know of, on both sides, in the roadmaps of that country. Never what the counterpart may not see.
"""

import threading
import time
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from django.db import connection

from accounts.models import Institution
from roadmap.inbox import (
    amendments,
    answers,
    appointments,
    closings,
    expungements,
    institutions,
    missing,
    preparation,
    reports,
    state_signatures,
    steps,
)
from roadmap.inbox.board import Board, Office
from roadmap.inbox.items import Pending
from roadmap.summary.memory import remembered

__all__ = ["SOURCES", "Board", "Office", "Pending", "board", "pending", "recent_board"]


class _Last(NamedTuple):
    """What this process laid out last: when it began by its own clock, and for which hour."""

    begun: float
    hour: datetime
    board: Board


RECENT = 30.0  # seconds
_last: dict[str, _Last] = {}  # by country
_laying = threading.Lock()


class Source(Protocol):
    def pending(self, country: str, *, now: datetime) -> Iterable[Pending]: ...


SOURCES: tuple[Source, ...] = (
    expungements,
    closings,
    state_signatures,
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
    hour = now.replace(minute=0, second=0, microsecond=0)
    if connection.in_atomic_block:
        return _laid_out(country, now)
    asked = time.monotonic()
    found = remembered(("inbox", country, hour), lambda: _shared(country, hour, now))
    if country in _last and _last[country].begun < asked:
        _last[country] = _Last(asked, hour, found)
    return found


def recent_board(country: str, *, now: datetime) -> Board:
    """What was on it some `RECENT` seconds ago, for a number beside other things: without a query, as a rule.

    Whatever anybody writes would otherwise make the next page of everybody else lay the whole board out again.
    """
    last = _last.get(country)
    if last is None or connection.in_atomic_block:
        return board(country, now=now)
    if time.monotonic() - last.begun > RECENT and not _laying.locked():
        return board(country, now=now)
    return last.board


def _shared(country: str, hour: datetime, now: datetime) -> Board:
    """Of several threads that ask at once one lays it out: what was begun after one asked is as fresh as can be."""
    asked = time.monotonic()
    with _laying:
        last = _last.get(country)
        if last is None or last.hour != hour or last.begun < asked:
            begun = time.monotonic()
            last = _last[country] = _Last(begun, hour, _laid_out(country, now))
        return last.board


def _laid_out(country: str, now: datetime) -> Board:
    items = pending(country, now=now)
    offices = {item.holder.institution_id for item in items if item.holder.institution_id}
    names = Institution.objects.filter(pk__in=offices).values_list("pk", "acronym")
    return Board.of(items, dict(names))
