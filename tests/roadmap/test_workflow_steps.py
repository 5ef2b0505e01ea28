"""In preparation, in force, finished: one party proposes, the other accepts what it saw."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from roadmap import workflow
from roadmap.models import Roadmap, RoadmapStep
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

pytestmark = pytest.mark.on_both

LATER = NOON + timedelta(days=1)


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap()
    make_activity(roadmap, milestones={"H1": 1})
    return roadmap


@pytest.fixture
def step(roadmap, secretariat_bo) -> RoadmapStep:
    return workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_bo, now=NOON)


def accept(step: RoadmapStep, by, sha256: str = "") -> RoadmapStep:
    return workflow.accept_step(step.pk, content_sha256=sha256 or step.content_sha256, by=by, now=LATER)


def test_a_proposal_tells_who_when_and_what(step, roadmap, secretariat_bo):
    assert (step.country_id, step.proposed_by, step.proposed_at) == ("BO", secretariat_bo, NOON)
    assert step.content_sha256 == workflow.step_content_sha256(roadmap)
    roadmap.refresh_from_db()
    assert roadmap.status == "in_preparation"


def test_what_both_accept_comes_into_force(step, roadmap, secretariat_pe):
    done = accept(step, secretariat_pe)
    roadmap.refresh_from_db()
    assert (done.outcome, done.answered_by, done.answered_at) == ("accepted", secretariat_pe, LATER)
    assert roadmap.status == "in_force"
    line = roadmap.history.get(history_date=LATER)
    assert (line.status, line.history_user) == ("in_force", secretariat_pe)


def test_a_roadmap_in_force_is_finished_in_the_same_way(step, roadmap, secretariat_pe, secretariat_bo):
    accept(step, secretariat_pe)
    last = workflow.propose_step(roadmap.pk, to_status="finished", by=secretariat_pe, now=LATER)
    accept(last, secretariat_bo)
    roadmap.refresh_from_db()
    assert roadmap.status == "finished"


def test_no_party_accepts_its_own_proposal(step, secretariat_bo, secretariat_bo_2):
    for by in (secretariat_bo, secretariat_bo_2):
        with pytest.raises(PermissionDenied):
            accept(step, by)


@pytest.mark.parametrize(
    "person", ["focal_pe", "ministry_pe", "authority_pe", "consul", "outsider", "operator"]
)
def test_only_the_secretariats_take_steps(step, roadmap, person, request):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        accept(step, by)
    with pytest.raises(PermissionDenied):
        workflow.decline_step(step.pk, reason="No.", by=by, now=LATER)
    with pytest.raises(PermissionDenied):
        workflow.withdraw_step(step.pk, by=by, now=LATER)
    with pytest.raises(PermissionDenied):
        workflow.propose_step(roadmap.pk, to_status="in_force", by=by, now=LATER)


@pytest.mark.parametrize("to_status", ["finished", "in_preparation", "elsewhere"])
def test_steps_follow_each_other(roadmap, secretariat_bo, to_status):
    with pytest.raises(workflow.IllegalTransition):
        workflow.propose_step(roadmap.pk, to_status=to_status, by=secretariat_bo, now=NOON)


def test_one_proposal_waits_at_a_time(step, roadmap, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_pe, now=LATER)


def test_a_change_of_the_content_makes_the_step_void(step, roadmap, secretariat_pe):
    roadmap.activities.update(title="Otra cosa")
    done = accept(step, secretariat_pe)
    roadmap.refresh_from_db()
    assert (done.outcome, roadmap.status) == ("overtaken", "in_preparation")
    assert not roadmap.steps.filter(outcome="pending").exists()


@pytest.mark.parametrize("change", ["report", "evidence"])
def test_the_record_from_a_workbook_is_part_of_what_is_accepted(
    roadmap, secretariat_bo, secretariat_pe, change
):
    report = make_report(roadmap.activities.get(), percent=None, from_workbook=True)
    step = workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_bo, now=NOON)
    if change == "report":
        type(report).objects.update(milestones_met=["H1"])
    else:
        make_evidence(report)
    assert accept(step, secretariat_pe).outcome == "overtaken"


def test_reporting_goes_on_while_a_step_waits(step, roadmap, secretariat_pe):
    make_report(roadmap.activities.get(), milestones_met=["H1"])
    assert accept(step, secretariat_pe).outcome == "accepted"


def test_who_saw_another_content_is_asked_to_look_again(step, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        accept(step, secretariat_pe, "0" * 64)
    step.refresh_from_db()
    assert step.outcome == "pending"


def test_a_proposal_that_the_content_overtook_gives_way_to_a_new_one(step, roadmap, secretariat_pe):
    roadmap.activities.update(title="Otra cosa")
    new = workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_pe, now=LATER)
    step.refresh_from_db()
    assert (step.outcome, new.outcome, new.country_id) == ("overtaken", "pending", "PE")


def test_who_declines_says_why(step, secretariat_pe):
    with pytest.raises(ValidationError):
        workflow.decline_step(step.pk, reason=" ", by=secretariat_pe, now=LATER)
    done = workflow.decline_step(step.pk, reason="Falta un hito.", by=secretariat_pe, now=LATER)
    assert (done.outcome, done.reason) == ("declined", "Falta un hito.")


def test_who_proposed_it_takes_it_back(step, secretariat_bo_2, secretariat_pe):
    with pytest.raises(PermissionDenied):
        workflow.withdraw_step(step.pk, by=secretariat_pe, now=LATER)
    assert workflow.withdraw_step(step.pk, by=secretariat_bo_2, now=LATER).outcome == "withdrawn"


@pytest.mark.parametrize("outcome", ["accepted", "declined", "withdrawn", "overtaken"])
def test_an_answered_proposal_is_not_answered_again(step, secretariat_pe, secretariat_bo, outcome):
    RoadmapStep.objects.update(outcome=outcome)
    with pytest.raises(workflow.IllegalTransition):
        accept(step, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        workflow.decline_step(step.pk, reason="No.", by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition):
        workflow.withdraw_step(step.pk, by=secretariat_bo, now=LATER)
