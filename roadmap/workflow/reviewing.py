"""The own secretariat's review of each piece of evidence: accepted or rejected with a reason. Only accepted ones count.

It is done with the report's validation, or before it piece by piece; what was rejected may be accepted later, and then
counts from that instant. What was accepted of a validated report stays accepted.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap import permissions
from roadmap.models import Evidence, ProgressReport
from roadmap.workflow import moves, told
from roadmap.workflow.moves import Status, required_reason

WAITING: dict[str, object] = {"rejected_at": None, "rejected_by": None, "rejection_reason": ""}


@acts.act
def accept_evidence(evidence_id: int, *, by: User, now: datetime) -> Evidence:
    """Of a validated report it counts from now on; of a submitted one its rejection is taken back."""
    by = moves.acting(by, now=now)
    piece, report = _to_review(evidence_id, by, now)
    if report.status == Status.VALIDATED:
        return moves.write(piece, by=by, now=now, accepted_at=now, accepted_by=by)
    return moves.write(piece, by=by, now=now, **WAITING) if piece.rejected_at else piece


@acts.act
def reject_evidence(evidence_id: int, *, reason: str, by: User, now: datetime) -> Evidence:
    """It does not count; whoever wrote in the report is told why."""
    by = moves.acting(by, now=now)
    piece, report = _to_review(evidence_id, by, now)
    _reject(piece, reason, by, now)
    told.evidence_rejected(report, [piece], by=by, now=now)
    return piece


def decide(report: ProgressReport, rejected: Mapping[int, str] | None, *, by: User, now: datetime) -> None:
    """All pieces of a report that is being validated: `rejected` are those that are not accepted, with the reason.

    None: nobody was asked, and what was rejected before stays so.
    """
    news = []
    for piece in report.evidence.filter(accepted_at=None):
        if rejected is None and piece.rejected_at is not None:
            continue
        if rejected is None or piece.pk not in rejected:
            moves.write(piece, by=by, now=now, accepted_at=now, accepted_by=by)
        elif rejected[piece.pk].strip() != piece.rejection_reason or not piece.rejection_reason:
            news.append(_reject(piece, rejected[piece.pk], by, now))
    if news:
        told.evidence_rejected(report, news, by=by, now=now)


def _reject(piece: Evidence, reason: str, by: User, now: datetime) -> Evidence:
    reason = required_reason(reason, _("Say why this piece is not accepted."))
    return moves.write(piece, by=by, now=now, rejected_at=now, rejected_by=by, rejection_reason=reason)


def _to_review(evidence_id: int, by: User, now: datetime) -> tuple[Evidence, ProgressReport]:
    """The piece as it is now; its report first: the order in which everybody locks."""
    gone = moves.IllegalTransition(_("This evidence is no longer there: somebody removed it."))
    found = Evidence.objects.filter(pk=evidence_id).values_list("report_id", flat=True).first()
    if found is None:
        raise gone
    report = moves.locked(found)
    permissions.require(permissions.may_decide(by, report, now=now))
    moves.expect(report, (Status.SUBMITTED, Status.VALIDATED))
    piece = report.evidence.filter(pk=evidence_id).first()
    if piece is None:
        raise gone
    if piece.accepted_at is not None:
        at = {"at": moves.instant(piece.accepted_at)}
        raise moves.IllegalTransition(_("This piece was accepted on %(at)s: that stays so.") % at)
    return piece, report
