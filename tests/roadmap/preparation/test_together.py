"""Two people in the room at once, in threads of their own with connections of their own, on either database."""

import pytest

from roadmap import preparation, workflow
from roadmap.models import MatrixRow, Preparation, RowText
from tests.roadmap.test_workflow_together import refused, together

from .rooms import NOW, agree, make_room, propose, row_at, text_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def room(transactional_db, secretariat_bo, secretariat_pe) -> Preparation:
    return make_room(secretariat_bo, rows=2)


def test_two_colleagues_write_at_once_and_neither_text_is_lost(room, secretariat_pe, secretariat_pe_2):
    row = row_at(room, 1)

    def save(by, title):
        return preparation.save_text(row.pk, text=text_for(row, title=title), version=0, by=by, now=NOW)

    results = together(lambda: save(secretariat_pe, "Uno"), lambda: save(secretariat_pe_2, "Dos"))
    assert refused(results) == [preparation.WrittenMeanwhile]
    told = next(result for result in results if isinstance(result, preparation.WrittenMeanwhile))
    assert told.current.content["title"] == RowText.objects.get().content["title"]


def test_one_accepts_while_the_other_publishes_something_else(room, secretariat_pe, secretariat_bo):
    row = row_at(room, 1)
    sha256 = propose(row, secretariat_bo, title="Una")
    preparation.save_text(row.pk, text=text_for(row, title="Otra"), version=1, by=secretariat_bo, now=NOW)
    results = together(
        lambda: preparation.accept(room.pk, proposals={row.pk: sha256}, by=secretariat_pe, now=NOW),
        lambda: preparation.publish(room.pk, by=secretariat_bo, now=NOW),
    )
    assert len(refused(results)) == 1
    row.refresh_from_db()
    published = row.texts.get().published["title"]
    assert (row.outcome, published) in {("agreed", "Una"), ("open", "Otra")}
    assert row.agreed is None or row.agreed["title"] == "Una"


def test_both_accept_each_other_s_and_one_text_is_agreed(room, secretariat_pe, secretariat_bo):
    row = row_at(room, 1)
    of_bo, of_pe = propose(row, secretariat_bo, title="Una"), propose(row, secretariat_pe, title="Otra")
    results = together(
        lambda: preparation.accept(room.pk, proposals={row.pk: of_bo}, by=secretariat_pe, now=NOW),
        lambda: preparation.accept(room.pk, proposals={row.pk: of_pe}, by=secretariat_bo, now=NOW),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert MatrixRow.objects.get(pk=row.pk).agreed["title"] in ("Una", "Otra")


def test_both_open_the_room_at_once_and_there_is_one(transactional_db, secretariat_pe, secretariat_bo):
    from .rooms import CODE, FRAME, make_previous

    previous = make_previous()
    results = together(
        lambda: preparation.open_room(previous.pk, code=CODE, frame=FRAME, by=secretariat_bo, now=NOW),
        lambda: preparation.open_room(previous.pk, code="otro", frame=FRAME, by=secretariat_pe, now=NOW),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert Preparation.objects.count() == 1


def test_a_row_is_taken_up_again_while_the_whole_is_put_in_force(room, secretariat_pe, secretariat_bo):
    first = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    agree(row_at(room, 2), secretariat_bo, secretariat_pe)
    step = workflow.propose_step(room.roadmap_id, to_status="in_force", by=secretariat_bo, now=NOW)
    results = together(
        lambda: workflow.accept_step(step.pk, content_sha256=step.content_sha256, by=secretariat_pe, now=NOW),
        lambda: preparation.reopen(first.pk, by=secretariat_bo, now=NOW),
    )
    assert refused(results) == [workflow.IllegalTransition]
    room.roadmap.refresh_from_db()
    first.refresh_from_db()
    assert (room.roadmap.status, first.outcome) in {("in_force", "agreed"), ("in_preparation", "open")}
