"""The form as it is given out: what is filled in, what is open, in both languages."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from roadmap.models import Activity, Roadmap
from roadmap.offline import writing
from tests.build import make_activity
from tests.roadmap.offline.forms import FULL, SIDES, fill, form_of, submitted


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


def test_three_activities_or_thirty_take_the_same_queries(roadmap, focal_bo, django_assert_num_queries):
    roadmap = Roadmap.objects.with_parties().get()
    with CaptureQueriesContext(connection) as few:
        writing.write(form_of(focal_bo, roadmap), language="es")
    for number in range(1, 31):
        make_activity(roadmap, f"2.{number}", responsibles=SIDES, milestones={"H1": 1})
    with django_assert_num_queries(len(few)):
        writing.write(form_of(focal_bo, roadmap), language="es")
