"""A report's way inside its own country: submitted by who answers for it, validated or returned by another person."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from roadmap import permissions
from roadmap.models import ProgressReport
from roadmap.workflow import content, moves
from roadmap.workflow.moves import Status


@transaction.atomic
def submit(report_id: int, *, by: User, now: datetime, version: int | None = None) -> ProgressReport:
    """Hands an open report to the secretariat of its country. Who submits it answers for it like its writers."""
    by = moves.acting(by, now=now)
    report = moves.locked(report_id)
    moves.expect(report, moves.OPEN)
    permissions.require(permissions.may_edit(by, report))
    moves.expect_version(report, version)
    content.check_complete(report, now=now)
    report.writers.add(by)
    return moves.move(
        report,
        Status.SUBMITTED,
        by=by,
        now=now,
        submitted_at=now,
        submitted_by=by,
        version=report.version + 1,
    )


@transaction.atomic
def validate(report_id: int, *, by: User, now: datetime, version: int | None = None) -> ProgressReport:
    """The secretariat of the report's own country makes it count, and accepts its evidence."""
    by = moves.acting(by, now=now)
    report = _to_decide(report_id, by, version)
    content.check(report, content.of(report), now=now)
    for evidence in report.evidence.filter(accepted_at=None):
        moves.write(evidence, by=by, now=now, accepted_at=now, accepted_by=by)
    return moves.move(report, Status.VALIDATED, by=by, now=now, validated_at=now, validated_by=by)


@transaction.atomic
def return_for_changes(
    report_id: int, *, reason: str, by: User, now: datetime, version: int | None = None
) -> ProgressReport:
    """Back to its writers, who are told why."""
    by = moves.acting(by, now=now)
    report = _to_decide(report_id, by, version)
    reason = required_reason(reason, _("Say what has to be changed."))
    return moves.move(
        report, Status.RETURNED, by=by, now=now, returned_at=now, returned_by=by, return_reason=reason
    )


def _to_decide(report_id: int, by: User, version: int | None) -> ProgressReport:
    report = moves.locked(report_id)
    moves.expect(report, (Status.SUBMITTED,))
    permissions.require(permissions.may_decide(by, report))
    moves.expect_version(report, version)
    return report


def required_reason(reason: str, message: str) -> str:
    """The reason without blanks around it; `message` is the ValidationError where there is none."""
    if not reason.strip():
        raise ValidationError({"reason": message})
    return reason.strip()
