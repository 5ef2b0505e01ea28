"""What stands in the four sheets of the Excel report: their columns and rows. How a sheet looks: `tables`."""

from datetime import datetime
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.reports.contents import Activity, Axis, Figure, Party, ReportContext, Responsible, Side
from roadmap.reports.said import Evidence, Report
from roadmap.reports.tables import (
    BRAND,
    COUNT,
    DATE,
    FACE,
    FIRST,
    MOMENT,
    NUMBER,
    PERCENT,
    Column,
    Value,
    fill,
    put,
    sheet,
    table,
)

Part = tuple[Activity, Side] | tuple[Activity, Side, Evidence]


def _percent(value: str | None) -> Decimal | None:
    return Decimal(value) if value else None


def _wall_clock(instant: datetime | None) -> datetime | None:
    """Excel knows no time zones: the hour where the act was done."""
    return instant.replace(tzinfo=None, microsecond=0) if instant else None


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


# --- Summary ----------------------------------------------------------------------------------------------
def summary(book: Workbook, context: ReportContext) -> None:
    page = sheet(book, _("Summary"), context)
    row = _facts(page, context, FIRST + 1)
    row = _titled(page, row, _("Figures"), _figure_columns(), (*context.figures, context.coverage))
    if context.original_figures:
        row = _titled(
            page, row, _("Figures at the original end"), _figure_columns(), context.original_figures
        )
    if context.axes:
        row = _titled(page, row, _("Progress by axis"), _axis_columns(), context.axes)
        row = _titled(page, row, _("What each party reported"), _count_columns(context), context.counts)
    page.column_dimensions["A"].width = 44
    for letter in "BCDEFGH":
        page.column_dimensions[letter].width = 17
    page.print_area = f"A1:H{row}"
    page.freeze_panes = f"A{FIRST}"


def _facts(page: Worksheet, context: ReportContext, row: int) -> int:
    facts: list[tuple[str, Value, str]] = [
        (_("Parties"), " · ".join(party.official_name for party in context.parties), "@"),
        (_("Cutoff date"), context.cutoff, DATE),
        (_("Date of issue"), _wall_clock(context.issued_at), MOMENT),
        (pgettext("document", "Copy"), context.copy_text, "@"),
        (_("Period of the roadmap"), context.period_text, "@"),
        (_("Extension"), context.original_end_text, "@"),
        (pgettext("document", "Signed"), context.signed_text, "@"),
        (_("Standing"), context.status_text, "@"),
        (_("Time elapsed (%)"), _percent(context.elapsed), PERCENT),
        (_("Version of the rules"), context.rule_version, NUMBER),
        (_("Record of earlier cutoffs"), context.historical_text, "@"),
    ]
    if context.declared:
        facts.append((_("Declared fulfilment (%)"), Decimal(context.declared.value), NUMBER))
        facts.append((_("Source"), context.declared.source, "@"))
    for label, value, form in facts:
        if value not in (None, ""):
            put(page, row, 1, label).font = Font(name=FACE, bold=True)
            put(page, row, 2, value, form).alignment = Alignment(horizontal="left")
            row += 1
    return row


def _titled(page: Worksheet, row: int, title: str, columns: list[Column], rows: tuple[object, ...]) -> int:
    """A small table below its title; gives the row after it."""
    put(page, row + 1, 1, title).font = Font(name=FACE, bold=True, size=12, color=BRAND)
    return fill(page, row + 2, columns, rows) + 1


def _figure_columns() -> list[Column]:
    return [
        Column(_("Figure"), lambda figure: figure.label),
        Column(_("Percentage (%)"), lambda figure: _percent(figure.percent), PERCENT),
        Column(_("Part"), lambda figure: figure.part, COUNT),
        Column(_("Whole"), lambda figure: figure.whole, COUNT),
        Column(_("As it is written"), lambda figure: f"{figure.headline} ({figure.fraction})", widest=0),
    ]


def _axis_columns() -> list[Column]:
    return [
        Column(_("Axis"), lambda axis: axis.label),
        Column(_("Fulfilled activities"), lambda axis: _of(axis, "fulfilment").part, COUNT),
        Column(_("Committed activities"), lambda axis: _of(axis, "fulfilment").whole, COUNT),
        Column(_("Fulfilment (%)"), lambda axis: _percent(_of(axis, "fulfilment").percent), PERCENT),
        Column(_("Due and fulfilled"), lambda axis: _of(axis, "due").part, COUNT),
        Column(_("Due activities"), lambda axis: _of(axis, "due").whole, COUNT),
        Column(_("Fulfilment of what is due (%)"), lambda axis: _percent(_of(axis, "due").percent), PERCENT),
        Column(_("Average progress (%)"), lambda axis: _percent(_of(axis, "average").percent), PERCENT),
    ]


