"""Two closings: one that both parties signed, with a salvedad and the paper signed by hand; one that waits for Peru."""

from datetime import date, datetime

from accounts import appointments
from accounts.models import Document
from roadmap import closing
from roadmap.demonstration import papers
from roadmap.demonstration.accounts import person
from roadmap.models import PeriodClosing, Roadmap

CLOSED, WAITING = date(2025, 12, 31), date(2026, 9, 30)
BOLIVIA, PERU = "secretaria1.bo", "secretaria1.pe"
SALVEDAD = closing.Remark(
    "2.3",
    "salvedad",
    "El Perú firma en el entendido de que los registros de capacitación se conciliarán en el próximo corte.",
)


def play(roadmap: Roadmap, *, now: datetime) -> None:
    """By the verbs, like everything here. Demonstration accounts confirm by their password, and the seals say so."""
    _closed(roadmap, now)
    _sign(_propose(roadmap, WAITING, BOLIVIA, now), BOLIVIA, now)


def _closed(roadmap: Roadmap, now: datetime) -> None:
    found = _propose(roadmap, CLOSED, PERU, now)
    _sign(found, PERU, now, SALVEDAD)
    found = _sign(found, BOLIVIA, now)
    lines = (f"Acta del cierre N.º {found.number} de la hoja de ruta", f"SHA-256 {found.seal.sha256}")
    kind = Document.Kind.MINUTES
    for number, who in enumerate((BOLIVIA, PERU), 1):
        by = person(who, now)
        today = appointments.today_of(by, now)
        copy = (*lines, f"Ejemplar de: {by.country}")
        paper = papers.paper(f"DEMO-ACTA-{number}", copy, dated=today, kind=kind)
        closing.bind_paper(found.pk, paper=paper, by=by, now=now)


def _propose(roadmap: Roadmap, cutoff: date, who: str, now: datetime) -> PeriodClosing:
    return closing.propose(roadmap.pk, cutoff=cutoff, by=person(who, now), now=now)


def _sign(found: PeriodClosing, who: str, now: datetime, *remarks: closing.Remark) -> PeriodClosing:
    return closing.sign(
        found.pk,
        content_sha256=found.content_sha256,
        remarks=remarks,
        by=person(who, now),
        now=now,
        second_factor=closing.PASSWORD,
    )
