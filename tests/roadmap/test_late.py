"""Whoever comes too late loses no text: proposals of a modification, steps, their answers."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roadmap import workflow
from roadmap.forms import ProgressForm, RulesForm
from roadmap.models import Amendment, Roadmap
from roadmap.views.late import in_words
from tests.build import NOON, make_activity, make_roadmap, signed_in
from tests.roadmap.test_amendments import propose
from tests.roadmap.test_workflow_evidence import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MOVED = {"start": "2025-04-24", "deadline": "2027-03-31"}
WHY = "Falta el convenio de Puno."


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def roadmap(_today) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1")
    return Roadmap.objects.with_parties().get()


@pytest.fixture
def pe(client: Client, secretariat_pe) -> Client:
    return signed_in(client, secretariat_pe)


def new(roadmap: Roadmap, kind: str = "reprogram") -> str:
    return reverse("roadmap:amendment-propose", args=[roadmap.code, kind]) + "?activity=1.1"


def given(stage: str = "propose", **fields: Any) -> dict[str, Any]:
    paper: dict[str, Any] = {"kind": "oficio", "number": "12-2026", "dated": "2026-05-30"}
    paper["file"] = SimpleUploadedFile("oficio.pdf", PDF)
    asked = {"reason": WHY, "wanted_on": "2026-07-01", **{f"paper-{name}": paper[name] for name in paper}}
    return {"stage": stage, **MOVED, **asked, **fields}


def texts(answer: Any) -> list[str]:
    return [text for _label, text in answer.context["written"]]


def of_form(answer: Any) -> dict[str, str]:
    return dict(answer.context["kept"])


# --- A proposal -------------------------------------------------------------------------------------------
def test_going_back_to_correct_a_proposal_keeps_its_reason_day_and_document(roadmap, pe):
    back = pe.post(new(roadmap), given("edit"))
    assert of_form(back) == {
        **{"reason": WHY, "wanted_on": "2026-07-01", "paper-kind": "oficio"},
        **{"paper-number": "12-2026", "paper-dated": "2026-05-30"},
    }
    assert f'name="reason" value="{WHY}"' in back.content.decode()
    mistaken = pe.post(new(roadmap), {**MOVED, **of_form(back), "deadline": "", "stage": "preview"})
    assert (mistaken.status_code, of_form(mistaken)) == (422, of_form(back))
    preview = pe.post(new(roadmap), {**MOVED, **of_form(mistaken), "stage": "preview"})
    proposal, document = preview.context["proposal"], preview.context["document"]
    assert [proposal[name].value() for name in ("reason", "wanted_on")] == [WHY, "2026-07-01"]
    assert [document[name].value() for name in ("kind", "number")] == ["oficio", "12-2026"]
    assert proposal.errors == document.errors == {}


def test_nothing_is_typed_where_a_proposal_about_the_same_waits(roadmap, pe, secretariat_bo):
    waiting = propose(roadmap, secretariat_bo, "withdraw", "1.1")
    shown = pe.get(new(roadmap), follow=True)
    assert shown.redirect_chain[-1][0] == waiting.get_absolute_url()
    assert [message.level_tag for message in shown.context["messages"]] == ["warning"]
    assert pe.get(new(roadmap, "extend")).status_code == 200


@pytest.mark.parametrize("stage", ["preview", "propose"])
def test_a_proposal_that_another_one_came_before_stays_in_its_form(roadmap, pe, secretariat_bo, stage):
    waiting = propose(roadmap, secretariat_bo, "withdraw", "1.1")
    answer = pe.post(new(roadmap), given(stage))
    assert (answer.status_code, answer.context["waiting"]) == (409, waiting)
    assert answer.context["form"]["deadline"].value() == "2027-03-31"
    assert (of_form(answer)["reason"], of_form(answer)["paper-number"]) == (WHY, "12-2026")
    assert WHY in texts(answer)
    workflow.withdraw_amendment(waiting.pk, by=secretariat_bo, now=NOON)
    preview = pe.post(new(roadmap), {**MOVED, **of_form(answer), "stage": "preview"})
    assert preview.context["proposal"]["reason"].value() == WHY


def test_a_new_activity_with_the_number_of_one_that_waits_stays_in_its_form(roadmap, pe, secretariat_bo):
    content = {**workflow.content_in_force(roadmap, "1.1"), "number": "1.2"}
    waiting = propose(roadmap, secretariat_bo, "add", "1.2", content)
    address = reverse("roadmap:amendment-propose", args=[roadmap.code, "add"])
    form = pe.get(address).context["form"]
    leads = {f"lead_{code}": form.fields[f"lead_{code}"].choices[-1][0] for code in ("BO", "PE")}
    fields = {"number": "1.2", "axis": "Eje 1", "title": "Nueva", "kind": "joint", "weight": "1", **leads}
    fields |= {"milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0"}
    answer = pe.post(address, given(**fields))
    assert (answer.status_code, answer.context["waiting"]) == (409, waiting)
    assert answer.context["form"]["title"].value() == "Nueva"


def test_a_proposal_for_a_roadmap_that_ended_meanwhile_is_shown_to_be_copied(roadmap, pe):
    Roadmap.objects.update(status=Roadmap.Status.FINISHED)
    answer = pe.post(new(roadmap), given())
    assert answer.status_code == 409
    assert {"31/03/2027", WHY, "12-2026", "Oficio"} <= set(texts(answer))
    assert pe.get(new(roadmap)).url == reverse("roadmap:roadmap-plan", args=[roadmap.code])


def test_a_proposal_with_a_mistake_says_that_its_file_is_to_be_chosen_again(roadmap, pe):
    answer = pe.post(new(roadmap), given(reason=""))
    assert answer.status_code == 422
    assert answer.context["document"].file_again
    assert not Amendment.objects.exists()


# --- Answers ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("act", "fields", "kept"),
    [
        ("decline", {"reason": WHY}, [WHY]),
        ("accept", {}, ["Oficio", "12-2026", "30/05/2026", "oficio.pdf"]),
    ],
)
def test_an_answer_to_a_proposal_that_was_withdrawn_is_shown_to_be_copied(
    roadmap, pe, secretariat_bo, act, fields, kept
):
    amendment = propose(roadmap, secretariat_bo, "withdraw", "1.1")
    workflow.withdraw_amendment(amendment.pk, by=secretariat_bo, now=NOON)
    fields = fields or {name: value for name, value in given().items() if name.startswith("paper-")}
    address = reverse(f"roadmap:amendment-{act}", args=[amendment.pk])
    answer = pe.post(address, fields | {"content_sha256": amendment.content_sha256})
    assert (answer.status_code, texts(answer)) == (409, kept)


def test_a_reason_against_a_step_is_kept_whatever_happens_to_it(pe, secretariat_bo):
    roadmap = make_roadmap()
    make_activity(roadmap)
    step = workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_bo, now=NOON)
    address = reverse("roadmap:step-decline", args=[step.pk])
    long = pe.post(address, {"reason": "x" * 20_001})
    assert (long.status_code, long.context["decline"]["reason"].value()) == (422, "x" * 20_001)
    assert "x" * 20_001 in long.content.decode()
    workflow.withdraw_step(step.pk, by=secretariat_bo, now=NOON)
    late = pe.post(address, {"reason": WHY})
    assert (late.status_code, texts(late)) == (409, [WHY])
    assert late.context["to"] == reverse("roadmap:roadmap-status", args=[roadmap.code])


# --- In words ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("form", "name", "value", "words"),
    [
        (RulesForm(), "before", [10, 2], "10, 2"),
        (RulesForm(), "minimum_text", 0, "0"),
        (ProgressForm, "other_day", date(2026, 4, 30), "30/04/2026"),
        (ProgressForm, "other_day", "mañana", "mañana"),
        (ProgressForm, "description", None, ""),
        (ProgressForm, "uploads", [], ""),
    ],
)
def test_a_value_is_told_as_people_read_it(form, name, value, words):
    fields = form.fields if isinstance(form, RulesForm) else form.base_fields
    assert in_words(fields[name], value) == words
