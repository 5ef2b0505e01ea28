"""Loading earlier years: reports as a workbook holds them, many at once, with their history.

The one exception to the workflow's path, a verb of its own: who may use it decides the caller's door
(the server's command line, or `imports.apply` for a roadmap that is still in preparation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts import acts
from accounts.models import User
from roadmap.models import Conformity, Evidence, ProgressReport, Roadmap
from roadmap.workflow.bulk import BATCH, create_with_history


@dataclass(frozen=True, slots=True)
class Record:
    """One report of the record. `validated_at` None: it does not count until its secretariat validates it."""

    activity_id: int
    country_id: str
    counterpart_id: str
    as_of: date
    percent: Decimal | None
    milestones_met: list[str]
    description: str
    difficulties: str
    next_steps: str
    value_reached: str
    evidence: tuple[str, ...]
    validated_at: datetime | None
    decision: str | None
    reason: str


@acts.act
def record_history(records: Sequence[Record], *, by: User | None, now: datetime) -> int:
    """Writes the records in their order (the order of entry). Returns how many.

    Evidence named in the record is accepted, and the counterpart's answer given, at `validated_at`; who loaded
    it stands in the history, nobody is named as having validated or answered.
    """
    written = [_report(record, by, now) for record in records]
    reports = create_with_history(ProgressReport, written, by=by, now=now)
    if by is not None:
        through = ProgressReport.writers.through
        through.objects.bulk_create(
            [through(progressreport_id=report.pk, user_id=by.pk) for report in reports], BATCH
        )
    pairs = list(zip(reports, records, strict=True))
    evidence = [row for report, record in pairs for row in _evidence(report, record, by, now)]
    create_with_history(Evidence, evidence, by=by, now=now)
    answers = [_answer(report, record) for report, record in pairs if record.decision]
    create_with_history(Conformity, answers, by=by, now=now)
    return len(reports)


@acts.act
def complete_record(
    report: ProgressReport,
    *,
    evidence: Sequence[str],
    decision: str | None,
    reason: str,
    counterpart_id: str,
    by: User | None,
    now: datetime,
) -> None:
    """Evidence and an answer that a later version of the workbook adds to a report of the record."""
    at = report.validated_at
    if by is not None:
        report.writers.add(by)
    added = [_reference(report, title, at, by, now) for title in evidence]
    create_with_history(Evidence, added, by=by, now=now)
    if decision and at:
        answer = Conformity(report=report, country_id=counterpart_id, decision=decision, reason=reason)
        answer.decided_at, answer.from_workbook = at, True
        create_with_history(Conformity, [answer], by=by, now=now)


def _report(record: Record, by: User | None, now: datetime) -> ProgressReport:
    status = ProgressReport.Status.VALIDATED if record.validated_at else ProgressReport.Status.SUBMITTED
    return ProgressReport(
        activity_id=record.activity_id,
        country_id=record.country_id,
        as_of=record.as_of,
        percent=record.percent,
        milestones_met=record.milestones_met,
        description=record.description,
        difficulties=record.difficulties,
        next_steps=record.next_steps,
        value_reached=record.value_reached,
        status=status,
        created_at=now,
        author=by,
        submitted_at=record.validated_at or now,
        submitted_by=by,
        validated_at=record.validated_at,
        from_workbook=True,
    )


def _evidence(report: ProgressReport, record: Record, by: User | None, now: datetime) -> list[Evidence]:
    return [_reference(report, title, record.validated_at, by, now) for title in record.evidence]


def _reference(
    report: ProgressReport, title: str, accepted_at: datetime | None, by: User | None, now: datetime
) -> Evidence:
    return Evidence(
        report=report,
        kind=Evidence.Kind.REFERENCE,
        title=title,
        added_at=now,
        added_by=by,
        accepted_at=accepted_at,
    )


def _answer(report: ProgressReport, record: Record) -> Conformity:
    answer = Conformity(
        report=report, country_id=record.counterpart_id, reason=record.reason, from_workbook=True
    )
    answer.decision, answer.decided_at = record.decision or "", record.validated_at or report.created_at
    return answer


@acts.act
def record_status(roadmap: Roadmap, status: str, *, by: User | None, now: datetime) -> None:
    """The status that a roadmap of earlier years had when it was loaded."""
    roadmap.status = status
    roadmap._history_user, roadmap._history_date = by, now  # type: ignore[attr-defined]
    roadmap.save(update_fields=["status"])
