"""The figures of a whole roadmap: which activities are committed, and what is counted over them."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from .activity import activity_figure
from .country import Asked, reports_that_count
from .figures import RULE_VERSION, ActivityFigure, CountryFigure, Figures, Tally
from .plan import ActivityPlan, Decision, Report, RoadmapPlan


class _Row(NamedTuple):
    """What an activity adds to a tally: as a whole, or one country's part of it."""

    number: str
    weight: Fraction
    value: Fraction
    fulfilled: bool
    due: bool
    parts: tuple[CountryFigure, ...]


class _Standing(NamedTuple):
    """The activities of the plan by how they stand on the day: rule 1."""

    signed: list[ActivityPlan]
    committed: list[ActivityPlan]
    withdrawn: list[ActivityPlan]
    not_yet: list[ActivityPlan]


def compute(
    plan: RoadmapPlan, reports: Iterable[Report], *, as_of: date, known_at: datetime | None = None
) -> Figures:
    """The figures for the cutoff date `as_of`, as known at `known_at` (None: all that is known).

    Validations, answers and acceptances later than `known_at` do not count; `known_at` and they are
    aware instants. The order of the reports does not matter: `Report.entry` tells the order of entry.
    """
    asked = Asked.of(plan, as_of, known_at)
    standing = _standing(plan, as_of)
    by_part = reports_that_count(reports, asked)
    figures = [activity_figure(activity, by_part, asked) for activity in standing.committed]
    axes = sorted({activity.axis for activity in plan.activities})
    return Figures(
        as_of=as_of,
        known_at=known_at,
        rule_version=RULE_VERSION,
        total=_tally([_whole(figure) for figure in figures], standing.signed),
        axes={axis: _axis(axis, figures, standing) for axis in axes},
        countries={country: _country(country, figures, standing) for country in plan.parties},
        activities={figure.number: figure for figure in figures},
        withdrawn=tuple(activity.number for activity in standing.withdrawn),
        not_yet=tuple(activity.number for activity in standing.not_yet),
        ended=asked.ended,
    )


def _standing(plan: RoadmapPlan, day: date) -> _Standing:
    standing = _Standing([], [], [], [])
    for activity in plan.activities:
        if activity.effective_from is not None and activity.effective_from > day:
            standing.not_yet.append(activity)
            continue
        standing.signed.append(activity)
        withdrawn = activity.withdrawn_on is not None and activity.withdrawn_on <= day
        (standing.withdrawn if withdrawn else standing.committed).append(activity)
    return standing


def _whole(figure: ActivityFigure) -> _Row:
    parts = tuple(figure.countries.values())
    return _Row(figure.number, figure.weight, figure.value, figure.fulfilled, figure.due, parts)


def _part(figure: ActivityFigure, country: str) -> _Row:
    part = figure.countries[country]
    return _Row(figure.number, figure.weight, part.value, part.fulfilled, figure.due, (part,))


def _axis(axis: int, figures: list[ActivityFigure], standing: _Standing) -> Tally:
    rows = [_whole(figure) for figure in figures if figure.axis == axis]
    return _tally(rows, [activity for activity in standing.signed if activity.axis == axis])


def _country(country: str, figures: list[ActivityFigure], standing: _Standing) -> Tally:
    """Rule 8: over the activities it answers for, with its own value and its own fulfilment."""
    rows = [_part(figure, country) for figure in figures if country in figure.countries]
    return _tally(rows, [activity for activity in standing.signed if country in activity.countries])


def _tally(rows: list[_Row], signed: list[ActivityPlan]) -> Tally:
    """Rule 7, over the committed rows out of the signed activities."""
    parts = [part for row in rows for part in row.parts]
    decisions = [part.answer.decision for part in parts if part.answer is not None]
    weight = sum((row.weight for row in rows), Fraction(0))
    weighted = sum((row.weight * row.value for row in rows), Fraction(0))
    counted = tuple(row.number for row in rows if row.fulfilled)
    due = [row for row in rows if row.due]
    due_counted = tuple(row.number for row in due if row.fulfilled)
    return Tally(
        committed=len(rows),
        fulfilled=len(counted),
        due=len(due),
        due_fulfilled=len(due_counted),
        average=weighted / weight if rows else None,
        signed=len(signed),
        withdrawn=len(signed) - len(rows),
        expected_reports=len(parts),
        with_report=sum(part.report is not None for part in parts),
        weight=weight,
        agreed=decisions.count(Decision.AGREED),
        observed=decisions.count(Decision.OBSERVED),
        waiting=sum(part.waiting for part in parts),
        stale=sum(part.stale for part in parts),
        counted=counted,
        not_counted=tuple(row.number for row in rows if not row.fulfilled),
        due_counted=due_counted,
        due_not_counted=tuple(row.number for row in due if not row.fulfilled),
    )
