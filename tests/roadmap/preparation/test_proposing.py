"""A party writes its own column, and shows it when it publishes."""

import pytest

from accounts.models import Letter, User
from roadmap import preparation, workflow

from .rooms import LATER, NOW, accept, propose, row_at, save, text_for


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
