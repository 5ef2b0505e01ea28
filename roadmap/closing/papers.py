"""Ink: the closing's document, signed by hand and scanned, bound to the closing by each party with its SHA-256."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import documents
from accounts.documents import Paper
from accounts.models import Document, User
from roadmap import permissions
from roadmap.closing import rows, told
from roadmap.models import ClosingPaper, PeriodClosing
from roadmap.workflow import IllegalTransition, moves

KINDS = (Document.Kind.MINUTES, Document.Kind.OTHER)


@documents.together()
def bind_paper(closing_id: int, *, paper: Paper, by: User, now: datetime) -> ClosingPaper:
    """Either party, as often as it has another document: nothing that was bound is ever taken away."""
    by = moves.acting(by, now=now)
    closing = rows.locked(closing_id)
    permissions.require(permissions.may_bind_paper(by, closing))
    if not closing.is_sealed:
        raise IllegalTransition(_("A document is bound to a closing that all have signed."))
    if paper["kind"] not in KINDS:
        raise ValidationError({"kind": _("Choose what kind of document it is.")})
    document = documents.keep(**paper, by=by, now=now, shared=True)
    if _is_bound(closing, document):
        raise ValidationError({"file": _("Your party has already bound this very file to the closing.")})
    bound = ClosingPaper(
        closing=closing, country_id=rows.own(by), document=document, kind=ClosingPaper.Kind.INK, by=by, at=now
    )
    moves.sign(bound, by=by, now=now).save()
    told.paper_bound(bound, by=by, now=now)
    return bound


def _is_bound(closing: PeriodClosing, document: Document) -> bool:
    same = closing.papers.filter(country=document.country_id, document__sha256=document.sha256)
    return same.exists()
