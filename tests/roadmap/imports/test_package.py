"""Files that are no workbook, or a hostile one: each is refused with a plain word, none with a traceback."""

import io
import struct
import warnings
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap.imports.package import MAX_FILE, MAX_UNPACKED, MOST_ENTRIES, Limits
from tests.roadmap.imports.books import book, read, with_part, with_shared_strings

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LIMITS = Limits()
VALID = with_shared_strings(book())
SHEET = "xl/worksheets/sheet2.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def refusal(data: bytes) -> str:
    result = read(data)
    (error,) = result.errors
    assert (error.sheet, error.cell, result.roadmap, result.activities) == ("", "", None, [])
    assert " → " in str(error)
    return error.problem


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"N;Actividad\n1.1;Campa\xf1a\n",
        b"<html><table><tr><td>1.1</td></tr></table></html>",
        b"%PDF-1.7",
        OLE + b"\x00" * 512 + "Workbook".encode("utf-16-le"),
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content=b"<x/>"),
        zipped(word__document=b"<x/>"),
    ],
    ids=["empty", "csv", "html", "pdf", "xls", "ods", "zip"],
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refusal(data) == "The file is not an Excel workbook (.xlsx)"


@pytest.mark.parametrize(
    "kind", [b"sheet.binary.macroEnabled.main", b"sheet.macroEnabled.main+xml", b"document.main+xml"]
)
def test_a_document_of_another_kind_with_the_name_of_a_workbook_is_refused(kind: bytes) -> None:
    data = with_part(VALID, "[Content_Types].xml", lambda part: part.replace(b"sheet.main+xml", kind))
    assert refusal(data) == "The file is not an Excel workbook (.xlsx)"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(share: float) -> None:
    assert refusal(VALID[: int(len(VALID) * share)]) == "The file is damaged or incomplete"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (SHEET, b"<worksheet><sheetData><row"),
        (SHEET, b""),
        (SHEET, b'<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
        (SHEET, b'<worksheet><sheetData><row r="0"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'),
        (
            SHEET,
            b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData></worksheet>',
        ),
        (
            SHEET,
            b'<worksheet><sheetData><row r="1"><c r="A1" t="n"><v>x</v></c></row></sheetData></worksheet>',
        ),
        ("xl/workbook.xml", b"<workbook>"),
        ("xl/styles.xml", b"not xml"),
        ("xl/sharedStrings.xml", b"\xff\xfe\x00"),
        ("[Content_Types].xml", b"<Types><Override/></Types>"),
    ],
)
def test_a_broken_part_is_refused(path: str, content: bytes) -> None:
    assert refusal(with_part(VALID, path, lambda part: content)) == "The file is damaged or incomplete"


def test_a_file_protected_with_a_password_is_refused() -> None:
    data = OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100
    assert refusal(data) == "The file is protected with a password"


def test_a_zip_with_encrypted_members_is_refused() -> None:
    data = bytearray(VALID)
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert refusal(bytes(data)) == "The file is protected with a password"


def test_a_file_over_10_mb_is_refused() -> None:
    assert refusal(VALID + b"\x00" * MAX_FILE) == "The file is larger than 10 MB"


def test_a_decompression_bomb_is_refused() -> None:
    data = with_part(VALID, "xl/media/image1.bin", lambda part: b"\x00" * (MAX_UNPACKED + 1))
    assert len(data) < MAX_FILE
    assert refusal(data) == "Unpacked, the file is larger than 100 MB"


def test_a_bomb_that_lies_about_its_size_is_refused_all_the_same() -> None:
    data = bytearray(with_part(VALID, "xl/media/image1.bin", lambda part: b"\x00" * (MAX_UNPACKED + 1)))
    declared = struct.pack("<I", MAX_UNPACKED + 1)
    assert data.count(declared) == 2
    assert (
        refusal(bytes(data.replace(declared, struct.pack("<I", 10))))
        == "Unpacked, the file is larger than 100 MB"
    )


