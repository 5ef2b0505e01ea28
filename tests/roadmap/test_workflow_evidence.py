"""Which files are taken as evidence, under which names, and that nothing stays behind when something fails."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from openpyxl import Workbook
from PIL import Image

from accounts import files
from roadmap import workflow
from roadmap.models import Evidence, ProgressReport
from tests.build import NOON, make_activity, make_evidence, make_pdf, make_report, make_roadmap

PDF = make_pdf()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    activity = make_activity(make_roadmap(), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    return make_report(activity, "PE", status="draft", author=focal_pe)


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def docx(**extra: str) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": "<w/>", **extra})


def xlsx() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def odf(kind: str) -> bytes:
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"})


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, kind)
    return buffer.getvalue()


TAKEN = [
    ("acta.pdf", PDF, "application/pdf"),
    ("foto.PNG", picture("png"), "image/png"),
    ("foto.jpg", picture("jpeg"), "image/jpeg"),
    ("foto.jpeg", picture("jpeg"), "image/jpeg"),
    ("foto.webp", picture("webp"), "image/webp"),
    ("acta.docx", docx(), WORD),
    ("lista.xlsx", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("acta.odt", odf("text"), "application/vnd.oasis.opendocument.text"),
    ("lista.ods", odf("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    ("lista.csv", "N°;Taller\n1;Capacitación < 30 días\n".encode(), "text/csv"),
    ("lista.csv", "N°;Taller\n1;Capacitación\n".encode("cp1252"), "text/csv"),
    ("nota.txt", "Reunión en Puno\n".encode("utf-16"), "text/plain"),
]


@pytest.mark.parametrize(("name", "content", "content_type"), TAKEN)
def test_the_usual_files_are_taken_with_their_hash(draft, focal_pe, name, content, content_type):
    upload = SimpleUploadedFile(name, content, "text/html")
    evidence = workflow.add_file(draft.pk, upload=upload, by=focal_pe, now=NOON)
    assert (evidence.file_name, evidence.content_type, evidence.size) == (name, content_type, len(content))
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    with evidence.file.open() as stored:
        assert stored.read() == content
    assert (evidence.title, evidence.added_by, evidence.added_at) == (name.split(".")[0], focal_pe, NOON)
    assert evidence.accepted_at is None


REFUSED = [
    ("acta.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
    ("acta.pdf", b"  \n<html>%PDF-1.7"),
    ("acta.pdf", picture("png")),
    ("foto.png", picture("jpeg")),
    ("foto.jpg", PDF),
    ("nota.txt", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ("nota.txt", b"Hola\n\n<ScRiPt >alert(1)</script>"),
    ("nota.txt", "<html>hola</html>".encode("utf-16")),
    ("nota.txt", b"MZ\x90\x00\x03"),
    ("nota.txt", b"hola\x00mundo"),
    ("nota.txt", b"\xff\xfeh\x00\xd8"),
    ("lista.csv", b"<?php echo 1 ?>"),
    ("lista.csv", PDF),
    ("acta.docx", zipped({"word/document.xml": "<w/>"})),
    ("acta.docx", xlsx()),
    ("lista.xlsx", docx()),
    ("acta.docx", docx(**{"word/vbaProject.bin": "macro"})),
    ("acta.docx", docx(**{"word/activeX/activeX1.bin": "macro"})),
    ("acta.docx", docx()[:-40]),
    ("acta.docx", b"PK\x03\x04 no es un zip"),
    ("acta.odt", odf("spreadsheet")),
    (
        "acta.odt",
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/m.xml": "x"}),
    ),
    ("lista.zip", zipped({"a.txt": "a"})),
    ("lista.xlsm", xlsx()),
    ("acta.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("acta.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("pagina.html", b"hola"),
    ("dibujo.svg", b"<svg/>"),
    ("acta", PDF),
    ("pdf", PDF),
    ("acta.pdf.exe", PDF),
    ("vacio.pdf", b""),
]


@pytest.mark.parametrize(("name", "content"), REFUSED)
def test_what_is_not_what_its_name_says_is_refused_and_not_kept(draft, focal_pe, media, name, content):
    with pytest.raises(ValidationError, match=name.replace(".", r"\.")):
        workflow.add_file(draft.pk, upload=SimpleUploadedFile(name, content), by=focal_pe, now=NOON)
    assert not kept(media)
    assert not Evidence.objects.exists()


def test_a_part_that_unpacks_to_gigabytes_is_not_unpacked(draft, focal_pe):
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("[Content_Types].xml", "w", force_zip64=True) as part,
    ):
        for _ in range(200):
            part.write(b" " * 2**20)
    with pytest.raises(ValidationError):
        workflow.add_file(
            draft.pk, upload=SimpleUploadedFile("acta.docx", buffer.getvalue()), by=focal_pe, now=NOON
        )


def test_25_megabytes_are_taken_and_a_byte_more_is_not(draft, focal_pe, settings, media):
    settings.EVIDENCE_MAX_BYTES = 2 * 2**20
    full = PDF + b" " * (2 * 2**20 - len(PDF))
    assert workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", full), by=focal_pe, now=NOON).pk
    with pytest.raises(ValidationError, match="2 MB"):
        workflow.add_file(draft.pk, upload=SimpleUploadedFile("b.pdf", full + b" "), by=focal_pe, now=NOON)
    assert len(kept(media)) == 1


def test_the_limit_is_25_megabytes(settings):
    assert settings.EVIDENCE_MAX_BYTES == 25 * 1024 * 1024


def test_a_large_upload_on_disk_is_hashed_and_moved(draft, focal_pe):
    upload = TemporaryUploadedFile("acta.pdf", "application/pdf", 0, None)
    upload.write(PDF)
    upload.seek(0)
    evidence = workflow.add_file(draft.pk, upload=upload, by=focal_pe, now=NOON)
    with pytest.raises(FileNotFoundError):  # it was moved, not copied: there is nothing left to remove
        cast(BinaryIO, upload.file).close()
    assert evidence.sha256 == hashlib.sha256(PDF).hexdigest()
    assert evidence.file.size == len(PDF)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/acta.pdf", "acta.pdf"),
        ("..\\..\\windows\\acta.pdf", "acta.pdf"),
        ("ac\x00ta\n\x1b.pdf", "acta.pdf"),
        ("acta\u202efdp.pdf", "actafdp.pdf"),
        ("  Acta   de\tPuno .pdf", "Acta de Puno.pdf"),
        ("reunio\u0301n ñ 日本.pdf", "reunión ñ 日本.pdf"),
        ("...pdf", "evidence.pdf"),
        (".pdf", "evidence.pdf"),
        ("a" * 400 + ".pdf", "a" * 116 + ".pdf"),
        ('a"b;c.pdf', 'a"b;c.pdf'),
    ],
)
def test_names_are_cleaned_and_keep_their_ending(raw, clean):
    with translation.override("en"):
        assert files.clean_name(raw) == clean


def test_the_stored_name_tells_nothing(draft, focal_pe):
    upload = SimpleUploadedFile("../secreto de Juana.pdf", PDF)
    evidence = workflow.add_file(draft.pk, upload=upload, by=focal_pe, now=NOON)
    assert "secreto" not in str(evidence.file)
    assert str(evidence.file).startswith("evidence/2026/06/")
    assert evidence.file_name == "secreto de Juana.pdf"


# --- When something fails ---------------------------------------------------------------------------------
def test_no_file_stays_when_the_row_cannot_be_written(draft, focal_pe, media):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE roadmap_historicalevidence RENAME TO gone")
    with pytest.raises(DatabaseError):
        workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=focal_pe, now=NOON)
    assert not kept(media)


def test_no_file_stays_when_the_report_was_handed_in_meanwhile(draft, focal_pe, media):
    ProgressReport.objects.update(status="submitted")
    with pytest.raises(workflow.IllegalTransition):
        workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=focal_pe, now=NOON)
    assert not kept(media)


def test_a_full_disk_is_said_in_plain_words(draft, focal_pe, media):
    media.parent.mkdir(exist_ok=True)
    media.write_text("here stands a file where the folder should be")
    with pytest.raises(ValidationError, match=r"a\.pdf"):
        workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=focal_pe, now=NOON)
    assert not Evidence.objects.exists()


# --- Who, when ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["focal_bo", "secretariat_bo", "reader", "authority_pe", "outsider"])
def test_only_who_may_write_the_report_adds_evidence(draft, person, request, media):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=by, now=NOON)
    with pytest.raises(PermissionDenied):
        workflow.add_link(draft.pk, url="https://example.org/", by=by, now=NOON)
    assert not kept(media)


def test_who_adds_evidence_wrote_in_the_report(draft, secretariat_pe):
    workflow.add_link(draft.pk, url="https://example.org/acta", by=secretariat_pe, now=NOON)
    assert secretariat_pe in draft.writers.all()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org/a",
        "data:text/html,hola",
        "example.org",
        "//example.org",
        "http://",
        "https://ana:clave@example.org/",
        "https://example.org/" + "a" * 1000,
        "https://exa\nmple.org",
        "",
    ],
)
def test_links_are_whole_web_addresses(draft, focal_pe, url):
    with pytest.raises(ValidationError):
        workflow.add_link(draft.pk, url=url, by=focal_pe, now=NOON)


def test_a_link_without_a_title_is_called_by_its_address(draft, focal_pe):
    evidence = workflow.add_link(draft.pk, url=" https://example.org/acta ", by=focal_pe, now=NOON)
    assert (evidence.kind, evidence.url, evidence.title) == ("link", "https://example.org/acta", evidence.url)


def test_removed_evidence_takes_its_file_along(draft, focal_pe, media, django_capture_on_commit_callbacks):
    evidence = workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=focal_pe, now=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.remove(evidence.pk, by=focal_pe, now=NOON)
    assert not Evidence.objects.exists()
    assert not kept(media)
    assert Evidence.history.filter(sha256=evidence.sha256, history_type="-", history_user=focal_pe).exists()


def test_a_removal_that_is_undone_keeps_the_file(draft, focal_pe):
    evidence = workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=focal_pe, now=NOON)
    with transaction.atomic():
        workflow.remove(evidence.pk, by=focal_pe, now=NOON)
        transaction.set_rollback(True)
    assert default_storage.exists(str(evidence.file))


def test_a_discarded_draft_takes_its_files_along(draft, focal_pe, media, django_capture_on_commit_callbacks):
    workflow.add_file(draft.pk, upload=SimpleUploadedFile("a.pdf", PDF), by=focal_pe, now=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.discard(draft.pk, by=focal_pe, now=NOON)
    assert not kept(media)


@pytest.mark.parametrize("status", ["submitted", "validated"])
def test_evidence_of_what_was_handed_in_stays(draft, focal_pe, status):
    evidence = make_evidence(draft, accepted=False)
    ProgressReport.objects.update(status=status, validated_at=NOON if status == "validated" else None)
    with pytest.raises(workflow.IllegalTransition):
        workflow.remove(evidence.pk, by=focal_pe, now=NOON)


def test_removing_twice_says_that_it_is_gone(draft, focal_pe):
    evidence = make_evidence(draft, accepted=False)
    workflow.remove(evidence.pk, by=focal_pe, now=NOON)
    with pytest.raises(workflow.IllegalTransition):
        workflow.remove(evidence.pk, by=focal_pe, now=NOON)
