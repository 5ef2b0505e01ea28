"""Applying a read workbook: what is created, what stays, what a secretariat may not bring in."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from accounts import countries
from accounts.models import Institution, User
from roadmap import permissions, plan
from roadmap.imports import apply, matrix
from roadmap.imports.workbook import ReadResult, read_workbook
from roadmap.models import Activity, Conformity, Evidence, ProgressReport, Roadmap
from tests.build import make_report

SAMPLES = Path("roadmap/demo_data")
BO_PE = SAMPLES / "hoja_de_ruta_bo_pe_2025_2026.xlsx"
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def read(source: Path | bytes) -> ReadResult:
    data = source if isinstance(source, bytes) else source.read_bytes()
    return read_workbook(data, countries=countries.known())


def edited(**cells: Any) -> bytes:
    """The Bolivia–Peru sample with cells changed: `Actividades_C2="…"`."""
    book = openpyxl.load_workbook(BO_PE)
    for place, value in cells.items():
        sheet, cell = place.rsplit("_", 1)
        book[sheet.replace("_", " ")][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def load(source: Path | bytes = BO_PE, by: User | None = None) -> Roadmap:
    apply.apply(read(source), by=by, now=NOW)
    return Roadmap.objects.get(code="bo-pe-2025-2026")


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_every_sample_is_imported_and_a_second_time_changes_nothing(path: Path) -> None:
    first = apply.apply(read(path), by=None, now=NOW)
    second = apply.apply(read(path), by=None, now=NOW)
    assert first.count("created").total() > 0
    assert second.changes_nothing
    assert second.unchanged.total() == first.count("created").total()


def test_the_sample_holds_its_activities_reports_and_answers() -> None:
    roadmap = load()
    assert roadmap.activities.count() == 11
    assert ProgressReport.objects.validated().count() == 22
    assert Conformity.objects.count() == len([row for row in read(BO_PE).progress if row.conformity])
    assert Evidence.objects.filter(accepted_at=None).count() == 0
    assert roadmap.status == Roadmap.Status.IN_PREPARATION


def test_a_preview_writes_nothing_and_says_what_would_happen() -> None:
    outcome = apply.preview(read(BO_PE), by=None, now=NOW)
    assert outcome.count("created")["activity"] == 11
    assert not Roadmap.objects.exists()
    assert not Institution.objects.exists()


def test_a_changed_title_is_a_change_with_old_and_new_and_leaves_history() -> None:
    load()
    outcome = apply.apply(read(edited(Actividades_C2="Reuniones trimestrales")), by=None, now=NOW)
    (line,) = outcome.lines
    assert (line.action, line.noun) == ("changed", "activity")
    assert line.differences[0][2] == "Reuniones trimestrales"
    assert Activity.objects.get(number="1.1").history.count() == 2


def test_an_import_is_one_version_of_the_plan_known_from_its_instant_on() -> None:
    roadmap = load()
    later = NOW + timedelta(seconds=2)
    apply.apply(read(edited(Actividades_I2=9, Avances_D4=50)), by=None, now=later)
    before, after = (
        plan.known_at(Roadmap.objects.with_parties().get(pk=roadmap.pk), instant).activities[0].weight
        for instant in (later - timedelta(seconds=1), later)
    )
    assert (before, after) == (Decimal(1), Decimal(9))


def test_milestones_and_responsibles_that_left_the_sheet_leave_the_plan() -> None:
    load()
    roadmap = load(
        edited(
            Actividades_J2="r1 | Única reunión | 2025-10-31 | 1",
            Actividades_E2="MRE",
            Avances_E2="r1",
            Avances_E3="r1",
        )
    )
    activity = roadmap.activities.get(number="1.1")
    assert [milestone.key for milestone in activity.milestones.all()] == ["r1"]
    assert [one.institution.acronym for one in activity.responsibilities.filter(country="PE")] == ["MRE"]


def test_an_activity_missing_in_the_workbook_is_left_and_said() -> None:
    load()
    book = openpyxl.load_workbook(BO_PE)
    book["Actividades"].delete_rows(12)
    for row in range(book["Avances"].max_row, 1, -1):
        if book["Avances"].cell(row, 1).value == "4.2":
            book["Avances"].delete_rows(row)
    stream = io.BytesIO()
    book.save(stream)
    outcome = apply.apply(read(stream.getvalue()), by=None, now=NOW)
    assert any("4.2" in notice for notice in outcome.notices)
    assert Activity.objects.filter(number="4.2").exists()


def test_a_corrected_row_is_a_new_report_and_the_old_one_stays() -> None:
    load()
    load(edited(Avances_D4=55))
    reports = ProgressReport.objects.filter(activity__number="1.2", country="PE").order_by("id")
    assert [report.percent for report in reports] == [Decimal(50), Decimal(55)]


def test_an_answer_added_later_completes_the_stored_report() -> None:
    load()
    load(edited(Avances_K4="Conforme"))
    (report,) = ProgressReport.objects.filter(activity__number="1.2", country="PE")
    assert report.conformities.get().decision == "agreed"


def test_a_float_just_below_100_never_becomes_100() -> None:
    roadmap = load(edited(Avances_D4=99.99999999999999))
    report = ProgressReport.objects.get(activity__roadmap=roadmap, activity__number="1.2", country="PE")
    assert report.percent == Decimal("99.999999999999")


def test_a_workbook_with_errors_writes_nothing() -> None:
    with pytest.raises(apply.Refused) as refused:
        load(edited(Actividades_D2="Trilateral", Actividades_I3=0))
    assert len(refused.value.errors) == 2
    assert not Roadmap.objects.exists()


def test_a_text_longer_than_its_column_is_one_plain_line() -> None:
    with pytest.raises(apply.Refused) as refused:
        load(edited(Actividades_A2="9" * 300, Avances_A2="9" * 300, Avances_A3="9" * 300))
    (error,) = refused.value.errors
    assert "\n" not in str(error)
    assert not Roadmap.objects.exists()


def test_a_code_of_other_countries_is_refused() -> None:
    load()
    other = read((SAMPLES / "hoja_de_ruta_ejemplo_xa_xb.xlsx").read_bytes())
    book = openpyxl.load_workbook(SAMPLES / "hoja_de_ruta_ejemplo_xa_xb.xlsx")
    book["Hoja de ruta"]["B1"] = "bo-pe-2025-2026"
    stream = io.BytesIO()
    book.save(stream)
    assert not other.errors
    with pytest.raises(apply.Refused):
        apply.apply(read(stream.getvalue()), by=None, now=NOW)


def test_a_secretariat_of_a_third_country_cannot_import(outsider: User) -> None:
    with pytest.raises(PermissionDenied):
        load(by=outsider)


def test_a_reader_cannot_import(reader: User) -> None:
    with pytest.raises(PermissionDenied):
        load(by=reader)


def test_a_secretariat_loads_plan_and_record_until_the_roadmap_is_in_force(secretariat_pe: User) -> None:
    roadmap = load(by=secretariat_pe)
    assert ProgressReport.objects.validated().count() == 22
    assert roadmap.history.latest().history_user == secretariat_pe


def test_the_text_in_force_cannot_be_changed_by_an_import(secretariat_pe: User) -> None:
    roadmap = load()
    Roadmap.objects.filter(pk=roadmap.pk).update(status="in_force")
    with pytest.raises(apply.Refused) as refused:
        load(edited(Actividades_H2=date(2026, 12, 20)), by=secretariat_pe)
    assert "1.1" in str(refused.value)
    assert roadmap.activities.get(number="1.1").deadline == date(2026, 12, 15)


@pytest.mark.parametrize(
    "cells",
    [
        {"Actividades_H2": date(2026, 12, 20)},
        {"Avances_D4": 80},
        {"Avances_I4": "Otra acta"},
        {"Avances_K4": "Conforme"},
    ],
)
def test_the_server_changes_nothing_of_a_roadmap_in_force(cells: dict[str, object]) -> None:
    roadmap = load()
    Roadmap.objects.filter(pk=roadmap.pk).update(status="in_force")
    with pytest.raises(apply.Refused) as refused:
        load(edited(**cells))
    assert len(refused.value.errors) == 1
    assert ProgressReport.objects.count() == 22
    assert roadmap.activities.get(number="1.1").deadline == date(2026, 12, 15)
    assert Evidence.objects.filter(title="Otra acta").count() == 0
    assert Conformity.objects.count() == len([row for row in read(BO_PE).progress if row.conformity])
    assert apply.apply(read(BO_PE), by=None, now=NOW).changes_nothing


def test_in_force_only_the_own_sides_rows_come_in_and_as_submitted(secretariat_pe: User) -> None:
    roadmap = load()
    Roadmap.objects.filter(pk=roadmap.pk).update(status="in_force")
    outcome = apply.apply(read(edited(Avances_D4=80, Avances_D5=80)), by=secretariat_pe, now=NOW)
    new = ProgressReport.objects.filter(percent=80)
    assert [(report.country_id, report.status) for report in new] == [("PE", "submitted")]
    assert list(new[0].writers.all()) == [secretariat_pe]
    assert any("presentadas" in notice for notice in outcome.notices)
    assert any("fuera" in notice for notice in outcome.notices)


def test_an_institution_of_the_other_party_is_left_as_it_is(secretariat_pe: User) -> None:
    load()
    load(
        edited(Instituciones_B13="Otro nombre", Instituciones_B2="Ministerio del Interior del Perú"),
        by=secretariat_pe,
    )
    assert Institution.objects.get(acronym="ST-CPCTTP").name != "Otro nombre"
    assert Institution.objects.get(acronym="MININTER").name == "Ministerio del Interior del Perú"


def test_an_institution_of_a_third_country_is_kept_with_its_country() -> None:
    load(edited(Instituciones_C26="CL"))
    load(edited(Instituciones_C26="CL"))
    assert Institution.objects.get(acronym="OIM").country_id == "CL"


# --- The matrix back --------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_an_exported_matrix_reads_back_without_a_change(path: Path) -> None:
    code = apply.apply(read(path), by=None, now=NOW).code
    roadmap = Roadmap.objects.with_parties().get(code=code)
    back = read(matrix.write_matrix(roadmap, matrix.reports_of(roadmap)))
    assert back.errors == []
    assert apply.apply(back, by=None, now=NOW).changes_nothing


def test_odd_values_survive_the_round_trip() -> None:
    roadmap = load(
        edited(
            Actividades_E2="ST-CMNP (lidera); MRE (apoya)",
            Actividades_I3=1.5,
            Avances_D4="0.5%",
            Avances_D5=100 / 3,
            Avances_J4=datetime(2026, 10, 9, 14, 30),
            Avances_F4="dos\nlíneas; y punto y coma",
        )
    )
    Activity.objects.filter(number="1.1").update(title="=SUMA(1;2) no es una fórmula")
    back = read(matrix.write_matrix(roadmap, matrix.reports_of(roadmap)))
    assert back.errors == []
    assert apply.apply(back, by=None, now=NOW).changes_nothing
    assert roadmap.activities.get(number="1.1").title.startswith("=")


def test_a_validation_at_midnight_is_not_the_end_of_that_day_after_the_round_trip() -> None:
    roadmap = load(edited(Avances_J4="2026-10-09 00:00", Avances_J5="2026-10-09 23:59:59"))
    at = set(ProgressReport.objects.values_list("validated_at", flat=True))
    assert {datetime(2026, 10, 9, 5, tzinfo=UTC), datetime(2026, 10, 10, 3, 59, 59, tzinfo=UTC)} <= at
    back = read(matrix.write_matrix(roadmap, matrix.reports_of(roadmap)))
    assert apply.apply(back, by=None, now=NOW).changes_nothing


def test_a_row_corrected_and_imported_again_goes_out_once_with_what_it_inherits() -> None:
    roadmap = load(edited(Avances_K4="Conforme"))
    load(edited(Avances_F4="Otra descripción", Avances_I4="Otra acta", Avances_K4=None))
    load(edited(Avances_D6=99, Avances_K6=None))
    back = read(matrix.write_matrix(roadmap, matrix.reports_of(roadmap)))
    assert back.errors == []
    assert len(back.progress) == 22
    corrected = next(row for row in back.progress if row.description == "Otra descripción")
    assert (corrected.conformity, corrected.evidence) == ("agreed", ("Oficios", "Otra acta"))
    changed = next(row for row in back.progress if row.percent == 99)
    assert (changed.conformity, len(changed.evidence)) == (None, 1)


def test_the_order_in_which_the_parties_are_written_changes_nothing() -> None:
    roadmap = load(edited(Hoja_de_ruta_B3="PE; BO"))
    back = read(matrix.write_matrix(roadmap, matrix.reports_of(roadmap)))
    assert apply.apply(back, by=None, now=NOW).changes_nothing
    assert apply.apply(read(BO_PE), by=None, now=NOW).changes_nothing


def test_a_demonstration_says_so_in_its_matrix_and_file_name() -> None:
    roadmap = load()
    roadmap.is_demonstration = True
    book = openpyxl.load_workbook(io.BytesIO(matrix.write_matrix(roadmap, matrix.reports_of(roadmap))))
    for sheet in book:
        assert any("demostración" in str(cell.value) for row in sheet.iter_rows() for cell in row), (
            sheet.title
        )
    assert "datos-de-demostracion" in matrix.file_name(roadmap)


# --- What an import may not do while the roadmap is in preparation ------------------------------------------
def own_report(roadmap: Roadmap, status: str) -> ProgressReport:
    """A report of Peru on 1.2, written on the pages, for the day of the sample's row."""
    activity = roadmap.activities.get(number="1.2")
    activity.progress_reports.all().delete()
    return make_report(activity, "PE", percent=70, status=status, as_of=date(2026, 9, 30))