def _of(axis: Axis, key: str) -> Figure:
    return axis.figures_by_key[key]


def _count_columns(context: ReportContext) -> list[Column]:
    labels = Column(_("Activities, by what was reported"), lambda count: count.label)
    return [labels, *(_count_column(at, party) for at, party in enumerate(context.parties))]


def _count_column(at: int, party: Party) -> Column:
    return Column(party.name, lambda count: count.values[at], COUNT)


# --- Activities -------------------------------------------------------------------------------------------
def activities(book: Workbook, context: ReportContext) -> None:
    """All signed activities; those withdrawn or not yet in effect stand below the committed ones."""
    titles = {axis.number: axis.label for axis in context.axes}
    columns = [
        Column(pgettext("number", "No."), lambda one: one.number, widest=10),
        Column(_("Axis"), lambda one: titles.get(one.axis, ""), widest=18),
        Column(_("Activity"), lambda one: one.title, widest=46),
        Column(_("Deadline"), lambda one: one.deadline, DATE),
        *(column for at, party in enumerate(context.parties) for column in _side_columns(at, party)),
        Column(_("Progress (%)"), lambda one: _percent(one.value), PERCENT),
        Column(_("State"), lambda one: one.state_text, widest=16),
    ]
    rows = (*context.activities, *context.withdrawn, *context.not_yet)
    page = sheet(book, _("Activities"), context)
    notes = [_note_column(at, party) for at, party in enumerate(context.parties)]
    table(page, [*columns, *notes, *_plan_columns()], rows, printed=len(columns))


def _side_columns(at: int, party: Party) -> list[Column]:
    words = {"party": party.name}
    return [
        Column(_("Responsible institutions, %(party)s") % words, lambda one: _who(one.sides[at]), widest=26),
        Column(_("Progress, %(party)s (%%)") % words, lambda one: _value(one.sides[at]), PERCENT),
        Column(_("Standing, %(party)s") % words, lambda one: _standing(one.sides[at]), widest=16),
    ]


def _note_column(at: int, party: Party) -> Column:
    heading = _("Why the values differ, %(party)s") % {"party": party.name}
    return Column(heading, lambda one: _told(one, at), widest=30)


def _told(one: Activity, at: int) -> str:
    note = one.sides[at].note
    return note.reason if one.differs and note else ""


def _plan_columns() -> list[Column]:
    return [
        Column(_("Kind"), lambda one: one.kind_text, widest=12),
        Column(_("Fulfilled"), lambda one: _yes_no(one.fulfilled) if one.state else ""),
        Column(pgettext("deadline", "Due"), lambda one: _yes_no(one.due) if one.state else ""),
        Column(_("Days overdue"), lambda one: one.days_overdue or None, COUNT),
        Column(_("Weight"), lambda one: Decimal(one.weight), NUMBER),
        Column(_("Start"), lambda one: one.start, DATE),
        Column(_("Indicator"), lambda one: one.indicator, widest=30),
        Column(_("Unit"), lambda one: one.unit, widest=16),
        Column(_("Baseline"), lambda one: one.baseline, widest=20),
        Column(_("Target"), lambda one: one.target, widest=20),
        Column(_("Means of verification"), lambda one: one.means_of_verification, widest=30),
        Column(_("Cooperation"), lambda one: one.cooperation, widest=30),
        Column(_("Funding"), lambda one: one.funding, widest=30),
        Column(_("Source"), lambda one: one.source, widest=30),
        Column(_("Original deadline"), lambda one: one.first_deadline, DATE),
        Column(_("In effect from"), lambda one: one.effective_from, DATE),
        Column(_("Withdrawn on"), lambda one: one.withdrawn_on, DATE),
    ]


def _who(side: Side) -> str:
    return "; ".join(_institution(one) for one in side.responsibles)


def _institution(one: Responsible) -> str:
    notes = [one.role_text.lower()] if one.role != "co_responsible" else []
    if not one.existed:
        notes.append(_("no longer exists"))
    return f"{one.acronym} ({', '.join(notes)})" if notes else one.acronym


def _value(side: Side) -> Value:
    """Without a report the value is 0 and the neighbouring column says so."""
    return _percent(side.value) if side.responsible else None


def _standing(side: Side) -> str:
    return f"{side.status_text}, {_('out of date')}" if side.out_of_date else side.status_text


