"""The papers of the demonstration: each a page of PDF that says that it is none."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import appointments, documents
from accounts.documents import Paper
from accounts.models import Document, User

NOT_OFFICIAL = "DEMOSTRACIÓN: este documento no es oficial."


def act_of(person: User, *, by: User, now: datetime) -> Document:
    """The act of appointment, handed in by somebody of the country's secretariat."""
    number = f"DEMO-{person.pk:03d}"
    lines = (
        str(person.institution and person.institution.name),
        f"Oficio {number}",
        f"Se designa a: {person.full_name}",
        f"Cargo: {person.get_role_display()}",
    )
    return documents.keep(**paper(number, lines, dated=appointments.today_of(by, now)), by=by, now=now)


def paper(number: str, lines: tuple[str, ...], *, dated: date, kind: str = Document.Kind.OFICIO) -> Paper:
    return {"upload": upload(number, *lines), "kind": kind, "number": number, "dated": dated}


def upload(name: str, *lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", _pdf([NOT_OFFICIAL, *lines]), "application/pdf")


def _pdf(lines: list[str]) -> bytes:
    """One page of text in a font that every reader has."""
    written = [f"({_escaped(line)}) Tj T*" for line in lines]
    text = "\n".join(["BT /F1 12 Tf 72 770 Td 20 TL", *written, "ET"]).encode("cp1252", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        font,
    ]
    file, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return file + tail % (size, table, size, len(file))


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
