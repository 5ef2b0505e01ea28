"""Reports that arrived on paper: somebody types them in, the paper is kept, and both are said of it for ever."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import documents
from accounts.documents import Paper
from accounts.models import User
from roadmap import permissions
from roadmap.models import ProgressReport
from roadmap.workflow import moves

SIGNER_LENGTH = 200


@documents.together()
def type_from_paper(
    report_id: int, *, paper: Paper, signed_by: str, by: User, now: datetime, version: int | None = None
) -> ProgressReport:
    """The open report is a transcript of that paper. `signed_by`: name and post of who signed it.

    There is no way back: another paper takes its place, a draft begun by mistake is discarded.
    """
    by = moves.acting(by, now=now)
    report = moves.locked(report_id)
    moves.expect(report, moves.OPEN)
    permissions.require(permissions.may_edit(by, report))
    moves.expect_version(report, version)
    signed_by = " ".join(signed_by.split())
    if not signed_by:
        raise ValidationError({"signed_by": _("Say who signed the paper: name and post.")})
    if len(signed_by) > SIGNER_LENGTH:
        raise ValidationError({"signed_by": _("This is too long.")})
    document = documents.keep(**paper, by=by, now=now)
    report.writers.add(by)
    return moves.write(
        report,
        by=by,
        now=now,
        on_paper=True,
        paper=document,
        paper_signed_by=signed_by,
        version=report.version + 1,
    )
