"""The agreed texts become the plan, and both put it in force."""

from datetime import date

import pytest

from roadmap import preparation, workflow
from roadmap.models import Activity, Preparation, Roadmap
from tests.build import make_roadmap

from .rooms import CODE, FRAME, LATER, NOW, accept, agree, propose, row_at, text_for


@pytest.fixture
def settled(room, secretariat_bo, secretariat_pe) -> Preparation:
    agree(row_at(room, 1), secretariat_bo, secretariat_pe, number="2.1", axis="Prevención")
    agree(row_at(room, 2), secretariat_pe, secretariat_bo, number="1.10", axis="Planificación")
    agree(row_at(room, 3), secretariat_pe, secretariat_bo, number="1.2", axis="Planificación")
    return room


def put_in_force(room, one, other) -> None:
    step = workflow.propose_step(room.roadmap_id, to_status="in_force", by=one, now=LATER)
    workflow.accept_step(step.pk, content_sha256=step.content_sha256, by=other, now=LATER)


def test_nothing_is_in_the_plan_while_a_row_is_open(room, secretariat_bo, secretariat_pe):
    agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    assert not Activity.objects.filter(roadmap=room.roadmap).exists()
    with pytest.raises(workflow.IllegalTransition):
        workflow.propose_step(room.roadmap_id, to_status="in_force", by=secretariat_bo, now=LATER)


def test_the_agreed_texts_become_the_plan(settled):
    activities = list(settled.roadmap.activities.in_plan_order())
    assert [one.number for one in activities] == ["2.1", "1.2", "1.10"]
    assert [one.axis.title for one in activities] == ["Prevención", "Planificación", "Planificación"]
    first = activities[0]
    assert (first.continues.number, first.start, first.deadline) == (
        "1.1",
        date(2027, 1, 15),
        date(2027, 12, 15),
    )
    assert [stone.key for stone in first.milestones.all()] == ["H2"]
    assert first.responsibilities.filter(role="lead").count() == 2
    assert first.progress_reports.count() == 0


def test_what_both_agreed_is_put_in_force_by_the_usual_step(settled, secretariat_bo, secretariat_pe):
    put_in_force(settled, secretariat_bo, secretariat_pe)
    assert Roadmap.objects.get(code=CODE).status == "in_force"
    with pytest.raises(workflow.IllegalTransition):
        preparation.reopen(row_at(settled, 1).pk, by=secretariat_bo, now=LATER)


def test_taking_a_row_up_again_makes_the_step_void(settled, secretariat_bo, secretariat_pe):
    step = workflow.propose_step(settled.roadmap_id, to_status="in_force", by=secretariat_bo, now=LATER)
    row = preparation.reopen(row_at(settled, 1).pk, by=secretariat_pe, now=LATER)
    step.refresh_from_db()
    assert step.outcome == "overtaken"
    sha256 = propose(row, secretariat_pe, number="2.1", axis="Prevención", title="Otro título")
    accept(row, sha256, secretariat_bo)
    assert row.activity.pk == row_at(settled, 1).activity_id
    assert settled.roadmap.activities.get(number="2.1").title == "Otro título"


def test_a_new_row_on_the_table_makes_the_step_void(settled, secretariat_bo, secretariat_pe):
    step = workflow.propose_step(settled.roadmap_id, to_status="in_force", by=secretariat_bo, now=LATER)
    preparation.add_row(
        settled.pk, text=text_for(row_at(settled, 1), number="3.1"), by=secretariat_pe, now=LATER
    )
    step.refresh_from_db()
    assert step.outcome == "pending"
    preparation.publish(settled.pk, by=secretariat_pe, now=LATER)
    step.refresh_from_db()
    assert step.outcome == "overtaken"


def test_two_activities_exchange_their_numbers_and_one_leaves(settled, secretariat_bo, secretariat_pe):
    second, third = row_at(settled, 2), row_at(settled, 3)
    for row in (second, third):
        preparation.reopen(row.pk, by=secretariat_bo, now=LATER)
    agree(second, secretariat_bo, secretariat_pe, number="1.2", axis="Planificación")
    agree(third, secretariat_bo, secretariat_pe, number="1.10", axis="Planificación")
    second.refresh_from_db()
    assert (second.activity.number, Activity.objects.filter(number__startswith="~").count()) == ("1.2", 0)
    preparation.reopen(third.pk, by=secretariat_bo, now=LATER)
    accept(third, propose(third, secretariat_pe, dropped=True), secretariat_bo)
    assert {one.number for one in settled.roadmap.activities.all()} == {"2.1", "1.2"}


def test_nothing_agreed_is_not_a_roadmap(room, secretariat_bo, secretariat_pe):
    for row in room.rows.all():
        accept(row, propose(row, secretariat_bo, dropped=True), secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        workflow.propose_step(room.roadmap_id, to_status="in_force", by=secretariat_bo, now=LATER)


def test_a_roadmap_without_activities_is_followed_by_an_empty_matrix(secretariat_bo):
    previous = make_roadmap("bo-pe-2021-2022", status="finished")
    room = preparation.open_room(previous.pk, code=CODE, frame=FRAME, by=secretariat_bo, now=NOW)
    assert room.rows.count() == 0
    row = preparation.add_row(room.pk, text={"number": "1.1", "title": "Primera"}, by=secretariat_bo, now=NOW)
    assert row.texts.get().content["weight"] == ""
