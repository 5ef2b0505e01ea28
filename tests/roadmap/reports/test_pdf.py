"""The PDF: a document for two ministers, with the figures of its context and nothing from outside."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from roadmap.models import Roadmap
from roadmap.reports import pdf
from tests.build import make_activity, make_evidence, make_report, make_roadmap

from .conftest import EXPECTED, context_of, load_sample, pages_of

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("copy", "language", "figures"),
    [
        (
            "PE",
            "es",
            ["40 %", "18 %", "76.5 %", "2 de 5 exigibles", "2 de 11 actividades", "22 de 22 reportes"],
        ),
        (
            "BO",
            "es",
            ["40 %", "18 %", "76,5 %", "2 de 5 exigibles", "2 de 11 actividades", "22 de 22 reportes"],
        ),
        ("PE", "en", ["40%", "18%", "76.5%", "2 of 5 due", "2 of 11 activities", "22 of 22 reports"]),
    ],
)
def test_the_three_figures_stand_together_with_their_fractions(pages, copy, language, figures):
    summary = pages(copy, language)[1].replace("\N{NO-BREAK SPACE}", " ")
    for figure in figures:
        assert figure in summary


def test_every_activity_has_its_expected_value(pages):
    text = "".join(pages("PE", "es")).replace("\N{NO-BREAK SPACE}", " ")
    for number, expected in EXPECTED["activities"].items():
        row = next(line for line in text.splitlines() if line.strip().startswith(number) and "/20" in line)
        assert f"{expected['value']} %" in row


@pytest.mark.parametrize(
    ("copy", "first", "second"),
    [
        ("PE", "República del Perú", "Estado Plurinacional de Bolivia"),
        ("BO", "Estado Plurinacional de Bolivia", "República del Perú"),
        (None, "Estado Plurinacional de Bolivia", "República del Perú"),
    ],
)
def test_the_cover_opens_with_the_parties_in_the_order_of_the_copy(pages, copy, first, second):
    cover = pages(copy, "es")[0]
    assert -1 < cover.index(first) < cover.index(second) < cover.index("Hoja de Ruta Binacional")
    assert "30 de septiembre de 2026" in cover
    assert "Cifras preliminares" in cover


@pytest.mark.parametrize(
    ("language", "label", "number"),
    [("es", "datos de demostración", "página 2 de"), ("en", "demonstration data", "page 2 of")],
)
def test_every_page_says_that_it_is_a_demonstration_and_has_its_number(pages, language, label, number):
    made = pages("PE", language)
    assert all(label in page.lower() for page in made)
    assert f"{number} {len(made)}" in made[1]


def test_real_data_carry_no_demonstration_label(contexts):
    made = pages_of(pdf.render(replace(contexts["PE", "es"], demonstration=False, axes=(), source="")))
    assert "demostración" not in "".join(made).lower()


def test_the_method_is_told_with_its_version(pages):
    assert "Versión 1 de las reglas" in "".join(pages("PE", "es"))


@pytest.fixture(scope="module")
def document(contexts):
    return pdf.render(contexts["PE", "es"])


def test_the_same_report_gives_the_same_bytes(contexts, document):
    assert pdf.render(contexts["PE", "es"]) == document


def test_the_document_is_tagged_and_says_what_it_is(document):
    with pikepdf.open(BytesIO(document)) as opened:
        assert str(opened.Root.Lang) == "es-PE"
        assert bool(opened.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in opened.Root
        assert "Hoja de Ruta Binacional Perú–Bolivia" in str(opened.docinfo["/Title"])
        assert str(opened.docinfo["/Author"]) == "República del Perú · Estado Plurinacional de Bolivia"
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        with opened.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
    assert titles[:2] == ["Resumen ejecutivo", "Actividades por eje"]


def test_fonts_are_embedded_and_are_the_house_s(document):
    with pikepdf.open(BytesIO(document)) as opened:
        names = {str(item.BaseFont) for item in opened.objects if _is_font(item)}
    assert names
    assert all("Public-Sans" in name for name in names)


def _is_font(item) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"


def test_texts_are_shown_as_written_and_load_nothing(db, caplog):
    hostile = '<script>alert(1)</script><img src="http://example.org/x.png"> & "comillas" {{ 7 }}'
    activity = make_activity(make_roadmap(), title=hostile)
    report = make_report(activity, "PE", percent=50, description=f"{hostile}\x0b\x1f")
    make_evidence(report, "<b>Acta</b>", kind="link", url="https://example.org/acta?a=1&b=2")
    made = "".join(pages_of(pdf.render(context_of(Roadmap.objects.with_parties().get()))))
    assert "<script>alert(1)</script>" in made.replace("\n", "")
    assert "<b>Acta</b>" in made
    assert not [record for record in caplog.records if record.name == "weasyprint"]


def test_a_very_long_text_runs_over_pages(db):
    activity = make_activity(make_roadmap())
    make_report(activity, "PE", percent=50, description="palabra " * 4000, difficulties="x" * 3000)
    made = pages_of(pdf.render(context_of(Roadmap.objects.with_parties().get())))
    assert "".join(made).count("palabra") == 4000
    assert "".join(made).count("x") >= 3000


def test_nothing_is_fetched_but_the_fonts():
    fetcher = pdf._OnlyTheFonts()
    with pytest.raises(ValueError, match="does not load"):
        fetcher.fetch("file:///etc/hostname")
    assert fetcher.fetch(pdf.FONTS["Bold"]).read(4) == b"\x00\x01\x00\x00"


def test_a_declared_figure_fills_a_report_of_its_own(db):
    roadmap = load_sample("hoja_de_ruta_bo_pe_2021_2022.xlsx")
    made = "".join(pages_of(pdf.render(context_of(roadmap, day=date(2022, 12, 31)))))
    assert "92" in made
    assert "desglose no público" in made.lower()
    assert "Avance por eje" not in made


def test_no_word_is_cut_nor_printed_over_the_next_column(contexts):
    made = contexts["PE", "es"]
    axis = made.axes[0]
    row = next(row for row in axis.activities if all(side.report for side in row.sides))
    sides = tuple(replace(side, status_text="Sin pronunciamiento, 12 días") for side in row.sides)
    row = replace(row, sides=sides, first_deadline_text="reprogramada, plazo original 31/08/2026")
    text = "\n".join(pages_of(pdf.render(replace(made, axes=(replace(axis, activities=(row,)),)))))
    assert text.count("pronunciamiento,") == 2
    assert "reprogramada," in text
    assert "reprogramada, plazo" not in text
