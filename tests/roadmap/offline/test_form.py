"""The form that is filled without a line: written, filled as people do, read back, previewed, handed in."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from roadmap import workflow
from roadmap.models import Activity, OfflineUpload, ProgressReport, Roadmap
from roadmap.offline import handing_in, writing
from roadmap.offline.assigned import assigned
from roadmap.offline.reading import read_form
from roadmap.offline.writing import Form
from tests.build import make_activity, make_report, make_roadmap, make_user

NOW = datetime(2026, 10, 5, 15, tzinfo=UTC)
CUTOFF = date(2026, 9, 30)
SIDES = {"BO": ["FGE", "ST-CPCTTP"], "PE": ["MIMP"]}
TOLD = "Se hizo lo que estaba previsto en el plan de trabajo del periodo, con actas y listas."
Fill = Callable[..., bytes]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def roadmap(db) -> Roadmap:
    """1.1 by milestones, 1.2 by percentage; 1.3 is of others."""
    roadmap = make_roadmap(status="in_force", evidence_required=False)
    first = make_activity(roadmap, "1.1", responsibles=SIDES, milestones={"H1": 60, "H2": 40})
    make_activity(roadmap, "1.2", responsibles=SIDES)
    make_activity(roadmap, "1.3")
    make_report(first, "BO", milestones_met=["H1"])
    return roadmap


def form_of(person, roadmap: Roadmap, day: date = CUTOFF) -> Form:
    rows = assigned(roadmap, person.institution, person.country, day)
    return Form(roadmap, person.institution, person.country, day, rows)


def fill(content: bytes, values: dict[str, dict[str, Any]], formats: dict[str, str] | None = None) -> bytes:
    """Writes into the rows by number, or "number/milestone"; columns by the names of the layout."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[1]
    names = list(writing.HEADINGS)
    rows = {"/".join(json.loads(sheet.cell(row, 1).value)): row for row in range(4, sheet.max_row + 1)}
    for key, told in values.items():
        for name, value in told.items():
            cell = sheet.cell(rows[key], names.index(name) + 1)
            cell.value = value
            if formats and name in formats:
                cell.number_format = formats[name]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def blank(roadmap, focal_bo) -> bytes:
    return writing.write(form_of(focal_bo, roadmap), language="es")


FULL: dict[str, dict[str, Any]] = {
    "1.1/H2": {"met": "Sí"},
    "1.1": {"description": TOLD},
    "1.2": {"percent": 75, "description": TOLD, "url": "https://example.org/acta", "url_title": "Acta"},
}


def submitted(content: bytes, roadmap: Roadmap, by, *, submit: bool = True) -> list[ProgressReport]:
    read = read_form(content)
    seen = handing_in.preview(read, roadmap, by=by, now=NOW).fingerprint
    return handing_in.hand_in(read, roadmap, seen=seen, submit=submit, by=by, now=NOW)


def errors_of(content: bytes, roadmap: Roadmap, by) -> list[str]:
    with pytest.raises(handing_in.Refused) as refused:
        handing_in.preview(read_form(content), roadmap, by=by, now=NOW)
    return [f"{error.sheet}!{error.cell}" for error in refused.value.errors]


# --- The form ---------------------------------------------------------------------------------------------
def test_it_holds_the_institution_s_activities_and_what_was_validated_last(blank):
    sheet = load_workbook(io.BytesIO(blank))["Avances"]
    told = [[cell.value for cell in row[1:6]] for row in sheet.iter_rows(min_row=4)]
    assert told == [
        ["1.1", "Actividad 1.1", "60,0 % (30/04/2026)", None, None],
        [None, "   Hito H1", told[1][2], None, "Sí"],
        [None, "   Hito H2", None, None, None],
        ["1.2", "Actividad 1.2", told[3][2], None, None],
    ]


def test_only_the_inputs_are_open_and_there_is_no_password(blank):
    book = load_workbook(io.BytesIO(blank))
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    sheet = book["Avances"]
    is_open = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert {"F5", "F6", "E7", "G4", "M7"} <= is_open
    assert not is_open & {"A4", "B4", "C4", "D4", "E4", "F4", "G5", "F7"}
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {"F5 F6", "E7"}


