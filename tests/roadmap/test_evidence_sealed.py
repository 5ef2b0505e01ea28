"""What only its own country reads is sealed on every output: the counterpart sees that it exists, and nothing of it."""

import hashlib
import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import ledger
from roadmap import permissions, summary, workflow
from roadmap.models import Activity, Evidence, ProgressReport, Roadmap
from tests.build import NOON, make_activity, make_report, make_roadmap, signed_in

CONTENT = b"Peritaje de la Kantuta\n"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SECRETS = ("Peritaje", "kantuta", SHA256, "text/plain")
STATEMENT = "Muestra la firma del protocolo; lo custodia la Fiscalía."
NOW = NOON + timedelta(hours=3)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def roadmap() -> Roadmap:
    return make_roadmap(status="in_force", evidence_required=True, conformity_required=False)


@pytest.fixture
def activity(roadmap) -> Activity:
    return make_activity(roadmap, responsibles={"BO": ["FGE"], "PE": ["MIMP"]})


def reported(activity: Activity, focal, secretariat, **about) -> Evidence:
    """A file of Peru's validated report, with what is said of it."""
    report = make_report(activity, "PE", percent=100, status="draft", author=focal)
    upload = SimpleUploadedFile("peritaje-kantuta.txt", CONTENT)
    said = {"category": "report", "visibility": "own_country", **about}
    piece = workflow.add_file(report.pk, upload=upload, by=focal, now=NOON, title="Peritaje", about=said)
    ProgressReport.objects.filter(pk=report.pk).update(
        status="submitted", description="Un protocolo firmado."
    )
    workflow.validate(report.pk, by=secretariat, now=NOON)
    piece.refresh_from_db()
    return piece


def of_peru(roadmap: Roadmap, **asked) -> summary.CountrySide:
    found = summary.live(roadmap, as_of=date(2026, 4, 30), now=NOW, **asked)
    return found.activities[0].countries["PE"]


def test_the_commitment_is_the_salted_hash_of_the_file(activity, focal_pe, secretariat_pe):
    piece = reported(activity, focal_pe, secretariat_pe)
    told = ledger.canonical({"salt": piece.salt, "sha256": SHA256})
    assert (piece.sha256, piece.commitment, len(piece.salt)) == (SHA256, ledger.sha256(told), 32)


def test_no_page_or_document_of_the_counterpart_tells_anything_of_it(
    client, roadmap, activity, focal_pe, secretariat_pe, secretariat_bo
):
    piece = reported(activity, focal_pe, secretariat_pe, statement=STATEMENT)
    client = signed_in(client, secretariat_bo)
    day = "?as_of=2026-04-30"
    pages = [
        reverse("roadmap:progress-detail", args=[piece.report_id]),
        reverse("roadmap:progress-agree", args=[piece.report_id]),
        reverse("roadmap:activity-detail", args=[roadmap.code, "1.1"]) + day,
        reverse("roadmap:why", args=[roadmap.code, "coverage"]) + day,
        reverse("roadmap:why", args=[roadmap.code, "coverage"]) + f"{day}&format=json",
        reverse("roadmap:report-download", args=[roadmap.code, "report.json"]) + "?cutoff=2026-04-30",
    ]
    for page in pages:
        text = _text(client, page)
        assert [secret for secret in SECRETS if secret in text] == [], page
        assert piece.commitment[:12] in text, page
        assert STATEMENT in text, page
    for name, read in (("pdf", _pdf), ("xlsx", _xlsx)):
        address = reverse("roadmap:report-download", args=[roadmap.code, f"report.{name}"])
        written = read(client.get(f"{address}?cutoff=2026-04-30").content)
        assert [secret for secret in SECRETS if secret in written] == [], name
        assert piece.commitment[:12] in written, name
    workbook = _xlsx(client.get(reverse("roadmap:matrix-export", args=[roadmap.code])).content)
    assert [secret for secret in SECRETS if secret in workbook] == []
    assert piece.commitment[:12] in workbook


def _text(client, page: str) -> str:
    content = client.get(page).content.decode()
    return json.dumps(json.loads(content), ensure_ascii=False) if content.startswith("{") else content


def _pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _xlsx(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content))
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def test_the_counterpart_never_gets_the_file(client, activity, focal_pe, secretariat_pe, secretariat_bo):
    piece = reported(activity, focal_pe, secretariat_pe, statement=STATEMENT)
    download = reverse("roadmap:evidence-download", args=[piece.pk])
    assert signed_in(client, secretariat_bo).get(download).status_code == 404
    assert signed_in(client, secretariat_pe).get(download).status_code == 200


def test_the_own_side_reads_it_on_the_page_of_its_report(client, activity, focal_pe, secretariat_pe):
    piece = reported(activity, focal_pe, secretariat_pe)
    text = signed_in(client, secretariat_pe).get(piece.report.get_absolute_url()).content.decode()
    assert "Peritaje" in text
    assert SHA256 in text


def test_the_shared_json_says_its_type_and_its_whole_commitment(
    client, roadmap, activity, focal_pe, secretariat_pe
):
    """The report is one document for both parties: it says no more to the side whose piece it is."""
    piece = reported(activity, focal_pe, secretariat_pe, statement=STATEMENT)
    address = reverse("roadmap:report-download", args=[roadmap.code, "report.json"])
    told = json.loads(signed_in(client, secretariat_pe).get(f"{address}?cutoff=2026-04-30&lang=en").content)
    sides = told["axes"][0]["activities"][0]["sides"]
    [proof] = next(side for side in sides if side["country"] == "PE")["evidence"]
    assert proof["title"] == f"It exists: report, commitment {piece.commitment[:12]}…"
    assert (proof["commitment"], proof["visibility"], proof["kind"]) == (
        piece.commitment,
        "own_country",
        "file",
    )
    assert (proof["sha256"], proof["file_name"], proof["size"], proof["added_by"]) == ("", "", None, "")


@pytest.mark.parametrize(
    ("kind", "statement", "counts"),
    [
        ("joint", "", False),
        ("parallel", "", False),
        ("national", "", True),
        ("joint", STATEMENT, True),
        ("parallel", STATEMENT, True),
    ],
)
def test_it_supports_a_joint_figure_only_with_a_statement(
    roadmap, activity, focal_pe, secretariat_pe, kind, statement, counts
):
    Activity.objects.update(kind=kind)
    if kind == "national":
        activity.responsibilities.filter(country="BO").delete()
    piece = reported(activity, focal_pe, secretariat_pe, statement=statement)
    assert of_peru(roadmap).fulfilled is counts
    assert of_peru(roadmap, detail=True).evidence_count == int(counts)
    assert piece.supports(kind) is counts


def test_what_both_read_supports_a_joint_figure_without_a_statement(
    roadmap, activity, focal_pe, secretariat_pe
):
    reported(activity, focal_pe, secretariat_pe, visibility="binational")
    assert of_peru(roadmap).fulfilled


def test_one_piece_is_readable_by_the_same_rule_as_many(
    activity, focal_pe, secretariat_pe, secretariat_bo, observer
):
    for visibility in ("public", "binational", "own_country"):
        piece = reported(activity, focal_pe, secretariat_pe, visibility=visibility)
        for person in (secretariat_pe, secretariat_bo, observer):
            reads = permissions.visible(person, Evidence.objects.filter(pk=piece.pk)).exists()
            assert permissions.reads_evidence(person, piece, piece.report) is reads
