"""The sheet of an Excel report of closed figures: its seal, who signed, what they put on record."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.reports.contents import ReportContext
from roadmap.reports.signed import Closing
from roadmap.reports.tables import BRAND, FACE, FIRST, MOMENT, Column, fill, put, sheet


def signatures(book: Workbook, context: ReportContext) -> None:
    """Nothing where the figures are live."""
    closing = context.closing
    if closing is None:
        return
    page = sheet(book, _("Signatures"), context)
    row = _seal(page, closing, FIRST + 1)
    put(page, row + 1, 1, _("Signatures")).font = Font(name=FACE, bold=True, size=12, color=BRAND)
    row = fill(page, row + 2, _signer_columns(), closing.signatures)
    if closing.remarks:
        title = _("Salvedades and constancias")
        put(page, row + 2, 1, title).font = Font(name=FACE, bold=True, size=12, color=BRAND)
        row = fill(page, row + 3, _remark_columns(), closing.remarks)
    for letter, width in zip("ABCDEF", (34, 36, 44, 70, 24, 20), strict=True):
        page.column_dimensions[letter].width = width
    page.print_area = f"A1:F{row}"


def _seal(page: Worksheet, closing: Closing, row: int) -> int:
    facts = [
        (_("SHA-256 of the closing") if closing.joint else _("SHA-256 of the record"), closing.seal),
        (_("SHA-256 of the figures"), closing.content),
        (_("SHA-256 of the verifier (verificar.py)"), closing.verifier),
        (closing.replaces_text, closing.replaces.seal if closing.replaces else ""),
        (_("Where it is verified"), closing.address),
        (pgettext("of a record", "Reason"), closing.reason),
    ]
    for label, value in facts:
        if value:
            put(page, row, 1, label).font = Font(name=FACE, bold=True)
            put(page, row, 2, value)
            row += 1
    return row


def _signer_columns() -> list[Column]:
    return [
        Column(_("Party"), lambda one: one.official_name),
        Column(pgettext("office", "Signed by"), lambda one: one.signer),
        Column(_("Institution"), lambda one: one.institution),
        Column(
            _("Act of appointment"), lambda one: " · ".join(filter(None, (one.capacity_text, one.act_text)))
        ),
        Column(_("Office"), lambda one: one.office_text),
        Column(_("Signed on"), lambda one: one.signed_at.replace(tzinfo=None, microsecond=0), MOMENT),
    ]


def _remark_columns() -> list[Column]:
    return [
        Column(_("Party"), lambda one: one.name),
        Column(_("Activity"), lambda one: f"{one.activity} {one.title}".strip()),
        Column(_("Kind"), lambda one: one.kind_text),
        Column(_("What it puts on record"), lambda one: one.text),
    ]
