"""One activity, made of its countries' parts: its value, whether it is fulfilled, its state."""

from datetime import date
from fractions import Fraction

from .. import calendar
from .country import Asked, ReportsByPart, country_figure
from .figures import ActivityFigure, CountryFigure, State
from .plan import ActivityPlan, Kind
from .statement import Scale, Statement, exact

RISK_MARGIN = 25  # points that the elapsed share of the time may be ahead of the value


def activity_figure(activity: ActivityPlan, reports: ReportsByPart, asked: Asked) -> ActivityFigure:
    """The figure of a committed activity."""
    scale = Scale(activity)
    statements: list[Statement] = []
    parts: dict[str, CountryFigure] = {}
    for country in activity.countries:
        own = reports.get((activity.number, country), [])
        statement, parts[country] = country_figure(activity, country, own, scale, asked)
        statements.append(statement)
    value = _value(activity, scale, statements, parts)
    fulfilled = bool(parts) and all(part.fulfilled for part in parts.values())
    elapsed = calendar.elapsed_share(activity.start, activity.due, asked.day)
    since = _hundred_since(parts)
    return ActivityFigure(
        number=activity.number,
        axis=activity.axis,
        kind=activity.kind,
        weight=Fraction(exact(activity.weight)),
        value=value,
        fulfilled=fulfilled,
        state=_state(activity, value, fulfilled, elapsed, since, parts, asked),
        committed=True,
        due=calendar.is_due(activity.due, asked.day),
        elapsed=elapsed,
        hundred_since=since,
        countries=parts,
    )


def _value(
    activity: ActivityPlan, scale: Scale, statements: list[Statement], parts: dict[str, CountryFigure]
) -> Fraction:
    """Rule 4. A national activity has one part, so that its mean is that country's value."""
    if not parts:
        return Fraction(0)
    if activity.kind == Kind.JOINT:
        return scale.value(scale.both(statements))
    return sum((part.value for part in parts.values()), Fraction(0)) / len(parts)


def _hundred_since(parts: dict[str, CountryFigure]) -> date | None:
    """The activity stands at 100 since the last of its countries does; None while one of them does not."""
    since = [part.hundred_since for part in parts.values() if part.hundred_since is not None]
    return max(since) if since and len(since) == len(parts) else None


def _state(
    activity: ActivityPlan,
    value: Fraction,
    fulfilled: bool,
    elapsed: Fraction,
    since: date | None,
    parts: dict[str, CountryFigure],
    asked: Asked,
) -> State:
    """Rule 10."""
    if fulfilled:
        late = since is not None and calendar.is_past(activity.due, since)
        return State.FULFILLED_LATE if late else State.FULFILLED
    if asked.ended:
        return _state_at_the_end(value, parts)
    if calendar.is_past(activity.due, asked.day):
        return State.OVERDUE
    if elapsed * 100 - value > RISK_MARGIN:
        return State.AT_RISK
    return State.IN_PROGRESS if value > 0 else State.NOT_STARTED


def _state_at_the_end(value: Fraction, parts: dict[str, CountryFigure]) -> State:
    if value > 0:
        return State.PARTIALLY_FULFILLED
    if any(part.report is not None for part in parts.values()):
        return State.NOT_FULFILLED
    return State.NO_INFORMATION