@pytest.mark.parametrize(
    ("language", "sheets"), [("es", ["Formulario", "Avances"]), ("en", ["Form", "Progress"])]
)
def test_it_is_read_in_either_language(roadmap, focal_bo, language, sheets):
    content = writing.write(form_of(focal_bo, roadmap), language=language)
    assert load_workbook(io.BytesIO(content)).sheetnames == sheets
    reports = submitted(fill(content, FULL), roadmap, focal_bo)
    assert [report.activity.number for report in reports] == ["1.1", "1.2"]


def test_a_text_of_the_plan_is_never_a_formula(roadmap, focal_bo):
    Activity.objects.filter(number="1.2").update(title="=1+1")
    sheet = load_workbook(io.BytesIO(writing.write(form_of(focal_bo, roadmap), language="es")))["Avances"]
    assert (sheet["C7"].value, sheet["C7"].data_type) == ("=1+1", "s")


# --- Handing in -------------------------------------------------------------------------------------------
def test_what_is_filled_in_is_submitted_as_on_the_page(blank, roadmap, focal_bo):
    first, second = submitted(fill(blank, FULL), roadmap, focal_bo)
    for report in (first, second):
        report.refresh_from_db()
    assert (first.status, first.milestones_met, first.as_of) == ("submitted", ["H1", "H2"], CUTOFF)
    assert (second.percent, second.institution.acronym, second.author) == (Decimal(75), "FGE", focal_bo)
    assert [one.url for one in second.evidence.all()] == ["https://example.org/acta"]


def test_drafts_are_saved_for_files_to_be_added(blank, roadmap, focal_bo):
    reports = submitted(fill(blank, FULL), roadmap, focal_bo, submit=False)
    assert {report.status for report in reports} == {"draft"}


def test_an_empty_row_is_no_report(blank, roadmap, focal_bo):
    outcome = handing_in.preview(read_form(blank), roadmap, by=focal_bo, now=NOW)
    assert [entry.state for entry in outcome.entries] == ["empty", "empty"]
    with pytest.raises(workflow.IllegalTransition):
        submitted(blank, roadmap, focal_bo)
    assert ProgressReport.objects.count() == 1


def test_looking_at_the_preview_writes_nothing(blank, roadmap, focal_bo):
    outcome = handing_in.preview(read_form(fill(blank, FULL)), roadmap, by=focal_bo, now=NOW)
    assert [entry.state for entry in outcome.entries] == ["new", "new"]
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize(
    ("value", "number_format", "percent"),
    [
        (75, "General", "75"),
        ("75%", "General", "75"),
        ("75 %", "General", "75"),
        (0.75, "0%", "75"),
        (0.755, "0.0%", "75.5"),
        ("75,5", "General", "75.5"),
        ("75.5", "@", "75.5"),
        (0, "General", "0"),
        (100, "General", "100"),
    ],
)
def test_a_percentage_is_read_as_people_write_it(blank, roadmap, focal_bo, value, number_format, percent):
    told = {"1.2": {"percent": value, "description": TOLD}}
    report = submitted(fill(blank, told, {"percent": number_format}), roadmap, focal_bo)[0]
    assert report.percent == Decimal(percent)


@pytest.mark.parametrize("tick", ["x", "X", "Sí", "si", "SÍ ", "Yes", 1, True, "✓", "ok"])
def test_a_tick_is_read_as_people_write_it(blank, roadmap, focal_bo, tick):
    told = {"1.1/H2": {"met": tick}, "1.1": {"description": TOLD}}
    assert submitted(fill(blank, told), roadmap, focal_bo)[0].milestones_met == ["H1", "H2"]


@pytest.mark.parametrize("tick", ["No", "no", 0, False, None])
def test_a_milestone_is_taken_back(blank, roadmap, focal_bo, tick):
    told = {"1.1/H1": {"met": tick}, "1.1": {"description": TOLD, "explanation": TOLD}}
    assert submitted(fill(blank, told), roadmap, focal_bo, submit=False)[0].milestones_met == []


def test_a_form_uploaded_twice_changes_nothing(blank, roadmap, focal_bo):
    content = fill(blank, FULL)
    submitted(content, roadmap, focal_bo)
    before = list(ProgressReport.objects.values())
    outcome = handing_in.preview(read_form(content), roadmap, by=focal_bo, now=NOW)
    assert [entry.state for entry in outcome.entries] == ["already", "already"]
    with pytest.raises(workflow.IllegalTransition):
        submitted(content, roadmap, focal_bo)
    assert list(ProgressReport.objects.values()) == before


