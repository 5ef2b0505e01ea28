"""How a sheet of the Excel report looks: its top, its table, its widths, how it prints. What stands in it: `sheets`.

Text is written as text whatever it begins with; a percentage is a number out of 100, rounded as everywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.reports import labels
from roadmap.reports.contents import ReportContext

FIRST = 3  # the row of the headings, below the title and the day of the figures
LONGEST = 32_000  # characters: Excel's cells hold 32,767
PERCENT, NUMBER, COUNT = "0.0", "General", "#,##0"
DATE, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
LINE = Side(style="thin", color="D8D3C7")
HEADING_FILL = PatternFill("solid", fgColor="EDEAE2")
BRAND, MUTED, WARNING = "124A57", "535E61", "774700"
WORDS = Alignment(vertical="top", wrap_text=True, horizontal="left", indent=1)
ONE_LINE = Alignment(vertical="top", horizontal="left", indent=1)
FIGURE = Alignment(vertical="top")
FACE = "Calibri"
LINE_HEIGHT, HIGHEST = 15, 400  # points: Excel's rows end at 409

Value = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """`pick` takes the value out of a row; `widest` is where text begins to wrap, in characters (0: never)."""

    heading: str
    pick: Callable[[Any], Value]
    form: str = "@"
    widest: int = 14


def sheet(book: Workbook, name: str, context: ReportContext) -> Worksheet:
    """A sheet with its title, what its figures are as of, and how it prints."""
    page: Worksheet = book.create_sheet(name)
    label = f"{labels.of(context).upper()} · ".removeprefix(" · ")
    put(page, 1, 1, label + context.title).font = Font(
        name=FACE, bold=True, size=13, color=WARNING if label else BRAND
    )
    put(page, 2, 1, f"{context.known_text} {context.standing_text}").font = Font(name=FACE, color=MUTED)
    for row in (1, 2):
        page.cell(row, 1).alignment = Alignment(vertical="center")
    page.row_dimensions[1].height = 22
    page.sheet_view.showGridLines = False
    _print(page, context)
    return page


def _print(page: Worksheet, context: ReportContext) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.5
    page.page_margins.top = page.page_margins.bottom = 0.7
    label = labels.of(context).upper() or None
    page.oddHeader = HeaderFooterItem(left=_part(context.document_title), right=_part(label))
    numbers = f"{pgettext('page 1 of 9', 'page')} &P {pgettext('page 1 of 9', 'of')} &N"
    page.oddFooter = HeaderFooterItem(left=_part(context.code), right=_part(numbers))


def _part(text: str | None) -> _HeaderFooterPart:
    return _HeaderFooterPart(text=text)


def table(page: Worksheet, columns: Sequence[Column], rows: Iterable[Any], printed: int) -> None:
    """The one table of a sheet: frozen headings, filter, widths; its first `printed` columns go on paper."""
    last = fill(page, FIRST, columns, rows)
    page.freeze_panes = f"B{FIRST + 1}"
    page.auto_filter.ref = f"A{FIRST}:{get_column_letter(len(columns))}{last}"
    page.print_title_rows = f"{FIRST}:{FIRST}"
    page.print_area = f"A1:{get_column_letter(printed)}{last}"
    _fit(page, columns, last)


def fill(page: Worksheet, first: int, columns: Sequence[Column], rows: Iterable[Any]) -> int:
    """Headings and rows from the row `first` on; gives the last row."""
    for number, column in enumerate(columns, start=1):
        _heading(put(page, first, number, column.heading), column.form)
    last = first
    for last, row in enumerate(rows, start=first + 1):
        for number, column in enumerate(columns, start=1):
            cell = put(page, last, number, column.pick(row), column.form)
            cell.border = Border(bottom=LINE)
            cell.alignment = _alignment(column)
    return last


def _alignment(column: Column) -> Alignment:
    if column.form != "@":
        return FIGURE
    return WORDS if column.widest else ONE_LINE


def _heading(cell: Cell, form: str) -> None:
    cell.font, cell.fill = Font(name=FACE, bold=True, color=MUTED), HEADING_FILL
    across = {"horizontal": "left", "indent": 1} if form == "@" else {"horizontal": "right"}
    cell.alignment = Alignment(vertical="bottom", wrap_text=True, **across)
    cell.border = Border(bottom=Side(style="medium", color="817B6D"))


def put(page: Worksheet, row: int, column: int, value: Value, form: str = "@") -> Cell:
    """A value in its cell. Text stays text, also when it begins as a formula would."""
    cell = cast(Cell, page.cell(row, column))
    if value is None or value == "":
        return cell
    if isinstance(value, str):
        cell.value = _bounded(value)
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@\t"
        cell.number_format = "@" if form == "@" else "General"
        return cell
    cell.value = value
    cell.number_format = form
    return cell


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + _("… (the text goes on in the PDF)")


def _fit(page: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Each column as wide as its longest line, up to where its text wraps; each row as high as its text."""
    widths = [_width(page, number, column, last) for number, column in enumerate(columns, start=1)]
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    for row in range(FIRST, last + 1):
        cells = (cast(Cell, page.cell(row, number)) for number in range(1, len(columns) + 1))
        lines = max(_lines(cell, width) for cell, width in zip(cells, widths, strict=True))
        page.row_dimensions[row].height = min(LINE_HEIGHT * lines + 3, HIGHEST)


def _width(page: Worksheet, number: int, column: Column, last: int) -> int:
    heading = max((len(word) for word in column.heading.split()), default=0) + 4
    if column.form in (DATE, MOMENT):
        return max(heading, len(column.form) + 2)
    cells = (cast(Cell, page.cell(row, number)) for row in range(FIRST + 1, last + 1))
    longest = max((len(line) for cell in cells for line in _text(cell).split("\n")), default=0) + 3
    return max(heading, min(longest, column.widest))


def _lines(cell: Cell, width: int) -> int:
    """How many lines a text takes in its column; words break unevenly, so a tenth of it is lost."""
    room = max(int((width - 2) * 0.9), 1)
    return sum(max(-(-len(line) // room), 1) for line in _text(cell).split("\n"))


def _text(cell: Cell) -> str:
    return cell.value if isinstance(cell.value, str) else ""
