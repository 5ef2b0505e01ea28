"""The pieces of evidence of one report as its pages show them: what the reader may not read is sealed."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from roadmap import permissions
from roadmap.models import Evidence, ProgressReport


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
