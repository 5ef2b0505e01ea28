"""The sheet *Avances*: the record of earlier cutoffs, one row for each report of a country on an activity."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.imports import dates
from roadmap.imports.activities import Activities
from roadmap.imports.cells import Unreadable, is_total, items, line, paragraphs, percentage
from roadmap.imports.roadmap_sheet import Frame
from roadmap.imports.rows import MilestoneRow, ProgressRow
from roadmap.imports.spreadsheet import Sheet
from roadmap.imports.tables import Findings, Row, Table, column, optional
from roadmap.imports.texts import fold, folded

SHEET = "Avances"
COLUMNS = {
    "number": column("N°", "nro", "num", "numero"),
    "country": column("País"),
    "as_of": column("Fecha de corte"),
    "percent": column("Avance %"),
    "milestones_met": column("Hitos cumplidos"),
    "description": column("Descripción"),
    "difficulties": column("Dificultades"),
    "next_steps": column("Próximos pasos"),
    "evidence": column("Evidencias", "evidencia"),
    "validated_at": column("Validado el"),
    "conformity": column("Conformidad"),
    "reason": optional("Motivo"),
    "value_reached": optional("Valor alcanzado"),
}
AGREED, OBSERVED = "agreed", "observed"
CONFORMITIES = {
    **dict.fromkeys(("conforme", "conformes"), AGREED),
    **dict.fromkeys(("observado", "observada"), OBSERVED),
}
ReadRow = tuple[Row, ProgressRow]


def read_progress(
    sheet: Sheet, frame: Frame, activities: Activities | None, findings: Findings
) -> list[ReadRow]:
    """The rows with their places; `activities` is None where they could not be read at all."""
    reader = _Reader(Table(sheet, COLUMNS, findings), frame, activities)
    return reader.read()


class _Reader:
    def __init__(self, table: Table, frame: Frame, activities: Activities | None) -> None:
        self.table = table
        self.frame = frame
        self.activities = activities
        self.first: dict[tuple[str, str, date, datetime | None], ProgressRow] = {}

    def read(self) -> list[ReadRow]:
        found: list[ReadRow] = []
        rows = list(self.table)
        last = max((row.number for row in rows if row.own("number") or row.own("country")), default=0)
        for row in rows:
            if not row.get("country") and (row.number > last or is_total(row.cells[min(row.cells)])):
                continue
            read = self._report(row, len(found))
            if read is not None and self._is_new(row, read):
                found.append((row, read))
        return found

    def _report(self, row: Row, entry: int) -> ProgressRow | None:
        number = self._number(row)
        country = self._country(row)
        as_of = self._as_of(row)
        milestones_met = self._milestones_met(row, number)
        percent, is_readable = self._percent(row, number)
        validated_at = row.read(
            "validated_at", lambda cell: dates.instant(cell, self.frame.zone(country or ""))
        )
        conformity = self._conformity(row)
        if not (number and country and as_of and is_readable) or (
            row.get("validated_at") and not validated_at
        ):
            return None
        return ProgressRow(
            activity=number,
            country=country,
            as_of=as_of,
            percent=percent,
            milestones_met=milestones_met,
            description=paragraphs(row.get("description")),
            difficulties=paragraphs(row.get("difficulties")),
            next_steps=paragraphs(row.get("next_steps")),
            evidence=tuple(items(row.get("evidence"))),
            validated_at=validated_at,
            conformity=conformity,
            reason=paragraphs(row.get("reason")),
            value_reached=paragraphs(row.get("value_reached")),
            entry=entry,
            cell=row.cell("number"),
        )

    def _number(self, row: Row) -> str:
        if not self.table.has("number"):
            return ""
        number = line(row.get("number"))
        if not number:
            row.error(
                "number",
                _("The report names no activity (N°)"),
                _("Write the number of the activity, as in the sheet “Actividades”"),
            )
        elif self.activities is not None and number not in self.activities.milestones:
            row.error(
                "number",
                _("The activity %(number)s does not exist") % {"number": number[:60]},
                _("Write the number of an activity of the sheet “Actividades”; 1.1 and 1.10 differ"),
            )
        return number

    def _country(self, row: Row) -> str | None:
        if not self.table.has("country") or not self.frame.parties:
            return None
        written = line(row.get("country"))
        code = next((party.code for party in self.frame.parties if fold(written) in party.folded), None)
        if code is None:
            row.error(
                "country",
                _("The country “%(text)s” is not a party of the roadmap") % {"text": written[:60]},
                _("Write %(first)s or %(second)s")
                % {"first": self.frame.parties[0].code, "second": self.frame.parties[1].code},
            )
        return code

    def _as_of(self, row: Row) -> date | None:
        if self.table.has("as_of") and row.get("as_of") is None:
            row.error("as_of", _("The report has no cutoff date"), _("Write the date, such as 31/12/2025"))
        return row.read("as_of", lambda cell: dates.day(cell, permanent=self.frame.end))

    def _percent(self, row: Row, number: str) -> tuple[Decimal | None, bool]:
        """None for a report by milestones; 0 where the row says neither."""
        try:
            percent = percentage(row.get("percent"))
        except Unreadable as unreadable:
            row.error("percent", unreadable.problem, unreadable.remedy)
            return None, False
        if percent is not None and row.get("milestones_met"):
            row.error(
                "percent",
                _("The report has both a percentage and milestones met"),
                _("Leave one of the two: the percentage follows from the milestones"),
            )
            return percent, False
        if percent is None and not self._milestones(number):
            return Decimal(0), True
        return percent, True

    def _milestones(self, number: str) -> tuple[MilestoneRow, ...]:
        return (self.activities and self.activities.milestones.get(number)) or ()

    def _milestones_met(self, row: Row, number: str) -> tuple[str, ...]:
        written = items(row.get("milestones_met"))
        if self.activities is None or self.activities.milestones.get(number, None) is None:
            return tuple(written)
        keys = [milestone.key for milestone in self._milestones(number)]
        met = [key for item in written for key in self._keys(row, item, keys)]
        return tuple(key for key in keys if key in met)

    def _keys(self, row: Row, item: str, keys: Sequence[str]) -> list[str]:
        found = [
            _key(part, keys) for part in ([item] if _key(item, keys) else item.split(",")) if part.strip()
        ]
        known = [key for key in found if key is not None]
        if len(known) < len(found):
            row.error(
                "milestones_met",
                _("The milestone “%(key)s” does not exist in this activity") % {"key": item[:60]},
                _("Write keys of its milestones (%(keys)s) with “;”")
                % {"keys": ", ".join(keys)[:200] or "—"},
            )
        return known

    def _conformity(self, row: Row) -> str | None:
        written = line(row.get("conformity"))
        if not written:
            return None
        conformity = CONFORMITIES.get(fold(written))
        if conformity is None:
            row.error(
                "conformity",
                _("The conformity “%(text)s” is not known") % {"text": written[:60]},
                _("Write Conforme or Observado, or leave the cell empty"),
            )
        elif self.table.has("validated_at") and row.get("validated_at") is None:
            row.error(
                "conformity",
                _("The counterpart answered a report that was not validated"),
                _("Write the date in “Validado el”, or leave the conformity empty"),
            )
        return conformity

    def _is_new(self, row: Row, read: ProgressRow) -> bool:
        """False for a copy of an earlier row; rows alike but different in content are an error."""
        key = read.activity, read.country, read.as_of, read.validated_at
        first = self.first.setdefault(key, read)
        if first is read:
            return True
        if replace(first, entry=0, cell="") != replace(read, entry=0, cell=""):
            row.error(
                "number",
                _("Activity, country, cutoff and validation are those of %(cell)s, but the content differs")
                % {"cell": first.cell},
                _("Delete one of the two rows, or write when each was validated"),
            )
        return False


def _key(written: str, keys: Sequence[str]) -> str | None:
    """The milestone's key; with other capitals or spaces only where that is unmistakable."""
    written = written.strip()
    if written in keys:
        return written
    alike = [key for key in keys if folded(key) == folded(written)]
    return alike[0] if len(alike) == 1 else None
