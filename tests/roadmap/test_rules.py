"""The rules of a roadmap: written by either secretariat until it is in force, and part of what both accept."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from roadmap import plan, workflow
from roadmap.models import Roadmap
from roadmap.models.rules import default_checks, default_reminders
from tests.build import NOON, make_activity, make_roadmap

LATER = NOON + timedelta(hours=1)
FORM = {
    **{"answer_days": "45", "tacit_conformity": "on", "minimum_text": "30", "before": "10, 2"},
    **{"sign_days": "20", "closing_visto_bueno": "on"},
    **{"after": "", "waiting": "3 7", "evidence": "block", "lower": "warn", "early_milestone": "off"},
    **{"short_text": "warn", "approval": "block"},
}


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap()
    make_activity(roadmap)
    return roadmap


def test_a_new_roadmap_begins_with_the_usual_rules(roadmap):
    assert workflow.rules_of(roadmap) == {
        "answer_days": 30,
        "tacit_conformity": False,
        "minimum_text": 20,
        "sign_days": 15,
        "closing_visto_bueno": False,
        "checks": default_checks(),
        "reminders": {"before": [15, 5, 1], "after": [1, 7, 15], "waiting": [3, 7, 14]},
    }


def test_either_secretariat_writes_them_and_history_knows_who(roadmap, secretariat_pe, secretariat_bo):
    workflow.set_rules(roadmap.pk, rules={"answer_days": 45}, by=secretariat_pe, now=NOON)
    workflow.set_rules(roadmap.pk, rules={"tacit_conformity": True}, by=secretariat_bo, now=LATER)
    roadmap.refresh_from_db()
    assert (roadmap.answer_days, roadmap.tacit_conformity) == (45, True)
    lines = roadmap.history.order_by("-history_id")[:2]
    assert [line.history_user for line in lines] == [secretariat_bo, secretariat_pe]


@pytest.mark.parametrize("status", ["in_force", "finished"])
def test_once_both_accepted_them_nobody_changes_them_alone(roadmap, secretariat_pe, status):
    Roadmap.objects.update(status=status)
    with pytest.raises(workflow.IllegalTransition):
        workflow.set_rules(roadmap.pk, rules={"answer_days": 45}, by=secretariat_pe, now=NOON)


def test_the_usual_rules_leave_the_hash_of_a_content_as_it_was_before_there_were_any(roadmap):
    assert "rules" not in plan.content(roadmap)["roadmap"]


@pytest.mark.parametrize(
    "rules",
    [
        {"answer_days": 45},
        {"tacit_conformity": True},
        {"minimum_text": 0},
        {"sign_days": 30},
        {"closing_visto_bueno": True},
        {"checks": default_checks() | {"evidence": "block"}},
        {"reminders": default_reminders() | {"after": []}},
    ],
)
def test_a_change_of_any_rule_overtakes_a_step_that_waits(roadmap, secretariat_pe, secretariat_bo, rules):
    step = workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_bo, now=NOON)
    workflow.set_rules(roadmap.pk, rules=rules, by=secretariat_bo, now=NOON)
    sha256 = step.content_sha256
    answered = workflow.accept_step(step.pk, content_sha256=sha256, by=secretariat_pe, now=LATER)
    assert answered.outcome == "overtaken"
    assert Roadmap.objects.get().status == "in_preparation"


def test_back_to_the_usual_rules_is_the_same_content_again(roadmap, secretariat_pe):
    before = plan.content_sha256(roadmap)
    changed = workflow.set_rules(roadmap.pk, rules={"answer_days": 45}, by=secretariat_pe, now=NOON)
    assert plan.content_sha256(changed) != before
    again = workflow.set_rules(roadmap.pk, rules={"answer_days": 30}, by=secretariat_pe, now=LATER)
    assert plan.content_sha256(again) == before


@pytest.mark.parametrize(
    "rules",
    [
        {"answer_days": 0},
        {"answer_days": 366},
        {"minimum_text": 2001},
        {"sign_days": 0},
        {"sign_days": 366},
        {"checks": {"evidence": "block"}},
        {"checks": default_checks() | {"evidence": "shout"}},
        {"reminders": {"before": [366]}},
        {"reminders": {"before": list(range(11))}},
    ],
)
def test_rules_that_make_no_sense_are_refused(roadmap, secretariat_pe, rules):
    with pytest.raises(ValidationError):
        workflow.set_rules(roadmap.pk, rules=rules, by=secretariat_pe, now=NOON)


# --- The page ---------------------------------------------------------------------------------------------
def page(roadmap: Roadmap) -> str:
    return reverse("roadmap:roadmap-rules", args=[roadmap.code])


def tags(response: Any) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


def test_the_page_saves_all_rules_at_once(client, roadmap, secretariat_pe):
    client.force_login(secretariat_pe)
    seen = client.get(page(roadmap)).context["form"]["seen"].value()
    assert tags(client.post(page(roadmap), FORM | {"seen": seen}, follow=True)) == ["success"]
    rules = workflow.rules_of(Roadmap.objects.get())
    assert (rules["answer_days"], rules["tacit_conformity"], rules["minimum_text"]) == (45, True, 30)
    assert rules["reminders"] == {"before": [10, 2], "after": [], "waiting": [3, 7]}
    assert (rules["checks"]["evidence"], rules["checks"]["early_milestone"]) == ("block", "off")


def test_who_saw_other_rules_is_told_and_writes_nothing(client, roadmap, secretariat_pe, secretariat_bo):
    client.force_login(secretariat_pe)
    seen = client.get(page(roadmap)).context["form"]["seen"].value()
    theirs = {"answer_days": 60, "minimum_text": 100}
    workflow.set_rules(roadmap.pk, rules=theirs, by=secretariat_bo, now=NOON)
    mine = FORM | {"minimum_text": "20"}
    answer = client.post(page(roadmap), mine | {"seen": seen})
    assert (answer.status_code, tags(answer), Roadmap.objects.get().answer_days) == (409, ["warning"], 60)
    form = answer.context["form"]
    assert (form["answer_days"].value(), form["after"].value()) == (45, "")
    assert (form["minimum_text"].value(), form["tacit_conformity"].value()) == (100, True)
    told = [(row["theirs"], row["mine"], row["taken"]) for row in answer.context["rows"]]
    assert {("60", "45", True), ("100", "20", False)} <= set(told)
    again = mine | {"minimum_text": "100", "seen": form["seen"].value()}
    assert tags(client.post(page(roadmap), again, follow=True)) == ["success"]
    found = Roadmap.objects.get()
    assert (found.answer_days, found.minimum_text) == (45, 100)


@pytest.mark.parametrize(("name", "value"), [("before", "pronto"), ("answer_days", "0"), ("after", "1,5000")])
def test_a_mistake_stands_at_its_field(client, roadmap, secretariat_pe, name, value):
    client.force_login(secretariat_pe)
    answer = client.post(page(roadmap), FORM | {name: value})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {name})


def test_in_force_everybody_reads_them_and_nobody_gets_a_form(client, roadmap, secretariat_pe):
    Roadmap.objects.update(status="in_force")
    client.force_login(secretariat_pe)
    shown = client.get(page(roadmap))
    assert not shown.context["can_set"]
    assert 'name="answer_days"' not in shown.content.decode()
    answer = client.post(page(roadmap), FORM)
    assert (answer.status_code, "45" in [text for _label, text in answer.context["written"]]) == (409, True)


def test_in_force_the_conditions_and_the_cutoff_dates_are_read_with_the_rules(
    client, roadmap, secretariat_pe
):
    Roadmap.objects.update(status="in_force", conformity_required=False)
    secretariat_pe.language = "en"
    secretariat_pe.save()
    client.force_login(secretariat_pe)
    shown = client.get(page(roadmap)).content.decode()
    assert "Fulfilled without the counterpart" in shown
    assert "Fulfilled only with accepted evidence" in shown
    assert "30/09/2026" in shown
