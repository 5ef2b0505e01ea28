"""What the pictures show: the demonstration, and on it a draft, an approved report, an import and a proposal."""

import hashlib
import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import load_workbook  # noqa: E402

from accounts import countries  # noqa: E402
from accounts.models import User  # noqa: E402
from roadmap import demonstration, workflow  # noqa: E402
from roadmap.demonstration import next_roadmap  # noqa: E402
from roadmap.imports import apply  # noqa: E402
from roadmap.imports.workbook import read_workbook  # noqa: E402
from roadmap.models import Activity, ProgressReport, Roadmap, WorkbookUpload  # noqa: E402
from roadmap.reports import making  # noqa: E402
from tests.build import make_pdf  # noqa: E402
from tests.pictures.shots import DAY  # noqa: E402

PASSWORD = "una-clave-larga-para-las-imagenes"
CUTOFF = date.fromisoformat(DAY)
PDF = make_pdf()


def make() -> dict[str, str]:
    """The values of the addresses in `shots`."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    now = timezone.now()
    demonstration.load(secret=PASSWORD, now=now)
    new_roadmap = _in_preparation(now)
    return {
        "roadmap": demonstration.IN_FORCE,
        "draft": str(_draft(now).pk),
        "submitted": str(_submitted(now).pk),
        "validated": str(_unanswered().pk),
        "upload": str(_upload("2031–2032", 6, now).token),
        "new_roadmap": new_roadmap.code,
        "next": next_roadmap.CODE,
        "to_approve": str(_to_approve().pk),
    }


def person(who: str) -> User:
    return User.objects.get(email=f"{who}@demo.example")


def cookie(who: str, language: str) -> str:
    """The session of this person, who reads in this language from now on."""
    User.objects.filter(email=f"{who}@demo.example").update(language=language)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person(who), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def report(language: str) -> bytes:
    roadmap = Roadmap.objects.with_parties().get(code=demonstration.IN_FORCE)
    return making.make(
        roadmap, "pdf", cutoff=CUTOFF, copy="PE", language=language, now=timezone.now()
    ).content


def _activity(number: str) -> Activity:
    return Activity.objects.get(roadmap__code=demonstration.IN_FORCE, number=number)


def _draft(now: datetime) -> ProgressReport:
    """With milestones, a file and a link."""
    by = person("focal.pe")
    found = workflow.start(_activity("2.1"), as_of=CUTOFF, by=by, now=now)
    fields = {
        "description": "Se aprobaron los mensajes de la campaña 2026 y se contrató la difusión en radio.",
        "difficulties": "La entrega de los afiches demoró dos semanas.",
        "next_steps": "Realizar la campaña 2026 en noviembre, en Desaguadero.",
    }
    found = workflow.save_draft(found.pk, fields=fields, version=found.version, by=by, now=now)
    upload = SimpleUploadedFile("plan-de-campana-2026.pdf", PDF)
    told = {"category": "material"}
    workflow.add_file(found.pk, upload=upload, title="Plan de la campaña 2026", about=told, by=by, now=now)
    url, title = "https://www.example.org/nota", "Nota de prensa de la campaña"
    told = {"category": "material", "visibility": "public"}
    workflow.add_link(found.pk, url=url, title=title, about=told, by=by, now=now)
    return found


def _submitted(now: datetime) -> ProgressReport:
    by = person("focal.bo")
    found = workflow.start(_activity("1.2"), as_of=CUTOFF, by=by, now=now)
    fields = {
        "percent": Decimal(75),
        "description": "Se remitió el tercer reporte estadístico a la contraparte.",
    }
    found = workflow.save_draft(found.pk, fields=fields, version=found.version, by=by, now=now)
    upload = SimpleUploadedFile("nota-de-remision.pdf", PDF)
    told = {"category": "official_letter"}
    workflow.add_file(found.pk, upload=upload, title="Nota de remisión", about=told, by=by, now=now)
    found = workflow.submit(found.pk, by=by, now=now)
    workflow.approve(found.pk, by=person("autoridad.bo"), now=now)
    return found


def _to_approve() -> ProgressReport:
    """The demonstration's own, which waits for its authority."""
    return ProgressReport.objects.get(status=ProgressReport.Status.SUBMITTED, approvals=None)


def _unanswered() -> ProgressReport:
    reports = ProgressReport.objects.validated().filter(
        activity__roadmap__code=demonstration.IN_FORCE, country="PE", conformities=None
    )
    return reports.exclude(activity__kind="national").in_order_of_entry()[0]


def _in_preparation(now: datetime) -> Roadmap:
    """A roadmap of the years after, imported and proposed by one side."""
    by = person("secretaria1.pe")
    content = _workbook("2029–2030", 4)
    code = apply.apply(read_workbook(content, countries=countries.known()), by=by, now=now).code
    roadmap = Roadmap.objects.get(code=code)
    Roadmap.objects.filter(pk=roadmap.pk).update(is_demonstration=True)
    workflow.propose_step(roadmap.pk, to_status=Roadmap.Status.IN_FORCE, by=by, now=now)
    return roadmap


def _upload(years: str, later: int, now: datetime) -> WorkbookUpload:
    content = _workbook(years, later)
    return WorkbookUpload.objects.create(
        file_name=f"hoja_de_ruta_{years.replace('–', '_')}.xlsx",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=person("secretaria1.pe"),
        uploaded_at=now,
    )


def _workbook(years: str, later: int) -> bytes:
    """The demonstration's plan, moved to other years and without its record."""
    path = Path(demonstration.WORKBOOKS, "hoja_de_ruta_bo_pe_2025_2026.xlsx")
    workbook = load_workbook(path)
    del workbook["Avances"]
    moved = (workbook["Hoja de ruta"], workbook["Actividades"])
    for cell in (cell for sheet in moved for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, datetime):
            cell.value = cell.value.replace(year=cell.value.year + later)
        elif isinstance(cell.value, str):
            cell.value = re.sub(r"\b202[56]\b", lambda year: str(int(year[0]) + later), cell.value)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
