"""A figure taken apart: what counts in it, what does not, and for which reason. Nothing is computed again."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from roadmap.completion import Reason, Tally
from roadmap.summary.rows import ActivityRow, CountrySide
from roadmap.summary.whole import RoadmapSummary

FigureName = Literal["fulfilment", "due", "average", "coverage"]
# By what an address calls them.
FIGURES: dict[str, FigureName] = {
    "due": "due",
    "fulfilment": "fulfilment",
    "average": "average",
    "coverage": "coverage",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One activity in a figure, with the countries' parts that the figure looks at.

    `reasons` tells for each country what its part lacks; `value` and `weight` are what the average takes.
    """

    activity: ActivityRow
    sides: tuple[CountrySide, ...]
    value: Fraction
    weight: Fraction
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The figure and its two lists: it is `part` ÷ `whole`, in percent.

    `outside`: signed, but no part of this figure: not due yet, withdrawn, or not yet in force.
    """

    figure: FigureName
    axis: int | None
    country: str | None
    tally: Tally
    value: Fraction | None
    part: Fraction
    whole: Fraction
    counted: tuple[Line, ...]
    not_counted: tuple[Line, ...]
    outside: tuple[ActivityRow, ...]


def why(
    found: RoadmapSummary, figure: FigureName, *, axis: int | None = None, country: str | None = None
) -> Why:
    """Of the roadmap, of one axis or of one country. Raises KeyError for an axis or country it does not have."""
    tally = _tally(found, axis, country)
    rows = [
        row for row in found.activities if _within(row, axis, country) and country in (None, *row.countries)
    ]
    lines = [_line(row, country) for row in rows]
    counted, not_counted, value, part, whole = _parts(figure, tally, lines)
    asked = {line.activity.number for line in (*counted, *not_counted)}
    apart = [*rows, *(row for row in (*found.withdrawn, *found.not_yet) if _within(row, axis, country))]
    outside = tuple(row for row in apart if row.number not in asked)
    return Why(figure, axis, country, tally, value, part, whole, tuple(counted), tuple(not_counted), outside)


def _tally(found: RoadmapSummary, axis: int | None, country: str | None) -> Tally:
    if country is not None:
        return found.country_tally(country)
    return found.total if axis is None else found.figures.axes[axis]


def _within(row: ActivityRow, axis: int | None, country: str | None) -> bool:
    answering = country is None or any(who.country == country for who in row.responsibles)
    return axis in (None, row.axis_number) and answering


def _line(row: ActivityRow, country: str | None) -> Line:
    sides = tuple(side for code, side in row.countries.items() if country in (None, code))
    reasons = tuple(
        (side.country, reason) for side in sides for reason in side.reasons if reason != Reason.FULFILLED
    )
    value = row.value if country is None else row.countries[country].value
    return Line(row, sides, value, Fraction(row.weight), reasons)


Parts = tuple[Iterable[Line], Iterable[Line], Fraction | None, Fraction, Fraction]


def _parts(figure: FigureName, tally: Tally, lines: list[Line]) -> Parts:
    by_number = {line.activity.number: line for line in lines}
    if figure == "coverage":
        pairs = [_of_one(line, side) for line in lines for side in line.sides]
        counted = [pair for pair in pairs if pair.sides[0].report is not None]
        missing = [pair for pair in pairs if pair.sides[0].report is None]
        return counted, missing, tally.coverage, Fraction(tally.with_report), Fraction(tally.expected_reports)
    if figure == "average":
        weighted = sum((line.weight * line.value for line in lines), Fraction(0))
        return lines, (), tally.average, weighted, tally.weight
    due = figure == "due"
    counted = [by_number[number] for number in (tally.due_counted if due else tally.counted)]
    missing = [by_number[number] for number in (tally.due_not_counted if due else tally.not_counted)]
    if due:
        return counted, missing, tally.due_fulfilment, Fraction(tally.due_fulfilled), Fraction(tally.due)
    return counted, missing, tally.fulfilment, Fraction(tally.fulfilled), Fraction(tally.committed)


def _of_one(line: Line, side: CountrySide) -> Line:
    reasons = tuple(pair for pair in line.reasons if pair[0] == side.country)
    return Line(line.activity, (side,), side.value, line.weight, reasons)
