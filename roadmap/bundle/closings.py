"""What both parties signed: each sealed closing with its seal, its figures, its texts and its documents."""

from collections.abc import Iterable
from typing import Any

from accounts import ledger
from roadmap.bundle.archive import Archive
from roadmap.bundle.figures import texts_of
from roadmap.bundle.files import Kept, Problem, write_files
from roadmap.bundle.tombstones import Gone
from roadmap.models import ClosingOriginal, PeriodClosing, Roadmap, UnilateralRecord
from roadmap.reports import making

SIZE = 2_000_000  # about, a closing
LANGUAGE = "es"


def closings_of(roadmap: Roadmap) -> list[int]:
    """Sealed, whether another one replaced it or not: their keys, since each is long."""
    return list(PeriodClosing.objects.of(roadmap).sealed().order_by("number").values_list("pk", flat=True))


def write_closings(archive: Archive, closings: Iterable[int], gone: Gone) -> list[Problem]:
    problems: list[Problem] = []
    for key in closings:
        closing = PeriodClosing.objects.with_standing().get(pk=key)
        folder = f"closings/{closing.number}"
        archive.text(f"{folder}/seal.json", closing.seal.seal)
        archive.text(f"{folder}/content.json", closing.content)
        archive.text(f"{folder}/texts.json", texts_of(closing.texts.order_by("sha256")))
        for party in closing.roadmap.parties():
            given = _given_out(closing, party.code, gone)
            problems += _write_original(
                archive, f"{folder}/closing-{party.code}.pdf", closing, party.code, given
            )
    return problems


def _given_out(closing: PeriodClosing, party: str, gone: Gone) -> ClosingOriginal | None:
    """The original that was given out to be signed, unless a text in it was removed since."""
    found = closing.originals.filter(country=party).exclude(sha256__in=gone.hashes)
    return found.first()


def _write_original(
    archive: Archive, path: str, closing: PeriodClosing, party: str, given: ClosingOriginal | None
) -> list[Problem]:
    """Byte by byte the one that was given out; else the same, made now: it is always equal."""
    if given is not None:
        ref = f"closing-original/{given.pk}"
        return write_files(archive, [Kept(path, str(given.file.name), given.sha256, given.size, (ref,))])
    archive.text(path, making.make_closing(closing, "pdf", copy=party, language=LANGUAGE).content)
    return []


def write_unilateral(archive: Archive, roadmap: Roadmap) -> None:
    """What one party put on record alone: no closing, and in a folder of its own."""
    found = UnilateralRecord.objects.filter(roadmap=roadmap).select_related("closing__roadmap")
    for record in found.order_by("number"):
        folder = f"unilateral/{record.number}"
        archive.text(f"{folder}/statement.json", record.statement)
        archive.text(f"{folder}/content.json", record.closing.content)
        archive.text(f"{folder}/texts.json", texts_of(record.closing.texts.order_by("sha256")))
        document = making.make_record(record, "pdf", copy=record.country_id, language=LANGUAGE)
        archive.text(f"{folder}/record-{record.country_id}.pdf", document.content)
        answer = getattr(record, "answer", None)
        if answer is not None:
            told: dict[str, Any] = {"by": f"person/{answer.by_id}", "at": ledger.instant(answer.at)}
            told |= {"country": answer.country_id, "text": {"text": answer.text_sha256}}
            archive.text(f"{folder}/answer.json", ledger.canonical(told))


def write_unsealed(archive: Archive, roadmap: Roadmap) -> None:
    """What was proposed and never sealed, waits, or ended: no closing, but part of the record."""
    found = PeriodClosing.objects.of(roadmap).filter(seal=None, unilateral=None)
    for closing in found.order_by("number").iterator(chunk_size=1):
        folder = f"unsealed/{closing.number}"
        archive.text(f"{folder}/content.json", closing.content)
        archive.text(f"{folder}/texts.json", texts_of(closing.texts.order_by("sha256")))
