"""The Excel: real numbers and dates, text that is never a formula, sheets ready to read and to print."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from roadmap.models import Roadmap
from roadmap.reports import tables, xlsx
from tests.build import make_activity, make_evidence, make_report, make_roadmap

from .conftest import COPIES, EXPECTED, context_of

pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def books(contexts):
    return {copy: load_workbook(BytesIO(xlsx.render(contexts[copy]))) for copy in COPIES}


def rows(page, first=tables.FIRST):
    """The rows of a sheet as dictionaries by heading."""
    values = list(page.iter_rows(min_row=first, values_only=True))
    return [dict(zip(values[0], row, strict=True)) for row in values[1:]]


def number_in(row):
    with translation.override("es"):
        return row[translation.pgettext("number", "No.")]


def test_the_sheets_have_their_names_in_both_languages(books):
    assert books["PE", "es"].sheetnames == ["Resumen", "Actividades", "Avances", "Evidencias"]
    assert books["PE", "en"].sheetnames == ["Summary", "Activities", "Progress reports", "Evidence"]


@pytest.mark.parametrize("copy", COPIES)
def test_the_summary_has_the_expected_figures(books, copy):
    page = books[copy].worksheets[0]
    found = [row for row in page.iter_rows(values_only=True) if row[1] is not None]
    expected = (float(EXPECTED["fulfilment"]), EXPECTED["fulfilled"], EXPECTED["committed"])
    assert expected in [row[1:4] for row in found]
    assert (40, EXPECTED["due_fulfilled"], EXPECTED["due"]) in [row[1:4] for row in found]
    assert float(EXPECTED["average"]) in [row[1] for row in found]


@pytest.mark.parametrize("copy", [("PE", "es"), ("BO", "es")])
def test_every_activity_has_the_expected_numbers(books, copy):
    for row in rows(books[copy]["Actividades"]):
        expected = EXPECTED["activities"][number_in(row)]
        assert row["Avance (%)"] == float(expected["value"])
        assert isinstance(row["Plazo"], datetime)


def test_the_columns_stand_in_the_order_of_the_copy(books):
    def parties(copy):
        headings = [cell.value for cell in books[copy]["Actividades"][tables.FIRST]]
        return [heading for heading in headings if heading.startswith("Instituciones")]

    assert parties(("PE", "es")) == [
        "Instituciones responsables, Perú",
        "Instituciones responsables, Bolivia",
    ]
    assert parties(("BO", "es")) == parties(("PE", "es"))[::-1]


def test_reports_and_evidence_are_all_there(books):
    book = books["PE", "es"]
    assert len(rows(book["Avances"])) == EXPECTED["with_report"]
    evidence = rows(book["Evidencias"])
    assert len(evidence) == 22
    assert evidence[0]["Aceptada el"].date() == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("language", "label"), [("es", "DATOS DE DEMOSTRACIÓN"), ("en", "DEMONSTRATION DATA")]
)
def test_every_sheet_says_that_it_is_a_demonstration(books, language, label):
    for page in books["PE", language]:
        assert page["A1"].value.startswith(label)
        assert page.oddHeader.right.text == label


def test_every_sheet_is_ready_to_read_and_to_print(books):
    for page in books["PE", "es"]:
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.oddFooter.right.text == "página &P de &N"
        assert page.freeze_panes
    for page in books["PE", "es"].worksheets[1:]:
        assert page.auto_filter.ref.startswith("A3:")
        assert page.print_title_rows == "$3:$3"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "\t=1"])
def test_no_text_becomes_a_formula(db, text):
    activity = make_activity(make_roadmap(), title=text)
    make_evidence(make_report(activity, "PE", percent=50, description=text), text)
    book = load_workbook(BytesIO(xlsx.render(context_of(Roadmap.objects.with_parties().get()))))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type in ("f", "e")]
    written = [cell for cell in cells if cell.value == text.strip()]
    assert len(written) >= 3
    assert all(cell.quotePrefix for cell in written) or text == "#N/A"


def test_a_number_is_kept_as_text_and_a_percentage_as_a_number(db):
    activity = make_activity(make_roadmap(), "1.10")
    make_report(activity, "PE", percent="33.35")
    page = load_workbook(BytesIO(xlsx.render(context_of(Roadmap.objects.with_parties().get()))))[
        "Actividades"
    ]
    (row,) = rows(page)
    assert number_in(row) == "1.10"
    assert Decimal(str(row["Avance, Perú (%)"])) == Decimal("33.4")


def test_what_excel_cannot_hold_is_shortened_and_said(db):
    activity = make_activity(make_roadmap())
    make_report(activity, "PE", percent=50, description="\x0b" + "palabra " * 9000)
    page = load_workbook(BytesIO(xlsx.render(context_of(Roadmap.objects.with_parties().get()))))["Avances"]
    (row,) = rows(page)
    assert len(row["Lo realizado"]) < 32_767
    assert row["Lo realizado"].endswith("(el texto continúa en el PDF)")


def test_the_same_report_gives_the_same_bytes(contexts):
    assert xlsx.render(contexts["PE", "es"]) == xlsx.render(contexts["PE", "es"])


def test_the_properties_say_what_it_is(books):
    properties = books["BO", "es"].properties
    assert "Hoja de Ruta Binacional Bolivia–Perú" in properties.title
    assert properties.creator == "Estado Plurinacional de Bolivia · República del Perú"
    assert properties.keywords == "datos de demostración"
