"""Which day figures are asked for when nobody names one, and which is still to come."""

from datetime import date, datetime

from roadmap import calendar
from roadmap.models import Roadmap


def default_as_of(roadmap: Roadmap, now: datetime) -> date:
    """Today, for both parties: the earlier of their two days."""
    return calendar.today_for(_zones(roadmap), now)


def latest_as_of(roadmap: Roadmap, now: datetime) -> date:
    """The last day that is not in the future for at least one party."""
    return max(calendar.local_day(now, zone) for zone in _zones(roadmap))


def _zones(roadmap: Roadmap) -> tuple[str, str]:
    return roadmap.party_a.time_zone, roadmap.party_b.time_zone