def test_drafts_uploaded_twice_are_the_same_drafts(blank, roadmap, focal_bo):
    content = fill(blank, FULL)
    first = submitted(content, roadmap, focal_bo, submit=False)
    again = submitted(content, roadmap, focal_bo, submit=False)
    assert [(one.pk, one.version) for one in first] == [(one.pk, one.version) for one in again]


def test_an_open_draft_is_gone_on_with_unless_it_changed_after_the_preview(blank, roadmap, focal_bo):
    read = read_form(fill(blank, FULL))
    seen = handing_in.preview(read, roadmap, by=focal_bo, now=NOW).fingerprint
    draft = workflow.start(Activity.objects.get(number="1.2"), as_of=CUTOFF, by=focal_bo, now=NOW)
    with pytest.raises(workflow.IllegalTransition):
        handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    reports = submitted(fill(blank, FULL), roadmap, focal_bo)
    assert draft.pk in [report.pk for report in reports]


# --- What is refused --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ({"1.2": {"percent": 175, "description": TOLD}}, "E7"),
        ({"1.2": {"percent": 0.75, "description": TOLD}}, "E7"),
        ({"1.2": {"percent": "mucho", "description": TOLD}}, "E7"),
        ({"1.1": {"percent": 50, "description": TOLD}}, "E4"),
        ({"1.1/H2": {"met": "quizás"}, "1.1": {"description": TOLD}}, "F6"),
        ({"1.1/H2": {"description": "En la fila que no es."}}, "G6"),
        ({"1.2": {"met": "x", "percent": 5, "description": TOLD}}, "F7"),
        ({"1.2": {"percent": 5, "description": TOLD, "url": "javascript:alert(1)"}}, "L7"),
        ({"1.2": {"percent": 5, "description": "a" * 20_001}}, "G7"),
    ],
)
def test_a_mistake_is_named_with_its_cell_and_nothing_is_written(blank, roadmap, focal_bo, told, cell):
    assert errors_of(fill(blank, told), roadmap, focal_bo) == [f"Avances!{cell}"]
    assert ProgressReport.objects.count() == 1


def test_what_only_a_submission_lacks_is_told_and_can_be_saved(blank, roadmap, focal_bo):
    content = fill(blank, {"1.2": {"percent": 50}})
    outcome = handing_in.preview(read_form(content), roadmap, by=focal_bo, now=NOW)
    assert outcome.can_submit is False
    read = read_form(content)
    with pytest.raises(handing_in.Refused) as refused:
        handing_in.hand_in(read, roadmap, seen=outcome.fingerprint, submit=True, by=focal_bo, now=NOW)
    assert [error.cell for error in refused.value.errors] == ["G7"]
    assert ProgressReport.objects.count() == 1
    assert submitted(content, roadmap, focal_bo, submit=False)[0].status == "draft"


def test_one_report_that_cannot_be_submitted_keeps_all_back(blank, roadmap, focal_bo):
    content = fill(blank, {**FULL, "1.2": {"percent": 50}})
    read = read_form(content)
    seen = handing_in.preview(read, roadmap, by=focal_bo, now=NOW).fingerprint
    with pytest.raises(handing_in.Refused):
        handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    assert ProgressReport.objects.count() == 1


def test_a_cutoff_that_has_not_come_is_refused_as_on_the_page(roadmap, focal_bo):
    content = writing.write(form_of(focal_bo, roadmap, date(2026, 12, 31)), language="es")
    assert errors_of(fill(content, FULL), roadmap, focal_bo) == ["Avances!B4", "Avances!B7"]


def test_an_outdated_form_is_told(blank, roadmap, focal_bo):
    Activity.objects.filter(number="1.2").update(title="Otro título")
    assert errors_of(fill(blank, FULL), roadmap, focal_bo) == ["Formulario!"]


def test_another_institution_s_form_is_told(blank, roadmap, focal_bo, focal_pe):
    other = make_user("otro.bo@example.org", Role.FOCAL_POINT, "BO", "ST-CPCTTP")
    for by in (focal_pe, other):
        assert errors_of(fill(blank, FULL), roadmap, by) == ["Formulario!"]


def test_another_roadmap_s_form_is_told(blank, focal_bo):
    other = make_roadmap("otra", status="in_force")
    assert errors_of(fill(blank, FULL), other, focal_bo) == ["Formulario!"]


