"""`ReportContext` -> Excel: summary, activities, reports and evidence, with real numbers and dates.

`sheets` says what stands in them, `tables` how a sheet looks; here is the workbook around them. The same context
gives the same bytes.
"""

import zipfile
from datetime import UTC
from io import BytesIO

from django.utils import translation
from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from roadmap.reports import closing_sheet, labels, sheets
from roadmap.reports.contents import ReportContext

SHEETS = (sheets.summary, sheets.activities, sheets.reports, sheets.evidence, closing_sheet.signatures)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip archive can tell


def render(context: ReportContext) -> bytes:
    with translation.override(context.locale):
        book = Workbook()
        del book[book.sheetnames[0]]
        for write in SHEETS:
            write(book, context)
        _describe(book.properties, context)
        return _bytes(book)


def _describe(properties: DocumentProperties, context: ReportContext) -> None:
    properties.creator = " · ".join(party.official_name for party in context.parties)
    properties.title = f"{context.title}. {context.document_title}, {context.cutoff_text}"
    properties.subject = context.known_text
    properties.language = context.locale
    properties.created = properties.modified = context.issued_at.astimezone(UTC).replace(tzinfo=None)
    if label := labels.of(context):
        properties.keywords = label


def _bytes(book: Workbook) -> bytes:
    """The archive without the clock: a workbook is saved with the moment in each of its parts."""
    content, out = BytesIO(), BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        ExcelWriter(book, archive).save()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
