"""What waits for whom: the one source of the inbox, of what a secretariat waits for, of the header and of reminders.

Each module named here tells what waits of its noun: `pending(country, *, now)`, everything that the people of that
country may know of, on both sides, in the roadmaps of that country. Never what the counterpart may not see.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from roadmap.inbox import steps
from roadmap.inbox.items import Pending

__all__ = ["SOURCES", "Pending", "pending"]


class Source(Protocol):
    def pending(self, country: str, *, now: datetime) -> Iterable[Pending]: ...


SOURCES: tuple[Source, ...] = (steps,)


def pending(country: str, *, now: datetime) -> list[Pending]:
    """All of it, what waits longest first."""
    found = [item for source in SOURCES for item in source.pending(country, now=now)]
    return sorted(found, key=lambda item: (item.since, item.key))
