"""The sheet *Actividades*: axes, activities, who answers for them, their milestones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.imports import dates
from roadmap.imports.cells import is_total, line, paragraphs, shown, weight
from roadmap.imports.institutions import Institutions
from roadmap.imports.milestones import read_milestones
from roadmap.imports.oddities import warn_of_activity
from roadmap.imports.parties import Party, is_heading_of
from roadmap.imports.responsibles import read_side
from roadmap.imports.roadmap_sheet import Frame
from roadmap.imports.rows import ActivityRow, MilestoneRow, ResponsibleRow
from roadmap.imports.spreadsheet import Sheet
from roadmap.imports.tables import Column, Findings, Row, Table, column, optional
from roadmap.imports.texts import fold

SHEET = "Actividades"
COLUMNS = {
    "number": column("N°", "nro", "num", "numero"),
    "axis": optional("Eje estratégico", "eje"),
    "title": column("Actividad"),
    "kind": column("Tipo"),
    "start": column("Inicio"),
    "deadline": column("Plazo"),
    "weight": column("Peso"),
    "milestones": column("Hitos"),
    "indicator": column("Indicador"),
    "means_of_verification": column("Medio de verificación", "mediosdeverificacion"),
    "source": column("Fuente"),
    "baseline": optional("Línea de base"),
    "target": optional("Meta"),
    "unit": optional("Unidad"),
    "cooperation": optional("Cooperación"),
    "funding": optional("Financiamiento"),
    "effective_from": optional("Vigente desde"),
    "withdrawn_on": optional("Retirada el"),
}
KINDS = {
    **dict.fromkeys(("conjunta", "conjunto"), "joint"),
    **dict.fromkeys(("paralela", "paralelo"), "parallel"),
    **dict.fromkeys(("nacional", "nacionale"), "national"),
}
NO_AXIS = "—"
_LIKE_A_NUMBER = re.compile(r"[A-Za-z]{0,3}[.-]?\d+([.-]\d+)*[.)]?[a-z]?")


@dataclass(slots=True)
class Activities:
    """The rows, and the milestones of every activity that the sheet names, with or without errors."""

    rows: list[ActivityRow] = field(default_factory=list)
    milestones: dict[str, tuple[MilestoneRow, ...] | None] = field(default_factory=dict)  # None: unreadable
    by_number: dict[str, ActivityRow] = field(default_factory=dict)


def read_activities(
    sheet: Sheet, frame: Frame, institutions: Institutions, findings: Findings
) -> Activities | None:
    """None where the sheet has no numbers, so that nothing can be said of what refers to them."""
    reader = _Reader(sheet, frame, institutions, findings)
    found = reader.read()
    return found if reader.table.has("number") else None


class _Reader:
    def __init__(self, sheet: Sheet, frame: Frame, institutions: Institutions, findings: Findings) -> None:
        self.frame = frame
        self.institutions = institutions
        self.sides = {f"side {party.code}": party for party in frame.parties}
        self.table = Table(sheet, {**COLUMNS, **_side_columns(sheet, self.sides)}, findings)
        self.found = Activities()
        self.axis = ""
        self.axes: dict[str, tuple[int, str]] = {}
        self.first_cells: dict[str, str] = {}

    def read(self) -> Activities:
        rows = list(self.table)
        last = max((row.number for row in rows if _numbered(row)), default=0)
        if not self.table.has("axis") and not any(self._is_axis_alone(row) for row in rows):
            self.table.missing_column(COLUMNS["axis"].heading)
        for row in rows:
            if self._is_axis_alone(row):
                self.axis = line(next(iter(row.cells.values())))
            elif not self._is_no_activity(row, last):
                self._read_activity(row)
        return self.found

    def _is_axis_alone(self, row: Row) -> bool:
        """One cell filled, with words."""
        if len(row.cells) != 1 or row.get("axis") not in (None, row.own("axis")):
            return False
        ((at, cell),) = row.cells.items()
        if not isinstance(cell.value, str) or at > max(self.table.columns.values(), default=1):
            return False
        is_number = at == self.table.columns.get("number") and _LIKE_A_NUMBER.fullmatch(line(cell))
        return not is_number and not is_total(cell)

    def _is_no_activity(self, row: Row, last: int) -> bool:
        """A total or a note: no number, no kind, no responsibles; at the foot or called a total."""
        if _numbered(row) or any(row.own(key) for key in ("kind", *self.sides)):
            return False
        columns = set(self.table.columns.values())
        first = row.cells[min(row.cells)]
        return row.number > last or is_total(first) or not columns & row.cells.keys()

    def _read_activity(self, row: Row) -> None:
        number = self._number(row)
        title = line(row.get("title"))
        if not title and self.table.has("title"):
            row.error("title", _("The activity has no title"), _("Write what is to be done in “Actividad”"))
        axis_number, axis_title = self._axis(row)
        kind = self._kind(row)
        responsibles = self._responsibles(row, kind)
        start, deadline = self._period(row)
        milestones, are_whole = read_milestones(row, "milestones", self.frame.end)
        read_weight = row.read("weight", weight)
        effective_from = row.read("effective_from", lambda cell: dates.day(cell, begins=True))
        withdrawn_on = row.read("withdrawn_on", dates.day)
        if number:
            is_known = are_whole and self.table.has("milestones")
            self.found.milestones.setdefault(number, milestones if is_known else None)
        if not (number and title and kind and start and deadline):
            return
        activity = ActivityRow(
            number=number,
            axis_number=axis_number,
            axis_title=axis_title,
            title=title,
            kind=kind,
            responsibles=responsibles,
            start=start,
            deadline=deadline,
            weight=read_weight or Decimal(1),
            milestones=milestones,
            effective_from=effective_from,
            withdrawn_on=withdrawn_on,
            cell=row.cell("number"),
            **_texts(row),
        )
        self.found.rows.append(activity)
        warn_of_activity(row, activity, self.institutions)
        self.found.by_number.setdefault(number, activity)

    def _number(self, row: Row) -> str:
        own = row.own("number")
        number = line(own)
        if not self.table.has("number"):
            return ""
        if not number:
            row.error("number", _("The activity has no number (N°)"), _("Write its number, such as 1.1"))
        elif number in self.first_cells:
            row.error(
                "number",
                _("The number %(number)s is already in %(cell)s")
                % {"number": number[:60], "cell": self.first_cells[number]},
                _("Give each activity a number of its own; write 1.10 as text so that it stays 1.10"),
            )
        else:
            self.first_cells[number] = row.cell("number")
        return number

    def _axis(self, row: Row) -> tuple[int, str]:
        """Axes are numbered by first appearance; an empty cell continues the axis above."""
        self.axis = line(row.get("axis")) or self.axis
        key = fold(self.axis) or self.axis
        if not self.axis and key not in self.axes:
            row.warn("axis", _("The activity stands under no axis"), _("Write its axis"))
        return self.axes.setdefault(key, (len(self.axes) + 1, self.axis or NO_AXIS))

    def _kind(self, row: Row) -> str | None:
        if not self.table.has("kind"):
            return None
        cell = row.get("kind")
        kind = KINDS.get(fold(line(cell)).removesuffix("s"))
        if kind is None:
            row.error(
                "kind",
                _("The type “%(text)s” is not known") % {"text": shown(cell) if cell else ""},
                _("Write Conjunta, Paralela or Nacional"),
            )
        return kind

    def _responsibles(self, row: Row, kind: str | None) -> tuple[ResponsibleRow, ...]:
        sides = {key: party for key, party in self.sides.items() if self.table.has(key)}
        found = [
            responsible
            for key, party in sides.items()
            for responsible in read_side(row, key, party, self.institutions)
        ]
        filled = [key for key in sides if row.get(key)]
        if kind and len(sides) == 2:
            _check_sides(row, kind, sides, filled)
        return tuple(found)

    def _period(self, row: Row) -> tuple[date | None, date | None]:
        """Empty dates are those of the roadmap."""
        frame = self.frame
        start = row.read("start", lambda cell: dates.day(cell, begins=True, permanent=frame.start))
        deadline = row.read("deadline", lambda cell: dates.day(cell, permanent=frame.end))
        for key, taken in (("start", frame.start), ("deadline", frame.end)):
            if taken and self.table.has(key) and row.get(key) is None:
                row.warn(
                    key,
                    _("The date is empty: that of the roadmap is taken, %(day)s")
                    % {"day": taken.isoformat()},
                    _("Write the date that was agreed"),
                )
        if start and deadline and deadline < start:
            row.error(
                "deadline",
                _("The deadline %(deadline)s is before the start %(start)s")
                % {"deadline": deadline.isoformat(), "start": start.isoformat()},
                _("Correct “Inicio” or “Plazo”"),
            )
        if start is None and frame.start:
            start = min(frame.start, deadline or frame.start)
        if deadline is None and frame.end:
            deadline = max(frame.end, start or frame.end)
        return start, deadline


def _numbered(row: Row) -> bool:
    number = row.own("number")
    return number is not None and not is_total(number)


def _side_columns(sheet: Sheet, sides: Mapping[str, Party]) -> dict[str, Column]:
    """One column a party, known by every heading of the sheet that names it."""
    texts = {line(cell) for cells in list(sheet.rows.values())[:100] for cell in cells.values()}
    headings = [text for text in texts if len(text) < 200]
    return {
        key: Column(
            f"Responsables {party.label}",
            frozenset(fold(text) for text in headings if is_heading_of(text, party)),
        )
        for key, party in sides.items()
    }


def _check_sides(row: Row, kind: str, sides: Mapping[str, Party], filled: list[str]) -> None:
    if kind == "national" and len(filled) != 1:
        row.error(
            next(iter(sides)),
            _("A national activity has responsible institutions of exactly one country"),
            _("Leave the institutions of one country, or change the type"),
        )
    for key, party in sides.items():
        if kind != "national" and key not in filled:
            row.error(
                key,
                _("The activity has no responsible institution of %(country)s") % {"country": party.label},
                _("Write the institutions of both countries, or change the type to Nacional"),
            )


def _texts(row: Row) -> dict[str, str]:
    keys = (
        "indicator",
        "unit",
        "baseline",
        "target",
        "means_of_verification",
        "source",
        "cooperation",
        "funding",
    )
    return {key: paragraphs(row.get(key)) for key in keys}