# --- Reports and evidence ---------------------------------------------------------------------------------
def reports(book: Workbook, context: ReportContext) -> None:
    """The report of each party on each activity that counts on the day of the figures."""
    rows = [(one, side) for one in context.activities for side in one.sides if side.report]
    columns = [*_part_columns(), *_told_columns()]
    page = sheet(book, _("Progress reports"), context)
    table(page, [*columns, *_act_columns()], rows, printed=len(columns))


def _part_columns() -> list[Column]:
    return [
        Column(pgettext("number", "No."), lambda row: row[0].number, widest=10),
        Column(_("Activity"), lambda row: row[0].title, widest=34),
        Column(_("Party"), lambda row: row[1].name, widest=18),
    ]


def _told_columns() -> list[Column]:
    return [
        Column(_("Cutoff date"), lambda row: _report(row).as_of, DATE),
        Column(_("Progress (%)"), lambda row: _percent(row[1].value), PERCENT),
        Column(_("Standing"), lambda row: _standing(row[1]), widest=18),
        Column(_("Milestones met"), lambda row: "; ".join(_report(row).milestones_met), widest=26),
        Column(_("What was done"), lambda row: _report(row).description, widest=40),
        Column(_("Difficulties"), lambda row: _report(row).difficulties, widest=30),
        Column(_("Next steps"), lambda row: _report(row).next_steps, widest=30),
    ]


def _act_columns() -> list[Column]:
    return [
        Column(_("Value reached"), lambda row: _report(row).value_reached, widest=16),
        Column(_("Institution"), lambda row: _report(row).institution, widest=18),
        Column(_("Written by"), lambda row: _report(row).typed_by, widest=20),
        Column(_("Answered for by"), lambda row: _report(row).answered_by, widest=20),
        Column(_("Validated on"), lambda row: _wall_clock(_report(row).validated_at), MOMENT),
        Column(_("Validated by"), lambda row: _report(row).validated_by, widest=20),
        Column(_("From a workbook"), lambda row: _yes_no(_report(row).from_workbook)),
        Column(pgettext("sheet", "Remarks"), lambda row: "; ".join(_report(row).marks), widest=30),
        Column(_("Reason"), lambda row: _answer(row, "reason"), widest=30),
        Column(
            _("Answered on"),
            lambda row: _wall_clock(row[1].answer.decided_at) if row[1].answer else None,
            MOMENT,
        ),
        Column(_("Answered by"), lambda row: _answer(row, "decided_by"), widest=20),
        Column(_("Position maintained"), lambda row: _kept(row, "reason"), widest=30),
        Column(_("Maintained by"), lambda row: _kept(row, "maintained_by"), widest=20),
        Column(_("Term for the answer"), lambda row: row[1].answer_due, DATE),
        Column(_("Days after the term"), lambda row: row[1].silent_days or None, COUNT),
    ]


def _answer(row: Part, field: str) -> str:
    return str(getattr(row[1].answer, field)) if row[1].answer else ""


def _kept(row: Part, field: str) -> str:
    kept = row[1].answer.maintained if row[1].answer else None
    return str(getattr(kept, field)) if kept else ""


def _report(row: Part) -> Report:
    return cast(Report, row[1].report)


def evidence(book: Workbook, context: ReportContext) -> None:
    rows = [(one, side, proof) for one, side in context.proven for proof in side.evidence]
    columns = [
        *_part_columns(),
        Column(_("Evidence"), lambda row: row[2].title, widest=34),
        Column(pgettext("evidence", "Type"), lambda row: row[2].category_text, widest=18),
        Column(_("Date of the document"), lambda row: row[2].dated, DATE),
        Column(_("Kind"), lambda row: row[2].kind_text, widest=12),
        Column(_("Link"), lambda row: row[2].url, widest=34),
        Column(_("File"), lambda row: row[2].file_name, widest=26),
        Column(_("Size (bytes)"), lambda row: row[2].size, COUNT),
        Column("SHA-256", lambda row: row[2].sha256, widest=66),
        Column(_("Accepted on"), lambda row: _wall_clock(row[2].accepted_at), MOMENT),
        Column(_("Cutoff date of the report"), lambda row: _report(row).as_of, DATE),
        Column(_("From an earlier report"), lambda row: _yes_no(row[2].carried), widest=12),
        Column(_("Who reads it"), lambda row: row[2].visibility_text, widest=14),
        Column(_("Statement for the counterpart"), lambda row: row[2].statement, widest=34),
        Column(_("Commitment"), lambda row: row[2].commitment, widest=66),
    ]
    table(sheet(book, pgettext("sheet", "Evidence"), context), columns, rows, printed=len(columns))
