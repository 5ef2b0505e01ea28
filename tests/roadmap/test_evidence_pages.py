"""Describing, accepting and rejecting a piece of evidence on its pages; what whoever adds one is told at once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Activity, Evidence, ProgressReport
from tests.build import (
    NOON,
    make_activity,
    make_evidence,
    make_institution,
    make_report,
    make_roadmap,
    signed_in,
)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SIDES = {"BO": ["FGE"], "PE": ["MIMP"]}
REASON = "Falta la firma."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def activity() -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def draft(activity, focal_pe) -> ProgressReport:
    return make_report(
        activity,
        "PE",
        status="draft",
        percent=50,
        description="Dos talleres en Puno.",
        author=focal_pe,
        institution=focal_pe.institution,
    )


@pytest.fixture
def submitted(draft, focal_pe) -> ProgressReport:
    draft.writers.add(focal_pe)
    ProgressReport.objects.filter(pk=draft.pk).update(status="submitted", submitted_at=NOON)
    draft.refresh_from_db()
    return draft


def at(name: str, row: ProgressReport | Evidence) -> str:
    return reverse(f"roadmap:{name}", args=[row.pk])


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- Adding -----------------------------------------------------------------------------------------------
def test_what_is_chosen_holds_for_all_files_and_the_link_that_are_added_together(client, draft, focal_pe):
    given = {
        "as_of": "2026-04-30",
        "version": draft.version,
        "description": "Tres.",
        "category": "photograph",
        "visibility": "public",
        "url": "https://example.org/",
        "uploads": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF + b"\n")],
    }
    answer = signed_in(client, focal_pe).post(at("progress-edit", draft), given)
    assert answer.status_code == 302
    stored = draft.evidence.values_list("category", "visibility", "institution")
    assert list(stored) == [("photograph", "public", draft.institution_id)] * 3


def test_a_file_whose_type_is_not_said_is_kept_and_asked_about(client, draft, focal_pe):
    """Nobody uploads it twice over a bad line."""
    given = {"as_of": "2026-04-30", "version": draft.version, "uploads": [SimpleUploadedFile("a.pdf", PDF)]}
    answer = signed_in(client, focal_pe).post(at("progress-edit", draft), given, follow=True)
    piece = draft.evidence.get()
    assert (piece.category, piece.visibility) == ("", "binational")
    assert any("qué tipo de documento" in words for words in told(answer))
    assert at("evidence-describe", piece) in answer.content.decode()
    shown = client.get(at("progress-submit", draft))
    assert shown.context["blocked"]


def test_whoever_adds_a_file_of_another_activity_is_asked_whether_it_proves_both(client, draft, focal_pe):
    other = make_report(
        make_activity(draft.activity.roadmap, "1.2", responsibles=SIDES), "PE", author=focal_pe
    )
    ProgressReport.objects.filter(pk=other.pk).update(status="draft", validated_at=None)
    add = SimpleUploadedFile("a.pdf", PDF)
    workflow.add_file(other.pk, upload=add, by=focal_pe, now=NOON)
    ProgressReport.objects.filter(pk=other.pk).update(status="validated", validated_at=NOON)
    given = {"kind": "file", "category": "photograph", "file": SimpleUploadedFile("otra.pdf", PDF)}
    answer = signed_in(client, focal_pe).post(at("evidence-add", draft), given, follow=True)
    assert any("¿respalda ambas?" in words for words in told(answer))
    assert "¿respalda ambas?" in client.get(at("progress-detail", draft)).content.decode()


@pytest.mark.parametrize("classification", ["reserved", "secret"])
def test_what_may_not_be_uploaded_is_said_above_and_refused_below(client, draft, focal_pe, classification):
    client = signed_in(client, focal_pe)
    assert "Nada secreto ni reservado." in client.get(at("evidence-add", draft)).content.decode()
    file = SimpleUploadedFile("a.pdf", PDF)
    given = {"kind": "file", "category": "report", "file": file, "classification": classification}
    answer = client.post(at("evidence-add", draft), given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["classification"]
    assert not Evidence.objects.exists()


def test_the_type_has_to_be_chosen_where_one_piece_is_added(client, draft, focal_pe):
    given = {"kind": "link", "url": "https://example.org/"}
    answer = signed_in(client, focal_pe).post(at("evidence-add", draft), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["category"])


# --- Describing -------------------------------------------------------------------------------------------
def test_a_piece_is_described_on_its_own_page(client, draft, focal_pe):
    piece = make_evidence(draft, accepted=False)
    client = signed_in(client, focal_pe)
    assert client.get(at("evidence-describe", piece)).context["form"]["title"].value() == "Acta"
    author = make_institution("BO", "FGE")
    given = {
        "title": "Acta de Puno",
        "category": "minutes",
        "dated": "2026-04-02",
        "institution": author.pk,
        "visibility": "own_country",
        "classification": "internal",
        "statement": "La custodia la Fiscalía.",
    }
    assert client.post(at("evidence-describe", piece), given).status_code == 302
    piece.refresh_from_db()
    assert {name: getattr(piece, name) for name in ("title", "category", "visibility")} == {
        name: given[name] for name in ("title", "category", "visibility")
    }
    assert (str(piece.dated), piece.institution, piece.classification) == ("2026-04-02", author, "internal")


def test_what_the_verb_refuses_stands_at_its_field(client, draft, focal_pe):
    piece = make_evidence(draft, accepted=False)
    given = {"title": "Acta", "category": "minutes", "visibility": "public", "classification": "internal"}
    answer = signed_in(client, focal_pe).post(at("evidence-describe", piece), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["visibility"])


# --- Accepting and rejecting ------------------------------------------------------------------------------
def test_the_page_of_the_validation_asks_of_each_piece_and_accepts_unless_told_otherwise(
    client, submitted, secretariat_pe
):
    acta = make_evidence(submitted, "Acta", accepted=False)
    foto = make_evidence(submitted, "Foto", accepted=False)
    client = signed_in(client, secretariat_pe)
    page = client.get(at("progress-validate", submitted))
    chosen = [(piece, field.value()) for piece, field, _why in page.context["form"].by_piece()]
    assert chosen == [(acta, "accept"), (foto, "accept")]
    given = {"seen": submitted.version, f"piece_{foto.pk}": "reject", f"why_{foto.pk}": REASON}
    answer = client.post(at("progress-validate", submitted), given, follow=True)
    acta.refresh_from_db()
    foto.refresh_from_db()
    assert (acta.decision, foto.decision, foto.rejection_reason) == ("accepted", "rejected", REASON)
    assert REASON in answer.content.decode()


def test_a_rejection_without_its_reason_validates_nothing(client, submitted, secretariat_pe):
    piece = make_evidence(submitted, accepted=False)
    given = {"seen": submitted.version, f"piece_{piece.pk}": "reject", f"why_{piece.pk}": " "}
    answer = signed_in(client, secretariat_pe).post(at("progress-validate", submitted), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [f"why_{piece.pk}"])
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_what_was_rejected_before_is_proposed_to_be_rejected_again(client, submitted, secretariat_pe):
    piece = make_evidence(submitted, accepted=False)
    client = signed_in(client, secretariat_pe)
    given = {"decision": "reject", "reason": REASON}
    assert client.post(at("evidence-review", piece), given).status_code == 302
    page = client.get(at("progress-validate", submitted))
    [(_piece, field, why)] = page.context["form"].by_piece()
    assert (field.value(), why.value()) == ("reject", REASON)
    client.post(at("progress-validate", submitted), {"seen": submitted.version})
    piece.refresh_from_db()
    assert piece.decision == "rejected"


def test_a_rejected_piece_of_a_validated_report_is_accepted_later(
    client, submitted, secretariat_pe, secretariat_bo
):
    piece = make_evidence(submitted, "Acta de Puno", accepted=False)
    workflow.validate(submitted.pk, by=secretariat_pe, now=NOON, rejected={piece.pk: REASON})
    theirs = signed_in(client, secretariat_bo).get(submitted.get_absolute_url()).content.decode()
    assert "Acta de Puno" not in theirs
    assert REASON not in theirs
    client = signed_in(client, secretariat_pe)
    review = at("evidence-review", piece)
    assert review in client.get(submitted.get_absolute_url()).content.decode()
    assert client.get(review).status_code == 200
    assert client.post(review, {"decision": "accept"}).status_code == 302
    piece.refresh_from_db()
    assert (piece.decision, piece.accepted_by) == ("accepted", secretariat_pe)
    again = client.post(review, {"decision": "reject", "reason": "Otra cosa."})
    assert again.status_code == 409
    piece.refresh_from_db()
    assert piece.decision == "accepted"


def test_rejecting_one_piece_needs_its_reason(client, submitted, secretariat_pe):
    piece = make_evidence(submitted, accepted=False)
    answer = signed_in(client, secretariat_pe).post(at("evidence-review", piece), {"decision": "reject"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])


# --- Speed ------------------------------------------------------------------------------------------------
def test_many_files_cost_no_more_queries_than_one(client, submitted, secretariat_pe):
    client = signed_in(client, secretariat_pe)

    def queries(number: int) -> int:
        for each in range(number):
            sha256 = f"{number:032x}{each:032x}"
            make_evidence(
                submitted,
                kind="file",
                accepted=False,
                file=f"evidence/{number}-{each}.pdf",
                file_name="a.pdf",
                size=1,
                content_type="application/pdf",
                sha256=sha256,
                original_sha256=sha256,
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at("progress-validate", submitted)).status_code == 200
        return len(asked)

    assert queries(1) == queries(9)
