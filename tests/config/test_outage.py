"""When the database or the disk is gone the page says so in the person's language, and nothing is half-written."""

import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import User
from roadmap.models import Evidence, ProgressReport, Roadmap
from tests.build import make_activity, make_report, make_roadmap

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("es", "Fuera de servicio"), ("en", "Out of service")])
def test_a_database_that_is_gone_is_said_in_the_persons_language(
    visitor: Client, reader: User, language: str, words: str
) -> None:
    visitor.force_login(reader)
    visitor.cookies["django_language"] = language

    def gone(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        response = visitor.get("/")
    assert response.status_code == 503
    assert words in response.content.decode()
    assert response["Retry-After"] == "60"


@pytest.mark.django_db
def test_a_database_that_goes_in_the_middle_of_a_submission_leaves_it_undone(
    visitor: Client, focal_pe: User
) -> None:
    activity = make_activity(make_roadmap(), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    report = make_report(activity, percent=40, status="draft", author=focal_pe, description="hecho")
    visitor.force_login(focal_pe)

    def gone_before_history(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "historicalprogressreport" in sql:
            raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(gone_before_history):
        response = visitor.post(f"/progress/{report.pk}/submit/", {"seen": report.version})
    assert response.status_code == 503
    report.refresh_from_db()
    assert report.status == ProgressReport.Status.DRAFT
    assert report.history.count() == 1


@pytest.mark.django_db
def test_a_full_disk_keeps_neither_file_nor_row(visitor: Client, focal_pe: User, monkeypatch) -> None:
    activity = make_activity(make_roadmap(), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    report = make_report(activity, percent=40, status="draft", author=focal_pe)
    visitor.force_login(focal_pe)

    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    upload = SimpleUploadedFile("acta.pdf", PDF, content_type="application/pdf")
    response = visitor.post(
        f"/progress/{report.pk}/evidence/",
        {"kind": "file", "file": upload, "title": "Acta", "category": "minutes"},
    )
    assert response.status_code == 422
    assert "no se pudo guardar" in response.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.django_db
def test_an_import_that_fails_in_the_middle_writes_nothing(visitor: Client, secretariat_pe: User) -> None:
    visitor.force_login(secretariat_pe)
    with open("roadmap/demo_data/hoja_de_ruta_bo_pe_2025_2026.xlsx", "rb") as workbook:
        shown = visitor.post("/import/", {"workbook": workbook}, follow=True)
    fingerprint = shown.context["outcome"].fingerprint()

    def gone_at_the_reports(execute, sql, params, many, context):
        if sql.startswith("INSERT") and '"roadmap_evidence"' in sql:
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(gone_at_the_reports):
        response = visitor.post(shown.request["PATH_INFO"], {"fingerprint": fingerprint})
    assert response.status_code == 503
    assert not Roadmap.objects.exists()
    assert not ProgressReport.objects.exists()
