"""The room of the next roadmap: opened by either side, fed with what is unfinished, agreed row by row."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Letter, User
from roadmap import preparation, workflow
from roadmap.models import Activity, MatrixRow, Preparation, Roadmap, RowText
from tests.build import make_roadmap

from .rooms import CODE, FRAME, NOW, agree, make_previous, make_room, propose, row_at, text_for

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def room(secretariat_bo, secretariat_pe) -> Preparation:
    return make_room(secretariat_bo)


def save(row, by, version=0, **changes) -> RowText:
    return preparation.save_text(row.pk, text=text_for(row, **changes), version=version, by=by, now=NOW)


def accept(row, sha256, by) -> list[MatrixRow]:
    return preparation.accept(row.room_id, proposals={row.pk: sha256}, by=by, now=NOW)


# --- Opening ----------------------------------------------------------------------------------------------
def test_it_is_fed_with_what_is_unfinished_and_its_result_as_baseline(room):
    row = row_at(room, 1)
    assert (row.continues.number, row.fed["baseline"]) == ("1.1", "60 % al 20/11/2026")
    assert [stone["key"] for stone in row.fed["milestones"]] == ["H2"]
    assert (row.fed["title"], row.fed["kind"], row.fed["start"]) == ("Actividad 1.1", "joint", "")
    assert [who["acronym"] for who in row.fed["responsibles"]["PE"]] == ["ST-CMNP", "MIMP"]


def test_what_is_fulfilled_is_not_fed(secretariat_bo):
    previous = make_previous(rows=2)
    previous.conformity_required = previous.evidence_required = False
    previous.save()
    for report in previous.activities.get(number="1.1").progress_reports.all():
        type(report).objects.filter(pk=report.pk).update(milestones_met=["H1", "H2"])
    room = preparation.open_room(previous.pk, code=CODE, frame=FRAME, by=secretariat_bo, now=NOW)
    assert [row.fed["number"] for row in room.rows.all()] == ["1.2"]


def test_the_new_roadmap_is_in_preparation_with_its_frame(room):
    roadmap = Roadmap.objects.get(code=CODE)
    assert (roadmap.status, roadmap.party_a_id, roadmap.party_b_id) == ("in_preparation", "BO", "PE")
    assert [row.day for row in roadmap.cutoff_dates.all()] == list(FRAME.cutoffs)
    assert roadmap.activities.count() == 0


def test_the_rules_of_both_go_on_but_what_silence_means_is_decided_anew(secretariat_bo):
    previous = make_previous()
    previous.answer_days, previous.tacit_conformity, previous.evidence_required = 45, True, False
    previous.save()
    room = preparation.open_room(previous.pk, code=CODE, frame=FRAME, by=secretariat_bo, now=NOW)
    kept = room.roadmap
    assert (kept.answer_days, kept.evidence_required, kept.tacit_conformity) == (45, False, False)


@pytest.mark.parametrize("person", ["focal_pe", "ministry_pe", "reader", "observer", "operator", "outsider"])
def test_only_a_secretariat_of_a_party_opens_it(db, person, request):
    previous = make_previous()
    by = request.getfixturevalue(person)
    with pytest.raises((PermissionDenied, workflow.IllegalTransition)):
        preparation.open_room(previous.pk, code=CODE, frame=FRAME, by=by, now=NOW)
    assert not Preparation.objects.exists()


def test_there_is_one_room_after_a_roadmap(room, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        preparation.open_room(room.follows_id, code="otra", frame=FRAME, by=secretariat_pe, now=NOW)


def test_a_roadmap_in_preparation_has_no_next_one(room, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        preparation.open_room(room.roadmap_id, code="otra", frame=FRAME, by=secretariat_pe, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"end": date(2026, 12, 31)}, "end"),
        ({"cutoffs": (date(2029, 1, 1),)}, "cutoffs"),
    ],
)
def test_an_impossible_frame_is_refused(secretariat_bo, changes, field):
    previous = make_previous()
    with pytest.raises(ValidationError) as refused:
        preparation.open_room(
            previous.pk, code=CODE, frame=replace(FRAME, **changes), by=secretariat_bo, now=NOW
        )
    assert field in refused.value.message_dict


def test_either_side_corrects_the_frame_and_nothing_is_overwritten(room, secretariat_pe, secretariat_bo):
    longer = replace(FRAME, end=date(2029, 6, 30))
    preparation.change_frame(room.pk, frame=longer, version=1, by=secretariat_pe, now=LATER)
    with pytest.raises(preparation.FrameChangedMeanwhile):
        preparation.change_frame(room.pk, frame=FRAME, version=1, by=secretariat_bo, now=LATER)
    roadmap = Roadmap.objects.get(code=CODE)
    assert (roadmap.end, roadmap.history.first().history_user) == (date(2029, 6, 30), secretariat_pe)


# --- Proposing --------------------------------------------------------------------------------------------
def test_a_draft_is_not_a_proposal(room, secretariat_bo, secretariat_pe):
    row = row_at(room, 1)
    save(row, secretariat_bo)
    assert row.texts.get().published_at is None
    with pytest.raises(workflow.IllegalTransition):
        accept(row, "", secretariat_pe)


def test_a_side_writes_its_own_column_only(room, secretariat_bo, secretariat_pe):
    row = row_at(room, 1)
    save(row, secretariat_bo, title="De Bolivia")
    save(row, secretariat_pe, title="Del Perú")
    assert {text.country_id: text.content["title"] for text in row.texts.all()} == {
        "BO": "De Bolivia",
        "PE": "Del Perú",
    }


def test_a_colleague_s_text_is_not_overwritten(room, secretariat_pe, secretariat_pe_2):
    row = row_at(room, 1)
    save(row, secretariat_pe, title="Uno")
    with pytest.raises(preparation.WrittenMeanwhile) as refused:
        save(row, secretariat_pe_2, title="Dos")
    assert refused.value.current.content["title"] == "Uno"


def test_saving_the_same_again_is_no_edit(room, secretariat_pe):
    row = row_at(room, 1)
    save(row, secretariat_pe)
    assert save(row, secretariat_pe).version == 1


def test_publishing_shows_all_drafts_and_writes_one_letter_a_person(
    room, secretariat_bo, secretariat_bo_2, secretariat_pe
):
    Letter.objects.all().delete()
    for position in (1, 2):
        save(row_at(room, position), secretariat_pe)
    assert preparation.publish(room.pk, by=secretariat_pe, now=LATER) == 2
    told = Letter.objects.filter(template="preparation_published")
    assert {letter.person for letter in told} == {secretariat_bo, secretariat_bo_2}
    assert told.first().told["rows"] == 2


def test_there_is_nothing_to_publish_twice(room, secretariat_pe):
    propose(row_at(room, 1), secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        preparation.publish(room.pk, by=secretariat_pe, now=LATER)


def test_what_was_published_stays_when_the_draft_goes_on(room, secretariat_pe):
    row = row_at(room, 1)
    propose(row, secretariat_pe, title="Publicado")
    save(row, secretariat_pe, version=1, title="Borrador")
    assert row.texts.get().published["title"] == "Publicado"


def test_an_added_row_is_of_its_side_until_published(room, secretariat_pe):
    row = preparation.add_row(
        room.pk, text=text_for(row_at(room, 1), number="9.9"), by=secretariat_pe, now=NOW
    )
    assert row not in room.rows.on_the_table()
    preparation.publish(room.pk, by=secretariat_pe, now=NOW)
    assert row in room.rows.on_the_table()
    with pytest.raises(workflow.IllegalTransition):
        preparation.discard_row(row.pk, by=secretariat_pe, now=NOW)


def test_an_added_row_that_nobody_saw_is_discarded_by_its_side(room, secretariat_pe, secretariat_bo):
    row = preparation.add_row(
        room.pk, text=text_for(row_at(room, 1), number="9.9"), by=secretariat_pe, now=NOW
    )
    with pytest.raises(workflow.IllegalTransition):
        preparation.discard_row(row.pk, by=secretariat_bo, now=NOW)
    preparation.discard_row(row.pk, by=secretariat_pe, now=NOW)
    assert room.rows.count() == 3


# --- Agreeing ---------------------------------------------------------------------------------------------
def test_what_one_accepts_of_the_other_is_the_agreed_text(room, secretariat_bo, secretariat_pe):
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe, title="Lo acordado")
    assert (row.outcome, row.agreed["title"], row.settled_by) == ("agreed", "Lo acordado", secretariat_pe)
    assert row.history.first().history_user == secretariat_pe


def test_a_side_does_not_accept_its_own_proposal(room, secretariat_bo, secretariat_bo_2):
    row = row_at(room, 1)
    sha256 = propose(row, secretariat_bo)
    with pytest.raises(workflow.IllegalTransition):
        accept(row, sha256, secretariat_bo_2)


def test_a_proposal_is_accepted_as_it_was_seen(room, secretariat_bo, secretariat_pe):
    row = row_at(room, 1)
    sha256 = propose(row, secretariat_bo, title="Una")
    propose(row, secretariat_bo, title="Otra")
    with pytest.raises(workflow.IllegalTransition):
        accept(row, sha256, secretariat_pe)
    row.refresh_from_db()
    assert row.outcome == "open"


def test_the_same_text_from_both_is_agreed(room, secretariat_bo, secretariat_pe):
    row = row_at(room, 1)
    propose(row, secretariat_bo)
    propose(row, secretariat_pe)
    row.refresh_from_db()
    assert row.outcome == "agreed"


@pytest.mark.parametrize(
    "changes",
    [
        {"deadline": ""},
        {"start": "2026-12-31"},
        {"title": ""},
        {"kind": ""},
        {"weight": "0"},
        {"weight": "NaN"},
        {"deadline": "2027-01-01"},
        {"responsibles": {"PE": [{"acronym": "MIMP", "of": "PE", "role": "lead"}]}},
        {"milestones": [{"key": "H1", "title": "", "due": "", "weight": "1"}]},
        {
            "milestones": [
                {"key": "H1", "title": "a", "due": "", "weight": "1"},
                {"key": "H1", "title": "b", "due": "", "weight": "1"},
            ]
        },
    ],
)
def test_an_incomplete_text_is_proposed_but_not_agreed(room, secretariat_bo, secretariat_pe, changes):
    row = row_at(room, 1)
    sha256 = propose(row, secretariat_bo, **changes)
    with pytest.raises(preparation.NotYetComplete) as refused:
        accept(row, sha256, secretariat_pe)
    assert len(refused.value.problems) == 1
    assert propose(row, secretariat_pe, **changes) == sha256
    row.refresh_from_db()
    assert row.outcome == "open"


def test_two_rows_do_not_agree_on_one_number(room, secretariat_bo, secretariat_pe):
    agree(row_at(room, 1), secretariat_bo, secretariat_pe, number="1.1")
    with pytest.raises(preparation.NotYetComplete):
        agree(row_at(room, 2), secretariat_bo, secretariat_pe, number="1.1")


def test_both_leave_a_row_out(room, secretariat_bo, secretariat_pe):
    row = row_at(room, 3)
    sha256 = propose(row, secretariat_bo, dropped=True)
    accept(row, sha256, secretariat_pe)
    row.refresh_from_db()
    assert (row.outcome, row.agreed) == ("dropped", None)


def test_several_are_accepted_at_once_or_none(room, secretariat_bo, secretariat_pe):
    good = propose(row_at(room, 1), secretariat_bo)
    bad = propose(row_at(room, 2), secretariat_bo, deadline="")
    proposals = {row_at(room, 1).pk: good, row_at(room, 2).pk: bad}
    with pytest.raises(preparation.NotYetComplete):
        preparation.accept(room.pk, proposals=proposals, by=secretariat_pe, now=NOW)
    assert room.rows.filter(outcome="agreed").count() == 0


def test_either_takes_a_settled_row_up_again(room, secretariat_bo, secretariat_pe):
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        save(row, secretariat_bo, version=1, title="Otra")
    row = preparation.reopen(row.pk, by=secretariat_pe, now=LATER)
    assert (row.outcome, row.agreed) == ("open", None)
    assert row.history.filter(outcome="agreed").exists()
    assert save(row, secretariat_bo, version=1, title="Otra").version == 2


def test_a_row_of_another_room_is_not_accepted_here(room, secretariat_bo, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        preparation.accept(room.pk, proposals={10**6: "x"}, by=secretariat_pe, now=NOW)


@pytest.mark.parametrize(
    "person", ["focal_pe", "authority_pe", "ministry_pe", "reader", "consul", "outsider"]
)
def test_nobody_else_writes_in_the_room(room, secretariat_bo, secretariat_pe, person, request):
    by = request.getfixturevalue(person)
    row = row_at(room, 1)
    sha256 = propose(row, secretariat_bo)
    for verb in (
        lambda: save(row, by),
        lambda: preparation.add_row(room.pk, text=row.fed, by=by, now=NOW),
        lambda: preparation.publish(room.pk, by=by, now=NOW),
        lambda: accept(row, sha256, by),
        lambda: preparation.reopen(row.pk, by=by, now=NOW),
        lambda: preparation.discard_row(row.pk, by=by, now=NOW),
        lambda: preparation.change_frame(room.pk, frame=FRAME, version=1, by=by, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            verb()


# --- The plan ---------------------------------------------------------------------------------------------
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


# --- What the other side has not shown --------------------------------------------------------------------
def test_a_row_that_the_other_side_has_not_published_is_told_from_none_by_nobody(room, secretariat_pe):
    """A guessed number gets the same answer as one that was never given."""
    hidden = preparation.add_row(room.pk, text=text_for(row_at(room, 1)), by=secretariat_pe, now=NOW)
    other = User.objects.get(email="secretaria.bo@example.org")
    told = set()
    for pk in (hidden.pk, hidden.pk + 1000):
        for verb in (
            lambda pk=pk: preparation.accept(room.pk, proposals={pk: "0" * 64}, by=other, now=NOW),
            lambda pk=pk: preparation.save_text(pk, text=hidden.fed, version=0, by=other, now=NOW),
            lambda pk=pk: preparation.reopen(pk, by=other, now=NOW),
            lambda pk=pk: preparation.discard_row(pk, by=other, now=NOW),
        ):
            with pytest.raises(workflow.IllegalTransition) as refusal:
                verb()
            told.add(str(refusal.value))
    assert len(told) == 1
    assert hidden.texts.count() == 1
