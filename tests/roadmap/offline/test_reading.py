"""What people write in the cells, and files that are no form."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook

from roadmap.models import ProgressReport
from roadmap.offline import writing
from roadmap.offline.reading import read_form
from tests.roadmap.offline.forms import FULL, TOLD, errors_of, fill, submitted


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


def test_a_hidden_key_that_is_made_to_break_the_reader_is_a_mistake_of_its_row(blank):
    book = load_workbook(io.BytesIO(blank))
    book.worksheets[1].cell(4, 1).value = "[" * 30_000
    book.worksheets[1].cell(4, list(writing.HEADINGS).index("description") + 1).value = TOLD
    stream = io.BytesIO()
    book.save(stream)
    assert [error.cell[1:] for error in read_form(stream.getvalue()).errors] == ["4"]


@pytest.mark.parametrize("part", ['"\\ud800"', '"1.1\\u0000"', '"1.1\\n"', "1", "null", '["1.1"]'])
def test_a_key_that_no_form_has_is_a_mistake_of_its_row(blank, roadmap, focal_bo, part):
    book = load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[1]
    sheet.cell(4, 1).value = f"[{part}]"
    sheet.cell(5, 1).value = f'["1.1", {part}, ""]'
    for row, name in ((4, "description"), (5, "met")):
        sheet.cell(row, list(writing.HEADINGS).index(name) + 1).value = "x"
    stream = io.BytesIO()
    book.save(stream)
    assert errors_of(stream.getvalue(), roadmap, focal_bo) == ["Avances!B4", "Avances!B5"]


def test_after_two_hundred_mistakes_nobody_reads_on(blank):
    book = load_workbook(io.BytesIO(blank))
    for row in range(10, 300):
        book.worksheets[1].cell(row, 7).value = "Una fila sin clave"
    stream = io.BytesIO()
    book.save(stream)
    errors = read_form(stream.getvalue()).errors
    assert (len(errors), errors[-1].cell) == (201, "")


def test_a_form_holds_less_than_a_roadmap_s_workbook(blank):
    book = load_workbook(io.BytesIO(blank))
    for row in range(10, 3_000):
        for column in range(20, 50):
            book.worksheets[1].cell(row, column).value = 1
    stream = io.BytesIO()
    book.save(stream)
    with translation.override("en"):
        (error,) = read_form(stream.getvalue()).errors
    assert error.problem.startswith("The file holds far more than was ever asked for")
