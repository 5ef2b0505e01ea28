"""The same file in several places, found by its hash: normal where each side tells a joint event, else a question."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from roadmap import permissions
from roadmap.models import Evidence, ProgressReport


@dataclass(frozen=True, slots=True)
class Use:
    """Another report that holds the file. `kind`: counterpart (each side of the same activity), earlier (the same
    side's other report on it), or question (another activity).
    """

    piece: Evidence
    report: ProgressReport
    kind: str


def used_elsewhere(
    pieces: Iterable[Evidence], report: ProgressReport, *, reader: User
) -> dict[int, list[Use]]:
    """By the piece's id, the other uses of its file that this reader may see; in the order they came in."""
    by_hash: dict[str, list[Evidence]] = {}
    for piece in pieces:
        for sha256 in {piece.sha256, piece.original_sha256} - {""}:
            by_hash.setdefault(sha256, []).append(piece)
    if not by_hash:
        return {}
    same = Q(sha256__in=by_hash) | Q(original_sha256__in=by_hash)
    others = permissions.visible(reader, Evidence.objects.filter(same)).exclude(report=report)
    found: dict[int, list[Use]] = {}
    for other in others.select_related("report__activity__roadmap", "report__country").order_by("pk"):
        use = Use(other, other.report, _kind(other.report, report))
        for pk in {one.pk for sha in (other.sha256, other.original_sha256) for one in by_hash.get(sha, ())}:
            found.setdefault(pk, []).append(use)
    return found


def _kind(other: ProgressReport, report: ProgressReport) -> str:
    if other.activity_id != report.activity_id:
        return "question"
    return "earlier" if other.country_id == report.country_id else "counterpart"
