"""What the counterpart's secretariat says to a validated report. Answers are only added: the last one is in force."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from roadmap import permissions
from roadmap.models import Conformity, ProgressReport
from roadmap.workflow import moves
from roadmap.workflow.progress import required_reason

Decision = Conformity.Decision


@transaction.atomic
def agree(
    report_id: int, *, by: User, now: datetime, reason: str = "", seen_answers: int | None = None
) -> Conformity:
    """The counterpart agrees with the report. `seen_answers`: how many answers the person had before their eyes."""
    by = moves.acting(by, now=now)
    report = _to_answer(report_id, by, seen_answers)
    last = report.conformities.last()
    if last is not None and last.decision == Decision.AGREED:
        raise moves.IllegalTransition(_("Your country has already agreed with this report."))
    return _answer(report, Decision.AGREED, reason.strip(), by, now)


@transaction.atomic
def observe(
    report_id: int, *, reason: str, by: User, now: datetime, seen_answers: int | None = None
) -> Conformity:
    """The counterpart puts the report under observation and says why."""
    by = moves.acting(by, now=now)
    report = _to_answer(report_id, by, seen_answers)
    reason = required_reason(reason, _("Say why you observe it."))
    return _answer(report, Decision.OBSERVED, reason, by, now)


def _to_answer(report_id: int, by: User, seen_answers: int | None) -> ProgressReport:
    report = moves.locked(report_id)
    moves.expect(report, (moves.Status.VALIDATED,))
    permissions.require(permissions.may_answer(by, report))
    if seen_answers is not None and report.conformities.count() != seen_answers:
        raise moves.IllegalTransition(
            _("Another person of your secretariat has just answered this report: see the answer first.")
        )
    return report


def _answer(report: ProgressReport, decision: str, reason: str, by: User, now: datetime) -> Conformity:
    answer = Conformity(
        report=report,
        country=by.country,
        decision=decision,
        reason=reason,
        decided_at=now,
        decided_by=by,
    )
    moves.sign(answer, by=by, now=now).save()
    return answer
