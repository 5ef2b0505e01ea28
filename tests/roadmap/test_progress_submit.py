"""The page of submission: what looks like a person's datum is shown with a field for the reason, all on one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Declaration, ProgressReport
from tests.build import (
    NOON,
    make_activity,
    make_declaration,
    make_evidence,
    make_report,
    make_roadmap,
    signed_in,
)

CLEAN = "Dos talleres en Desaguadero con cuarenta personas."
PHONE = f"{CLEAN} Informes al teléfono 234-5678."


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    activity = make_activity(
        make_roadmap(evidence_required=False), responsibles={"BO": ["FGE"], "PE": ["MIMP"]}
    )
    return make_report(activity, "PE", status="draft", percent=50, author=focal_pe, description=PHONE)


def address(report: ProgressReport) -> str:
    return reverse("roadmap:progress-submit", args=[report.pk])


def reason(report: ProgressReport, text: str) -> dict[str, str]:
    (one,) = workflow.suspicions(report)
    return {workflow.DECLARE + one.key: text, "seen": str(report.version)}


def test_the_page_shows_where_and_asks_why_it_is_none(client, draft, focal_pe):
    page = signed_in(client, focal_pe).get(address(draft))
    text = page.content.decode()
    assert "<mark>234-5678</mark>" in text
    assert list(page.context["declaring"].fields) == [workflow.DECLARE + workflow.suspicions(draft)[0].key]
    assert "<form" in text.partition('id="persons"')[0], "the fields are inside the form that submits"


def test_what_is_found_in_a_text_is_shown_as_text(client, draft, focal_pe):
    ProgressReport.objects.update(description="<script>teléfono 234-5678</script>" + CLEAN)
    text = signed_in(client, focal_pe).get(address(draft)).content.decode()
    assert "<script>teléfono" not in text


def test_without_a_reason_it_is_not_submitted_and_the_field_says_so(client, draft, focal_pe):
    page = signed_in(client, focal_pe).post(address(draft), reason(draft, " "))
    assert page.status_code == 422
    assert list(page.context["declaring"].errors) == list(page.context["declaring"].fields)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_reason_that_repeats_the_datum_comes_back_at_its_field(client, draft, focal_pe):
    page = signed_in(client, focal_pe).post(address(draft), reason(draft, "El teléfono 234-5678 es nuestro."))
    assert page.status_code == 422
    assert list(page.context["declaring"].errors) == list(page.context["declaring"].fields)
    assert "El teléfono 234-5678 es nuestro." in page.content.decode()


def test_with_a_reason_it_is_submitted_in_one_step(client, draft, focal_pe):
    page = signed_in(client, focal_pe).post(address(draft), reason(draft, "Es de la mesa de partes."))
    assert page.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, Declaration.objects.get().reason) == ("submitted", "Es de la mesa de partes.")


def test_where_something_else_is_missing_first_the_finds_are_told_without_fields(client, draft, focal_pe):
    ProgressReport.objects.update(percent=None)
    page = signed_in(client, focal_pe).get(address(draft))
    assert page.context["blocked"]
    assert "<mark>234-5678</mark>" in page.content.decode()
    assert workflow.DECLARE not in page.content.decode()


def test_who_validates_reads_the_declarations_and_the_counterpart_that_there_was_one(
    client, draft, focal_pe, secretariat_pe, secretariat_bo
):
    make_declaration(draft, focal_pe, reason="Es de la mesa de partes.")
    ProgressReport.objects.update(status="submitted")
    client = signed_in(client, secretariat_pe)
    for name in ("progress-detail", "progress-validate"):
        assert (
            "Es de la mesa de partes."
            in client.get(reverse(f"roadmap:{name}", args=[draft.pk])).content.decode()
        )
    ProgressReport.objects.update(status="validated", validated_at=NOON)
    page = signed_in(client, secretariat_bo).get(draft.get_absolute_url())
    assert page.context["was_declared"]
    assert "Es de la mesa de partes." not in page.content.decode()


def test_more_finds_ask_the_database_no_more(client, draft, focal_pe, django_assert_num_queries):
    make_evidence(draft, "Acta 4567891 LP", accepted=False)
    client = signed_in(client, focal_pe)
    with CaptureQueriesContext(connection) as few:
        client.get(address(draft))
    for number in range(20):
        make_evidence(draft, f"Acta {4_567_891 + number} LP", accepted=False)
    with django_assert_num_queries(len(few)):
        client.get(address(draft))
