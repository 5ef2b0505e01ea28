"""Days, deadlines and cutoff dates of a roadmap that lives in two time zones.

Pure: standard library only, and "now" is always an argument. What a day means for a figure
is in roadmap.completion; who is reminded of a date, and how, is elsewhere.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

USUAL_CUTOFFS = ((4, 30), (8, 31), (12, 31))  # month, day


def local_day(instant: datetime, zone: str) -> date:
    """The day that an instant falls on for people who live in the zone."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return instant.astimezone(ZoneInfo(zone)).date()


def today_for(zones: Iterable[str], now: datetime) -> date:
    """The earlier of the days that it is in the zones: whatever lies before it is past for all of them."""
    return min(local_day(now, zone) for zone in zones)


def end_of_day(day: date, zone: str) -> datetime:
    """The last instant of the day in the zone, aware; of an hour that is lived twice, the second."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(zone)).replace(fold=1)


def last_day_of_term(since: datetime, days: int, zone: str) -> date:
    """The last day of a term counted from the day that the instant falls on for people who live in the zone."""
    return local_day(since, zone) + timedelta(days=days)


def is_due(deadline: date, day: date) -> bool:
    """Whether the deadline has come: from the deadline itself on."""
    return deadline <= day


def is_past(deadline: date, day: date) -> bool:
    """Whether the deadline has gone by: from the day after it on."""
    return deadline < day


def days_left(deadline: date, day: date) -> int:
    """Days from `day` to the deadline; negative once it is past."""
    return (deadline - day).days


def elapsed_share(start: date, end: date, day: date) -> Fraction:
    """How much of the time from start to end is over on `day`, cut to 0 to 1.

    A time without length (start = end) is 0 before that day and 1 from it on.
    """
    if day >= end:
        return Fraction(1)
    if day <= start:
        return Fraction(0)
    return Fraction((day - start).days, (end - start).days)


def default_cutoffs(start: date, end: date) -> tuple[date, ...]:
    """30 April, 31 August and 31 December of each year, as far as they lie within the period."""
    years = range(start.year, end.year + 1)
    usual = (date(year, month, day) for year in years for month, day in USUAL_CUTOFFS)
    return tuple(cutoff for cutoff in usual if start <= cutoff <= end)


def last_cutoff_before(cutoffs: Iterable[date], day: date) -> date | None:
    """The last cutoff date that lies before `day`; `day` itself is not before it."""
    return max((cutoff for cutoff in cutoffs if cutoff < day), default=None)


def current_or_last_cutoff(cutoffs: Iterable[date], day: date) -> date | None:
    """The cutoff date that `day` is, else the last one before it; None before the first."""
    return max((cutoff for cutoff in cutoffs if cutoff <= day), default=None)


def current_or_next_cutoff(cutoffs: Iterable[date], day: date) -> date | None:
    """The cutoff date that `day` is, else the first one after it; None after the last."""
    return min((cutoff for cutoff in cutoffs if cutoff >= day), default=None)
