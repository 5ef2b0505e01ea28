"""Bytes -> what the form says, as typed rows, and what is wrong in it with its cell. No database is asked here."""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.imports import cells, dates
from roadmap.imports.cells import Unreadable
from roadmap.imports.package import MEGABYTE, Limits, NotReadable
from roadmap.imports.parts import Cell
from roadmap.imports.rows import CellError
from roadmap.imports.spreadsheet import Sheet, Workbook
from roadmap.imports.tables import Findings, Row, Table, TooManyErrors, values_beside_keys
from roadmap.imports.texts import fold
from roadmap.offline.layout import SHEETS, TEXTS, TICKED, columns, facts

LONGEST = 20_000
LIMITS = Limits(xml=10 * MEGABYTE, tags=200_000)
MOST_ERRORS = 200
TICKS = {"✓", "✔", "☑", "☒", "v", "ok"}


@dataclass(frozen=True, slots=True)
class Header:
    roadmap: str
    cutoff: date
    country: str
    institution: str
    fingerprint: str


@dataclass(slots=True)
class Filled:
    """One activity as it was filled in. `met`: the milestones by key; `printed`: whether the form came with the tick.

    `places`: the cell of each field.
    """

    number: str
    percent: Decimal | None = None
    met: dict[str, bool | None] = field(default_factory=dict)
    printed: dict[str, bool] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ReadForm:
    """With any error the rest is incomplete and must not be used."""

    header: Header | None = None
    sheet: str = ""
    rows: dict[str, Filled] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)


def read_form(data: bytes) -> ReadForm:
    """Never raises: what cannot be read is an error of the file."""
    try:
        return _read(Workbook(data, LIMITS))
    except NotReadable as error:
        return ReadForm(errors=[CellError("", "", error.problem, error.remedy)])


def _read(book: Workbook) -> ReadForm:
    first, second = (_sheet(book, name) for name in ("facts", "rows"))
    if first is None or second is None:
        problem = _("This workbook is not one of the forms that this system gives out")
        return ReadForm(errors=[CellError("", "", problem, _("download the form, fill it in and upload it"))])
    findings, read = Findings(most=MOST_ERRORS), ReadForm(sheet=second.name)
    try:
        read.header = _header(first, findings)
        _rows(second, read, findings)
    except TooManyErrors:
        return ReadForm(errors=[*_in_order(findings), _too_many()])
    read.errors = _in_order(findings)
    return read


def _in_order(findings: Findings) -> list[CellError]:
    return [error for _place, error in sorted(findings.errors, key=lambda found: (found[1].sheet, found[0]))]


def _too_many() -> CellError:
    problem = _("The form has even more mistakes: reading stopped here")
    return CellError("", "", problem, _("correct those above and upload it again"))


def _sheet(book: Workbook, name: str) -> Sheet | None:
    wanted = {fold(title) for title in SHEETS[name]}
    return book.sheet(lambda title: fold(title) in wanted)


# --- The first sheet --------------------------------------------------------------------------------------
def _header(sheet: Sheet, findings: Findings) -> Header | None:
    found = values_beside_keys(sheet, facts())
    missing = [name for name in facts() if name not in found or not found[name][1]]
    if missing:
        findings.error(
            sheet.name,
            (3, 1),
            _("The first sheet does not say any more whose form it is"),
            _("download the form again and copy what you wrote into it"),
        )
        return None
    told = {name: found[name][1][0] for name in facts()}
    try:
        day = dates.day(told["cutoff"])
    except Unreadable as unreadable:
        findings.error(sheet.name, found["cutoff"][0], unreadable.problem, unreadable.remedy)
        return None
    lines = {name: cells.line(told[name]) for name in ("roadmap", "country", "institution", "fingerprint")}
    return Header(cutoff=day, **lines)


# --- The second sheet -------------------------------------------------------------------------------------
def _rows(sheet: Sheet, read: ReadForm, findings: Findings) -> None:
    table = Table(sheet, columns(), findings)
    if not table.is_complete:
        return
    seen: set[tuple[str, ...]] = set()
    for row in table:
        key = _key(row)
        if key is None:
            if any(row.own(name) for name in ("percent", "met", *TEXTS)):
                row.error(
                    "number",
                    _("This row is not one of the form"),
                    _("write in the rows that the form has, or download it again"),
                )
        elif key[:2] in seen:
            row.error("number", _("This row is there twice"), _("delete one of the two"))
        else:
            seen.add(key[:2])
            _fill(row, key, read)


def _key(row: Row) -> tuple[str, ...] | None:
    """The activity's number; where the row is a milestone's, its key too, and the tick that was printed."""
    try:
        found = json.loads(cells.line(row.own("key")) or "null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or len(found) not in (1, 3):
        return None
    return tuple(found) if all(isinstance(part, str) and part.isprintable() for part in found) else None


def _fill(row: Row, key: tuple[str, ...], read: ReadForm) -> None:
    filled = read.rows.setdefault(key[0], Filled(key[0]))
    if len(key) == 3:
        filled.met[key[1]], filled.printed[key[1]] = _tick(row), key[2] == TICKED
        filled.places.setdefault("milestones_met", row.cell("met"))
        _nothing_else(row, ("percent", *TEXTS))
        return
    filled.places |= {"number": row.cell("number"), "percent": row.cell("percent")}
    filled.percent = row.read("percent", cells.percentage)
    for name in TEXTS:
        filled.places[name] = row.cell(name)
        filled.texts[name] = _text(row, name)
    _nothing_else(row, ("met",))


def _text(row: Row, name: str) -> str:
    text = cells.paragraphs(row.own(name))
    if len(text) > LONGEST:
        row.error(name, _("This text is longer than 20,000 characters"), _("shorten it"))
        return ""
    return text


def _nothing_else(row: Row, names: tuple[str, ...]) -> None:
    """What stands in a cell that does not belong to the row would be lost without a word."""
    for name in names:
        if row.own(name):
            row.error(
                name,
                _("Nothing is asked in this cell"),
                _("write the text in the row of the activity, and ticks in the rows of the milestones"),
            )


def _tick(row: Row) -> bool | None:
    """None for an empty cell."""
    cell = row.own("met")
    if cell is None:
        return None
    if cells.line(cell).strip().casefold() in TICKS:
        return True
    answer = cells.yes(_as_tick(cell), default=False)
    if answer is None:
        row.error(
            "met",
            _("“%(text)s” is neither yes nor no") % {"text": cells.shown(cell)},
            _("write Yes or No, or an x where the milestone is met"),
        )
    return answer


def _as_tick(cell: Cell) -> Cell:
    """A number cell as its text: 1 and 0 are yes and no."""
    return Cell(str(cell.value), cell.format) if isinstance(cell.value, Decimal) else cell
