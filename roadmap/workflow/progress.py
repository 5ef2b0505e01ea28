"""A report's way inside its own country: submitted by who answers for it, validated or returned by another person."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import acts, documents
from accounts.documents import Paper
from accounts.models import User
from roadmap import permissions
from roadmap.models import ProgressReport
from roadmap.models.rules import Check, Level
from roadmap.workflow import approvals, checklist, content, moves, reviewing, screening, told
from roadmap.workflow.moves import Status, required_reason

__all__ = ["required_reason", "return_for_changes", "submit", "validate", "waits_for_approval"]


@documents.together()
def submit(
    report_id: int,
    *,
    by: User,
    now: datetime,
    version: int | None = None,
    approval: Paper | None = None,
    paper_approves: bool = False,
    declarations: Mapping[str, str] | None = None,
) -> ProgressReport:
    """Hands an open report in. Who submits it answers for it like its writers.

    It goes to the authority of its institution for approval, then to the secretariat of its country. `approval` is
    the oficio by which the authority gave it already; `paper_approves`: the paper that the report arrived on is one.
    `declarations`: why what looks like a person's datum is none, by the key of each suspicion.
    """
    by = moves.acting(by, now=now)
    report = moves.locked(report_id)
    moves.expect(report, moves.OPEN)
    permissions.require(permissions.may_edit(by, report))
    moves.expect_version(report, version)
    screening.declare(report, declarations or {}, by=by, now=now)
    checklist.check_complete(report, now=now)
    report.writers.add(by)
    moves.move(
        report,
        Status.SUBMITTED,
        by=by,
        now=now,
        submitted_at=now,
        submitted_by=by,
        version=report.version + 1,
    )
    if approval is not None or (paper_approves and report.on_paper):
        approvals.by_document(report, paper=approval, by=by, now=now)
    told.submitted(report, by=by, now=now, waits_for_approval=waits_for_approval(report, now=now))
    return report


def waits_for_approval(report: ProgressReport, *, now: datetime) -> bool:
    """Somebody is in office who has not given the approval that the roadmap's rules ask for."""
    if checklist.level_of(report.activity.roadmap, Check.APPROVAL) == Level.OFF or checklist.approved(report):
        return False
    return permissions.authorities_of(report, now=now).exists()


@acts.act
def validate(
    report_id: int,
    *,
    by: User,
    now: datetime,
    version: int | None = None,
    rejected: Mapping[int, str] | None = None,
) -> ProgressReport:
    """The secretariat of the report's own country makes it count, and accepts each piece of its evidence but those
    `rejected`, with the reason; where that is not said, those that were rejected before.

    Somebody who wrote in it may do so only where nobody else is in office; that is said of it for ever.
    """
    by = moves.acting(by, now=now)
    report = _to_decide(report_id, by, version, now)
    content.check(report, content.of(report), now=now)
    approval = [one for one in checklist.findings_to_decide(report, now=now) if one.check == Check.APPROVAL]
    if blocking := next((one for one in approval if one.blocks), None):
        raise moves.IllegalTransition(blocking.message)
    reviewing.decide(report, rejected, by=by, now=now)
    moves.move(
        report,
        Status.VALIDATED,
        by=by,
        now=now,
        validated_at=now,
        validated_by=by,
        without_approval=any(one.missing for one in approval),
        single_control=report.writers.filter(pk=by.pk).exists(),
    )
    told.validated(report, by=by, now=now)
    return report


@acts.act
def return_for_changes(
    report_id: int, *, reason: str, by: User, now: datetime, version: int | None = None
) -> ProgressReport:
    """Back to its writers, who are told why."""
    by = moves.acting(by, now=now)
    report = _to_decide(report_id, by, version, now)
    reason = required_reason(reason, _("Say what has to be changed."))
    moves.move(report, Status.RETURNED, by=by, now=now, returned_at=now, returned_by=by, return_reason=reason)
    told.returned(report, by=by, now=now)
    return report


def _to_decide(report_id: int, by: User, version: int | None, now: datetime) -> ProgressReport:
    report = moves.locked(report_id)
    moves.expect(report, (Status.SUBMITTED,))
    permissions.require(permissions.may_decide(by, report, now=now))
    moves.expect_version(report, version)
    return report
