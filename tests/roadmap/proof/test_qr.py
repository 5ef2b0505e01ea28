"""The QR code: what stands in the drawing is the code of the text, on paper too."""

import re
from io import BytesIO

import pikepdf
import segno
from django.utils import translation

from roadmap.proof import qr
from roadmap.reports.pdf import document

ADDRESS = "https://alternat.example/verificar?h=" + "ab" * 32


def drawn(svg: str) -> set[tuple[int, int]]:
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg)
    return {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}


def test_the_drawing_holds_exactly_the_dark_modules_of_the_code():
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    expected = {
        (x + qr.QUIET, y + qr.QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }
    assert drawn(qr.svg(ADDRESS)) == expected


def test_a_screen_reader_hears_where_it_leads():
    with translation.override("en"):
        assert f"<title>QR code of {ADDRESS}</title>" in qr.svg(ADDRESS)


def test_a_text_with_markup_stays_a_text():
    assert "<b>" not in qr.svg("https://alternat.example/?h=<b>")


def test_in_a_tagged_pdf_it_is_a_figure_with_its_words():
    page = f'<html lang="es"><title>x</title><body><h1>x</h1>{qr.svg(ADDRESS)}</body></html>'
    made = document(page).write_pdf(pdf_variant="pdf/ua-1")
    with pikepdf.open(BytesIO(made)) as pdf:
        told = [
            str(one.Alt)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        ]
    assert [ADDRESS in one for one in told] == [True]
