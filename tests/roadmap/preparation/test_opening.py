"""The room of the next roadmap: opened by either side, fed with what is unfinished, its frame."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from roadmap import preparation, workflow
from roadmap.models import Preparation, Roadmap

from .rooms import (
    CODE,
    FRAME,
    LATER,
    NOW,
    agree,
    make_previous,
    row_at,
)


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


@pytest.mark.parametrize(
    "changes", [{"start": date(2027, 2, 1)}, {"end": date(2027, 12, 1), "cutoffs": FRAME.cutoffs[:1]}]
)
def test_one_party_does_not_cut_the_period_of_a_row_that_both_agreed(
    room, secretariat_bo, secretariat_pe, changes
):
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    frame = replace(FRAME, **changes)
    with pytest.raises(workflow.IllegalTransition, match=r"1\.1"):
        preparation.change_frame(room.pk, frame=frame, version=1, by=secretariat_pe, now=NOW)
    assert Roadmap.objects.get(code=CODE).start == FRAME.start
    preparation.reopen(row.pk, by=secretariat_pe, now=NOW)
    preparation.change_frame(room.pk, frame=frame, version=1, by=secretariat_pe, now=NOW)
    assert Roadmap.objects.get(code=CODE).start == frame.start
