"""A stored roadmap -> the same Excel matrix that the importer reads: what was brought in can be taken away.

The layout is Spanish whatever the language of the page, since it is the form in which secretariats exchange it.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.countries import is_user_assigned
from accounts.models import Country, Institution
from roadmap.imports.standing import local, standing
from roadmap.models import Activity, Milestone, ProgressReport, Responsibility, Roadmap

KINDS = {"joint": "Conjunta", "parallel": "Paralela", "national": "Nacional"}
DECISIONS = {"agreed": "Conforme", "observed": "Observado"}
DEMONSTRATION = "Datos de demostración: ninguna cifra es palabra oficial de un Estado"
DATE_FORMAT = "dd/mm/yyyy"
AnyCell = Cell | MergedCell
Column = tuple[str, int, Callable[[Any], object]]


def write_matrix(roadmap: Roadmap, reports: Iterable[ProgressReport]) -> bytes:
    """The workbook of `roadmap` with these reports, in the importer's layout (sheets and headings)."""
    activities = list(roadmap.activities.in_plan_order().prefetch_related("milestones", "responsibilities"))
    institutions = _institutions(roadmap) if activities else []
    return write(roadmap, activities, institutions, standing(reports))


def write(
    roadmap: Roadmap,
    activities: Sequence[Any],
    institutions: Sequence[Institution],
    reports: Iterable[Any] = (),
    *,
    more: Sequence[Column] = (),
    apart: tuple[str, Sequence[Any], Sequence[Column]] | None = None,
) -> bytes:
    """The same of any rows that look like activities. `more`: further columns, which the importer passes over.

    `apart`: a sheet of its own, its rows and their further columns, for what is no activity yet.
    """
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _key_sheet(book.create_sheet("Hoja de ruta"), roadmap)
    by_id = {institution.pk: institution for institution in institutions}
    label = DEMONSTRATION if roadmap.is_demonstration else ""
    columns = _activity_columns(roadmap, by_id)
    if activities:
        _table(book, "Actividades", label, [*columns, *more], activities)
        _table(book, "Instituciones", label, _institution_columns(by_id), institutions)
        _table(book, "Avances", label, _progress_columns(), reports)
    if apart:
        name, rows, further = apart
        _table(book, name, label, [*columns, *further], rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def file_name(roadmap: Roadmap) -> str:
    suffix = "_datos-de-demostracion" if roadmap.is_demonstration else ""
    return f"matriz_{roadmap.code}{suffix}.xlsx"


# --- Sheets -----------------------------------------------------------------------------------------------
def _key_sheet(sheet: Worksheet, roadmap: Roadmap) -> None:
    declared = getattr(roadmap, "declared_figure", None)
    rows: list[tuple[str, object]] = [
        ("Código", roadmap.code),
        ("Título", roadmap.title),
        ("Países", "; ".join(_country_key(country) for country in roadmap.parties())),
        ("Inicio de vigencia", roadmap.start),
        ("Fin de vigencia", roadmap.end),
        ("Fecha de suscripción", roadmap.signed_on),
        ("Lugar de suscripción", roadmap.signed_place),
        ("Exige conformidad", "Sí" if roadmap.conformity_required else "No"),
        ("Exige evidencia", "Sí" if roadmap.evidence_required else "No"),
        ("Fechas de corte", "; ".join(cutoff.day.isoformat() for cutoff in roadmap.cutoff_dates.all())),
        ("Cumplimiento declarado", declared.value if declared else None),
        ("Fuente", declared.source if declared and not roadmap.source else roadmap.source),
    ]
    if roadmap.is_demonstration:
        rows.append(("Aviso", DEMONSTRATION))
    for row, (key, value) in enumerate(rows, start=1):
        _put(sheet.cell(row, 1), key).font = Font(bold=True)
        _put(sheet.cell(row, 2), value)
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 90


def _activity_columns(roadmap: Roadmap, institutions: dict[int, Institution]) -> Sequence[Column]:
    def responsibles(country: Country) -> Column:
        return (f"Responsables {country.name}", 34, lambda one: _responsibles(one, country, institutions))

    return (
        ("N°", 7, lambda one: one.number),
        ("Eje estratégico", 26, lambda one: one.axis.title),
        ("Actividad", 50, lambda one: one.title),
        ("Tipo", 11, lambda one: KINDS.get(one.kind, "")),
        *(responsibles(country) for country in roadmap.parties()),
        ("Inicio", 12, lambda one: one.start),
        ("Plazo", 12, lambda one: one.deadline),
        ("Peso", 8, lambda one: one.weight),
        ("Hitos", 44, lambda one: "\n".join(_milestone(milestone) for milestone in one.milestones.all())),
        ("Indicador", 26, lambda one: one.indicator),
        ("Unidad", 14, lambda one: one.unit),
        ("Línea de base", 14, lambda one: one.baseline),
        ("Meta", 14, lambda one: one.target),
        ("Medio de verificación", 26, lambda one: one.means_of_verification),
        ("Fuente", 26, lambda one: one.source),
        ("Cooperación", 20, lambda one: one.cooperation),
        ("Financiamiento", 20, lambda one: one.funding),
        ("Vigente desde", 12, lambda one: one.effective_from),
        ("Retirada el", 12, lambda one: one.withdrawn_on),
    )


def _institution_columns(institutions: dict[int, Institution]) -> Sequence[Column]:
    def successor(one: Institution) -> str:
        return institutions[one.successor_id].acronym if one.successor_id in institutions else ""

    return (
        ("Sigla", 18, lambda one: one.acronym),
        ("Nombre", 70, lambda one: one.name),
        ("País", 7, lambda one: one.country_id),
        ("Tipo", 24, lambda one: one.kind),
        ("Desde", 12, lambda one: one.valid_from),
        ("Hasta", 12, lambda one: one.valid_until),
        ("Sucesora", 18, successor),
        ("Norma", 30, lambda one: one.legal_basis),
    )


def _progress_columns() -> Sequence[Column]:
    def written(width: int, title: str, value: Callable[[ProgressReport], object]) -> Column:
        return (title, width, lambda one: value(one.report))

    return (
        written(7, "N°", lambda one: one.activity.number),
        written(7, "País", lambda one: one.country_id),
        written(14, "Fecha de corte", lambda one: one.as_of),
        written(10, "Avance %", lambda one: _percentage(one.percent)),
        written(18, "Hitos cumplidos", lambda one: "; ".join(one.milestones_met)),
        written(44, "Descripción", lambda one: one.description),
        written(34, "Dificultades", lambda one: one.difficulties),
        written(34, "Próximos pasos", lambda one: one.next_steps),
        ("Evidencias", 34, lambda one: "; ".join(_evidence_name(title) for title in one.evidence)),
        written(18, "Validado el", lambda one: local(one.validated_at, one.country.time_zone)),
        ("Conformidad", 13, lambda one: DECISIONS.get(one.decision, "")),
        ("Motivo", 34, lambda one: one.reason),
        written(16, "Valor alcanzado", lambda one: one.value_reached),
    )


def _table(book: Workbook, name: str, label: str, columns: Sequence[Column], rows: Iterable[object]) -> None:
    sheet: Worksheet = book.create_sheet(name)
    heading = 1
    if label:
        _put(sheet.cell(1, 1), label).font = Font(bold=True, color="9A3412")
        heading = 2
    for number, (title, width, _value) in enumerate(columns, start=1):
        cell = _put(sheet.cell(heading, number), title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A4D")
        sheet.column_dimensions[get_column_letter(number)].width = width
    last = heading
    for last, row in enumerate(rows, start=heading + 1):
        for number, (_title, _width, value) in enumerate(columns, start=1):
            _put(sheet.cell(last, number), value(row))
    sheet.freeze_panes = f"B{heading + 1}"
    sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(columns))}{last}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading}:{heading}"


