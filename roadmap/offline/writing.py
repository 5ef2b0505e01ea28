"""The form as a workbook: instructions, what is known filled in, inputs open, the rest protected without password."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import Country, Institution
from accounts.places import locale_for
from roadmap.models import Roadmap
from roadmap.offline.assigned import Assigned, fingerprint
from roadmap.offline.layout import FACTS, HEADINGS, INPUTS, NO, NOT_TICKED, SHEETS, TICKED, YES, index

WIDTHS = {
    "number": 7,
    "title": 46,
    "last": 16,
    "percent": 11,
    "met": 11,
    "description": 44,
    "url": 28,
}
INPUT = PatternFill("solid", fgColor="FFF8E1")
HEADING = PatternFill("solid", fgColor="1F3A4D")
LINE = Side(style="thin", color="C9C2B2")
FACE = "Calibri"
WRAP = Alignment(vertical="top", wrap_text=True)
HEADING_ROW = 3
ROOM_TO_WRITE = 62  # points: four lines


@dataclass(frozen=True, slots=True)
class Form:
    """Whose form it is, of which roadmap, for which day, and what it asks."""

    roadmap: Roadmap
    institution: Institution
    country: Country
    cutoff: date
    rows: Sequence[Assigned]

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.roadmap, self.institution, self.country, self.cutoff, self.rows)


def write(form: Form, *, language: str) -> bytes:
    book = Workbook()
    at = index(language)
    with translation.override(locale_for(language, form.country.pk)):
        facts: Worksheet = book.active  # type: ignore[assignment]
        facts.title = SHEETS["facts"][at]
        _write_facts(facts, form, at)
        _write_rows(book.create_sheet(SHEETS["rows"][at]), form, at)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def file_name(form: Form, *, language: str) -> str:
    with translation.override(language):
        name = _("form_%(code)s_%(day)s_%(institution)s") % {
            "code": form.roadmap.code,
            "day": form.cutoff.isoformat(),
            "institution": form.institution.acronym,
        }
        if form.roadmap.is_demonstration:
            name += _("_demonstration-data")
    return f"{name}.xlsx"


# --- The first sheet --------------------------------------------------------------------------------------
def _write_facts(sheet: Worksheet, form: Form, at: int) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
    _put(sheet, 1, 1, form.roadmap.title_for(form.country.pk)).font = Font(name=FACE, bold=True, size=13)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[1].height = 36
    told: dict[str, object] = {
        "roadmap": form.roadmap.code,
        "cutoff": form.cutoff,
        "country": form.country.pk,
        "institution": form.institution.acronym,
        "fingerprint": form.fingerprint,
    }
    for row, (name, value) in enumerate(told.items(), start=3):
        _put(sheet, row, 1, FACTS[name][at]).font = Font(name=FACE, bold=True)
        cell = _put(sheet, row, 2, value)
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
            cell.alignment = Alignment(horizontal="left")
    for row, text in enumerate(_instructions(form), start=9):
        _put(sheet, row, 1, text)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        sheet.row_dimensions[row].height = 32
    sheet.protection.sheet = True
    sheet.sheet_view.showGridLines = False
    _fit_to_width(sheet)


def _instructions(form: Form) -> list[str]:
    lines = [
        _("How to fill in this form"),
        _("1. Write in the yellow cells of the second sheet only. An activity left empty is not reported."),
        _("2. The progress is the total so far, from 0 to 100; 75, 75% and 75,5 are all understood."),
        _("3. Where there are milestones, tick those that are met by now, also the earlier ones: Yes or x."),
        _("4. Files cannot travel in this form: give the address of a document, or add them on the page."),
        _("5. No data of victims: activities, never cases. No names, no identity document numbers."),
        _("6. Upload it under “Offline form”: you see what it would do before anything is written."),
    ]
    if form.roadmap.is_demonstration:
        lines.append(_("Demonstration data: no figure is an official word of a State."))
    return lines


# --- The second sheet -------------------------------------------------------------------------------------
def _write_rows(sheet: Worksheet, form: Form, at: int) -> None:
    place = {name: number for number, name in enumerate(HEADINGS, start=1)}
    day = formats.date_format(form.cutoff, "SHORT_DATE_FORMAT")
    _put(sheet, 1, 2, f"{form.institution.acronym} · {form.roadmap.code} · {day}").font = Font(
        name=FACE, bold=True
    )
    for name, number in place.items():
        cell = _put(sheet, HEADING_ROW, number, HEADINGS[name][at])
        cell.font, cell.fill = Font(name=FACE, bold=True, color="FFFFFF"), HEADING
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, 30)
    sheet.row_dimensions[HEADING_ROW].height = 32
    sheet.cell(1, 2).alignment = Alignment(wrap_text=False)
    row, ticks, percents = HEADING_ROW, list[str](), list[str]()
    for one in form.rows:
        row += 1
        _activity_row(sheet, row, place, one)
        if not one.milestones:
            percents.append(_open(sheet, row, place["percent"]))
        for stone in one.milestones:
            row += 1
            _milestone_row(sheet, row, place, one, stone.key, stone.title, at)
            ticks.append(_open(sheet, row, place["met"]))
    _validations(sheet, ticks, percents, at)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = f"{get_column_letter(place['last'])}{HEADING_ROW + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    _fit_to_width(sheet)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def _activity_row(sheet: Worksheet, row: int, place: dict[str, int], one: Assigned) -> None:
    _put(sheet, row, place["key"], json.dumps([one.activity.number]))
    _put(sheet, row, place["number"], one.activity.number).font = Font(name=FACE, bold=True)
    _put(sheet, row, place["title"], one.activity.title).font = Font(name=FACE, bold=True)
    _put(sheet, row, place["last"], _last(one))
    for name in INPUTS[2:]:
        _open(sheet, row, place[name])
    sheet.row_dimensions[row].height = ROOM_TO_WRITE


def _milestone_row(
    sheet: Worksheet, row: int, place: dict[str, int], one: Assigned, key: str, title: str, at: int
) -> None:
    is_met = key in one.met
    _put(sheet, row, place["key"], json.dumps([one.activity.number, key, TICKED if is_met else NOT_TICKED]))
    _put(sheet, row, place["title"], f"   {title}")
    if is_met:
        _put(sheet, row, place["last"], _("met"))
        _put(sheet, row, place["met"], YES[at])


def _last(one: Assigned) -> str:
    """ "75,5 % (30/04/2026)", as the person's country writes it."""
    if one.last is None or one.percent is None:
        return _("no report")
    value = one.percent.replace(".", formats.get_format("DECIMAL_SEPARATOR"))
    return f"{value} % ({formats.date_format(one.last.as_of, 'SHORT_DATE_FORMAT')})"


def _validations(sheet: Worksheet, ticks: list[str], percents: list[str], at: int) -> None:
    if ticks:
        choice = DataValidation(type="list", formula1=f'"{YES[at]},{NO[at]}"', allow_blank=True)
        choice.errorStyle, choice.showErrorMessage = "warning", True
        choice.error = _("Yes or No.")
        sheet.add_data_validation(choice)
        for cell in ticks:
            choice.add(cell)
    if percents:
        number = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
        number.allow_blank, number.errorStyle, number.showErrorMessage = True, "warning", True
        number.error = _("A number from 0 to 100.")
        sheet.add_data_validation(number)
        for cell in percents:
            number.add(cell)


def _fit_to_width(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _open(sheet: Worksheet, row: int, column: int) -> str:
    """A cell to write in; gives its coordinate."""
    cell = sheet.cell(row, column)
    cell.protection = Protection(locked=False)
    cell.fill, cell.alignment = INPUT, WRAP
    cell.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
    return str(cell.coordinate)


def _put(sheet: Worksheet, row: int, column: int, value: object) -> Any:
    """A text is never a formula."""
    cell: Any = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    else:
        cell.value = value
    cell.alignment = WRAP
    return cell