def matrix_of(roadmap: Roadmap, **cells: str) -> bytes:
    """The roadmap's matrix with the columns of Peru's row on 1.2 written over."""
    book = openpyxl.load_workbook(io.BytesIO(matrix.write_matrix(roadmap, matrix.reports_of(roadmap))))
    rows = book["Avances"].iter_rows()
    columns = [cell.value for cell in next(rows)]
    row = next(row for row in rows if (row[0].value, row[1].value) == ("1.2", "PE"))
    for name, value in cells.items():
        row[columns.index(name)].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("cells", [{"Conformidad": "Conforme"}, {"Evidencias": "Acta"}])
@pytest.mark.parametrize("person", ["secretariat_pe", "secretariat_bo"])
def test_nobody_imports_answers_or_evidence_of_a_report_that_was_validated_on_the_pages(
    request: pytest.FixtureRequest, person: str, cells: dict[str, str]
) -> None:
    roadmap = load()
    report = own_report(roadmap, "validated")
    load(matrix_of(roadmap, **cells), by=request.getfixturevalue(person))
    assert not report.conformities.exists()
    assert not report.evidence.exists()


def test_an_import_neither_touches_nor_betrays_what_the_other_party_is_writing(secretariat_bo: User) -> None:
    roadmap = load()
    draft = own_report(roadmap, "draft")
    wide_open = matrix.write_matrix(roadmap, [*matrix.reports_of(roadmap), draft])
    guessed = apply.preview(read(wide_open), by=secretariat_bo, now=NOW)
    assert guessed.count("created")["progress_report"] == 1
    draft.delete()
    assert apply.preview(read(wide_open), by=secretariat_bo, now=NOW).lines == guessed.lines


def test_who_imports_evidence_into_a_submitted_report_does_not_validate_it(
    secretariat_pe: User, secretariat_pe_2: User
) -> None:
    load(edited(Avances_J4=None, Avances_K4=None))
    report = ProgressReport.objects.get(status="submitted", country="PE")
    load(edited(Avances_J4=None, Avances_K4=None, Avances_I4="Otra acta"), by=secretariat_pe)
    assert report.evidence.filter(title="Otra acta").exists()
    assert not permissions.can_decide(secretariat_pe, report, now=NOW)
