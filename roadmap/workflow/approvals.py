"""The *visto bueno institucional*: the authority of the institution gives it or withholds it with its reason.

It is of one version of the report: whatever is written afterwards needs another one.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import acts, documents
from accounts.documents import Paper
from accounts.models import Document, User
from roadmap import permissions
from roadmap.models import InstitutionalApproval, ProgressReport
from roadmap.workflow import moves, told
from roadmap.workflow.moves import Status

Decision = InstitutionalApproval.Decision


@acts.act
def approve(report_id: int, *, by: User, now: datetime, version: int | None = None) -> InstitutionalApproval:
    """The authority stands behind the report: its secretariat may validate it from now on."""
    by = moves.acting(by, now=now)
    report = _to_approve(report_id, by, version)
    approval = keep_approval(report, by=by, now=now, decided_by=by)
    told.approved(report, by=by, now=now)
    return approval


@acts.act
def withhold(
    report_id: int, *, reason: str, by: User, now: datetime, version: int | None = None
) -> ProgressReport:
    """The authority does not stand behind it: back to its writers, who are told why."""
    by = moves.acting(by, now=now)
    report = _to_approve(report_id, by, version)
    reason = moves.required_reason(reason, _("Say what has to be changed."))
    keep_approval(report, by=by, now=now, decided_by=by, decision=Decision.WITHHELD, reason=reason)
    moves.move(report, Status.RETURNED, by=by, now=now, returned_at=now, returned_by=by, return_reason=reason)
    told.returned(report, by=by, now=now)
    return report


def by_document(
    report: ProgressReport, *, paper: Paper | None, by: User, now: datetime
) -> InstitutionalApproval:
    """Of a report that was just submitted: by the oficio handed in, or by the paper that it arrived on."""
    document = documents.keep(**paper, by=by, now=now) if paper else report.paper
    return keep_approval(report, by=by, now=now, document=document)


def keep_approval(
    report: ProgressReport,
    *,
    by: User,
    now: datetime,
    decided_by: User | None = None,
    document: Document | None = None,
    decision: str = Decision.GIVEN,
    reason: str = "",
) -> InstitutionalApproval:
    approval = InstitutionalApproval(
        report=report,
        report_version=report.version,
        decision=decision,
        reason=reason,
        decided_by=decided_by,
        document=document,
        at=now,
    )
    moves.sign(approval, by=by, now=now).save()
    return approval


def _to_approve(report_id: int, by: User, version: int | None) -> ProgressReport:
    report = moves.locked(report_id)
    permissions.require(permissions.may_approve(by, report))
    moves.expect(report, (Status.SUBMITTED,))
    moves.expect_version(report, version)
    earlier = report.approvals.filter(report_version=report.version).select_related("decided_by").first()
    if earlier is not None:
        raise moves.IllegalTransition(
            _("The approval was given already, on %(at)s%(person)s.")
            % {
                "at": moves.instant(earlier.at),
                "person": f" · {earlier.decided_by}" if earlier.decided_by else "",
            }
        )
    return report
