"""What one party accepts of the other is the agreed text, row by row."""

import pytest
from django.core.exceptions import PermissionDenied

from roadmap import preparation, workflow

from .rooms import FRAME, LATER, NOW, accept, agree, propose, row_at, save


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
