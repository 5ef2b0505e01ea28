"""A file -> the texts in it, page by page. Files are hostile: this runs in a process of its own (`files`), which may
take no more than some seconds and some memory, whatever the file does.

`python -m roadmap.screening.reading EXTENSION COUNTRY…` takes the file on its standard input and writes what was
found as one object of JSON: {"found": […], "unread": reason or "", "pictures": bool}.
"""

import codecs
import io
import json
import re
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from xml.etree.ElementTree import Element

from roadmap.screening.searching import Piece, search

SECONDS, MEMORY = 10, 768 * 2**20
# Of the text of one file, of its pages, of what its parts unpack to.
CHARACTERS, PAGES, UNPACKED, PARTS = 1_500_000, 1000, 120 * 2**20, 5000
FIRST_ROWS = 10
# What could not be read; `roadmap.workflow.screening` has the words.
PROTECTED, DAMAGED, TOO_LARGE, TOO_SLOW = "protected", "damaged", "too_large", "too_slow"
WORD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\d*\.xml$")
SHEET_NOTES = re.compile(r"xl/[\w/]{0,40}(comment|drawing)\d{0,9}s?\d{0,9}\.xml$", re.I)
MONEY = re.compile(r"#,##0|\[\$|%|\$")


class Unread(Exception):
    """The file, or the rest of it, cannot be read; its argument is why."""


def main(extension: str, countries: list[str]) -> None:
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        with suppress(ValueError, OSError):  # a system that knows no such limit has the clock of `files`
            resource.setrlimit(limit, (most, most + 1 if limit == resource.RLIMIT_CPU else most))
    json.dump(look_through(extension, sys.stdin.buffer.read(), countries), sys.stdout)


def look_through(extension: str, data: bytes, countries: list[str]) -> dict[str, Any]:
    """What `main` writes. Nothing that a file does to its reader gets out of here."""
    read, unread = Read(extension, data), ""
    try:
        texts = list(read)
    except Unread as reason:
        texts, unread = read.texts, str(reason)
    except MemoryError:
        texts, unread = read.texts, TOO_LARGE
    except Exception:  # broken files break their readers in countless ways
        texts, unread = read.texts, DAMAGED
    found = [asdict(one) for one in search(texts, countries)]
    return {"found": found, "unread": unread, "pictures": extension == "pdf" and not unread and not texts}


class Read:
    """The pieces of one file, as long as there is time and they are not too much; `texts` has what was read."""

    def __init__(self, extension: str, data: bytes) -> None:
        self.pieces = READERS[extension](data)
        self.texts: list[Piece] = []

    def __iter__(self) -> Iterator[Piece]:
        length, end = 0, time.monotonic() + SECONDS * 0.6
        for piece in self.pieces:
            if time.monotonic() > end:
                raise Unread(TOO_SLOW)
            if not piece.text.strip():
                continue
            length += len(piece.text)
            if length > CHARACTERS:
                raise Unread(TOO_LARGE)
            self.texts.append(piece)
            yield piece


