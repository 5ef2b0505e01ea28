"""The sheet *Instituciones*: its rows, and finding the institution that somebody names in another cell."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from roadmap.imports import dates
from roadmap.imports.cells import line, paragraphs, shown
from roadmap.imports.parties import Atlas, country_code
from roadmap.imports.roadmap_sheet import Frame
from roadmap.imports.rows import InstitutionRow
from roadmap.imports.spreadsheet import Sheet
from roadmap.imports.tables import Findings, Row, Table, column, optional
from roadmap.imports.texts import folded

SHEET = "Instituciones"
COLUMNS = {
    "acronym": column("Sigla", "siglas"),
    "name": column("Nombre"),
    "country": column("País"),
    "kind": column("Tipo"),
    "valid_from": optional("Desde"),
    "valid_until": optional("Hasta"),
    "successor": optional("Sucesora", "sucesor"),
    "legal_basis": optional("Norma"),
}


@dataclass(slots=True)
class Institutions:
    """The rows, and an index by country and acronym or name, folded.

    An acronym may pass on to the next institution: then the rows follow one another in time, and the last one is
    meant where a cell names it.
    """

    rows: list[InstitutionRow] = field(default_factory=list)
    is_known: bool = True  # False: the sheet is missing, nothing can be looked up
    unfinished: set[tuple[str | None, str]] = field(default_factory=set)  # rows that hold an error
    _by_acronym: dict[tuple[str | None, str], list[InstitutionRow]] = field(default_factory=dict)
    _by_name: dict[tuple[str | None, str], InstitutionRow] = field(default_factory=dict)

    def add(self, row: InstitutionRow) -> InstitutionRow:
        """The row itself, or the earlier one of the same country and acronym at the same time."""
        same = self._of_acronym(row.country, row.acronym)
        there = next((one for one in same if not _follow_one_another(one, row)), None)
        if there is not None:
            return there
        self.rows.append(row)
        self._index(row)
        self._by_name.setdefault((row.country, folded(row.name)), row)
        return row

    def after(self, row: InstitutionRow) -> InstitutionRow | None:
        """The successor that the row names; of its own acronym, the one that follows it in time."""
        later = [one for one in self._of_acronym(row.country, row.successor or "") if _begins_after(one, row)]
        if later:
            return min(later, key=lambda one: one.valid_from or date.min)
        return self.in_country(row.country, row.successor or "")

    def _of_acronym(self, country: str | None, acronym: str) -> list[InstitutionRow]:
        return self._by_acronym.get((country, folded(acronym)), [])

    def _index(self, row: InstitutionRow) -> None:
        self._by_acronym.setdefault((row.country, folded(row.acronym)), []).append(row)

    def in_country(self, country: str | None, text: str) -> InstitutionRow | None:
        same = self._of_acronym(country, text)
        return max(same, key=_end) if same else self._by_name.get((country, folded(text)))

    def on_side(self, country: str, text: str) -> InstitutionRow | None:
        """As named under a party: its own institution, else the international one of that acronym."""
        return self.in_country(country, text) or self.in_country(None, text)

    def is_unfinished(self, country: str, text: str) -> bool:
        return bool(self.unfinished & {(country, folded(text)), (None, folded(text)), ("?", folded(text))})

    def replace_rows(self, rows: Iterable[InstitutionRow]) -> None:
        self.rows = list(rows)
        self._by_acronym.clear()
        for row in self.rows:
            self._index(row)


def _end(row: InstitutionRow) -> date:
    return row.valid_until or date.max


def _begins_after(row: InstitutionRow, other: InstitutionRow) -> bool:
    """Whether the row begins when the other one is over."""
    begin, end = row.valid_from, other.valid_until
    return begin is not None and end is not None and begin > end


def _follow_one_another(one: InstitutionRow, other: InstitutionRow) -> bool:
    return _begins_after(one, other) or _begins_after(other, one)


def read_institutions(sheet: Sheet, frame: Frame, atlas: Atlas, findings: Findings) -> Institutions:
    table = Table(sheet, COLUMNS, findings)
    found = Institutions(is_known=table.has("acronym"))
    read: list[tuple[Row, InstitutionRow]] = []
    for row in table:
        institution = _institution(row, frame, atlas, found)
        if institution is None:
            continue
        first = found.add(institution)
        if first is institution:
            read.append((row, institution))
        elif replace(first, cell="") != replace(institution, cell=""):
            row.warn(
                "acronym",
                _("“%(acronym)s” is already in %(cell)s of this sheet with other data: the first one counts")
                % {"acronym": institution.acronym, "cell": first.cell},
                _("Leave one row for each institution"),
            )
    found.replace_rows([_with_successor(row, institution, found) for row, institution in read])
    return found


def _institution(row: Row, frame: Frame, atlas: Atlas, found: Institutions) -> InstitutionRow | None:
    name = line(row.get("name"))
    acronym = line(row.get("acronym")) or (name if row.get("country") or row.get("kind") else "")
    if not acronym or not (row.own("acronym") or row.own("name")):
        return None
    written = line(row.get("country"))
    country = country_code(written, frame.parties, atlas) if written else None
    if written and country is None:
        found.unfinished.add(("?", folded(acronym)))
        row.error(
            "country",
            _("The country “%(text)s” is not known") % {"text": written[:60]},
            _("Write its two-letter code, or leave the cell empty for an international institution"),
        )
        return None
    valid_from = row.read("valid_from", lambda cell: dates.day(cell, begins=True))
    valid_until = row.read("valid_until", lambda cell: dates.day(cell, permanent=frame.end))
    if valid_from and valid_until and valid_until < valid_from:
        row.error(
            "valid_until",
            _("The institution ends before it begins: an impossible date"),
            _("Correct “Desde” or “Hasta”"),
        )
    return InstitutionRow(
        acronym=acronym,
        name=name or acronym,
        country=country,
        kind=line(row.get("kind")),
        valid_from=valid_from,
        valid_until=valid_until,
        successor=line(row.get("successor")) or None,
        legal_basis=paragraphs(row.get("legal_basis")),
        cell=row.cell("acronym"),
    )


def _with_successor(row: Row, institution: InstitutionRow, found: Institutions) -> InstitutionRow:
    """The successor's acronym as its own row writes it."""
    if institution.successor is None:
        return institution
    successor = found.after(institution)
    if successor is None:
        cell = row.get("successor")
        row.error(
            "successor",
            _("The successor “%(text)s” is not among the institutions of the same country")
            % {"text": shown(cell) if cell else ""},
            _("Add it to the sheet “Instituciones”, or correct its acronym"),
        )
    elif successor.cell == institution.cell:
        row.warn(
            "successor",
            _("The institution is named as its own successor: no successor is taken"),
            _("Write the acronym of the institution that took over, or leave the cell empty"),
        )
        successor = None
    named = (successor.acronym, successor.cell) if successor else (None, None)
    return replace(institution, successor=named[0], successor_cell=named[1])
