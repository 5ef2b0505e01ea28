"""What is said of a report for ever: that it came on paper, without approval, without a second person."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from roadmap import summary, workflow
from roadmap.models import Activity, ProgressReport, Roadmap
from roadmap.reports import context, data, pdf, xlsx
from roadmap.templatetags.marks import marks
from tests.build import NOON, make_activity, make_document, make_evidence, make_report, make_roadmap
from tests.roadmap.reports.conftest import pages_of

pytestmark = pytest.mark.any_database

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}
SAID = "on paper, signed by Ana Ríos, directora, typed in by Secretaria Pe"
OTHERS = ("without institutional approval", "without a second person")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def marked(activity, secretariat_pe) -> ProgressReport:
    """Typed in from paper and validated by the only person of a secretariat, where no authority is in office."""
    report = make_report(activity, "PE", percent=50, author=secretariat_pe, status="submitted")
    report.institution = secretariat_pe.institution
    report.on_paper, report.paper = True, make_document(secretariat_pe)
    report.paper_signed_by = "Ana Ríos, directora"
    report.save()
    return workflow.validate(report.pk, by=secretariat_pe, now=LATER)


def signed_in(client: Client, person: User) -> Client:
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("reader", ["secretariat_pe", "secretariat_bo", "consul"])
def test_the_report_the_activity_and_the_reasons_of_a_figure_say_it(client, marked, reader, request):
    client = signed_in(client, request.getfixturevalue(reader))
    report = text(client, marked.get_absolute_url())
    assert "Ana Ríos, directora, typed in by Secretaria Pe" in report
    assert "Without institutional approval" in report
    assert "Without a second person" in report
    roadmap = marked.activity.roadmap
    why = reverse("roadmap:why", args=[roadmap.code, "average"])
    for address in (marked.activity.get_absolute_url(), why):
        for words in (SAID, *OTHERS):
            assert words[:1].upper() + words[1:] in text(client, address)


def test_the_paper_itself_is_offered_to_who_may_read_it(client, marked, secretariat_pe, secretariat_bo):
    offered = reverse("roadmap:document-download", args=[marked.paper_id])
    assert offered in text(signed_in(client, secretariat_pe), marked.get_absolute_url())
    assert offered not in text(signed_in(client, secretariat_bo), marked.get_absolute_url())


def row_of(report: ProgressReport) -> summary.ReportRow:
    roadmap = Roadmap.objects.with_parties().get(pk=report.activity.roadmap_id)
    found = summary.live(roadmap, as_of=CUTOFF, now=LATER, detail=True).activity(report.activity.number)
    assert found is not None
    told = found.countries["PE"].report
    assert told is not None
    return told


def test_all_who_typed_a_paper_in_are_named(marked, secretariat_pe_2):
    marked.writers.add(secretariat_pe_2)
    told = row_of(marked)
    assert (told.answered_by, told.typed_by) == ("Ana Ríos, directora", "Secretaria Pe, Secretaria2 Pe")


def test_a_report_that_came_the_usual_way_has_no_mark(activity, focal_pe, secretariat_pe):
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal(50), "description": "Dos talleres en Desaguadero."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=secretariat_pe, now=NOON)
    activity.roadmap.checks = {"approval": "off"}
    activity.roadmap.save()
    workflow.submit(report.pk, by=focal_pe, now=NOON)
    ProgressReport.writers.through.objects.filter(user=secretariat_pe).delete()
    workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    told = row_of(report)
    assert (marks(told), told.answered_by, told.typed_by) == ([], "Focal Pe", "Focal Pe")


def test_the_pdf_the_excel_and_the_json_say_it(marked):
    make_evidence(marked)
    roadmap = Roadmap.objects.with_parties().get()
    found = summary.live(roadmap, as_of=CUTOFF, now=LATER, detail=True)
    made = context.build(found, copy="PE", language="en", issued_at=LATER)
    printed = " ".join(" ".join(pages_of(pdf.render(made))).split())
    assert all(words in printed for words in OTHERS)
    assert "signed by Ana Ríos" in printed
    book = openpyxl.load_workbook(BytesIO(xlsx.render(made)))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    with translation.override("en"):
        assert "; ".join((SAID, *OTHERS)) in cells
    assert SAID in data.render(made).decode()
