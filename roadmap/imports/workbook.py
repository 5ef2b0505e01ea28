"""Reads a roadmap's workbook: bytes -> typed rows, or every error in it at once. Pure: no database, no clock.

Each sheet has its own module (`roadmap_sheet`, `activities`, `institutions`, `progress`); writing down what
was read is `apply`'s work.
"""

from typing import TypeVar

from django.utils.translation import gettext as _

from roadmap.imports.activities import SHEET as ACTIVITIES
from roadmap.imports.activities import Activities, read_activities
from roadmap.imports.institutions import SHEET as INSTITUTIONS
from roadmap.imports.institutions import Institutions, read_institutions
from roadmap.imports.oddities import warn_of_reports
from roadmap.imports.package import NotReadable
from roadmap.imports.parties import Atlas
from roadmap.imports.progress import SHEET as PROGRESS
from roadmap.imports.progress import ReadRow, read_progress
from roadmap.imports.roadmap_sheet import SHEET as ROADMAP
from roadmap.imports.roadmap_sheet import Frame, read_roadmap
from roadmap.imports.rows import (
    ActivityRow,
    CellError,
    CellWarning,
    Countries,
    CountryInfo,
    Finding,
    InstitutionRow,
    MilestoneRow,
    ProgressRow,
    ReadResult,
    ResponsibleRow,
    RoadmapRow,
)
from roadmap.imports.spreadsheet import Sheet, Workbook
from roadmap.imports.tables import Findings, TooManyErrors
from roadmap.imports.texts import fold

__all__ = [
    "ActivityRow",
    "CellError",
    "CellWarning",
    "CountryInfo",
    "InstitutionRow",
    "MilestoneRow",
    "ProgressRow",
    "ReadResult",
    "ResponsibleRow",
    "RoadmapRow",
    "read_workbook",
]
FindingT = TypeVar("FindingT", bound=Finding)
SHEETS = (ROADMAP, ACTIVITIES, INSTITUTIONS, PROGRESS)


def read_workbook(data: bytes, *, countries: Countries) -> ReadResult:
    """All that the workbook says, or all that is wrong in it; never raises for what a file may hold.

    `countries` are the known ones by code. With any error nothing else of the result may be used.
    """
    try:
        workbook = Workbook(data)
        sheets = {name: _sheet(workbook, name) for name in SHEETS}
    except NotReadable as refusal:
        return ReadResult(errors=[CellError("", "", refusal.problem, refusal.remedy)])
    findings = Findings()
    try:
        return _read(sheets, Atlas(countries), findings)
    except TooManyErrors:
        errors = [error for _place, error in findings.errors]
        return ReadResult(errors=[*errors, _too_many()])


def _too_many() -> CellError:
    return CellError(
        "",
        "",
        _("The workbook has even more mistakes: reading stopped here"),
        _("Correct those above and import it again"),
    )


def _sheet(workbook: Workbook, wanted: str) -> Sheet | None:
    return workbook.sheet(lambda name: fold(name) == fold(wanted))


def _read(sheets: dict[str, Sheet | None], atlas: Atlas, findings: Findings) -> ReadResult:
    frame = _frame(sheets[ROADMAP], atlas, findings)
    institutions = _institutions(sheets, frame, atlas, findings)
    activities = _activities(sheets[ACTIVITIES], frame, institutions, findings)
    reports = _reports(sheets[PROGRESS], frame, activities, findings)
    order = {sheet.name if sheet else name: place for place, (name, sheet) in enumerate(sheets.items())}
    return ReadResult(
        roadmap=frame.row,
        activities=activities.rows if activities else [],
        institutions=institutions.rows,
        progress=[report for _row, report in reports],
        errors=_in_order(findings.errors, order),
        warnings=_in_order(findings.warnings, order),
    )


def _frame(sheet: Sheet | None, atlas: Atlas, findings: Findings) -> Frame:
    if sheet is None:
        findings.missing_sheet(ROADMAP)
        return Frame()
    return read_roadmap(sheet, atlas, findings)


def _institutions(
    sheets: dict[str, Sheet | None], frame: Frame, atlas: Atlas, findings: Findings
) -> Institutions:
    sheet = sheets[INSTITUTIONS]
    if sheet is not None:
        return read_institutions(sheet, frame, atlas, findings)
    if not frame.is_declared or sheets[ACTIVITIES] is not None:
        findings.missing_sheet(INSTITUTIONS)
    return Institutions(is_known=False)


def _activities(
    sheet: Sheet | None, frame: Frame, institutions: Institutions, findings: Findings
) -> Activities | None:
    if sheet is not None:
        return read_activities(sheet, frame, institutions, findings)
    if not frame.is_declared:
        findings.missing_sheet(ACTIVITIES)
    return Activities() if frame.is_declared else None


def _reports(
    sheet: Sheet | None, frame: Frame, activities: Activities | None, findings: Findings
) -> list[ReadRow]:
    if sheet is None:
        return []
    reports = read_progress(sheet, frame, activities, findings)
    warn_of_reports(reports, activities.by_number if activities else {}, frame)
    return reports


def _in_order(found: list[tuple[tuple[int, int], FindingT]], order: dict[str, int]) -> list[FindingT]:
    """Sheet by sheet, row by row; each only once."""
    in_order = sorted(found, key=lambda item: (order.get(item[1].sheet, -1), item[0]))
    return list(dict.fromkeys(finding for _place, finding in in_order))