# --- Cells ------------------------------------------------------------------------------------------------
def _put(cell: AnyCell, value: object) -> AnyCell:
    """Writes a value; a text is never a formula, dates and numbers stay dates and numbers."""
    if value is None or value == "":
        return cell
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    elif isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    else:
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, date):
            cell.number_format = f"{DATE_FORMAT} hh:mm:ss" if isinstance(value, datetime) else DATE_FORMAT
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _country_key(country: Country) -> str:
    return f"{country.code} {country.name}" if is_user_assigned(country.code) else country.code


def _responsibles(activity: Activity, country: Country, institutions: dict[int, Institution]) -> str:
    marks = {Responsibility.Role.LEAD: " (lidera)", Responsibility.Role.SUPPORT: " (apoya)"}
    return "; ".join(
        institutions[one.institution_id].acronym + marks.get(Responsibility.Role(one.role), "")
        for one in activity.responsibilities.all()
        if one.country_id == country.code
    )


def _milestone(milestone: Milestone) -> str:
    due = milestone.due.isoformat() if milestone.due else ""
    return f"{milestone.key} | {milestone.title} | {due} | {milestone.weight.normalize():f}"


def _evidence_name(title: str) -> str:
    """`;` separates names in the cell, so that a name holds none."""
    return title.replace(";", ",")


def _percentage(value: Decimal | None) -> Decimal | str | None:
    """A plain number between 0 and 1 would be ambiguous: it is written with its sign."""
    return f"{value.normalize():f}%" if value is not None and 0 < value < 1 else value


def _institutions(roadmap: Roadmap) -> list[Institution]:
    """Those of both parties and the international ones that this roadmap names, in the parties' order."""
    named = Institution.objects.filter(responsibilities__activity__roadmap=roadmap).distinct()
    others = Institution.objects.filter(country__in=[roadmap.party_a_id, roadmap.party_b_id])
    found = {institution.pk: institution for institution in [*others, *named]}
    return sorted(found.values(), key=lambda one: (one.country_id is None, one.country_id or "", one.pk))


def reports_of(roadmap: Roadmap) -> Iterable[ProgressReport]:
    """What the server's command exports: all that left its author's hands."""
    given = (ProgressReport.Status.SUBMITTED, ProgressReport.Status.VALIDATED)
    reports = ProgressReport.objects.filter(activity__roadmap=roadmap, status__in=given)
    return with_parts(reports)


def with_parts(reports: Any) -> Any:
    """A queryset of reports with all that a row of `Avances` says, in the order of entry."""
    return (
        reports.select_related("activity", "country")
        .prefetch_related("evidence", "conformities")
        .order_by("id")
    )
