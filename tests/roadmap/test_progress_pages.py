"""The pages of a report: what they show to whom, and what their buttons do."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Activity, Conformity, Evidence, ProgressReport
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap, signed_in
from tests.roadmap.test_workflow_evidence import PDF

CUTOFF = date(2026, 4, 30)
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
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
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal(75), "description": "Dos talleres en Desaguadero."}
    return workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=NOON)


@pytest.fixture
def submitted(draft, focal_pe) -> ProgressReport:
    return workflow.submit(draft.pk, by=focal_pe, now=NOON)


@pytest.fixture
def validated(submitted, secretariat_pe) -> ProgressReport:
    return workflow.validate(submitted.pk, by=secretariat_pe, now=NOON)


def page(name: str, report: ProgressReport) -> str:
    return reverse(f"roadmap:progress-{name}", args=[report.pk])


def told(response: object) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]  # type: ignore[attr-defined]


def test_milestones_are_shown_with_the_percentage_that_they_are_worth(client, focal_pe):
    activity = make_activity(make_roadmap(), responsibles=SIDES, milestones={"a": 60, "b": 20, "c": 20})
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    signed_in(client, focal_pe)
    assert client.get(page("detail", report)).context["worth"] == 0
    ProgressReport.objects.filter(pk=report.pk).update(milestones_met=["a", "c"])
    assert "<strong>80.0\N{NO-BREAK SPACE}%</strong>" in client.get(page("detail", report)).content.decode()


# --- Submitting, discarding -------------------------------------------------------------------------------
def test_submitting_shows_the_report_and_then_hands_it_in(client, draft, focal_pe):
    client = signed_in(client, focal_pe)
    shown = client.get(page("submit", draft))
    assert "Dos talleres en Desaguadero." in shown.content.decode()
    answer = client.post(page("submit", draft), {"seen": draft.version}, follow=True)
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_by, told(answer)) == ("submitted", focal_pe, ["success"])


def test_a_report_that_changed_since_it_was_shown_is_shown_again(client, draft, focal_pe, secretariat_pe):
    seen = draft.version
    workflow.save_draft(draft.pk, fields={"description": "Otro."}, version=seen, by=secretariat_pe, now=NOON)
    answer = signed_in(client, focal_pe).post(page("submit", draft), {"seen": seen})
    draft.refresh_from_db()
    assert (answer.status_code, draft.status, told(answer)) == (409, "draft", ["warning"])
    assert f'name="seen" value="{draft.version}"' in answer.content.decode()
    assert "Otro." in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "x", "²", "9" * 5000])
def test_nothing_unseen_is_submitted(client, draft, focal_pe, seen):
    signed_in(client, focal_pe).post(page("submit", draft), {"seen": seen})
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_an_incomplete_report_says_what_is_missing_instead_of_a_button(client, activity, focal_bo):
    report = workflow.start(activity, as_of=CUTOFF, by=focal_bo, now=NOON)
    client = signed_in(client, focal_bo)
    shown = client.get(page("submit", report))
    blocking = [one.field for one in shown.context["checklist"] if one.blocks]
    assert blocking == ["percent", "description"]
    assert 'name="seen"' not in shown.content.decode()
    answer = client.post(page("submit", report), {"seen": report.version})
    assert answer.status_code == 422
    assert ProgressReport.objects.get().status == "draft"


def test_discarding_asks_first(client, draft, activity, focal_pe):
    client = signed_in(client, focal_pe)
    assert client.get(page("discard", draft)).status_code == 200
    assert ProgressReport.objects.exists()
    assert client.post(page("discard", draft)).url == activity.get_absolute_url()
    assert not ProgressReport.objects.exists()


def test_a_submitted_report_is_not_discarded(client, submitted, focal_pe):
    answer = signed_in(client, focal_pe).post(page("discard", submitted), follow=True)
    assert told(answer) == ["warning"]
    assert ProgressReport.objects.exists()


# --- Deciding ---------------------------------------------------------------------------------------------
def test_validating_shows_the_report_and_then_makes_it_count(client, submitted, secretariat_pe):
    client = signed_in(client, secretariat_pe)
    assert "Dos talleres en Desaguadero." in client.get(page("validate", submitted)).content.decode()
    answer = client.post(page("validate", submitted), {"seen": submitted.version}, follow=True)
    submitted.refresh_from_db()
    assert (submitted.status, submitted.validated_by, told(answer)) == (
        "validated",
        secretariat_pe,
        ["success"],
    )


def test_the_second_to_validate_gets_a_message(client, validated, secretariat_pe_2):
    client = signed_in(client, secretariat_pe_2)
    for answer in (
        client.post(page("validate", validated), {"seen": validated.version}, follow=True),
        client.get(page("return", validated), follow=True),
    ):
        assert told(answer) == ["warning"]
        assert answer.redirect_chain[-1][0] == validated.get_absolute_url()


def test_a_report_that_was_corrected_meanwhile_is_looked_at_again(
    client, submitted, focal_pe, secretariat_pe, secretariat_pe_2
):
    seen = submitted.version
    workflow.return_for_changes(submitted.pk, reason="Falta.", by=secretariat_pe_2, now=NOON)
    workflow.submit(submitted.pk, by=focal_pe, now=NOON)
    answer = signed_in(client, secretariat_pe).post(page("validate", submitted), {"seen": seen})
    submitted.refresh_from_db()
    assert (answer.status_code, submitted.status, told(answer)) == (409, "submitted", ["warning"])
    assert answer.context["form"]["seen"].value() == str(submitted.version)


def test_returning_asks_for_the_reason_which_its_writers_read(client, submitted, secretariat_pe, focal_pe):
    client = signed_in(client, secretariat_pe)
    answer = client.post(page("return", submitted), {"seen": submitted.version, "reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    client.post(page("return", submitted), {"seen": submitted.version, "reason": "Falta el acta."})
    submitted.refresh_from_db()
    assert submitted.status == "returned"
    assert "Falta el acta." in signed_in(client, focal_pe).get(submitted.get_absolute_url()).content.decode()


def test_agreeing_and_observing_are_the_counterparts(client, validated, secretariat_bo):
    client = signed_in(client, secretariat_bo)
    answer = client.post(page("observe", validated), {"seen": 0, "reason": "No vimos el acta."}, follow=True)
    assert told(answer) == ["success"]
    assert "No vimos el acta." in answer.content.decode()
    client.post(page("agree", validated), {"seen": 1, "reason": ""})
    assert list(validated.conformities.values_list("decision", flat=True)) == ["observed", "agreed"]


def test_an_observation_needs_a_reason(client, validated, secretariat_bo):
    answer = signed_in(client, secretariat_bo).post(page("observe", validated), {"seen": 0, "reason": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert not Conformity.objects.exists()


def test_an_answer_that_came_in_between_is_looked_at_first(
    client, validated, secretariat_bo, secretariat_bo_2
):
    workflow.agree(validated.pk, by=secretariat_bo_2, now=NOON)
    data = {"seen": 0, "reason": "Falta el acta."}
    answer = signed_in(client, secretariat_bo).post(page("observe", validated), data)
    assert (answer.status_code, told(answer)) == (409, ["warning"])
    assert Conformity.objects.count() == 1
    shown = answer.context["form"]
    assert (shown["reason"].value(), shown["seen"].value()) == ("Falta el acta.", "1")
    assert str(secretariat_bo_2) in answer.content.decode()


def test_a_reason_for_what_a_colleague_did_already_is_shown_to_be_copied(
    client, validated, submitted, secretariat_pe_2
):
    data = {"seen": submitted.version, "reason": "Falta el acta."}
    answer = signed_in(client, secretariat_pe_2).post(page("return", validated), data)
    assert (answer.status_code, answer.context["to"]) == (409, validated.get_absolute_url())
    assert [text for _label, text in answer.context["written"]] == ["Falta el acta."]


# --- One report -------------------------------------------------------------------------------------------
def test_the_buttons_are_those_that_the_person_may_press(client, submitted, secretariat_pe, focal_pe):
    offered = ("can_edit", "can_discard", "can_decide", "can_agree", "can_observe")
    shown = signed_in(client, secretariat_pe).get(submitted.get_absolute_url()).context
    assert [name for name in offered if shown[name]] == ["can_decide"]
    shown = signed_in(client, focal_pe).get(submitted.get_absolute_url()).context
    assert [name for name in offered if shown[name]] == []


def test_who_wrote_in_it_is_told_that_a_colleague_validates(client, draft, secretariat_pe, secretariat_pe_2):
    workflow.submit(draft.pk, by=secretariat_pe, now=NOON)
    shown = signed_in(client, secretariat_pe).get(draft.get_absolute_url())
    assert shown.context["wrote_in_it"]
    assert not shown.context["can_decide"]


def test_the_counterpart_reads_the_report_and_nothing_of_its_way(
    client, submitted, focal_pe, secretariat_pe, secretariat_bo
):
    back = workflow.return_for_changes(submitted.pk, reason="Falta el acta.", by=secretariat_pe, now=NOON)
    fields = {"description": "Tres talleres."}
    workflow.save_draft(back.pk, fields=fields, version=back.version, by=focal_pe, now=NOON)
    workflow.submit(back.pk, by=focal_pe, now=NOON)
    workflow.validate(back.pk, by=secretariat_pe, now=NOON)
    shown = signed_in(client, secretariat_bo).get(back.get_absolute_url()).content.decode()
    assert "Tres talleres." in shown
    assert "Falta el acta." not in shown
    assert "Dos talleres" not in shown
    shown = signed_in(client, focal_pe).get(back.get_absolute_url()).content.decode()
    assert "Falta el acta." in shown
    assert "Dos talleres" in shown


def test_evidence_is_shown_with_its_hash_and_names_as_text(client, draft, focal_pe):
    make_evidence(draft, title="<b>Acta</b>", accepted=False)
    upload = SimpleUploadedFile("acta.pdf", PDF)
    evidence = workflow.add_file(draft.pk, upload=upload, by=focal_pe, now=NOON)
    shown = signed_in(client, focal_pe).get(draft.get_absolute_url()).content.decode()
    assert evidence.sha256 in shown
    assert "&lt;b&gt;Acta&lt;/b&gt;" in shown


def test_an_answer_to_the_report_before_carries_on(client, activity, secretariat_pe):
    before = make_report(activity, "BO", percent=80, as_of=date(2025, 12, 31))
    answer = {"report": before, "country_id": "PE", "decision": "agreed", "decided_at": NOON}
    Conformity.objects.create(**answer)
    report = make_report(activity, "BO", percent=80)
    shown = signed_in(client, secretariat_pe).get(report.get_absolute_url())
    assert shown.context["carried"].decision == "agreed"
    other = make_report(activity, "BO", percent=90, as_of=date(2026, 5, 1))
    assert client.get(other.get_absolute_url()).context["carried"] is None


def test_a_report_takes_the_same_queries_whatever_it_holds(client, validated, secretariat_pe):
    client, counts = signed_in(client, secretariat_pe), []
    for many in (1, 29):
        for number in range(many):
            make_evidence(validated, title=f"Acta {number}")
            decision = {"decision": "observed", "reason": "No.", "country_id": "BO", "decided_at": NOON}
            Conformity.objects.create(report=validated, decided_by=secretariat_pe, **decision)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(validated.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Evidence ---------------------------------------------------------------------------------------------
@pytest.fixture
def file(draft, focal_pe) -> Evidence:
    upload = SimpleUploadedFile("Acta de reunión ñ.pdf", PDF)
    return workflow.add_file(draft.pk, upload=upload, by=focal_pe, now=NOON)


def download(evidence: Evidence) -> str:
    return reverse("roadmap:evidence-download", args=[evidence.pk])


def test_a_file_comes_down_under_its_own_name_to_be_saved(client, file, focal_pe):
    answer = signed_in(client, focal_pe).get(download(file))
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''Acta%20de%20reuni%C3%B3n%20%C3%B1.pdf"


def test_a_file_is_served_to_who_may_see_its_report_only(client, file, secretariat_bo, secretariat_pe):
    assert signed_in(client, secretariat_bo).get(download(file)).status_code == 404
    workflow.submit(file.report_id, by=file.added_by, now=NOON)
    workflow.validate(file.report_id, by=secretariat_pe, now=NOON)
    assert signed_in(client, secretariat_bo).get(download(file)).status_code == 200


def test_a_link_or_a_lost_file_has_nothing_to_download(client, file, draft, focal_pe):
    link = workflow.add_link(draft.pk, url="https://example.org/", by=focal_pe, now=NOON)
    client = signed_in(client, focal_pe)
    assert client.get(download(link)).status_code == 404
    file.file.storage.delete(file.file.name)
    assert client.get(download(file)).status_code == 404


def test_evidence_is_added_with_a_title_and_taken_out_again(client, draft, focal_pe):
    client, add = signed_in(client, focal_pe), reverse("roadmap:evidence-add", args=[draft.pk])
    assert client.get(add).status_code == 200
    file = SimpleUploadedFile("a.pdf", PDF)
    client.post(add, {"kind": "file", "file": file, "title": "Acta final", "category": "minutes"})
    client.post(add, {"kind": "link", "url": "https://example.org/", "title": "", "category": "norm"})
    assert list(draft.evidence.values_list("title", flat=True)) == ["Acta final", "https://example.org/"]
    remove = reverse("roadmap:evidence-remove", args=[draft.evidence.first().pk])
    assert client.get(remove).status_code == 200
    assert draft.evidence.count() == 2
    client.post(remove)
    assert draft.evidence.get().kind == "link"


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "file"},
        {"category": "minutes", "kind": "file", "file": SimpleUploadedFile("a.pdf", b"<html>")},
        {"category": "minutes", "kind": "file", "file": SimpleUploadedFile("a.pdf", b"")},
        {"category": "minutes", "kind": "link", "url": "javascript:alert(1)"},
        {"category": "minutes", "kind": "link"},
    ],
)
def test_what_is_no_evidence_is_refused_in_words(client, draft, focal_pe, data):
    add = reverse("roadmap:evidence-add", args=[draft.pk])
    answer = signed_in(client, focal_pe).post(add, data)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)
    assert not Evidence.objects.exists()


def test_evidence_of_a_submitted_report_is_left_alone(client, submitted, focal_pe):
    evidence = make_evidence(submitted, accepted=False)
    client = signed_in(client, focal_pe)
    add, remove = (
        reverse("roadmap:evidence-add", args=[submitted.pk]),
        reverse("roadmap:evidence-remove", args=[evidence.pk]),
    )
    assert told(client.post(remove, follow=True)) == ["warning"]
    answer = client.post(add, {"kind": "link", "url": "https://example.org/", "title": "Acta"})
    assert answer.status_code == 409
    assert [text for _label, text in answer.context["written"]] == ["https://example.org/", "Acta"]
    assert submitted.evidence.count() == 1
