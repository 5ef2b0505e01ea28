"""How a figure is written: rule 9, and the dictionary that the completion command prints as JSON.

Text here has a decimal point and no sign; pages and reports write it as their reader's country does.
"""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from .figures import ActivityFigure, CountryFigure, Figures, Tally
from .plan import Report


def whole(value: Fraction | int | None) -> str | None:
    """A percentage for a headline, "92": half up, 100 only for all, 0 only for nothing; None stays None."""
    return _written(value, places=0)


def one_decimal(value: Fraction | int | None) -> str | None:
    """A percentage for a table, "91.7": half up, 100.0 only for all, 0.0 only for nothing."""
    return _written(value, places=1)


def _written(value: Fraction | int | None, places: int) -> str | None:
    if value is None:
        return None
    step = 10**places
    steps = (2 * value.numerator * step + value.denominator) // (2 * value.denominator)
    if 0 < value < 100:
        steps = min(max(steps, 1), 100 * step - 1)
    return f"{steps // step}.{steps % step:0{places}d}" if places else str(steps)


def as_dict(figures: Figures) -> dict[str, Any]:
    """The figures for JSON: counts are integers, percentages text, and what has no figure is None."""
    return {
        "as_of": figures.as_of.isoformat(),
        "rule_version": figures.rule_version,
        "signed": figures.total.signed,
        "withdrawn": figures.total.withdrawn,
        **_tally(figures.total),
        "expected_reports": figures.total.expected_reports,
        "with_report": figures.total.with_report,
        "axes": {str(axis): _tally(tally) for axis, tally in figures.axes.items()},
        "countries": {country: _tally(tally) for country, tally in figures.countries.items()},
        "activities": {number: _activity(figure) for number, figure in figures.activities.items()},
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "committed": tally.committed,
        "fulfilled": tally.fulfilled,
        "fulfilment": one_decimal(tally.fulfilment),
        "average": one_decimal(tally.average),
        "display": whole(tally.fulfilment),
        "due": tally.due,
        "due_fulfilled": tally.due_fulfilled,
        "due_display": whole(tally.due_fulfilment),
    }


def _activity(figure: ActivityFigure) -> dict[str, Any]:
    return {
        "value": one_decimal(figure.value),
        "fulfilled": figure.fulfilled,
        "state": str(figure.state),
        "countries": {country: _part(part) for country, part in figure.countries.items()},
    }


def _part(part: CountryFigure) -> dict[str, Any]:
    report = part.report
    return {
        "value": one_decimal(part.value),
        "fulfilled": part.fulfilled,
        "report": None if report is None else _handle(report),
        "as_of": None if report is None else report.as_of.isoformat(),
        "validated_at": None if report is None else _instant(report.validated_at),
        "conformity": None if part.answer is None else str(part.answer.decision),
        "evidence": len(part.accepted),
    }


def _handle(report: Report) -> int | str:
    """The key of the report's row, else its order of entry."""
    if report.ref is None:
        return report.entry
    key = getattr(report.ref, "pk", report.ref)
    return key if isinstance(key, int) else str(key)


def _instant(instant: datetime | None) -> str | None:
    """In UTC, so that every database and server writes the same text."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
