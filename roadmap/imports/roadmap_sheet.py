"""The sheet *Hoja de ruta*: keys and values -> the roadmap's own row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.calendar import default_cutoffs
from roadmap.imports import dates
from roadmap.imports.cells import Unreadable, line, paragraphs, percentage, split_items, yes
from roadmap.imports.parties import Atlas, Party, read_parties
from roadmap.imports.parts import Cell
from roadmap.imports.rows import RoadmapRow
from roadmap.imports.spreadsheet import Sheet
from roadmap.imports.tables import Findings, column, optional, values_beside_keys
from roadmap.imports.texts import fold

SHEET = "Hoja de ruta"
KEYS = {
    "code": column("Código"),
    "title": column("Título"),
    "parties": column("Países"),
    "start": column("Inicio de vigencia"),
    "end": column("Fin de vigencia"),
    "signed_on": optional("Fecha de suscripción"),
    "signed_at": optional("Lugar de suscripción"),
    "conformity_required": optional("Exige conformidad", "exigeconformidadsino"),
    "evidence_required": optional("Exige evidencia", "exigeevidenciasino"),
    "source": optional("Fuente"),
    "cutoffs": optional("Fechas de corte", "fechadecorte"),
    "declared": optional("Cumplimiento declarado"),
}


@dataclass(slots=True)
class Frame:
    """What the other sheets need of this one, as far as it could be read."""

    parties: tuple[Party, ...] = ()
    start: date | None = None
    end: date | None = None
    cutoffs: tuple[date, ...] = ()
    is_declared: bool = False
    row: RoadmapRow | None = None

    def zone(self, code: str) -> str:
        return next((party.time_zone for party in self.parties if party.code == code), "UTC")


class _Values:
    """The values by key; an error of one is noted at its cell."""

    def __init__(self, sheet: Sheet, findings: Findings) -> None:
        self.sheet = sheet
        self.findings = findings
        self.found = values_beside_keys(sheet, KEYS)

    def cells(self, key: str) -> Sequence[Cell]:
        return self.found[key][1] if key in self.found else ()

    def get(self, key: str) -> Cell | None:
        return next(iter(self.cells(key)), None)

    def text(self, key: str) -> str:
        return line(self.get(key))

    def error(self, key: str, problem: str, remedy: str) -> None:
        place = self.found[key][0] if key in self.found else (1, 1)
        self.findings.error(self.sheet.name, place, problem, remedy)

    def warn(self, key: str, problem: str, remedy: str) -> None:
        self.findings.warn(self.sheet.name, self.found[key][0], problem, remedy)

    def day(self, key: str, *, begins: bool = False, permanent: date | None = None) -> date | None:
        cell = self.get(key)
        if cell is None:
            return None
        try:
            return dates.day(cell, begins=begins, permanent=permanent)
        except Unreadable as unreadable:
            self.error(key, unreadable.problem, unreadable.remedy)
            return None


def read_roadmap(sheet: Sheet, atlas: Atlas, findings: Findings) -> Frame:
    values = _Values(sheet, findings)
    for key, expected in KEYS.items():
        if expected.required and key not in values.found:
            values.error(
                key,
                _("The line “%(key)s” is missing") % {"key": expected.heading},
                _("Write this key in one cell and its value in the cell to its right"),
            )
    frame = Frame()
    code = _code(values)
    frame.parties = _parties(values, atlas)
    frame.start, frame.end = _period(values)
    frame.cutoffs = _cutoffs(values, frame)
    declared = _declared(values)
    frame.is_declared = bool(values.text("declared"))
    if frame.start and frame.end:
        frame.row = RoadmapRow(
            code=code,
            title=values.text("title") or code,
            parties=tuple((party.code, party.name) for party in frame.parties),
            start=frame.start,
            end=frame.end,
            signed_on=values.day("signed_on"),
            signed_at=values.text("signed_at"),
            conformity_required=_required(values, "conformity_required"),
            evidence_required=_required(values, "evidence_required"),
            cutoffs=frame.cutoffs,
            source=paragraphs(values.get("source")),
            declared=declared,
        )
    else:
        values.day("signed_on")
    return frame


def _code(values: _Values) -> str:
    code = values.text("code")
    if not code and "code" in values.found:
        values.error(
            "code",
            _("The code of the roadmap is empty"),
            _("Write a short code that no other roadmap has, such as bo-pe-2025-2026"),
        )
    elif "/" in code or code in (".", ".."):
        values.error(
            "code",
            _("The code “%(code)s” cannot stand in the address of a page") % {"code": code[:60]},
            _("Write it without “/”, such as bo-pe-2025-2026"),
        )
    return code


def _parties(values: _Values, atlas: Atlas) -> tuple[Party, ...]:
    if "parties" not in values.found:
        return ()
    try:
        return read_parties(";".join(paragraphs(cell) for cell in values.cells("parties")), atlas)
    except Unreadable as unreadable:
        values.error("parties", unreadable.problem, unreadable.remedy)
        return ()


def _period(values: _Values) -> tuple[date | None, date | None]:
    for key in ("start", "end"):
        if key in values.found and not values.text(key):
            values.error(
                key,
                _("The date “%(key)s” is empty") % {"key": KEYS[key].heading},
                _("Write the date, such as 31/12/2025"),
            )
    start, end = values.day("start", begins=True), values.day("end")
    if start and end and end < start:
        values.error(
            "end",
            _("The end of the roadmap is before its start"),
            _("Correct “%(start)s” or “%(end)s”")
            % {"start": KEYS["start"].heading, "end": KEYS["end"].heading},
        )
        return start, None
    return start, end


def _cutoffs(values: _Values, frame: Frame) -> tuple[date, ...]:
    days = set()
    for cell in values.cells("cutoffs"):
        pieces = split_items(cell.value) if isinstance(cell.value, str) else (cell,)
        for piece in pieces:
            piece = Cell(piece) if isinstance(piece, str) else piece
            try:
                days.add(dates.day(piece, permanent=frame.end))
            except Unreadable as unreadable:
                values.error("cutoffs", unreadable.problem, unreadable.remedy)
    if days or not (frame.start and frame.end):
        return tuple(sorted(days))
    return default_cutoffs(frame.start, frame.end)


def _declared(values: _Values) -> Decimal | None:
    try:
        return percentage(values.get("declared"))
    except Unreadable as unreadable:
        values.error("declared", unreadable.problem, unreadable.remedy)
        return None


def _required(values: _Values, key: str) -> bool:
    """Unless the workbook says No: what is required when nobody says so must not be easier to fulfil."""
    answer = yes(values.get(key), default=True)
    if answer is None:
        values.warn(
            key,
            _("“%(text)s” is neither Sí nor No: Sí is taken") % {"text": values.text(key)[:60]},
            _("Write Sí or No"),
        )
    return answer is not False


def is_sheet(name: str, wanted: str) -> bool:
    return fold(name) == fold(wanted)
