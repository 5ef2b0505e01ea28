"""The text inside files: found with its page or sheet, in seconds and little memory whatever the file does."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from roadmap.screening import files
from tests.build import make_pdf as pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SAMPLES = Path(__file__).parents[3] / "roadmap" / "demo_data"


def look(extension: str, data: bytes) -> files.Seen:
    return files.look_through(data, str(hash(data)), extension, ("PE", "BO"))


def found(extension: str, data: bytes) -> list[tuple[str, str]]:
    seen = look(extension, data)
    assert not seen.unread
    return [(one.place, one.kind) for one in seen.found]


def zipped(**parts: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


def docx(*paragraphs: str, part: str = "word__document") -> bytes:
    lines = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    return zipped(**{part: f'<w:document xmlns:w="{W}"><w:body>{lines}</w:body></w:document>'})


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def workbook() -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "Asistentes"
    sheet.append(["N°", "DNI", "Presupuesto", "Costo"])
    sheet.append([1, 45678912, 12345678, 23456789])
    sheet["D2"].number_format = "#,##0"
    return book


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_pdf_is_searched_page_by_page():
    assert found("pdf", pdf(b"BT /F 9 Tf (Asistio con DNI 45678912) Tj ET")) == [("page:1", "pe-dni")]


def test_a_pdf_without_text_is_made_of_pictures():
    seen = look("pdf", pdf(b" "))
    assert (seen.pictures, seen.unread, seen.found) == (True, "", ())


def test_a_word_document_is_searched_wherever_text_stands():
    assert found("docx", docx(run("DNI 4567") + run("8912"))) == [("", "pe-dni")], "Word cuts words in pieces"
    for part in ("word__header1", "word__footnotes", "word__comments"):
        assert found("docx", docx(run("DNI 45678912"), part=part)) == [("", "pe-dni")]
    assert found("docx", docx(run("DNI"), run("45678912"))) == [("", "pe-dni")]


def test_excel_tells_documents_from_amounts_by_their_heading_and_format():
    assert found("xlsx", saved(workbook())) == [("sheet:Asistentes", "pe-dni")]


def test_hidden_sheets_and_notes_in_excel_are_searched_too():
    book = workbook()
    hidden = book.create_sheet("Reserva")
    hidden.sheet_state = "hidden"
    hidden["B3"] = "la menor de iniciales A.B.C."
    hidden["B3"].comment = Comment("cel. 987654321", "X")
    kinds = found("xlsx", saved(book))
    assert ("sheet:Reserva", "minor") in kinds
    assert ("", "phone") in kinds


TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


def test_open_documents_are_searched():
    words = f'<a xmlns:t="{TEXT}"><t:p>DNI<t:s/><t:span>4567</t:span>8912</t:p></a>'
    assert found("odt", zipped(content=words)) == [("", "pe-dni")]
    cells = (
        f'<a xmlns:t="{TEXT}" xmlns:b="{TABLE}"><b:table-row><t:p>CI</t:p><t:p>45678</t:p></b:table-row></a>'
    )
    assert found("ods", zipped(content=cells)) == [("", "bo-ci")]


def test_plain_text_is_searched_in_its_own_encoding():
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert found("txt", "la niña Rosa Huanca".encode(encoding)) == [("", "minor")]
    assert found("csv", b"Nombre;DNI\nUna;45678912\n") == [("", "pe-dni")]


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.xlsx")))
def test_a_whole_roadmap_raises_no_false_alarm(name):
    assert found("xlsx", (SAMPLES / name).read_bytes()) == []


UNREAD = [
    ("docx", b"no package", "damaged"),
    ("pdf", b"%PDF-1.7 and no more", "damaged"),
    ("pdf", pdf(b" ").replace(b"Kids[3", b"Kids[2"), "damaged"),
    ("docx", zipped(word__document='<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'), "damaged"),
    ("docx", zipped(word__document=b"<a>" + b" " * 2**27), "too_large"),
]


@pytest.mark.parametrize(("extension", "data", "why"), UNREAD)
def test_what_cannot_be_read_is_said(extension, data, why):
    assert look(extension, data).unread == why


@pytest.mark.at_leisure
def test_what_was_read_before_the_end_counts():
    seen = look("txt", b"DNI 45678912 " + b"palabras " * 200_000)
    assert (seen.unread, [one.kind for one in seen.found]) == ("too_large", ["pe-dni"])


def test_a_file_that_takes_too_long_is_left_and_that_is_said(monkeypatch):
    """Two million drawing commands on one page: the process is ended, whoever waits goes on."""
    monkeypatch.setattr(files, "PATIENCE", 1)
    start = time.monotonic()
    assert look("pdf", pdf(b"BT /F 9 Tf " + b"(a) Tj T* " * 2_000_000)).unread == "too_slow"
    assert time.monotonic() - start < 5


def test_a_file_is_read_once():
    data = b"DNI 45678912"
    assert files.remembered("sum", "txt", ("PE",)) is None
    seen = files.look_through(data, "sum", "txt", ("PE",))
    assert files.remembered("sum", "txt", ("PE",)) is seen
    assert files.look_through(b"", "sum", "txt", ("PE",)) is seen
    assert files.remembered("sum", "txt", ("BO",)) is None


def test_a_file_that_was_taken_away_is_forgotten():
    files.look_through(b"DNI 45678912", "gone", "txt", ("PE",))
    files.forget("gone")
    assert files.remembered("gone", "txt", ("PE",)) is None


def test_whoever_waits_too_long_for_others_files_is_told_and_may_try_again(monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    with files.AT_ONCE, files.AT_ONCE:
        assert files.look_through(b"hola", "waiting", "txt", ("PE",)).unread == "too_slow"
    assert files.remembered("waiting", "txt", ("PE",)) is None