@pytest.mark.parametrize("person", ["secretariat_bo", "reader", "authority_pe", "operator", "outsider"])
def test_only_focal_points_hand_a_form_in(blank, roadmap, person, request):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        handing_in.preview(read_form(fill(blank, FULL)), roadmap, by=by, now=NOW)


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * (101 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", _bomb()], ids=["empty", "cut", "pdf", "bomb"])
def test_a_file_that_is_no_form_is_told(content):
    assert [error.sheet for error in read_form(content).errors] == [""]


def test_a_workbook_that_is_no_form_is_told(roadmap):
    from roadmap.imports.matrix import write_matrix

    assert len(read_form(write_matrix(roadmap, [])).errors) == 1


def test_rows_that_people_added_or_copied_are_told(blank, roadmap, focal_bo):
    book = load_workbook(io.BytesIO(fill(blank, FULL)))
    sheet = book["Avances"]
    for column in range(1, 14):
        sheet.cell(9, column, sheet.cell(7, column).value)
    sheet.cell(10, 7, "Una fila sin clave")
    stream = io.BytesIO()
    book.save(stream)
    assert errors_of(stream.getvalue(), roadmap, focal_bo) == ["Avances!B9", "Avances!B10"]


# --- The pages --------------------------------------------------------------------------------------------
def test_a_hidden_key_that_is_made_to_break_the_reader_is_a_mistake_of_its_row(blank):
    book = load_workbook(io.BytesIO(blank))
    book.worksheets[1].cell(4, 1).value = "[" * 30_000
    book.worksheets[1].cell(4, list(writing.HEADINGS).index("description") + 1).value = TOLD
    stream = io.BytesIO()
    book.save(stream)
    assert [error.cell[1:] for error in read_form(stream.getvalue()).errors] == ["4"]


def test_a_focal_point_downloads_uploads_looks_and_submits(roadmap, focal_bo):
    client = Client()
    client.force_login(focal_bo)
    address = reverse("roadmap:offline-form", args=[roadmap.code])
    download = reverse("roadmap:offline-download", args=[roadmap.code, "2026-09-30.xlsx"])
    assert download in client.get(address).content.decode()
    content = fill(client.get(download).content, FULL)
    sent = client.post(address, {"filled": SimpleUploadedFile("form.xlsx", content)})
    page = client.get(sent["Location"])
    given = {"fingerprint": page.context["outcome"].fingerprint, "submit": "1"}
    assert client.post(sent["Location"], given).status_code == 302
    assert ProgressReport.objects.filter(status="submitted").count() == 2
    assert client.post(sent["Location"], given).status_code == 200
    assert OfflineUpload.objects.get().applied_at == NOW


def test_mistakes_are_shown_with_their_cells(roadmap, focal_bo, blank):
    client = Client()
    client.force_login(focal_bo)
    content = fill(blank, {"1.2": {"percent": 175}})
    address = reverse("roadmap:offline-form", args=[roadmap.code])
    sent = client.post(address, {"filled": SimpleUploadedFile("form.xlsx", content)})
    page = client.get(sent["Location"])
    assert page.status_code == 422
    assert "Avances!E7" in page.content.decode()


@pytest.mark.parametrize("name", ["2026-09-29.xlsx", "2026-09-30.pdf", "x.xlsx"])
def test_there_are_forms_for_cutoff_dates_only(roadmap, focal_bo, name):
    client = Client()
    client.force_login(focal_bo)
    assert client.get(reverse("roadmap:offline-download", args=[roadmap.code, name])).status_code == 404


def test_an_upload_is_seen_by_who_made_it_only(roadmap, focal_bo, focal_pe, blank):
    upload = OfflineUpload.objects.create(
        roadmap=roadmap,
        file_name="a.xlsx",
        content=blank,
        sha256="0" * 64,
        uploaded_by=focal_bo,
        uploaded_at=NOW,
    )
    client = Client()
    client.force_login(focal_pe)
    assert client.get(upload.get_absolute_url()).status_code == 404


def test_three_activities_or_thirty_take_the_same_queries(roadmap, focal_bo, django_assert_num_queries):
    for number in range(1, 31):
        make_activity(roadmap, f"2.{number}", responsibles=SIDES, milestones={"H1": 1})
    with django_assert_num_queries(3):
        writing.write(form_of(focal_bo, roadmap), language="es")


def test_who_clicks_twice_hands_in_once(blank, roadmap, focal_bo):
    read = read_form(fill(blank, FULL))
    seen = handing_in.preview(read, roadmap, by=focal_bo, now=NOW).fingerprint
    handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    with pytest.raises(workflow.IllegalTransition):
        handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    assert ProgressReport.objects.filter(status="submitted").count() == 2
