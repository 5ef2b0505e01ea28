"""What is told of an axis, and of each party as counts: nobody is ranked by a percentage."""

from datetime import date

from accounts.models import Country
from roadmap import calendar
from roadmap.completion import Figures
from roadmap.plan import Plan
from roadmap.summary.rows import ActivityRow, AxisRow, CountrySide, PartyCounts


def axes_of(plan: Plan, figures: Figures, committed: tuple[ActivityRow, ...]) -> tuple[AxisRow, ...]:
    titles = {row.axis_number: row.axis_title for row in plan.activities}
    return tuple(
        AxisRow(number, titles[number], tally, tuple(row for row in committed if row.axis_number == number))
        for number, tally in figures.axes.items()
    )


def counts_of(
    country: Country, figures: Figures, committed: tuple[ActivityRow, ...], as_of: date
) -> PartyCounts:
    tally = figures.countries[country.code]
    sides = [row.countries[country.code] for row in committed if country.code in row.countries]
    standings = [side.standing for side in sides]
    return PartyCounts(
        country=country,
        activities=tally.committed,
        with_report=tally.with_report,
        agreed=tally.agreed,
        observed=tally.observed,
        waiting=tally.waiting,
        without_report=tally.without_report,
        stale=tally.stale,
        silent=standings.count("silent"),
        tacit=standings.count("tacit"),
        maintained=standings.count("maintained"),
        waiting_days=max((_days_waiting(side, country, as_of) for side in sides), default=0),
    )


def _days_waiting(side: CountrySide, country: Country, as_of: date) -> int:
    if not side.waiting or side.report is None:
        return 0
    return max(0, (as_of - calendar.local_day(side.report.validated_at, country.time_zone)).days)