# --- Plain text -----------------------------------------------------------------------------------------
def _plain(data: bytes) -> Iterator[Piece]:
    if len(data) > CHARACTERS:
        data = data[:CHARACTERS]
        yield Piece("", _decoded(data))
        raise Unread(TOO_LARGE)
    yield Piece("", _decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


# --- PDF ------------------------------------------------------------------------------------------------
def _pdf(data: bytes) -> Iterator[Piece]:
    from pypdf import PdfReader  # half a second, for those who need it

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unread(PROTECTED)
    told: Any = reader.metadata or {}
    yield Piece("", "\n".join(str(told.get(name, "")) for name in ("/Title", "/Subject", "/Keywords")), "")
    for number, page in enumerate(reader.pages, start=1):
        if number > PAGES:
            raise Unread(TOO_LARGE)
        yield Piece("", f"{page.extract_text()}\n{_notes(page)}", f"page:{number}")


def _notes(page: Any) -> str:
    """What was written over the page: notes, and fields of a form that were filled in."""
    notes = (note.get_object() for note in page.get("/Annots") or ())
    return "\n".join(str(note[name]) for note in notes for name in ("/Contents", "/V") if name in note)


# --- Packages of XML --------------------------------------------------------------------------------------
def _package(data: bytes) -> zipfile.ZipFile:
    """zipfile reads no more of a part than its size says, so these are what it unpacks to."""
    package = zipfile.ZipFile(io.BytesIO(data))
    parts = package.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Unread(TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise Unread(PROTECTED)
    return package


def _elements(package: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """Each element when it is complete; whoever takes a paragraph or a row empties it."""
    from defusedxml.ElementTree import iterparse

    with package.open(name) as part:
        for _event, element in iterparse(part, forbid_dtd=True):
            yield element


def _word(data: bytes) -> Iterator[Piece]:
    package = _package(data)
    for name in package.namelist():
        if WORD_PARTS.match(name):
            yield from _gathered(_paragraphs(package, name))


def _paragraphs(package: zipfile.ZipFile, name: str, ends: str = "p") -> Iterator[str]:
    """The lines of a part: of Word, of notes and drawings in Excel."""
    line: list[str] = []
    for element in _elements(package, name):
        tag = element.tag.rpartition("}")[2]
        if tag in ("t", "delText", "instrText"):
            line.append(element.text or "")
        elif tag in ("tab", "br", "cr"):
            line.append("\t" if tag == "tab" else "\n")
        elif tag == ends:
            yield "".join(line)
            line.clear()
            element.clear()
    yield "".join(line)


def _gathered(lines: Iterator[str], place: str = "") -> Iterator[Piece]:
    """Some thousand characters at a time, so that the clock is looked at."""
    some: list[str] = []
    size = 0
    for line in lines:
        some.append(line)
        size += len(line)
        if size > 20_000:
            yield Piece("", "\n".join(some), place)
            some, size = [], 0
    yield Piece("", "\n".join(some), place)


def _open_document(data: bytes) -> Iterator[Piece]:
    package = _package(data)
    for name in ("content.xml", "styles.xml"):
        if name in package.namelist():
            yield from _gathered(_open_lines(package, name))


def _open_lines(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Paragraphs; the cells of a row stand on one line."""
    row: list[str] = []
    inside = 0
    for element in _elements(package, name):
        tag = element.tag.rpartition("}")[2]
        if tag in ("p", "h"):
            row.append("".join(_with_blanks(element)))
            inside += len(row[-1])
            element.clear()
        elif tag in ("table-row", "list-item", "annotation") or inside > 20_000:
            yield "\t".join(row)
            row, inside = [], 0
            element.clear()
    yield "\n".join(row)


def _with_blanks(element: Element) -> Iterator[str]:
    """Blanks and tabs are elements of their own there."""
    yield element.text or ""
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag in ("s", "tab", "line-break"):
            yield " " if tag == "s" else "\t"
        yield from _with_blanks(child)
        yield child.tail or ""


def _excel(data: bytes) -> Iterator[Piece]:
    from openpyxl import load_workbook

    package = _package(data)
    for name in package.namelist():
        if SHEET_NOTES.match(name):
            yield from _gathered(_paragraphs(package, name, "p" if "drawing" in name else "comment"))
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield from _gathered(_rows(sheet), f"sheet:{sheet.title[:60]}")


def _rows(sheet: Any) -> Iterator[str]:
    """The heading of its column stands before each number: it tells a document's number from an amount."""
    headings: dict[int, str] = {}
    for number, row in enumerate(sheet.iter_rows()):
        cells = []
        for cell in row:
            value = cell.value
            if value is None:
                continue
            if number < FIRST_ROWS and isinstance(value, str) and not any(map(str.isdigit, value)):
                headings.setdefault(cell.column, " ".join(value.split())[:40])
            cells.append(_cell(value, cell.number_format, headings.get(cell.column, "")))
        yield "\t".join(cells)


def _cell(value: Any, number_format: str, heading: str) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = f"{value:,}" if MONEY.search(number_format) else str(value)
    else:
        text = str(value)
    return f"{heading}: {text}" if heading and heading != text and sum(map(str.isdigit, text)) > 4 else text


READERS: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    "pdf": _pdf,
    "docx": _word,
    "xlsx": _excel,
    "odt": _open_document,
    "ods": _open_document,
    "csv": _plain,
    "txt": _plain,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