@pytest.mark.parametrize(
    "path", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/core.xml", "xl/other.xml"]
)
def test_an_xml_document_type_is_refused_in_any_part(path: str) -> None:
    def edit(part: bytes) -> bytes:
        declaration, _end, rest = part.rpartition(b"?>")
        return declaration + (b"?>" if declaration else b"") + DOCTYPE + (rest or b"<x>&b;</x>")

    assert "XML document type" in refusal(with_part(VALID, path, edit))


def test_a_document_type_in_another_encoding_is_refused() -> None:
    def edit(part: bytes) -> bytes:
        text = part.decode().replace("<workbook", DOCTYPE.decode() + "<workbook", 1)
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    assert "XML document type" in refusal(with_part(VALID, "xl/workbook.xml", edit))


def _in_sheet(added: bytes) -> bytes:
    return with_part(VALID, SHEET, lambda part: part.replace(b"</sheetData>", added + b"</sheetData>"))


@pytest.mark.parametrize(
    "data",
    [
        with_part(VALID, "xl/other.xml", lambda part: b"<x>" + b" " * LIMITS.xml),
        _in_sheet(b"<row>" + b"<c/>" * LIMITS.tags + b"</row>"),
        with_part(VALID, "xl/styles.xml", lambda part: b"<x>" + b"<a/>" * LIMITS.tags + b"</x>"),
        _in_sheet(b'<row odd="' + b"x" * 2_000_000 + b'"/>'),
        _in_sheet(b'<row><c t="inlineStr"><is>' + b"<t>%s</t>" % (b"a" * 600_000) * 2 + b"</is></c></row>"),
        with_part(
            VALID, "xl/sharedStrings.xml", lambda part: b"<sst><si><t>%s</t></si></sst>" % (b"a" * 2_000_000)
        ),
        with_part(
            VALID,
            SHEET,
            lambda part: part.replace(
                b"</sheetData>",
                b"</sheetData><mergeCells>" + b'<mergeCell ref="A9:B9"/>' * 20_001 + b"</mergeCells>",
            ),
        ),
        zipped(**{f"x__{number}.xml": b"<x/>" for number in range(MOST_ENTRIES + 1)}),
    ],
    ids=["xml", "cells", "styles", "one tag", "one cell", "one text", "merges", "entries"],
)
def test_a_small_file_that_would_take_a_worker_is_refused_at_once(data: bytes) -> None:
    assert len(data) < MAX_FILE / 10
    assert refusal(data).startswith("The file holds far more than was ever asked for")


@pytest.mark.parametrize("name", [SHEET, SHEET.upper()])
def test_a_part_that_is_there_twice_is_refused(name: str) -> None:
    stream = io.BytesIO(VALID)
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(name, b"<worksheet/>")
    assert refusal(stream.getvalue()) == "The file is damaged or incomplete"


def test_deeply_nested_xml_is_only_a_sheet_without_cells() -> None:
    nested = b"<a>" * 200_000 + b"</a>" * 200_000
    result = read(with_part(VALID, SHEET, lambda part: nested))
    assert {error.sheet for error in result.errors} == {"Actividades"}


def test_a_damaged_member_is_refused() -> None:
    content = zlib.compress(b"x" * 5000)
    data = bytearray(VALID)
    place = data.index(b"xl/worksheets/sheet2.xml") + 60
    data[place : place + 40] = content[:40]
    assert refusal(bytes(data)) == "The file is damaged or incomplete"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", OLE]))
def test_random_bytes_never_raise(noise: bytes, magic: bytes) -> None:
    assert read(magic + noise).errors


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(VALID) - 1), st.binary(min_size=1, max_size=12), st.integers(0, 30))
def test_a_mutated_file_never_raises(place: int, noise: bytes, removed: int) -> None:
    read(VALID[:place] + noise + VALID[place + removed :])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]), st.data())
def test_a_mutated_part_never_raises(path: str, data: st.DataObject) -> None:
    def edit(part: bytes) -> bytes:
        place = data.draw(st.integers(0, len(part)))
        return part[:place] + data.draw(st.binary(max_size=8)) + part[place + data.draw(st.integers(0, 20)) :]

    read(with_part(VALID, path, edit))
