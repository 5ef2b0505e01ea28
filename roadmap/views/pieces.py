"""The pieces of evidence of one report as its pages show them: what the reader may not read is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.models import Evidence, ProgressReport
from roadmap.templatetags.evidence import reuse_words

Reused = dict[int, list[workflow.Use]]


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """One that only its own country reads: that it exists, its kinds, its statement, its commitment."""

    pk: int
    kind: str
    category: str
    statement: str
    commitment: str
    accepted_at: datetime | None
    sealed: bool = True


def pieces(user: User, report: ProgressReport) -> list[Evidence | SealedPiece]:
    """In the order in which they were added. Of the other side's, only what its secretariat accepted."""
    found = report.evidence.select_related("added_by", "accepted_by", "rejected_by", "institution")
    return [shown for piece in found if (shown := _shown(user, piece, report)) is not None]


def reused(user: User, report: ProgressReport, found: Sequence[Evidence | SealedPiece]) -> Reused:
    """Where else the files of these pieces are, as far as the reader may see it."""
    readable = [piece for piece in found if isinstance(piece, Evidence)]
    return workflow.used_elsewhere(readable, report, reader=user)


def to_review(user: User, report: ProgressReport, found: Sequence[Evidence | SealedPiece]) -> list[int]:
    """The ids of those that the reader may accept or reject by themselves."""
    waiting = [piece for piece in found if isinstance(piece, Evidence) and piece.accepted_at is None]
    if not waiting or not permissions.can_review(user, waiting[0], report, now=timezone.now()):
        return []
    return [piece.pk for piece in waiting]


def tell_of(request: AuthedRequest, report: ProgressReport, added: Sequence[Evidence]) -> None:
    """What whoever added them should know at once: a type that is missing, a file that is elsewhere too."""
    if any(not piece.category for piece in added):
        messages.warning(request, _("Say below what type of document each piece is, before you submit."))
    for uses in reused(request.user, report, added).values():
        for use in uses:
            messages.info(request, reuse_words(use))


def _shown(user: User, piece: Evidence, report: ProgressReport) -> Evidence | SealedPiece | None:
    if permissions.reads_evidence(user, piece, report):
        return piece
    if piece.accepted_at is None:
        return None
    return SealedPiece(
        pk=piece.pk,
        kind=piece.kind,
        category=piece.category,
        statement=piece.statement,
        commitment=piece.commitment,
        accepted_at=piece.accepted_at,
    )
