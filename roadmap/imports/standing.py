"""Stored reports -> the rows of `Avances`: one for each activity, country, cutoff and moment of validation.

A row corrected in the sheet and imported again is a new report beside the old one, with the same validation.
The importer refuses two such rows, so that only the last is written, with what it inherits from the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from roadmap.models import ProgressReport

SEALED = "Solo la lee su país: compromiso %(commitment)s…"  # as all of the workbook, in Spanish


@dataclass(frozen=True, slots=True)
class Standing:
    """A report with the evidence and the answer that its row says."""

    report: ProgressReport
    evidence: tuple[str, ...]
    decision: str
    reason: str


def standing(reports: Iterable[ProgressReport]) -> list[Standing]:
    """The rows in the order of entry of the first report of each."""
    rows: dict[tuple[object, ...], Standing] = {}
    for report in sorted(reports, key=_order):
        instant = local(report.validated_at, report.country.time_zone)
        key = (report.activity_id, report.country_id, report.as_of, str(instant))
        rows[key] = _after(rows.get(key), report)
    return sorted(rows.values(), key=lambda row: row.report.pk)


def local(instant: datetime | None, zone: str) -> datetime | date | str | None:
    """The instant in the country's zone; the end of a day is written as the day alone, as it is read.

    Midnight is written as text: a date cell cannot tell it from a day without a time.
    """
    if instant is None:
        return None
    there = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if there.time() == time.max:
        return there.date()
    there = there.replace(microsecond=0)
    return there if there.time() != time() else f"{there:%d/%m/%Y %H:%M}"


def _order(report: ProgressReport) -> tuple[bool, float, int]:
    return (
        report.validated_at is not None,
        report.validated_at.timestamp() if report.validated_at else 0,
        report.pk,
    )


def _after(before: Standing | None, report: ProgressReport) -> Standing:
    """The row of `report` in the place of an earlier one: what was said of the same value carries on."""
    evidence = tuple(_names(report))
    answers = list(report.conformities.all())
    if answers or before is None or _said(before.report) != _said(report):
        last = answers[-1] if answers else None
        return Standing(report, evidence, last.decision if last else "", last.reason if last else "")
    return Standing(report, before.evidence + evidence, before.decision, before.reason)


def _names(report: ProgressReport) -> Iterator[str]:
    """What the secretariat accepted, or may still accept; of what its country alone reads, only that it exists."""
    for item in report.evidence.all():
        if item.decision == "accepted" or (item.decision == "waiting" and report.validated_at is None):
            yield SEALED % {"commitment": item.commitment[:12]} if item.own_only else item.title


def _said(report: ProgressReport) -> tuple[object, frozenset[str]]:
    return report.percent or 0, frozenset(report.milestones_met)
