"""The import's pages: upload, preview with every mistake, confirm; and the matrix taken away."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from roadmap.models import Roadmap, WorkbookUpload

SAMPLE = Path("roadmap/demo_data/hoja_de_ruta_bo_pe_2025_2026.xlsx")
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def upload(client: Client, content: bytes, name: str = "matriz.xlsx"):
    return client.post("/import/", {"workbook": SimpleUploadedFile(name, content)}, follow=True)


def with_a_mistake() -> bytes:
    book = openpyxl.load_workbook(SAMPLE)
    book["Actividades"]["D2"] = "Trilateral"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_import_upload_shows_a_preview_and_writes_no_roadmap(client: Client, secretariat_pe: User) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, SAMPLE.read_bytes())
    assert page.status_code == 200
    assert "Vista previa" in page.content.decode()
    assert not Roadmap.objects.exists()


def test_import_preview_confirmed_writes_what_was_shown_once(client: Client, secretariat_pe: User) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, SAMPLE.read_bytes())
    address = page.request["PATH_INFO"]
    fingerprint = page.context["outcome"].fingerprint()
    assert client.post(address, {"fingerprint": fingerprint}).status_code == 302
    assert client.post(address, {"fingerprint": fingerprint}).status_code == 200
    assert Roadmap.objects.get().uploads.get().applied_at is not None
    assert "Este libro se importó" in client.get(address).content.decode()


def test_import_preview_names_each_mistake_with_its_cell(client: Client, secretariat_pe: User) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, with_a_mistake())
    assert page.status_code == 422
    assert "Actividades!D2" in page.content.decode()


def test_a_roadmap_that_changed_after_the_preview_is_shown_again(
    client: Client, secretariat_pe: User, secretariat_bo: User
) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, SAMPLE.read_bytes())
    other = Client()
    other.force_login(secretariat_bo)
    theirs = upload(other, SAMPLE.read_bytes())
    other.post(theirs.request["PATH_INFO"], {"fingerprint": theirs.context["outcome"].fingerprint()})
    answer = client.post(
        page.request["PATH_INFO"], {"fingerprint": page.context["outcome"].fingerprint()}, follow=True
    )
    assert "cambió después de la vista previa" in answer.content.decode()
    assert Roadmap.objects.get().history.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"no es un libro", b"PK\x03\x04" + b"\0" * 50], ids=["empty", "text", "broken zip"]
)
def test_a_file_that_is_no_workbook_is_told_so(client: Client, secretariat_pe: User, content: bytes) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, content)
    assert page.status_code in (200, 422)
    assert "errorlist" in page.content.decode() or "Qué hacer" in page.content.decode()
    assert not Roadmap.objects.exists()


def test_a_file_over_10_mb_is_told_so_and_not_kept(client: Client, secretariat_pe: User) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, b"x" * (10 * 1024 * 1024 + 1))
    assert "10 MB" in page.content.decode()
    assert not WorkbookUpload.objects.exists()


def test_nobody_else_sees_an_upload(client: Client, secretariat_pe: User, secretariat_bo: User) -> None:
    client.force_login(secretariat_pe)
    address = upload(client, SAMPLE.read_bytes()).request["PATH_INFO"]
    client.force_login(secretariat_bo)
    assert client.get(address).status_code == 404


def test_a_reader_cannot_import_and_is_told_so(client: Client, reader: User) -> None:
    client.force_login(reader)
    assert client.get("/import/").status_code == 403


def test_matrix_export_reads_back(client: Client, secretariat_pe: User, outsider: User) -> None:
    client.force_login(secretariat_pe)
    page = upload(client, SAMPLE.read_bytes())
    client.post(page.request["PATH_INFO"], {"fingerprint": page.context["outcome"].fingerprint()})
    response = client.get("/roadmaps/bo-pe-2025-2026/matrix.xlsx")
    assert response["Content-Disposition"].endswith('matriz_bo-pe-2025-2026.xlsx"')
    again = upload(client, response.content)
    assert again.context["outcome"].changes_nothing
    client.force_login(outsider)
    assert client.get("/roadmaps/bo-pe-2025-2026/matrix.xlsx").status_code == 404


def test_no_workbook_is_taken_while_the_scanner_for_viruses_is_away(
    client: Client, secretariat_pe: User, settings
) -> None:
    settings.CLAMD = "/nowhere/clamd.ctl"
    client.force_login(secretariat_pe)
    page = upload(client, SAMPLE.read_bytes())
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["workbook"]
    assert not WorkbookUpload.objects.exists()
