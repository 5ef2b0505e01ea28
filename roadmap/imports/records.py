"""Rows of `Avances` -> progress reports: the record of earlier cutoffs, or one side's new reports."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from roadmap import permissions
from roadmap.imports.desk import Desk
from roadmap.imports.workbook import ProgressRow
from roadmap.models import ProgressReport, Roadmap
from roadmap.workflow import record

PERCENT_PLACES = Decimal("0.000000000001")
Key = tuple[int, str, object, object]


def put_records(desk: Desk, rows: Iterable[ProgressRow], roadmap: Roadmap, *, now: datetime) -> None:
    """The record as it stands: for a roadmap that both parties have yet to put in force, or from the server."""
    activities = dict(roadmap.activities.values_list("number", "pk"))
    stored = _stored(roadmap, desk.by)
    new = []
    for row in rows:
        found = stored.get(_key(row, activities), [])
        same = next((report for report in found if _content(report) == _row_content(row)), None)
        if same is None:
            new.append(row)
            desk.outcome.created("progress_report", _label(row))
        else:
            _complete(desk, row, same, roadmap, now)
    record.record_history([_record(row, activities, roadmap) for row in new], by=desk.by, now=now)


def put_new_reports(
    desk: Desk, rows: Iterable[ProgressRow], roadmap: Roadmap, *, side: str | None, now: datetime
) -> None:
    """On a roadmap in force a secretariat brings in reports of its own `side`, for a colleague to validate."""
    activities = dict(roadmap.activities.values_list("number", "pk"))
    stored = _stored(roadmap, desk.by, by_validation=False)
    new = []
    for row in rows:
        found = stored.get((*_key(row, activities)[:3], None), [])
        if any(_content(report) == _row_content(row) for report in found):
            desk.outcome.same("progress_report")
        elif row.country != side:
            desk.outcome.notice(
                _("New rows of the other party were left out: only its secretariat can report for it.")
            )
        else:
            new.append(replace(row, validated_at=None, conformity=None))
            desk.outcome.created("progress_report", _label(row))
            desk.outcome.notice(
                _(
                    "Your side's new rows come in as submitted: another person of your secretariat validates them."
                )
            )
    record.record_history([_record(row, activities, roadmap) for row in new], by=desk.by, now=now)


def _complete(desk: Desk, row: ProgressRow, report: ProgressReport, roadmap: Roadmap, now: datetime) -> None:
    """A report that is stored already: evidence and an answer that the sheet adds to it."""
    names = {evidence.title for evidence in report.evidence.all()}
    added = [name for name in row.evidence if name not in names]
    answers = list(report.conformities.all())
    answer = (
        row.conformity if row.conformity and (not answers or answers[-1].decision != row.conformity) else None
    )
    if (added or answer) and desk.by is not None and not _is_of_the_record(report):
        desk.outcome.notice(
            _(
                "Evidence and answers of reports that were validated here are given on their pages: none was taken."
            )
        )
        added, answer = [], None
    if not added and not answer:
        desk.outcome.same("progress_report")
        return
    record.complete_record(
        report,
        evidence=added,
        decision=answer,
        reason=row.reason,
        counterpart_id=roadmap.counterpart(row.country).code,
        by=desk.by,
        now=now,
    )
    changes = [(_("evidence"), "—", name) for name in added]
    changes += [(_("conformity"), "—", answer)] if answer else []
    desk.outcome.changed("progress_report", _label(row), changes)


def _is_of_the_record(report: ProgressReport) -> bool:
    """It came from a workbook and nobody's word stands in it: what a country validated here, it alone completes."""
    return report.from_workbook and report.validated_by_id is None


def _record(row: ProgressRow, activities: dict[str, int], roadmap: Roadmap) -> record.Record:
    return record.Record(
        activity_id=activities[row.activity],
        country_id=row.country,
        counterpart_id=roadmap.counterpart(row.country).code,
        as_of=row.as_of,
        percent=_stored_percent(row),
        milestones_met=sorted(row.milestones_met),
        description=row.description,
        difficulties=row.difficulties,
        next_steps=row.next_steps,
        value_reached=row.value_reached,
        evidence=tuple(row.evidence),
        validated_at=row.validated_at,
        decision=row.conformity,
        reason=row.reason,
    )


def _stored(
    roadmap: Roadmap, by: User | None, *, by_validation: bool = True
) -> dict[Key, list[ProgressReport]]:
    """Only what the person may see: a preview tells nothing of what the other party is still writing."""
    found: dict[Key, list[ProgressReport]] = {}
    every = ProgressReport.objects.filter(activity__roadmap=roadmap)
    reports: QuerySet[ProgressReport] = every if by is None else permissions.visible(by, every)
    for report in reports.prefetch_related("evidence", "conformities").order_by("id"):
        instant = _second(report.validated_at) if by_validation else None
        found.setdefault((report.activity_id, report.country_id, report.as_of, instant), []).append(report)
    return found


def _key(row: ProgressRow, activities: dict[str, int]) -> Key:
    return (activities[row.activity], row.country, row.as_of, _second(row.validated_at))


def _second(instant: datetime | None) -> datetime | None:
    """Excel keeps no microseconds: instants are the same when they fall into the same second."""
    return instant.replace(microsecond=0) if instant else None


def _content(report: ProgressReport) -> tuple[object, ...]:
    texts = (report.description, report.difficulties, report.next_steps, report.value_reached)
    return (_said(report.percent, report.milestones_met), sorted(report.milestones_met), *texts)


def _row_content(row: ProgressRow) -> tuple[object, ...]:
    return (
        _said(_stored_percent(row), row.milestones_met),
        sorted(row.milestones_met),
        row.description,
        row.difficulties,
        row.next_steps,
        row.value_reached,
    )


def _said(percent: Decimal | None, milestones: Iterable[str]) -> Decimal | None:
    """Neither a percentage nor milestones says 0."""
    return Decimal(0) if percent is None and not list(milestones) else percent


def _stored_percent(row: ProgressRow) -> Decimal | None:
    """Cut, not rounded: 99.9999999999999 never becomes the 100 that fulfils."""
    return None if row.percent is None else row.percent.quantize(PERCENT_PLACES, rounding=ROUND_DOWN)


def _label(row: ProgressRow) -> str:
    return f"{row.activity} · {row.country} · {row.as_of.isoformat()}"
