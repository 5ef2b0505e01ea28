"""What is refused in every disguise, past any name that it gives itself, and that hostile files cost little time."""

import io
import time
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import files
from tests.build import make_pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
OLE = b"\xd0\xcf\x11\xe0" + b"\x00" * 600
RELATION = '<Relationships><Relationship Id="r1" Type="http://x/{}" Target="{}" TargetMode="External"/></Relationships>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def docx(**parts: str | bytes) -> bytes:
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": "<w/>", **parts})


def doubled() -> bytes:
    """Two parts of one name: one reader sees this one, another one that."""
    buffer = io.BytesIO(docx())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(buffer, "a") as package:
        package.writestr("word/document.xml", "<other/>")
    return buffer.getvalue()


def objects(content: bytes) -> bytes:
    """A PDF that packs an object away."""
    packed = zlib.compress(content)
    stream = b"9 0 obj<</Type/ObjStm/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
    return make_pdf() + stream % (len(packed), packed)


def examine(name: str, content: bytes) -> files.Examined:
    return files.examine(SimpleUploadedFile(name, content))


ZIP = zipped({"a.txt": "a"})
SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
REFUSED = {
    "an archive called a document": ("a.docx", ZIP),
    "an archive called a text": ("a.txt", ZIP),
    "an archive behind a PDF": ("a.pdf", make_pdf() + ZIP),
    "an archive called a picture": ("a.png", ZIP),
    "a PDF before a document": ("a.docx", make_pdf() + docx()),
    "a program in a document": ("a.docx", docx(**{"word/media/x.exe": "MZ"})),
    "an archive in a document": ("a.docx", docx(**{"word/media/x.zip": ZIP})),
    "a page in a document": ("a.docx", docx(**{"word/afchunk.mht": "x"})),
    "macros in a document": ("a.docx", docx(**{"word/vbaProject.bin": OLE})),
    "macros by another name": ("a.docx", docx(**{"word/x.bin": OLE + "_VBA_PROJECT".encode("utf-16-le")})),
    "a file packed as an object": ("a.docx", docx(**{"word/x.bin": OLE + "Ole10Native".encode("utf-16-le")})),
    "macros of Excel 4": ("a.docx", docx(**{"xl/macrosheets/sheet1.xml": "<x/>"})),
    "a document that allows macros": ("a.docx", docx(**{"[Content_Types].xml": TYPES + "macroEnabled"})),
    "macros in a document in a document": (
        "a.docx",
        docx(**{"word/embeddings/b.docx": docx(**{"word/vbaProject.bin": OLE})}),
    ),
    "documents in documents in documents": (
        "a.docx",
        docx(**{"word/b.docx": docx(**{"word/c.docx": docx()})}),
    ),
    "a template fetched from elsewhere": (
        "a.docx",
        docx(
            **{
                "word/_rels/settings.xml.rels": RELATION.format(
                    "attachedTemplate", "https://x.example/a.dotm"
                )
            }
        ),
    ),
    "two parts of one name": ("a.docx", doubled()),
    "macros in LibreOffice": ("a.odt", zipped({"mimetype": ODT, "Basic/Standard/m.xml": "x"})),
    "scripts in LibreOffice": ("a.odt", zipped({"mimetype": ODT, "Scripts/python/m.txt": "x"})),
    "a page called a text": ("a.txt", b"Hola <ScRiPt>alert(1)</script>"),
    "a drawing called a table": ("a.csv", b'<svg onload="alert(1)"/>'),
    "rich text called a text": ("a.txt", rb"{\rtf1 \object}"),
    "a script in a PDF": ("a.pdf", make_pdf() + SCRIPT),
    "a script by an escaped name": ("a.pdf", make_pdf() + SCRIPT.replace(b"/Java", b"/J#61va")),
    "a script packed away": ("a.pdf", objects(SCRIPT)),
    "a program that a PDF starts": ("a.pdf", make_pdf() + b"<</S/Launch/F(cmd.exe)>>"),
    "a file in a PDF": ("a.pdf", make_pdf() + b"<</Type/EmbeddedFile>>"),
    "more objects than any paper has": ("a.pdf", objects(b" " * (41 * 2**20))),
}


@pytest.mark.parametrize(("name", "content"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_in_this_disguise(name, content):
    with pytest.raises(ValidationError, match=name.replace(".", r"\.")):
        examine(name, content)


TAKEN = {
    "a PDF with a form and links": (
        "a.pdf",
        make_pdf() + b"<</S/URI/URI(https://example.org)>><</AcroForm 1 0 R>>",
    ),
    "a PDF with packed objects": ("a.pdf", objects(b"<</Type/Page>>")),
    "a chart's table in a document": ("a.docx", docx(**{"word/embeddings/b.docx": docx()})),
    "an equation in a document": ("a.docx", docx(**{"word/embeddings/oleObject1.bin": OLE})),
    "a template of one's own machine": (
        "a.docx",
        docx(
            **{"word/_rels/settings.xml.rels": RELATION.format("attachedTemplate", "file:///C:/Normal.dotm")}
        ),
    ),
    "a link in a document": (
        "a.docx",
        docx(**{"word/_rels/document.xml.rels": RELATION.format("hyperlink", "https://example.org")}),
    ),
}


@pytest.mark.parametrize(("name", "content"), TAKEN.values(), ids=TAKEN)
def test_what_papers_hold_is_taken(name, content):
    assert examine(name, content).original_sha256


HOSTILE = {
    "parts that unpack to gigabytes": ("a.docx", docx(**{f"word/{n}.bin": b" " * 2**24 for n in range(5)})),
    "millions of streams": ("a.pdf", make_pdf() + b"stream\n" * 300_000),
    "millions of escapes": ("a.pdf", make_pdf() + b"#41" * 700_000),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_costs_little_time(name, content):
    start = time.process_time()
    with suppress(ValidationError):
        examine(name, content)
    assert time.process_time() - start < 3
