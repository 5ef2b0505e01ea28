"""What both parties signed: each sealed closing with its seal, its figures, its texts and its documents."""

from collections.abc import Iterable
from typing import Any

from accounts import ledger
from roadmap.bundle.archive import Archive
from roadmap.bundle.figures import texts_of
from roadmap.models import PeriodClosing, Roadmap, UnilateralRecord

SIZE = 1_500_000  # about, a closing


def closings_of(roadmap: Roadmap) -> list[PeriodClosing]:
    """Sealed, whether another one replaced it or not."""
    found = PeriodClosing.objects.of(roadmap).sealed().select_related("seal").order_by("number")
    return list(found.defer("content"))


def write_closings(archive: Archive, closings: Iterable[PeriodClosing]) -> None:
    for closing in closings:
        folder = f"closings/{closing.number}"
        archive.text(f"{folder}/seal.json", closing.seal.seal)
        archive.text(f"{folder}/content.json", closing.content)
        archive.text(f"{folder}/texts.json", texts_of(closing.texts.order_by("sha256")))


def write_unilateral(archive: Archive, roadmap: Roadmap) -> None:
    """What one party put on record alone: no closing, and in a folder of its own."""
    for record in (
        UnilateralRecord.objects.filter(roadmap=roadmap).select_related("closing").order_by("number")
    ):
        folder = f"unilateral/{record.number}"
        archive.text(f"{folder}/statement.json", record.statement)
        archive.text(f"{folder}/content.json", record.closing.content)
        archive.text(f"{folder}/texts.json", texts_of(record.closing.texts.order_by("sha256")))
        answer = getattr(record, "answer", None)
        if answer is not None:
            told: dict[str, Any] = {"by": f"person/{answer.by_id}", "at": ledger.instant(answer.at)}
            told |= {"country": answer.country_id, "text": {"text": answer.text_sha256}}
            archive.text(f"{folder}/answer.json", ledger.canonical(told))
